"""暫時通行碼: drawn, read as people type it, compared as keyed hashes (R-RI-6, N-OOB, ASVS 6.5)."""

import hmac
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.errors import ErrorCode, ServiceError
from services.ports import Randomness
from services.secret import Secret
from services.store import Keys
from storage.records_reissue import CodeState, OneTimeCode

DIGITS: Final = 7
CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U."""
_REFERENCE_LENGTH: Final = 4
_LONGEST: Final = 64
"""What is longer is no code, whatever it holds."""


class CodeVerdict(StrEnum):
    """What a typed code turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    """The only one that is a failure."""
    SUPERSEDED = "superseded"
    """An earlier one of the application: no guess at the one that is good."""
    EXPIRED = "expired"
    VOID = "void"
    """There is none that could be right."""


def draw_code(randomness: Randomness) -> Secret:
    """Seven digits, every number as likely."""
    return Secret(f"{randomness.below(10**DIGITS):0{DIGITS}}")


def draw_reference(randomness: Randomness) -> str:
    """Four characters that tell codes apart; no secret."""
    return "".join(CROCKFORD[randomness.below(len(CROCKFORD))] for _ in range(_REFERENCE_LENGTH))


def read_code(typed: Secret, field: str = "code") -> Secret:
    """The digits, full-width ones, spaces and dashes forgiven; REQUIRED or CODE_SHAPE at `field`."""
    text = forgiven(typed)
    if not text:
        raise ServiceError(ErrorCode.REQUIRED, field)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", text):
        raise ServiceError(ErrorCode.CODE_SHAPE, field, digits=DIGITS)
    return Secret(text)


def forgiven(typed: Secret) -> str:
    """What was typed in half-width, without spaces and dashes; as it stands when it is far too long."""
    text = typed.reveal()
    if len(text) > _LONGEST:
        return text
    return re.sub(r"[\s‐-―−-]", "", unicodedata.normalize("NFKC", text))


def seal_code(keys: Keys, application_id: int, code: Secret) -> bytes:
    """What is kept of a code: bound to its application, so that it opens no other (ASVS 6.6.2)."""
    return keys.code_mac(b"one-time\0%d\0" % application_id + code.reveal().encode("ascii"))


def live_code(codes: Sequence[OneTimeCode]) -> OneTimeCode | None:
    """The one that could be right, if its life has not ended; of an application there is at most one."""
    return next((code for code in codes if code.state is CodeState.LIVE), None)


def judge_code(codes: Sequence[OneTimeCode], mac: bytes, now: datetime) -> CodeVerdict:
    """What a typed code is, given all the codes of its application."""
    live = live_code(codes)
    if live is None:
        return CodeVerdict.VOID
    if now >= live.dies_at:
        return CodeVerdict.EXPIRED
    if hmac.compare_digest(live.mac, mac):
        return CodeVerdict.RIGHT
    earlier = [hmac.compare_digest(code.mac, mac) for code in codes if code is not live]
    return CodeVerdict.SUPERSEDED if any(earlier) else CodeVerdict.WRONG
