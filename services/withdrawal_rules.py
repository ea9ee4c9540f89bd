"""The rules for a new withdrawal password (§1.0): judged live while it is typed, required when it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from services.secret import Secret

if TYPE_CHECKING:
    from services.change_form import WithdrawalBlock


class WithdrawalRule(StrEnum):
    """The rules, in the order they are shown."""

    LENGTH = "withdrawal_length"
    ALPHABET = "withdrawal_alphabet"
    NOT_OLD = "withdrawal_not_old"
    NOT_LOGIN = "withdrawal_not_login"
    """Differs from the login password, as far as one was typed beside it; the service knows them all."""
    CONFIRMED = "withdrawal_confirmed"


@dataclass(frozen=True, slots=True)
class WithdrawalVerdict:
    """Whether a rule is met; None while it cannot be judged yet."""

    rule: WithdrawalRule
    met: bool | None


def well_shaped(new: str, length: int) -> bool:
    """Exactly so many half-width letters and digits; both need not be there."""
    return _in_alphabet(new) and len(new) == length


def judge_withdrawal(
    typed: "WithdrawalBlock", login: Iterable[Secret], *, length: int
) -> tuple[WithdrawalVerdict, ...]:
    """Every rule; None where what is typed so far tells nothing. `login` was typed beside it."""
    new = typed.new.reveal()
    known = [secret for secret in login if secret]
    verdicts = {
        WithdrawalRule.LENGTH: len(new) == length,
        WithdrawalRule.ALPHABET: _in_alphabet(new),
        WithdrawalRule.NOT_OLD: typed.new != typed.old if typed.old else None,
        WithdrawalRule.NOT_LOGIN: typed.new not in known if known else None,
        WithdrawalRule.CONFIRMED: typed.new == typed.confirm if typed.confirm else None,
    }
    return tuple(WithdrawalVerdict(rule, met if new else None) for rule, met in verdicts.items())


def _in_alphabet(new: str) -> bool:
    return new.isascii() and new.isalnum()
