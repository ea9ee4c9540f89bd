"""初始密碼 (R-RI-7, A-09): seven random digits that have nothing to do with their owner (TW-1)."""

from typing import Final

from services.password_rules import personal_data
from services.policy import Policy
from services.ports import Randomness
from services.secret import Secret
from storage.records import Person

DIGITS: Final = 7


def draw_initial_password(randomness: Randomness, person: Person, policy: Policy) -> Secret:
    """Drawn anew while it holds a piece of the ID number, birth date, phone or an account number."""
    while True:
        drawn = f"{randomness.below(10**DIGITS):0{DIGITS}}"
        if not _personal(drawn, person, policy.password_personal_run):
            return Secret(drawn)


def _personal(drawn: str, person: Person, size: int) -> bool:
    pieces = {drawn[start : start + size] for start in range(DIGITS - size + 1)}
    return any(piece in known for known in personal_data(person) for piece in pieces)
