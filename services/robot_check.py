"""我不是機器人 (R-LOGIN-6): a sum asked once, answered once, within two minutes, where it was asked.

It keeps machines away and proves nothing about people: it is no authentication factor. The question is in the
clear on screen; the database holds only the sealed answer.
"""

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.errors import ErrorCode
from services.ground import Ground
from services.visit import Visit
from storage.records import RobotQuestionRow

if TYPE_CHECKING:
    from storage.transaction import Transaction

_LONGEST_ANSWER: Final = 8


class RobotCheckMode(StrEnum):
    """When the question is asked: `robot_check.mode` of the settings."""

    ALWAYS = "always"
    AFTER_FAILURE = "after_failure"
    """Only at a terminal whose last login failed."""
    NEVER = "never"


class Operation(StrEnum):
    """加, 減, 乘."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"


@dataclass(frozen=True, slots=True)
class RobotQuestion:
    """Two single digits and what to do with them; the result is 0 to 81."""

    id: str
    left: int
    operation: Operation
    right: int


@dataclass(frozen=True, slots=True)
class RobotAnswer:
    """What was typed to a question; `digits` as typed."""

    question_id: str
    digits: str


class RobotCheck:
    """Asks questions, and takes each answer once."""

    def __init__(self, ground: Ground, *, mode: RobotCheckMode) -> None:
        self.mode = mode
        self._store = ground.store
        self._life = timedelta(seconds=ground.policy.robot_check_seconds)
        self._clock = ground.clock
        self._randomness = ground.randomness
        self._failed_at: set[str] = set()
        self._last: RobotQuestion | None = None

    @property
    def asks(self) -> bool:
        """Whether there are questions at all."""
        return self.mode is not RobotCheckMode.NEVER

    async def ask(self, visit: Visit) -> RobotQuestion:
        """A new question for this visit. Raises `ServiceError(STORAGE_…)`."""
        question = self._invent()
        row = RobotQuestionRow(
            id=question.id,
            terminal_id=visit.terminal_id,
            interaction_id=visit.interaction_id,
            answer_mac=self._mac(question.id, _result(question)),
            expires_at=self._clock.now() + self._life,
        )
        await self._store.write(self._put, row)
        return question

    def required(self, visit: Visit) -> bool:
        """Whether a login of this visit must bring an answer."""
        if self.mode is RobotCheckMode.AFTER_FAILURE:
            return visit.terminal_id in self._failed_at
        return self.mode is RobotCheckMode.ALWAYS

    def take(self, tx: "Transaction", visit: Visit, answer: RobotAnswer) -> ErrorCode | None:
        """Uses the question up, whatever the answer; the refusal, or None for a right one.

        Returns rather than raises, because raising would undo the use.
        """
        row = tx.robot_questions.take(answer.question_id)
        if row is None or self._clock.now() >= row.expires_at:
            return ErrorCode.ROBOT_EXPIRED
        if (row.terminal_id, row.interaction_id) != (visit.terminal_id, visit.interaction_id):
            return ErrorCode.ROBOT_EXPIRED
        right = hmac.compare_digest(row.answer_mac, self._mac(row.id, read_answer(answer.digits)))
        return None if right else ErrorCode.ROBOT_WRONG

    def note(self, visit: Visit, *, failed: bool) -> None:
        """Remembers how the terminal's last login ended, in memory: for the mode `after_failure`."""
        if failed:
            self._failed_at.add(visit.terminal_id)
        else:
            self._failed_at.discard(visit.terminal_id)

    def _invent(self) -> RobotQuestion:
        """Never the same twice running: a "new" question that is the old one reads like a mistake."""
        below = self._randomness.below
        number = below(len(Operation))
        left, right = below(10), below(10)
        asked = self._asked(number, left, right)
        if self._last is not None and asked == (self._last.left, self._last.operation, self._last.right):
            asked = self._asked(number + 1, left, right)
        self._last = RobotQuestion(self._randomness.token(16).hex(), *asked)
        return self._last

    def _asked(self, number: int, left: int, right: int) -> tuple[int, Operation, int]:
        operation = tuple(Operation)[number % len(Operation)]
        if operation is Operation.SUBTRACT and left < right:
            left, right = right, left
        return left, operation, right

    def _mac(self, question_id: str, result: int | None) -> bytes:
        return self._store.keys.challenge_mac(f"{question_id}={result}".encode())

    def _put(self, tx: "Transaction", row: RobotQuestionRow) -> None:
        # old rows go here, where nobody's answer waits for it
        tx.robot_questions.sweep(self._clock.now())
        tx.sessions.sweep(self._clock.now())
        tx.robot_questions.add(row)


def read_answer(digits: str) -> int | None:
    """The number typed, full-width digits understood; None when it is none."""
    text = unicodedata.normalize("NFKC", digits[:_LONGEST_ANSWER]).strip()
    return int(text) if text.isascii() and text.isdigit() and len(digits) <= _LONGEST_ANSWER else None


def _result(question: RobotQuestion) -> int:
    if question.operation is Operation.ADD:
        return question.left + question.right
    if question.operation is Operation.SUBTRACT:
        return question.left - question.right
    return question.left * question.right
