"""啟動碼 (A-20, R-RIN-7): 80 bits as sixteen characters of Crockford's base 32, in four groups."""

import re
from typing import Final

from services.errors import ErrorCode, ServiceError
from services.ports import Randomness
from services.reissue.codes import CROCKFORD, forgiven
from services.secret import Secret
from services.store import Keys

BYTES: Final = 10
_LENGTH: Final = 16
_GROUP: Final = 4
_ALIKE: Final = str.maketrans("ILO", "110")
"""Crockford's decoding: what looks like a digit is one."""


def draw_activation_code(randomness: Randomness) -> Secret:
    """Sixteen characters."""
    number = int.from_bytes(randomness.token(BYTES), "big")
    return Secret("".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(_LENGTH))))


def grouped(code: Secret) -> str:
    """`XXXX-XXXX-XXXX-XXXX`, as it stands in the letter (contract §6): a fact of the sealed outbox."""
    text = code.reveal()
    return "-".join(text[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def read_activation_code(typed: Secret, field: str = "activation_code") -> Secret:
    """The sixteen characters; dashes, spaces, small and full-width letters, I, L and O forgiven.

    Raises `ServiceError` at `field`: REQUIRED, ACTIVATION_SHAPE.
    """
    text = forgiven(typed).upper().translate(_ALIKE)
    if not text:
        raise ServiceError(ErrorCode.REQUIRED, field)
    if not re.fullmatch(f"[{CROCKFORD}]{{{_LENGTH}}}", text):
        raise ServiceError(ErrorCode.ACTIVATION_SHAPE, field)
    return Secret(text)


def seal_activation_code(keys: Keys, code: Secret) -> bytes:
    """What is kept of it, and found by."""
    return keys.code_mac(b"activation\0" + code.reveal().encode("ascii"))


def activation_link(public_url: str, code: Secret) -> str:
    """The link of R-RIN-4. The code stands behind `#`: no server and no proxy on the way logs it."""
    return f"{public_url.rstrip('/')}/activate#{grouped(code)}"
