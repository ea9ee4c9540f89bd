"""Argon2id verifiers that come along in PHC form, and the one of who has no login password yet."""

import base64
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from argon2.low_level import ARGON2_VERSION

from services.customer_import.reasons import CellRefused, Reason
from services.hashing import SALT_BYTES, TAG_BYTES
from services.policy import HashingSettings
from services.ports import Randomness
from storage.records import UNPEPPERED, Verifier

LEAST_MEMORY_KIB: Final = 7_168
MOST_MEMORY_KIB: Final = 65_536
MOST_WORK: Final = 3 * MOST_MEMORY_KIB
"""KiB times iterations, which time follows: RFC 9106's second choice."""
MOST_WORK_TOGETHER: Final = 2 * MOST_WORK
"""Of the different passwords of an ID, all of which a login tries: what two cores do within its floor."""
MOST_PARALLELISM: Final = 4
_SHAPE: Final = re.compile(
    r"\$argon2id\$v=19\$(m=[1-9][0-9]{0,9},t=[1-9][0-9]{0,4},p=[1-9][0-9]{0,4})"
    r"\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})"
)
_COST: Final = re.compile(r"m=([0-9]+),t=([0-9]+),p=([0-9]+)")
_LAST: Final = (
    frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
    frozenset[str](),
    frozenset("AQgw"),
    frozenset("AEIMQUYcgkosw048"),
)
"""What base64 text may end with, by its length modulo 4: neither a character nor a bit is left over."""


def read_verifier(text: str) -> Verifier:
    """A verifier that another system made, over the password itself: without our pepper.

    Raises `CellRefused` VERIFIER_SHAPE, and VERIFIER_COST where one login would cost too much, or a stolen
    one too little (bounds: OWASP's least memory; RFC 9106's second choice).
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise CellRefused("verifier", Reason.VERIFIER_SHAPE)
    cost, salt, tag = found.groups()
    if not (_whole(salt) and _whole(tag)):
        raise CellRefused("verifier", Reason.VERIFIER_SHAPE)
    if not _work(cost):
        raise CellRefused("verifier", Reason.VERIFIER_COST)
    return Verifier(text, UNPEPPERED)


def no_password(settings: HashingSettings, randomness: Randomness) -> Verifier:
    """A verifier that no password fits, and that costs and looks what any other does."""
    cost = f"m={settings.memory_kib},t={settings.iterations},p={settings.parallelism}"
    salt, tag = _text(randomness.token(SALT_BYTES)), _text(randomness.token(TAG_BYTES))
    return Verifier(f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${tag}", UNPEPPERED)


def require_bearable(verifiers: Iterable[Verifier | None]) -> None:
    """Raises `CellRefused` VERIFIERS_COST where trying all of them would take longer than a login may.

    Those that are ours already do not count: the settings say what they cost.
    """
    found = {one.phc for one in verifiers if one is not None and one.pepper_version == UNPEPPERED}
    # any two are bearable
    if len(found) > 2 and sum(_work(phc.split("$")[3]) for phc in found) > MOST_WORK_TOGETHER:
        raise CellRefused("verifier", Reason.VERIFIERS_COST)


@lru_cache(maxsize=64)
def _work(cost: str) -> int:
    """What a verification costs; 0 if it is too much or too little. Whoever made a file had few costs."""
    memory, iterations, parallelism = map(int, _COST.findall(cost)[0])
    bearable = (
        LEAST_MEMORY_KIB <= memory <= MOST_MEMORY_KIB
        and memory * iterations <= MOST_WORK
        and parallelism <= MOST_PARALLELISM
    )
    return memory * iterations if bearable else 0


def _whole(text: str) -> bool:
    """Whether Argon2 will read these characters as bytes: no odd length, no bits left over."""
    return text[-1] in _LAST[len(text) % 4]


def _text(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode("ascii")
