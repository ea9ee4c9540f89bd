"""Short words for what an applicant does, and for reading the letters that come to them."""

import hashlib
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from services.errors import ErrorCode, ServiceError
from services.reissue.reissue import Reissue
from services.reissue.results import (
    ActivationStep,
    CodeSent,
    LetterSent,
    Reissued,
    ReissueOffer,
    Verified,
)
from services.secret import Secret
from services.visit import Visit
from storage.outgoing import Channel, Claimed, OutgoingMessage
from tests.kit import ScriptedRandomness, visit
from tests.services.desk import MING, Desk
from tests.services.proofs import ScriptedProofs

if TYPE_CHECKING:
    from storage.transaction import Transaction

BORN = "19800101"
NEW = "Rain4Tea"


class SpreadRandomness(ScriptedRandomness):
    """Numbers all over their range, the same at every run: codes that are no one else's."""

    def below(self, limit: int) -> int:
        self._drawn += 1
        return int.from_bytes(hashlib.sha256(f"{self._seed}/{self._drawn}".encode()).digest()) % limit


def reissue_with(desk: Desk, proofs: ScriptedProofs, *, public_url: str | None = None) -> Reissue:
    """The service over the desk's database and this device."""
    program = desk.program
    return Reissue(
        program.ground,
        identification=program.identification,
        certificates=proofs,  # type: ignore[arg-type]
        rules=program.rules,
        keypad=program.keypad,
        limits=program.limits,
        public_url=public_url,
    )


def outbox(desk: Desk, at: datetime | None = None) -> list[OutgoingMessage]:
    """Every letter that waits, oldest first; nobody sends them here."""
    now = at or desk.clock.now()
    found = desk.database.write_now(lambda tx: tx.outbox.claim(tuple(Channel), now, now, 1000))
    return sorted((one.message for one in found if isinstance(one, Claimed)), key=lambda one: one.created_at)


def kinds(desk: Desk) -> list[tuple[str, Channel]]:
    return [(letter.kind, letter.channel) for letter in outbox(desk)]


@dataclass
class Applicant:
    """Somebody at a terminal."""

    desk: Desk
    proofs: ScriptedProofs = field(default_factory=ScriptedProofs)
    at: Visit = field(default_factory=visit)
    id_number: str = MING
    public_url: str | None = None

    def __post_init__(self) -> None:
        self.reissue = reissue_with(self.desk, self.proofs, public_url=self.public_url)
        self.handle = Secret("")

    async def identify(self, born: str = BORN) -> None:
        self.handle = (await self.reissue.identify(self.at, self.id_number, born)).handle

    async def begin(self) -> ReissueOffer:
        await self.identify()
        return await self.reissue.begin(self.at, self.handle)

    async def confirm(self, offer: ReissueOffer, account: int = 0) -> CodeSent | LetterSent:
        channel = offer.channels[0] if offer.channels else None
        return await self.reissue.confirm(self.at, self.handle, offer.accounts[account].id, channel)

    async def apply(self, account: int = 0) -> CodeSent:
        """With a certificate."""
        sent = await self.confirm(await self.begin(), account)
        assert isinstance(sent, CodeSent)
        return sent

    async def ask_for_letter(self, account: int = 0) -> str:
        """Without one; the activation code as it stands in the letter."""
        sent = await self.confirm(await self.begin(), account)
        assert isinstance(sent, LetterSent)
        return self.fact(sent.message_id, "activation_code")

    async def activate(self, code: str) -> ActivationStep:
        step = await self.reissue.enter_activation(self.at, Secret(code))
        self.handle = step.handle
        return step

    async def request_code(self) -> CodeSent:
        return await self.reissue.request_code(self.at, self.handle)

    async def resend(self) -> CodeSent:
        return await self.reissue.resend(self.at, self.handle)

    async def verify(self, code: str) -> Verified:
        return await self.reissue.verify(self.at, self.handle, Secret(code))

    async def set_password(self, new: str = NEW, confirm: str | None = None) -> Reissued:
        return await self.reissue.set_password(
            self.at, self.handle, Secret(new), Secret(new if confirm is None else confirm)
        )

    def fact(self, message_id: str, name: str) -> str:
        letter = next(one for one in outbox(self.desk) if one.id == message_id)
        return letter.facts[name]

    def code_of(self, sent: CodeSent) -> str:
        """The code in the very letter."""
        return self.fact(sent.message_id, "code")

    def wrong_code(self, sent: CodeSent) -> str:
        return f"{(int(self.code_of(sent)) + 1) % 10**7:07}"

    async def verified(self, account: int = 0) -> Verified:
        """All the way to 設定新密碼, with a certificate."""
        return await self.verify(self.code_of(await self.apply(account)))


async def refusal(step: Awaitable[object]) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await step
    return caught.value


async def refused(step: Awaitable[object]) -> ErrorCode:
    return (await refusal(step)).code


def customer_of(desk: Desk, id_number: str = MING) -> int:
    found = desk.database.read_now(lambda tx: tx.customers.find(id_number))
    assert found is not None
    return found.id


def strip(desk: Desk, customer_id: int, *contacts: str) -> None:
    """Takes contacts away, as if they had never been there."""

    nothing: dict[str, Any] = dict.fromkeys(contacts)

    def change(tx: "Transaction") -> None:
        tx.customers.reseal(customer_id, replace(tx.customers.person(customer_id), **nothing))

    desk.database.write_now(change)
