"""`certificates.store = "pkcs12"`: a file, or a folder of files, that a password opens (RFC 7292)."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from services.certificates.pkcs12_content import LARGEST
from services.certificates.port import DeviceIdentity, SignedChallenge, StoreError, StoreFault
from services.identifiers import IdNumber
from services.masking import masked_id_number_in
from services.secret import Secret

ENDINGS: Final = frozenset({".p12", ".pfx"})
_MOST: Final = 32
"""Files of a folder that are looked at, in the order of their names: nobody brings more to choose from."""


class Pkcs12File:
    """The file at a path, or every `.p12` and `.pfx` in a folder; its password is the customer's own PIN."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        """One a file, not opened yet: that takes the password. Raises `StoreError(ABSENT)` without any."""
        found = tuple(_identity(file, content) for file, content in self._files())
        if not found:
            raise StoreError(StoreFault.ABSENT)
        return found

    def sign(self, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
        """Opens the file and signs; raises `StoreError` ABSENT, PIN_WRONG, DAMAGED, UNPROTECTED, UNUSABLE."""
        from services.certificates.opened_apart import signed_apart

        return signed_apart(self._content_of(identity), pin or Secret(""), challenge)

    def unprotected(self) -> bool:
        """Whether a file that is here now opens without a password."""
        from services.certificates.opened_apart import is_unprotected

        try:
            return any(is_unprotected(content) for _, content in self._files())
        except StoreError:
            return False

    def _files(self) -> Iterator[tuple[Path, bytes]]:
        try:
            for file in _candidates(self._path):
                yield file, _content(file)
        except OSError:
            raise StoreError(StoreFault.ABSENT) from None

    def _content_of(self, identity: DeviceIdentity) -> bytes:
        for _, content in self._files():
            if key_of(content) == identity.key:
                return content
        raise StoreError(StoreFault.ABSENT)


def key_of(content: bytes) -> str:
    """Names the file whatever it is called and wherever it is: its wrong passwords follow it."""
    return sha256(content).hexdigest()


def _candidates(path: Path) -> list[Path]:
    if path.is_dir():
        found = (file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
        return sorted(found)[:_MOST]
    return [path] if path.is_file() else []


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _identity(file: Path, content: bytes) -> DeviceIdentity:
    return DeviceIdentity(key_of(content), masked_id_number_in(file.stem), asks_pin=True)
