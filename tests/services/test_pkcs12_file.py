"""`certificates.store = "pkcs12"` (RFC 7292): its password is the customer's own PIN."""

import asyncio
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from services.audit_trail import AuditEvent
from services.certificates import opened_apart
from services.certificates.device import CertificateDevice
from services.certificates.pkcs12_file import Pkcs12File, key_of
from services.certificates.port import CertificateAnswer, Need, StoreError, StoreFault
from services.certificates.rules import NoneReason
from services.errors import ErrorCode
from services.secret import Secret
from tests.certificates import MEILING, MING, PIN, Card, card, rsa_key, rules
from tests.databases import sqlite_only
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk
from tests.services.proving import RIGHT, WRONG, proved, refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def desk_with(open_desk: OpenDesk, path: Path, tmp_path: Path) -> Desk:
    return open_desk(device=CertificateDevice(Pkcs12File(path), rules(tmp_path)))


@pytest.mark.parametrize("kind", ["P-256", "RSA"])
async def test_the_file_and_its_password_prove(
    open_desk: OpenDesk, folder: Path, tmp_path: Path, kind: str
) -> None:
    file = folder / "mine.p12"
    file.write_bytes(card(key=rsa_key() if kind == "RSA" else None).pkcs12())
    desk = desk_with(open_desk, file, tmp_path)
    offer = await desk.program.certificates.offer(visit())
    assert (offer.need, offer.tries_left) == (Need.PIN, 3)
    assert (await refused(desk, WRONG)).facts == {"tries_left": 2}
    assert await proved(desk, RIGHT)


async def test_no_file_yet_is_an_empty_reader(open_desk: OpenDesk, folder: Path, tmp_path: Path) -> None:
    for path in (folder, folder / "not there", folder / "mine.p12"):
        desk = desk_with(open_desk, path, tmp_path)
        assert (await desk.program.certificates.offer(visit())).need is Need.TOKEN
        assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_ABSENT


async def test_two_files_are_a_choice_of_masked_numbers(
    open_desk: OpenDesk, folder: Path, tmp_path: Path
) -> None:
    (folder / f"A \x1b[2J {MING} 王小明.p12").write_bytes(card().pkcs12())
    (folder / f"{MEILING}.PFX").write_bytes(card(MEILING).pkcs12())
    (folder / "notes.txt").write_text("not one")
    desk = desk_with(open_desk, folder, tmp_path)
    offer = await desk.program.certificates.offer(visit())
    assert (offer.need, offer.asks_pin) == (Need.CHOICE, True)
    assert [label.text for label in offer.identities] == ["A12345****", "A20000****"]
    mine = offer.identities[0].key
    assert (await refused(desk, RIGHT)).code is ErrorCode.CHOICE_NEEDED
    assert (await refused(desk, CertificateAnswer(identity=mine))).code is ErrorCode.PIN_NEEDED
    assert await proved(desk, CertificateAnswer(identity=mine, pin=PIN))


def cut(content: bytes) -> bytes:
    return content[:-1]


def grown(content: bytes) -> bytes:
    return content + b"\0"


@pytest.mark.parametrize("damage", [cut, grown, lambda _: b"", lambda _: b"\x30", lambda _: b"\x30" * 2**21])
async def test_a_damaged_file_is_none_and_costs_no_try(
    open_desk: OpenDesk, folder: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    (folder / "mine.p12").write_bytes(damage(card().pkcs12()))
    desk = desk_with(open_desk, folder, tmp_path)
    assert not await proved(desk, RIGHT)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.DAMAGED)]
    assert (await desk.program.certificates.offer(visit())).tries_left == 3


def costly(content: bytes) -> bytes:
    """The same file, whose password wants hashing as often as a file can say."""
    from asn1crypto.pkcs12 import Pfx  # type: ignore[import-untyped]

    made = Pfx.load(content)
    made["mac_data"]["iterations"] = 2**31 - 1
    dumped: bytes = made.dump(force=True)
    return dumped


async def test_a_file_that_costs_too_much_is_damaged_and_stops_nobody(
    open_desk: OpenDesk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened_apart, "CPU_SECONDS", 1)
    (folder / "mine.p12").write_bytes(costly(card().pkcs12()))
    desk = desk_with(open_desk, folder, tmp_path)
    proving = asyncio.create_task(proved(desk, RIGHT))
    turns = 0
    while not proving.done():
        await asyncio.sleep(0)
        turns += 1
    assert not await proving
    # the loop went on meanwhile; in one process with the file it would have stood still
    assert turns > 1000
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.DAMAGED)]
    assert not Pkcs12File(folder).unprotected()


def test_what_opens_it_sees_neither_password_nor_environment_on_its_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Sequence[str], dict[str, Any]]] = []

    def run(command: Sequence[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
        seen.append((command, how))
        return subprocess.CompletedProcess(command, -9, b"")

    monkeypatch.setattr("subprocess.run", run)
    (folder / "mine.p12").write_bytes(card().pkcs12())
    store = Pkcs12File(folder)
    with pytest.raises(StoreError) as caught:
        store.sign(store.identities(None)[0], PIN, b"anything")
    assert caught.value.fault is StoreFault.DAMAGED
    [(command, how)] = seen
    assert PIN.reveal() not in " ".join(command)
    assert (how["env"], how["start_new_session"]) == ({}, True)


def test_a_folder_of_very_many_offers_the_first(folder: Path) -> None:
    for number in range(40):
        (folder / f"{number:02}.p12").write_bytes(b"%d" % number)
    keys = [identity.key for identity in Pkcs12File(folder).identities(None)]
    assert keys == [key_of(b"%d" % number) for number in range(32)]


async def test_a_file_pulled_out_between_listing_and_signing(
    open_desk: OpenDesk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "mine.p12"
    file.write_bytes(card().pkcs12())
    store = Pkcs12File(file)
    desk = open_desk(device=CertificateDevice(store, rules(tmp_path)))
    listed = store.identities(None)
    monkeypatch.setattr(store, "identities", lambda customer: listed)
    file.unlink()
    assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_ABSENT
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.ABSENT)]


async def test_a_file_without_password_proves_nobody(
    open_desk: OpenDesk, folder: Path, tmp_path: Path
) -> None:
    (folder / "mine.p12").write_bytes(card().pkcs12(None))
    assert Pkcs12File(folder).unprotected()
    desk = desk_with(open_desk, folder, tmp_path)
    assert not await proved(desk, RIGHT)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.UNPROTECTED)]


def test_a_protected_one_is_told_apart(folder: Path) -> None:
    assert not Pkcs12File(folder).unprotected()
    (folder / "mine.p12").write_bytes(card().pkcs12())
    assert not Pkcs12File(folder).unprotected()


def test_a_file_without_a_key_signs_nothing(folder: Path) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    encryption = BestAvailableEncryption(PIN.reveal().encode())
    content = serialize_key_and_certificates(None, None, card().certificate, None, encryption)
    (folder / "mine.p12").write_bytes(content)
    store = Pkcs12File(folder)
    with pytest.raises(StoreError) as caught:
        store.sign(store.identities(None)[0], PIN, b"anything")
    assert caught.value.fault is StoreFault.UNUSABLE


async def test_wrong_pins_follow_the_file_wherever_it_is(
    open_desk: OpenDesk, folder: Path, tmp_path: Path
) -> None:
    file = folder / "mine.p12"
    file.write_bytes(card().pkcs12())
    desk = desk_with(open_desk, folder, tmp_path)
    for _ in range(3):
        await refused(desk, WRONG)
    file.rename(folder / "renamed.p12")
    assert (await refused(desk, RIGHT)).code is ErrorCode.PIN_PAUSED


@sqlite_only
async def test_no_pin_and_no_key_is_left_in_database_or_errors(
    open_desk: OpenDesk, folder: Path, tmp_path: Path
) -> None:
    brought = card()
    (folder / "mine.p12").write_bytes(brought.pkcs12())
    desk = desk_with(open_desk, folder, tmp_path)
    typed = CertificateAnswer(pin=Secret("Pin-wrong-97531"))
    refusal = await refused(desk, typed)
    assert await proved(desk, RIGHT)
    chain: BaseException | None = refusal
    while chain is not None:
        assert "97531" not in repr(chain)
        chain = chain.__cause__ or chain.__context__
    assert "97531" not in repr(typed)
    seen = "".join(repr(entry) for entry in desk.audit())
    kept = everything_in(tmp_path)
    assert b"SQLite format" in kept
    for secret in (PIN.reveal(), "97531", _scalar(brought)):
        assert secret not in seen
        assert secret.encode() not in kept


def everything_in(folder: Path) -> bytes:
    """The bytes of database, heads and keyring; the stick is a folder below."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def _scalar(brought: Card) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec

    assert isinstance(brought.key, ec.EllipticCurvePrivateKey)
    return f"{brought.key.private_numbers().private_value:x}"
