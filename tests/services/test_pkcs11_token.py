"""`certificates.store = "pkcs11"` against SoftHSM2: keys that never leave the token, a PIN at every proof."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from services.certificates.device import CertificateDevice
from services.certificates.pkcs11_token import Pkcs11Token
from services.certificates.port import (
    CertificateAnswer,
    Need,
    Scheme,
    StoreError,
    StoreFault,
)
from services.certificates.rules import NoneReason
from services.errors import ErrorCode
from services.secret import Secret
from tests.certificates import MESSAGE, rules
from tests.databases import sqlite_only
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk
from tests.services.proving import WRONG, proved, refused
from tests.softhsm import TOKEN_PIN, SoftHsm, softhsm

RIGHT = CertificateAnswer(pin=TOKEN_PIN)


@pytest.fixture(scope="module")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    with softhsm(tmp_path_factory.mktemp("hsm")) as made:
        yield made


def desk_with(open_desk: OpenDesk, store: Pkcs11Token, tmp_path: Path) -> Desk:
    return open_desk(device=CertificateDevice(store, rules(tmp_path)))


@pytest.mark.parametrize(
    ("label", "scheme"), [("one", Scheme.ECDSA), ("p384", Scheme.ECDSA), ("rsa", Scheme.RSA_PSS)]
)
async def test_the_token_and_its_pin_prove(
    hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path, label: str, scheme: Scheme
) -> None:
    store = hsm.store(label)
    desk = desk_with(open_desk, store, tmp_path)
    offer = await desk.program.certificates.offer(visit())
    # the authority's certificate on the token is nobody's identity
    assert (offer.need, len(offer.identities), offer.tries_left) == (Need.PIN, 1, 3)
    # of the token's own words, a name and what steers a terminal among them, nothing is shown
    assert offer.identities[0].text == "A12345****"
    assert (await refused(desk)).code is ErrorCode.PIN_NEEDED
    assert await proved(desk, RIGHT)
    assert store.sign(store.identities(None)[0], TOKEN_PIN, MESSAGE).scheme is scheme


async def test_a_key_that_wants_its_pin_at_every_signature_gets_it(
    hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = desk_with(open_desk, hsm.store("each time"), tmp_path)
    assert (await refused(desk, WRONG)).facts == {"tries_left": 2}
    assert await proved(desk, RIGHT)
    assert desk.told()[-1] == (AuditEvent.CERTIFICATE_SUCCESS, None)


async def test_a_wrong_pin_is_counted_and_the_right_one_ends_the_count(
    hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = desk_with(open_desk, hsm.store("one"), tmp_path)
    for pin in ("00000000", "0", "0" * 300):
        assert (await refused(desk, CertificateAnswer(pin=Secret(pin)))).code in {
            ErrorCode.PIN_WRONG,
            ErrorCode.PIN_PAUSED,
        }
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.PIN_WRONG)] * 3
    assert (await refused(desk, RIGHT)).code is ErrorCode.PIN_PAUSED
    desk.clock.advance(15 * 60)
    assert await proved(desk, RIGHT)


async def test_two_identities_on_a_token(hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = desk_with(open_desk, hsm.store("two"), tmp_path)
    offer = await desk.program.certificates.offer(visit())
    assert (offer.need, offer.asks_pin) == (Need.CHOICE, True)
    assert {label.text for label in offer.identities} == {"A12345****", "A20000****"}
    found = {
        label.text: await proved(desk, CertificateAnswer(label.key, TOKEN_PIN)) for label in offer.identities
    }
    assert found == {"A12345****": True, "A20000****": False}
    assert (AuditEvent.CERTIFICATE_NONE, NoneReason.OTHER_PERSON) in desk.told()


async def test_a_token_with_nobody_on_it(hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = desk_with(open_desk, hsm.store("empty"), tmp_path)
    assert (await desk.program.certificates.offer(visit())).need is Need.NOTHING
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.NO_IDENTITY)]


async def test_an_empty_reader(hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path) -> None:
    store = hsm.store("never made")
    desk = desk_with(open_desk, store, tmp_path)
    assert (await desk.program.certificates.offer(visit())).need is Need.TOKEN
    assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_ABSENT
    assert not store.token_inside()
    assert hsm.store("one").token_inside()


@sqlite_only
async def test_a_token_pulled_out_between_listing_and_signing(
    hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = hsm.store("pulled")
    desk = desk_with(open_desk, store, tmp_path)
    listed = store.identities(None)
    monkeypatch.setattr(store, "identities", lambda customer: listed)
    hsm.pull("pulled")
    assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_ABSENT
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.ABSENT)]
    # nothing was counted against the PIN
    long_ago = desk.clock.now() - timedelta(days=1)
    assert desk.database.read_now(lambda tx: tx.certificates.wrong_pins(listed[0].key, long_ago)) == 0


def test_a_driver_that_is_none(tmp_path: Path) -> None:
    module = tmp_path / "driver.so"
    module.write_bytes(b"not a library")
    with pytest.raises(StoreError) as caught:
        Pkcs11Token(str(module)).identities(None)
    assert caught.value.fault is StoreFault.UNUSABLE


async def test_no_pin_is_left_in_the_database_or_in_errors(
    hsm: SoftHsm, open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = desk_with(open_desk, hsm.store("one"), tmp_path)
    refusal: BaseException | None = await refused(desk, WRONG)
    while refusal is not None:
        assert "0000" not in repr(refusal)
        refusal = refusal.__cause__ or refusal.__context__
    assert await proved(desk, RIGHT)
    assert TOKEN_PIN.reveal() not in "".join(repr(entry) for entry in desk.audit())
