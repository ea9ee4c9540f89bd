"""What is in a PKCS#12 file, opened with its password (RFC 7292).

A file says itself how often its password is hashed, and `cryptography` believes it without letting go of the
interpreter: what a customer brings is opened in a process of its own (`services.certificates.opened_apart`).
"""

from typing import TYPE_CHECKING, Final

from services.certificates.port import SignedChallenge, StoreError, StoreFault
from services.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates

LARGEST: Final = 1024 * 1024
"""Bytes; a file with key and chain has a few thousand."""
LONGEST_PASSWORD: Final = 128


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


def opens_without_password(content: bytes) -> bool:
    """Whether anybody can open it; what cannot be read at all opens for nobody."""
    for nothing in (None, b""):
        try:
            _opened(content, nothing)
        except StoreError:
            continue
        return True
    return False


def is_whole(content: bytes) -> bool:
    """Whether the outermost DER sequence is exactly as long as it says: a file cut off is not a wrong PIN."""
    if len(content) > LARGEST or content[:1] != b"\x30" or len(content) < 2:
        return False
    size = content[1] & 0x7F
    if not content[1] & 0x80:
        return len(content) == 2 + size
    return 0 < size <= 4 and len(content) == 2 + size + int.from_bytes(content[2 : 2 + size], "big")


def _opened(content: bytes, password: bytes | None) -> "PKCS12KeyAndCertificates":
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

    if not is_whole(content):
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
