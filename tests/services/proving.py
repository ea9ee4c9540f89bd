"""Short words for proving: a desk with a device, an answer, what came of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.certificates.port import CertificateAnswer, ProofPurpose
from services.errors import ServiceError
from services.identifiers import read_id_number
from services.secret import Secret
from tests.certificates import MING, PIN, Card, CardStore, device
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk

Bring = Callable[..., tuple[Desk, CardStore]]
WRONG = CertificateAnswer(pin=Secret("0000"))
RIGHT = CertificateAnswer(pin=PIN)


@pytest.fixture
def bring(open_desk: OpenDesk, tmp_path: Path) -> Bring:
    """A desk with a device that holds these cards."""

    def opened(*cards: Card, pin: Secret | None = None, **differ: Any) -> tuple[Desk, CardStore]:
        made = device(tmp_path, *cards, pin=pin, **differ)
        assert isinstance(made.store, CardStore)
        return open_desk(device=made), made.store

    return opened


async def proved(
    desk: Desk, answer: CertificateAnswer | None = None, purpose: ProofPurpose = ProofPurpose.UNLOCK
) -> bool:
    """Whether 王小明's certificate was proved."""
    return await desk.program.certificates.prove(visit(), purpose, read_id_number(MING), answer)


async def refused(desk: Desk, answer: CertificateAnswer | None = None) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await proved(desk, answer)
    return caught.value
