"""Argon2id verifiers that come along in PHC form, and the one of who has no login password yet."""

import base64
import re
from typing import Final

from argon2.low_level import ARGON2_VERSION

from services.customer_import.reasons import CellRefused, Reason
from services.hashing import SALT_BYTES, TAG_BYTES, UNPEPPERED
from services.policy import HashingSettings
from services.ports import Randomness
from storage.records import Verifier

LEAST_MEMORY_KIB: Final = 7_168
MOST_MEMORY_KIB: Final = 65_536
MOST_ITERATIONS: Final = 10
MOST_PARALLELISM: Final = 4
_SHAPE: Final = re.compile(
    r"\$argon2id\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,4}),p=([1-9][0-9]{0,4})"
    r"\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})"
)


def read_verifier(text: str) -> Verifier:
    """A verifier that another system made, over the password itself: without our pepper.

    Raises `CellRefused` VERIFIER_SHAPE, and VERIFIER_COST where one login would cost too much, or a stolen
    one too little (bounds: OWASP's least memory; RFC 9106's second choice and somewhat above).
    """
    found = _SHAPE.fullmatch(text)
    if found is None or not all(map(_whole, found.group(4, 5))):
        raise CellRefused("verifier", Reason.VERIFIER_SHAPE)
    memory, iterations, parallelism = map(int, found.group(1, 2, 3))
    if not (
        LEAST_MEMORY_KIB <= memory <= MOST_MEMORY_KIB
        and iterations <= MOST_ITERATIONS
        and parallelism <= MOST_PARALLELISM
    ):
        raise CellRefused("verifier", Reason.VERIFIER_COST)
    return Verifier(text, UNPEPPERED)


def no_password(settings: HashingSettings, randomness: Randomness) -> Verifier:
    """A verifier that no password fits, and that costs and looks what any other does."""
    cost = f"m={settings.memory_kib},t={settings.iterations},p={settings.parallelism}"
    salt, tag = _text(randomness.token(SALT_BYTES)), _text(randomness.token(TAG_BYTES))
    return Verifier(f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${tag}", UNPEPPERED)


def _whole(text: str) -> bool:
    """Whether Argon2 will read these characters as bytes: no odd length, no bits left over."""
    return len(text) % 4 != 1 and _text(base64.b64decode(text + "==")) == text


def _text(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode("ascii")
