"""What a new login password must be (§1.0, security §2.6 C-2): one verdict a rule, in a fixed order.

Pure and quick, so that the same rules judge every key typed and, whatever the screen showed, the change
itself. The password is judged exactly as typed: never normalised, never cut (ASVS 6.2.8).
"""

import asyncio
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from storage.records import Person


class Rule(StrEnum):
    """The rules, in the order they are shown and reported."""

    LENGTH = "length"
    FULL_WIDTH = "full_width"
    """No full-width characters."""
    ALPHABET = "alphabet"
    """Letters and digits only; full-width ones are the rule above."""
    LETTER_AND_DIGIT = "letter_and_digit"
    PERSONAL = "personal"
    """Nothing of the ID, the birth date, the mobile number or an account number."""
    RUNS = "runs"
    COMMON = "common"
    CONFIRMED = "confirmed"
    """The confirmation is the same; judged by `PasswordAdvisor` only."""


REFUSALS: Final = {
    Rule.LENGTH: ErrorCode.PASSWORD_LENGTH,
    Rule.FULL_WIDTH: ErrorCode.PASSWORD_FULL_WIDTH,
    Rule.ALPHABET: ErrorCode.PASSWORD_ALPHABET,
    Rule.LETTER_AND_DIGIT: ErrorCode.PASSWORD_LETTER_AND_DIGIT,
    Rule.PERSONAL: ErrorCode.PASSWORD_PERSONAL,
    Rule.RUNS: ErrorCode.PASSWORD_RUNS,
    Rule.COMMON: ErrorCode.PASSWORD_COMMON,
}
"""The refusal that stands for each rule."""


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """Whether a rule is met; None while it cannot be judged yet."""

    rule: Rule
    met: bool | None


class WordList(Protocol):
    """Something that knows common passwords; `load` reads them, once, if it has not yet."""

    def __contains__(self, candidate: str) -> bool: ...

    def load(self) -> object:
        """Reads the words."""
        ...


class PasswordRules:
    """The rules with the figures of a policy."""

    def __init__(self, policy: Policy, common: WordList) -> None:
        self._policy = policy
        self._common = common
        self._ready = False

    async def prepare(self) -> None:
        """Reads the common passwords in a thread, once, so that judging never waits for a file."""
        if not self._ready:
            await asyncio.to_thread(self._common.load)
            self._ready = True

    def judge(self, candidate: str, person: Person | None) -> tuple[RuleVerdict, ...]:
        """Every rule that is in force; without a person nothing is said of personal data.

        All None for empty input. Straight runs and common words wait until the password is long enough.
        """
        return tuple(
            RuleVerdict(rule, met if candidate else None) for rule, met in self._judge(candidate, person)
        )

    def require(self, candidate: str, person: Person | None, field: str = "new") -> None:
        """Raises `ServiceError` for the first rule that is missed."""
        for verdict in self.judge(candidate, person):
            if not candidate or verdict.met is False:
                raise ServiceError(REFUSALS[verdict.rule], field, **self._facts(verdict.rule))

    def _judge(self, candidate: str, person: Person | None) -> Iterator[tuple[Rule, bool | None]]:
        policy = self._policy
        long_enough = len(candidate) >= policy.password_min_length
        yield Rule.LENGTH, long_enough and len(candidate) <= policy.password_max_length
        yield Rule.FULL_WIDTH, not any(map(_full_width, candidate))
        yield Rule.ALPHABET, all(_in_alphabet(c) or _full_width(c) for c in candidate)
        if policy.password_needs_letter_and_digit:
            yield Rule.LETTER_AND_DIGIT, _letter_and_digit(candidate)
        yield Rule.PERSONAL, None if person is None else not self._personal(candidate, person)
        if policy.password_max_runs:
            yield Rule.RUNS, count_runs(candidate) > policy.password_max_runs if long_enough else None
        yield Rule.COMMON, candidate not in self._common if long_enough else None

    def _personal(self, candidate: str, person: Person) -> bool:
        size = self._policy.password_personal_run
        word = candidate.lower()
        pieces = {word[start : start + size] for start in range(len(word) - size + 1)}
        return any(piece in known for known in personal_data(person) for piece in pieces)

    def _facts(self, rule: Rule) -> dict[str, int | str]:
        if rule is not Rule.LENGTH:
            return {}
        return {"minimum": self._policy.password_min_length, "maximum": self._policy.password_max_length}


def personal_data(person: Person) -> tuple[str, ...]:
    """What must not be in a password, small, separators left out; birth dates in 西元 and 民國."""
    born = person.birth_date
    rest = f"{born.month:02}{born.day:02}"
    roc = born.year - 1911
    dates = [f"{born.year}{rest}"] + ([f"{roc:03}{rest}", f"{roc}{rest}"] if roc > 0 else [])
    known = [person.id_number, *dates, person.mobile or "", *person.account_numbers]
    return tuple("".join(filter(str.isalnum, text)).lower() for text in known)


def count_runs(candidate: str) -> int:
    """How many runs the password falls into: stretches of one character, or straight up, or straight down.

    Capital or small is the same here. Taking the longest stretch each time gives the fewest.
    """
    codes = [ord(character) for character in candidate.lower()]
    start = runs = 0
    while start < len(codes):
        start = _run_end(codes, start)
        runs += 1
    return runs


def _run_end(codes: list[int], start: int) -> int:
    """Where the run that begins at `start` ends (exclusive)."""
    end = start + 1
    step = codes[end] - codes[start] if end < len(codes) else 0
    if abs(step) > 1:
        return end
    while end < len(codes) and codes[end] - codes[end - 1] == step:
        end += 1
    return end


def _full_width(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "FW"


def _in_alphabet(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _letter_and_digit(candidate: str) -> bool:
    ascii_only = [character for character in candidate if character.isascii()]
    return any(map(str.isalpha, ascii_only)) and any(map(str.isdigit, ascii_only))
