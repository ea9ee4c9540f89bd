"""身分證字號 and 出生年月日 (R-RI-3, R-UNL-1): they say who somebody claims to be, and prove nothing (C-8).

An unknown ID and a wrong date are answered alike, in words and in time. Only failures count, in three
throttles that are judged before anybody is looked up: of the terminal, of the ID there, of the ID everywhere.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from services import throttle
from services.audit_trail import AuditEvent, Outcome
from services.delivery.post import LetterKind
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.identifiers import IdNumber, read_birth_date, read_id_number
from services.taipei import next_minute, taipei_date
from services.throttle import Full, Place, Throttle
from services.visit import Visit
from storage.records import Person

if TYPE_CHECKING:
    from storage.transaction import Transaction

_REFUSALS = {
    "terminal": ErrorCode.TERMINAL_PAUSED,
    "id_at_terminal": ErrorCode.IDENTITY_LIMIT_HERE,
    "id": ErrorCode.IDENTITY_LIMIT,
}
"""By the first word of a throttle's name, which is also the reason on record."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose number and date these are; nothing of it is shown before a proof."""

    customer_id: int
    id_number: IdNumber
    person: Person


@dataclass(frozen=True, slots=True)
class _Claim:
    """Who somebody says they are, its form checked."""

    visit: Visit
    id_number: IdNumber
    birth_date: date


class Identification:
    """Finds the customer by ID number and date of birth, or of foundation (A-18)."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._policy = ground.policy
        self._clock = ground.clock

    async def identify(self, visit: Visit, id_number: str, birth_date: str) -> Identified:
        """The customer, or `ServiceError`; neither comes before the floor of the policy (§1.0).

        At `id_number` or `birth_date`: REQUIRED, ID_…, DATE_…, which count as no failure. Without a field:
        IDENTITY_MISMATCH; IDENTITY_LIMIT_HERE, IDENTITY_LIMIT, TERMINAL_PAUSED for right and wrong alike;
        STORAGE_….
        """
        answered_at = self._clock.monotonic() + self._policy.identity_floor_ms / 1000
        try:
            today = taipei_date(self._clock.now())
            claim = _Claim(visit, read_id_number(id_number), read_birth_date(birth_date, today))
            judged = await self._ground.store.write(self._judge, claim)
        finally:
            await self._clock.sleep_until(answered_at)
        if isinstance(judged, ServiceError):
            raise judged
        return judged

    def _judge(self, tx: "Transaction", claim: _Claim) -> Identified | ServiceError:
        """The one transaction; a refusal is returned, because raising would undo the count."""
        now = self._clock.now()
        tx.throttles.sweep(now)
        got = throttle.take_each(tx, self._throttles(claim, now), now)
        if isinstance(got, Full):
            self._record(tx, claim, AuditEvent.RATE_LIMIT, got.throttle.name[0])
            return _refusal(got)
        customer = tx.customers.find(claim.id_number.value)
        person = tx.customers.person(customer.id) if customer else None
        if customer is None or person is None or person.birth_date != claim.birth_date:
            self._mistaken(tx, claim, person, everywhere=got[-1])
            return ServiceError(ErrorCode.IDENTITY_MISMATCH)
        throttle.give_back(tx, got)
        self._record(tx, claim, AuditEvent.IDENTIFICATION, None)
        return Identified(customer.id, claim.id_number, person)

    def _mistaken(self, tx: "Transaction", claim: _Claim, person: Person | None, everywhere: Place) -> None:
        """A failure that counts; the one that takes the ID's last place tells the customer, if it is one."""
        self._record(tx, claim, AuditEvent.IDENTIFICATION_FAIL, "wrong_date" if person else "unknown_id")
        if person is not None and everywhere.last:
            self._ground.post.notice(tx, person, LetterKind.IDENTITY_WARNING)

    def _throttles(self, claim: _Claim, now: datetime) -> tuple[Throttle, ...]:
        """In the order that everybody takes them in: nobody waits for another in a ring."""
        policy, terminal, value = self._policy, claim.visit.terminal_id, claim.id_number.value
        length = timedelta(minutes=policy.terminal_failures_minutes)
        return (
            Throttle.of_while(("terminal", terminal), policy.terminal_failures, length, now),
            Throttle.of_day(("id_at_terminal", value, terminal), policy.identity_failures_here, now),
            Throttle.of_day(("id", value), policy.identity_failures, now),
        )

    def _record(self, tx: "Transaction", claim: _Claim, event: AuditEvent, reason: str | None) -> None:
        trail = self._ground.trail
        outcome = Outcome.SUCCESS if event is AuditEvent.IDENTIFICATION else Outcome.FAILURE
        subject = trail.subject(claim.id_number)
        tx.audit.append(trail.entry(claim.visit, event, outcome, subject=subject, reason=reason))


def _refusal(full: Full) -> ServiceError:
    code = _REFUSALS[full.throttle.name[0]]
    if code is ErrorCode.TERMINAL_PAUSED:
        return ServiceError(code, until=next_minute(full.until))
    return ServiceError(code)
