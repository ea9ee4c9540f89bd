import json
import os
import secrets
from pathlib import Path

import pytest

from storage.errors import SealBroken, StorageError, StorageFault
from storage.keyring import Keyring, Purpose
from storage.sealing import seal_person, unseal_person
from tests.storage.people import MEILING, MING
from tests.storage_kit import new_keyring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keys.json"


def fault_of(path: Path) -> StorageFault:
    with pytest.raises(StorageError) as caught:
        Keyring.load(path)
    assert caught.value.facts["path"] == str(path)
    return caught.value.fault


def test_a_keyring_is_made_for_its_owner_only_and_read_back_the_same(path: Path) -> None:
    made = new_keyring(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [child.name for child in path.parent.iterdir()] == [path.name]
    loaded = Keyring.load(path)
    assert loaded.fingerprint() == made.fingerprint()
    assert loaded.lookup("A123456789") == made.lookup("A123456789")
    assert loaded.unseal(made.seal(b"plain", b"here", secrets.token_bytes), b"here") == b"plain"


def test_a_keyring_is_never_overwritten(path: Path) -> None:
    first = new_keyring(path)
    with pytest.raises(FileExistsError):
        new_keyring(path)
    assert Keyring.load(path).fingerprint() == first.fingerprint()
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_a_missing_file_is_told(path: Path) -> None:
    assert fault_of(path) is StorageFault.KEYS_MISSING


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_touch_is_refused(path: Path, mode: int) -> None:
    new_keyring(path)
    path.chmod(mode)
    assert fault_of(path) is StorageFault.KEYS_READABLE


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 1, "keys": {}}', '{"format": 2, "keys": {}}', "\x00" * 40],
)
def test_a_file_that_is_no_keyring_is_damaged(path: Path, text: str) -> None:
    new_keyring(path)
    path.write_text(text)
    assert fault_of(path) is StorageFault.KEYS_DAMAGED


@pytest.mark.parametrize("key", ["", "AAAA", "not base64!", None])
def test_a_key_that_is_none_is_damaged(path: Path, key: str | None) -> None:
    new_keyring(path)
    file = json.loads(path.read_text())
    file["keys"]["pepper"]["1"] = key
    path.write_text(json.dumps(file))
    assert fault_of(path) is StorageFault.KEYS_DAMAGED


def test_every_cut_of_the_file_is_damaged(path: Path) -> None:
    new_keyring(path)
    whole = path.read_bytes()
    for size in range(0, len(whole) - 2, 37):
        path.write_bytes(whole[:size])
        assert fault_of(path) is StorageFault.KEYS_DAMAGED


def test_a_folder_in_its_place_is_damaged(path: Path) -> None:
    path.mkdir(parents=True, mode=0o700)
    assert fault_of(path) in {StorageFault.KEYS_DAMAGED, StorageFault.KEYS_READABLE}


def test_purposes_do_not_share_keys(path: Path) -> None:
    keys = new_keyring(path)
    macs = {
        keys.lookup("x"),
        bytes.fromhex(keys.pseudonym("x")),
        keys.audit_mac(b"x"),
        keys.challenge_mac(b"x"),
    }
    assert len(macs) == 4
    assert keys.pepper(1) not in macs


def test_a_new_version_seals_and_the_old_one_still_opens(path: Path) -> None:
    def key() -> bytes:
        return os.urandom(32)

    one = {purpose: {1: key()} for purpose in Purpose}
    both = {
        **one,
        Purpose.SEAL: {**one[Purpose.SEAL], 2: key()},
        Purpose.PEPPER: {**one[Purpose.PEPPER], 2: key()},
    }
    before, after = Keyring(one), Keyring(both)
    assert after.fingerprint() == before.fingerprint()
    assert after.pepper_version == 2
    assert after.pepper(1) == before.pepper(1)
    assert after.unseal(before.seal(b"x", b"", secrets.token_bytes), b"") == b"x"
    with pytest.raises(SealBroken):
        before.unseal(after.seal(b"x", b"", secrets.token_bytes), b"")
    with pytest.raises(StorageError) as caught:
        before.pepper(2)
    assert caught.value.fault is StorageFault.KEYS_FOREIGN


def test_no_key_shows(path: Path) -> None:
    keys = new_keyring(path)
    assert keys.pepper(1).hex() not in repr(keys)
    assert keys.fingerprint() not in repr(keys)


def test_a_person_opens_only_where_it_was_sealed(path: Path) -> None:
    keys = new_keyring(path)
    mine, other = keys.lookup(MING.id_number), keys.lookup(MEILING.id_number)
    sealed = seal_person(keys, secrets.token_bytes, 7, mine, MING)
    assert unseal_person(keys, 7, mine, sealed) == MING
    for customer_id, lookup in ((8, mine), (7, other)):
        with pytest.raises(SealBroken):
            unseal_person(keys, customer_id, lookup, sealed)


def test_every_changed_byte_of_a_sealed_person_is_noticed(path: Path) -> None:
    keys = new_keyring(path)
    lookup = keys.lookup(MING.id_number)
    sealed = seal_person(keys, secrets.token_bytes, 7, lookup, MING)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(SealBroken):
            unseal_person(keys, 7, lookup, bytes(changed))
    for size in (0, 1, 2, 13, len(sealed) - 1):
        with pytest.raises(SealBroken):
            unseal_person(keys, 7, lookup, sealed[:size])


def test_equal_people_are_sealed_differently(path: Path) -> None:
    keys = new_keyring(path)
    lookup = keys.lookup(MING.id_number)
    assert seal_person(keys, secrets.token_bytes, 7, lookup, MING) != seal_person(
        keys, secrets.token_bytes, 7, lookup, MING
    )


def test_lone_surrogates_find_nobody_and_raise_nothing(path: Path) -> None:
    keys = new_keyring(path)
    assert keys.lookup("\ud800") != keys.lookup("\ud801")
    assert len(keys.pseudonym("\ud800")) == 64
