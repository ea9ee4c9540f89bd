"""What the state machine knows beside the service: who has shown which factors, and what was counted."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from services.errors import ErrorCode, ServiceError
from services.reissue.results import CodeSent
from services.secret import Secret
from services.taipei import taipei_date

TRIES = 2
"""Of one code."""
FAILURES = 3
"""Wrong codes in a row that close online reissue; both few enough to come about."""
A_DAY = 6
"""Accepted applications."""


@dataclass
class Held:
    """What somebody at a terminal has in hand, and which factors they have shown for it."""

    terminal: int
    handle: Secret
    whose: str = ""
    certificate: bool = False
    letter_until: datetime | None = None
    sent: list[CodeSent] = field(default_factory=list)
    verified: bool = False
    initial: Secret | None = None


@dataclass
class Known:
    """What is so about one customer."""

    id_number: str
    id: int
    accounts: tuple[int, ...]
    verifier: str
    """What is kept of the password; only whoever has the factors may change it."""
    failures: int = 0
    closed: bool = False
    applied: Counter[date] = field(default_factory=Counter)


class Counted:
    """Tries of every code, as people hear of them."""

    def __init__(self) -> None:
        self._tries: defaultdict[str, int] = defaultdict(int)

    def judge(self, whose: Known, one: Held, refusal: ServiceError) -> None:
        """A refused code: a failure or none, by what was answered and how often this one was tried."""
        code = refusal.code
        if code is ErrorCode.CODE_WRONG or (code is ErrorCode.CODE_VOID and self._is_last(one)):
            self._tries[one.sent[-1].message_id] += 1
            whose.failures += 1
        elif code is ErrorCode.REISSUE_CLOSED and not whose.closed:
            whose.failures += 1
            whose.closed = True
        # the last try closes, or the code is void
        assert whose.closed or whose.failures < FAILURES

    def _is_last(self, one: Held) -> bool:
        return bool(one.sent) and self._tries[one.sent[-1].message_id] == TRIES - 1


def accepted(whose: Known, now: datetime) -> None:
    """An application was accepted: no more than so many a day in Taipei (A-07)."""
    day = taipei_date(now)
    whose.applied[day] += 1
    assert whose.applied[day] <= A_DAY
    assert not whose.closed
