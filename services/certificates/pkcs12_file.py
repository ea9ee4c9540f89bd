"""`certificates.store = "pkcs12"`: a file, or a folder of files, that a password opens (RFC 7292)."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.certificates.port import DeviceIdentity, SignedChallenge, StoreError, StoreFault
from services.identifiers import IdNumber
from services.masking import mask_id_numbers
from services.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates

ENDINGS: Final = frozenset({".p12", ".pfx"})
LARGEST: Final = 1024 * 1024
"""Bytes; a file with key and chain has a few thousand."""
LONGEST_PASSWORD: Final = 128


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
        content = self._content_of(identity)
        if opens_without_password(content):
            raise StoreError(StoreFault.UNPROTECTED)
        return signed_by(content, pin or Secret(""), challenge)

    def unprotected(self) -> bool:
        """Whether a file that is here now opens without a password."""
        try:
            return any(opens_without_password(content) for _, content in self._files())
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


def signed_by(content: bytes, password: Secret, challenge: bytes) -> SignedChallenge:
    """The challenge signed with the key in a file's content; raises `StoreError`."""
    from cryptography.hazmat.primitives.serialization import Encoding

    from services.certificates.signature import sign

    opened = _opened(content, password.reveal()[:LONGEST_PASSWORD].encode())
    if opened.key is None or opened.cert is None:
        raise StoreError(StoreFault.UNUSABLE)
    signature, scheme = sign(opened.key, challenge)
    return SignedChallenge(
        certificate=opened.cert.certificate.public_bytes(Encoding.DER),
        chain=tuple(other.certificate.public_bytes(Encoding.DER) for other in opened.additional_certs),
        signature=signature,
        scheme=scheme,
    )


@lru_cache(maxsize=32)
def opens_without_password(content: bytes) -> bool:
    """Whether anybody can open it; what cannot be read at all opens for nobody."""
    for nothing in (None, b""):
        try:
            _opened(content, nothing)
        except StoreError:
            continue
        return True
    return False


def key_of(content: bytes) -> str:
    """Names the file whatever it is called and wherever it is: its wrong passwords follow it."""
    return sha256(content).hexdigest()


def _opened(content: bytes, password: bytes | None) -> "PKCS12KeyAndCertificates":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    if not _is_whole(content):
        raise StoreError(StoreFault.DAMAGED)
    try:
        return load_pkcs12(content, password)
    except UnsupportedAlgorithm:
        fault = StoreFault.UNUSABLE
    except (ValueError, TypeError):
        # its MAC fails alike for a wrong password and a flipped bit; the customer is asked again
        fault = StoreFault.PIN_WRONG
    # raised here, so that nothing of the content or the password hangs on to it
    raise StoreError(fault)


def _is_whole(content: bytes) -> bool:
    """Whether the outermost DER sequence is exactly as long as it says: a file cut off is not a wrong PIN."""
    if len(content) > LARGEST or content[:1] != b"\x30" or len(content) < 2:
        return False
    size = content[1] & 0x7F
    if not content[1] & 0x80:
        return len(content) == 2 + size
    return 0 < size <= 4 and len(content) == 2 + size + int.from_bytes(content[2 : 2 + size], "big")


def _candidates(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    return [path] if path.is_file() else []


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _identity(file: Path, content: bytes) -> DeviceIdentity:
    return DeviceIdentity(key_of(content), mask_id_numbers(file.stem), asks_pin=True)
