"""The keys that live outside the database: without them a stolen database file shows nobody (security §2.4).

One file, 0600, JSON: for every purpose its keys by version. New values are made with the highest version, old
ones stay readable. Purposes never share a key.
"""

import base64
import binascii
import os
import stat
from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import SealBroken, StorageError, StorageFault
from storage.mac import Mac

Token = Callable[[int], bytes]
"""Makes so many random bytes; `services.ports.Randomness.token`."""

FORMAT: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class Purpose(StrEnum):
    """What a key is for."""

    SEAL = "seal"
    """AES-256-GCM over personal data."""
    LOOKUP = "lookup"
    """HMAC of an ID number, the blind index."""
    PSEUDONYM = "pseudonym"
    """HMAC of an ID number for audit rows and logs, so that those do not lead to the row of a customer."""
    PEPPER = "pepper"
    """HMAC of a password before Argon2id."""
    AUDIT = "audit"
    CHALLENGE = "challenge"
    ADDRESS = "address"
    """HMAC of a phone number or e-mail address, under which the letters to it are counted."""
    RECEIPT = "receipt"
    """HMAC of a message's number, which its delivery receipts come back with."""
    THROTTLE = "throttle"
    """HMAC of what failures are counted by."""
    CODE = "code"
    """HMAC of one-time codes and activation codes."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    keys: dict[Purpose, dict[int, str]]


class Keyring:
    """The keys of one database; repr and tracebacks show none of them."""

    def __init__(self, keys: Mapping[Purpose, Mapping[int, bytes]]) -> None:
        self._keys = {purpose: dict(keys[purpose]) for purpose in Purpose}
        self._newest = {purpose: max(versions) for purpose, versions in self._keys.items()}
        self._ciphers = {version: AESGCM(key) for version, key in self._keys[Purpose.SEAL].items()}
        self._macs = {purpose: Mac(self._keys[purpose][self._newest[purpose]]) for purpose in Purpose}

    def __repr__(self) -> str:
        return f"Keyring({self.fingerprint()[:8]}…)"

    @classmethod
    def create(cls, path: Path, token: Token) -> "Keyring":
        """Makes a keyring and its file; `FileExistsError` when there is one, which then stays as it is."""
        keys = {purpose: {1: token(KEY_BYTES)} for purpose in Purpose}
        _write(Path(path), _encoded(keys), token)
        return cls(keys)

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Reads a keyring; raises `StorageError` KEYS_MISSING, KEYS_READABLE or KEYS_DAMAGED."""
        return cls(_decoded(_read(Path(path)), str(path)))

    def fingerprint(self) -> str:
        """Tells keyrings apart and shows nothing of them; later versions of a key do not change it."""
        oldest = b"".join(self._keys[purpose][min(self._keys[purpose])] for purpose in Purpose)
        return sha256(b"password-center keyring\0" + oldest).hexdigest()[:32]

    def lookup(self, id_number: str) -> bytes:
        """The blind index of an ID number: equal numbers are found, none is read."""
        return self._hmac(Purpose.LOOKUP, _bytes(id_number))

    def pseudonym(self, id_number: str) -> str:
        """How audit rows name a person (hex)."""
        return self._hmac(Purpose.PSEUDONYM, _bytes(id_number)).hex()

    @property
    def pepper_version(self) -> int:
        """The pepper for new verifiers."""
        return self._newest[Purpose.PEPPER]

    def pepper(self, version: int) -> bytes:
        """The pepper of a version; raises `StorageError(KEYS_FOREIGN)` for one that is not here."""
        try:
            return self._keys[Purpose.PEPPER][version]
        except KeyError:
            raise StorageError(StorageFault.KEYS_FOREIGN, expected=f"pepper {version}") from None

    def seal(self, plain: bytes, bound_to: bytes, token: Token) -> bytes:
        """Encrypts; the value opens again only with the same `bound_to`."""
        version, nonce = self._newest[Purpose.SEAL], token(NONCE_BYTES)
        head = version.to_bytes(2, "big")
        return head + nonce + self._ciphers[version].encrypt(nonce, plain, head + bound_to)

    def unseal(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Decrypts; raises `SealBroken` for a value changed or bound to something else."""
        head, nonce, rest = sealed[:2], sealed[2 : 2 + NONCE_BYTES], sealed[2 + NONCE_BYTES :]
        try:
            return self._ciphers[int.from_bytes(head, "big")].decrypt(nonce, rest, head + bound_to)
        except (InvalidTag, KeyError, ValueError):
            # raised below, without the failed call hanging on to it
            pass
        raise SealBroken

    def audit_mac(self, data: bytes) -> bytes:
        """Chains an audit row."""
        return self._hmac(Purpose.AUDIT, data)

    def challenge_mac(self, data: bytes) -> bytes:
        """Hides the answer of a robot question."""
        return self._hmac(Purpose.CHALLENGE, data)

    def address(self, address: str) -> str:
        """How the sending limits name an address (hex)."""
        return self._hmac(Purpose.ADDRESS, _bytes(address)).hex()

    def throttle_key(self, name: tuple[str, ...]) -> bytes:
        """The row that counts for `name`; parts do not run into each other."""
        parts = b"".join(len(part := _bytes(text)).to_bytes(4, "big") + part for text in name)
        return self._hmac(Purpose.THROTTLE, parts)

    def receipt_mac(self, data: bytes) -> bytes:
        """Proves a delivery receipt to be from whom the message was given to."""
        return self._hmac(Purpose.RECEIPT, data)

    def code_mac(self, data: bytes) -> bytes:
        """What is kept of a code that was sent to somebody."""
        return self._hmac(Purpose.CODE, data)

    def _hmac(self, purpose: Purpose, data: bytes) -> bytes:
        return self._macs[purpose].digest(data)


def _bytes(text: str) -> bytes:
    # what people type may hold lone surrogates; they find nobody, and raise nothing either
    return text.encode("utf-8", "surrogatepass")


def _encoded(keys: Mapping[Purpose, Mapping[int, bytes]]) -> bytes:
    text = {
        purpose: {version: base64.b64encode(key).decode("ascii") for version, key in versions.items()}
        for purpose, versions in keys.items()
    }
    return msgspec.json.format(msgspec.json.encode(_File(FORMAT, text)), indent=2) + b"\n"


def _decoded(data: bytes, path: str) -> dict[Purpose, dict[int, bytes]]:
    try:
        file = msgspec.json.decode(data, type=_File)
        keys = {purpose: _versions(file.keys[purpose]) for purpose in Purpose}
    except (msgspec.DecodeError, KeyError, ValueError, binascii.Error):
        file = None
    # raised out of the handler, so that no part of the file hangs on to the error
    if file is None or file.format != FORMAT:
        raise StorageError(StorageFault.KEYS_DAMAGED, path=path)
    return keys


def _versions(texts: Mapping[int, str]) -> dict[int, bytes]:
    keys = {version: base64.b64decode(text, validate=True) for version, text in texts.items()}
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()) or not 0 < max(keys) < 1 << 16:
        raise ValueError
    return keys


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if mode & _OTHERS:
                raise StorageError(StorageFault.KEYS_READABLE, path=str(path), found=f"{mode & 0o777:04o}")
            return file.read()
    except FileNotFoundError:
        raise StorageError(StorageFault.KEYS_MISSING, path=str(path)) from None
    except OSError:
        raise StorageError(StorageFault.KEYS_DAMAGED, path=str(path)) from None


def _write(path: Path, data: bytes, token: Token) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{token(8).hex()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # a link fails where a file is already: nobody ever meets half a keyring, or loses a whole one
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _remember_name(path.parent)


def _remember_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
