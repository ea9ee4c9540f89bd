"""A login on its way: as typed, and as the first transaction found it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.attempts import Attempt
from services.audit_trail import Subject
from services.errors import ErrorCode
from services.identifiers import IdNumber
from services.robot_check import RobotAnswer
from services.secret import Secret
from services.visit import Visit

if TYPE_CHECKING:
    from storage.repositories.login_facts import LoginFacts


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """A login as typed, its form checked."""

    visit: Visit
    id_number: IdNumber
    password: Secret
    answer: RobotAnswer | None
    subject: Subject


@dataclass(frozen=True, slots=True)
class Guess:
    """A password that may be verified."""

    facts: "LoginFacts"
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Admission:
    """What the first transaction found: a guess, or why there is none."""

    guess: Guess | None = None
    reason: str = ""
    """For the audit row: `unknown_id` or `locked`."""
    robot: ErrorCode | None = None
