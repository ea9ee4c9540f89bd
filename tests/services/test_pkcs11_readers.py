"""`certificates.store = "pkcs11"` with readers and tokens that SoftHSM2 cannot be: a driver in memory."""

from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pkcs11 import Mechanism, TokenFlag

from services.audit_trail import AuditEvent
from services.certificates.device import CertificateDevice
from services.certificates.pkcs11_token import Pkcs11Token
from services.certificates.port import CertificateAnswer, Need, Scheme, StoreError, StoreFault
from services.errors import ErrorCode
from services.secret import Secret
from tests.certificates import MEILING, MESSAGE, PIN, card, rsa_key, rules
from tests.fake_driver import BrokenReader, FakeDriver, FakeToken
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk
from tests.services.proving import RIGHT, WRONG, proved, refused

PAD = TokenFlag.TOKEN_INITIALIZED | TokenFlag.PROTECTED_AUTHENTICATION_PATH


def store_with(monkeypatch: pytest.MonkeyPatch, *readers: Any) -> Pkcs11Token:
    monkeypatch.setattr(pkcs11, "lib", lambda module: FakeDriver(list(readers)))
    return Pkcs11Token("/driver.so")


@pytest.fixture
def plug(open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A desk with these readers."""

    def opened(*readers: Any) -> Desk:
        return open_desk(device=CertificateDevice(store_with(monkeypatch, *readers), rules(tmp_path)))

    return opened


async def test_a_reader_with_a_pad_asks_for_the_pin_itself(plug: Any) -> None:
    token = FakeToken(card(), flags=PAD, typed_on_reader=PIN)
    desk = plug(token)
    assert (await desk.program.certificates.offer(visit())).need is Need.NOTHING
    assert await proved(desk)
    assert token.opened_with == [pkcs11.PROTECTED_AUTH]


async def test_a_wrong_pin_on_the_pad_has_no_number(plug: Any) -> None:
    token = FakeToken(card(), flags=PAD, typed_on_reader=Secret("0000"))
    desk = plug(token)
    for _ in range(4):
        refusal = await refused(desk)
        assert (refusal.code, refusal.facts) == (ErrorCode.PIN_WRONG_ON_READER, {})
    token.flags = PAD | TokenFlag.USER_PIN_FINAL_TRY
    assert (await refused(desk)).code is ErrorCode.TOKEN_LAST_TRY
    assert len(token.opened_with) == 4


async def test_the_last_try_of_a_token_is_not_made(plug: Any) -> None:
    token = FakeToken(card(), flags=TokenFlag.TOKEN_INITIALIZED | TokenFlag.USER_PIN_FINAL_TRY)
    desk = plug(token)
    for answer in (WRONG, RIGHT):
        assert (await refused(desk, answer)).code is ErrorCode.TOKEN_LAST_TRY
    assert token.opened_with == []


async def test_a_token_that_locked_itself_is_told_apart_from_a_rest(plug: Any) -> None:
    desk = plug(FakeToken(card(), flags=TokenFlag.TOKEN_INITIALIZED | TokenFlag.USER_PIN_LOCKED))
    assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_LOCKED
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.LOCKED)]
    # the PIN was not tried
    assert (await desk.program.certificates.offer(visit())).tries_left == 3


async def test_a_token_without_pss_signs_by_pkcs1(plug: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token = FakeToken(card(key=rsa_key()), mechanisms=frozenset({Mechanism.SHA256_RSA_PKCS}))
    assert await proved(plug(token), RIGHT)
    store = store_with(monkeypatch, token)
    assert store.sign(store.identities(None)[0], PIN, MESSAGE).scheme is Scheme.RSA_PKCS1


async def test_several_readers_are_one_choice_and_a_broken_one_keeps_nobody_away(plug: Any) -> None:
    mine, hers = FakeToken(card(), b"1", "mine"), FakeToken(card(MEILING), b"2", "hers")
    desk = plug(BrokenReader(), hers, mine)
    offer = await desk.program.certificates.offer(visit())
    assert (offer.need, [label.text for label in offer.identities]) == (
        Need.CHOICE,
        ["A20000****", "A12345****"],
    )
    assert await proved(desk, CertificateAnswer(offer.identities[1].key, PIN))
    assert (hers.opened_with, mine.opened_with) == ([], [PIN.reveal()])


def test_broken_readers_alone_are_an_empty_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_with(monkeypatch, BrokenReader())
    assert not store.token_inside()
    with pytest.raises(StoreError) as caught:
        store.identities(None)
    assert caught.value.fault is StoreFault.ABSENT
