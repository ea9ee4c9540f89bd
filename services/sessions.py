"""Who is logged in (ASVS 7.2, N-SES): a 256-bit token in this terminal's memory, its SHA-256 in the database.

A customer has one session. A new login, any change of the password and a lock end it, in whichever process it
lives: the row is gone, and `check` finds that out.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.accounts import AccountView
from services.audit_trail import AuditEvent, Outcome
from services.errors import ErrorCode, ServiceError
from services.expiry import Expiry
from services.ground import Ground
from services.secret import Secret
from services.session_limits import SessionLimits
from services.visit import Visit
from storage.records import SessionRow

if TYPE_CHECKING:
    from storage.transaction import Transaction

_TOKEN_BYTES: Final = 32
_CLOCK_SLACK: Final = timedelta(seconds=5)
"""A wall clock may be set back by so much; more ends the session (K-IDLE: any timer error does)."""


class SessionEnd(StrEnum):
    """Why a session was ended."""

    LOGOUT = "logout"
    IDLE = "idle"
    ABSOLUTE = "absolute"
    CRASH = "crash"
    TERMINATED = "terminated"
    """The program was told to stop."""
    ELSEWHERE = "elsewhere"
    """The customer logged in once more, here or at another terminal."""
    CLOCK = "clock"
    """The wall clock was set back to before the session's start."""
    CANCELLED = "cancelled"
    """Opened for somebody who was gone by then."""


@dataclass(frozen=True, slots=True)
class CustomerSession:
    """A logged-in customer, as the screens may know them; what may be done is judged by the services."""

    token: Secret
    customer_id: int
    name_masked: str
    consolidated: bool
    must_change: bool
    """Opened with an initial password: good for changing it only."""
    accounts: tuple[AccountView, ...]
    expiry: Expiry
    """Of the password used to log in."""
    visit: Visit


class Sessions:
    """Opens, checks, keeps and ends sessions."""

    def __init__(self, ground: Ground, *, limits: SessionLimits) -> None:
        self.limits = limits
        self._store = ground.store
        self._trail = ground.trail
        self._clock = ground.clock
        self._randomness = ground.randomness

    async def check(self, session: CustomerSession) -> None:
        """One read; raises `ServiceError(SESSION_ENDED)` when it is over, here or from elsewhere."""
        try:
            await self._store.read(self.require, session)
        except ServiceError as refusal:
            await self._look_at_clock(session, refusal)
            raise

    async def keep(self, session: CustomerSession) -> None:
        """Notes that the customer is there: the idle time starts anew. Raises SESSION_ENDED."""
        try:
            await self._store.write(self._touch, session)
        except ServiceError as refusal:
            await self._look_at_clock(session, refusal)
            raise

    async def end(self, session: CustomerSession, why: SessionEnd = SessionEnd.LOGOUT) -> None:
        """Ends it; nothing happens when it is over already."""
        await self._store.write(self._end, session, why)

    def new_token(self) -> Secret:
        """A token for a session to be opened."""
        return Secret(self._randomness.token(_TOKEN_BYTES).hex())

    def open(self, tx: "Transaction", session: CustomerSession, *, matched: tuple[int, ...]) -> None:
        """Opens the session of a customer, who loses every other one."""
        now = self._clock.now()
        row = SessionRow(
            token_hash=_hash(session.token),
            customer_id=session.customer_id,
            terminal_id=session.visit.terminal_id,
            interaction_id=session.visit.interaction_id,
            started_at=now,
            seen_at=now,
            ends_at=now + timedelta(seconds=self.limits.customer_absolute),
            matched=matched,
            must_change=session.must_change,
        )
        if tx.sessions.open(row):
            self._record(tx, session, AuditEvent.SESSION_EXPIRED, SessionEnd.ELSEWHERE)

    def require(self, tx: "Transaction", session: CustomerSession) -> SessionRow:
        """The row of a session that lives; raises `ServiceError(SESSION_ENDED)`."""
        row = tx.sessions.find(_hash(session.token))
        if row is None or row.customer_id != session.customer_id or self._over(row, self._clock.now()):
            raise ServiceError(ErrorCode.SESSION_ENDED)
        return row

    def match(self, tx: "Transaction", session: CustomerSession, matched: tuple[int, ...]) -> None:
        """Remembers anew which credentials the password of this login fits (A-02)."""
        tx.sessions.match(_hash(session.token), matched)

    def _over(self, row: SessionRow, now: datetime) -> bool:
        idle = timedelta(seconds=self.limits.customer_idle)
        return now >= row.ends_at or now - row.seen_at >= idle or _set_back(row, now)

    def _touch(self, tx: "Transaction", session: CustomerSession) -> None:
        row = self.require(tx, session)
        tx.sessions.touch(row.token_hash, self._clock.now())

    def _end(self, tx: "Transaction", session: CustomerSession, why: SessionEnd) -> None:
        if not tx.sessions.end(_hash(session.token)):
            return
        event = AuditEvent.SESSION_LOGOUT if why is SessionEnd.LOGOUT else AuditEvent.SESSION_EXPIRED
        self._record(tx, session, event, why)

    async def _look_at_clock(self, session: CustomerSession, refusal: ServiceError) -> None:
        """After a session was found to be over: a clock set back goes on record, as well as it goes."""
        if refusal.code is ErrorCode.SESSION_ENDED:
            with suppress(ServiceError):
                await self._store.write(self._end_if_set_back, session)

    def _end_if_set_back(self, tx: "Transaction", session: CustomerSession) -> None:
        row = tx.sessions.find(_hash(session.token))
        if row is not None and _set_back(row, self._clock.now()):
            tx.sessions.end(row.token_hash)
            self._record(tx, session, AuditEvent.SYS_CLOCK_ANOMALY, SessionEnd.CLOCK)

    def _record(
        self, tx: "Transaction", session: CustomerSession, event: AuditEvent, why: SessionEnd
    ) -> None:
        """Appends the audit row; `session` is where it happened, for ELSEWHERE the new one."""
        subject = self._trail.subject(tx.customers.person(session.customer_id).id_number)
        outcome = Outcome.FAILURE if why is SessionEnd.CLOCK else Outcome.SUCCESS
        tx.audit.append(self._trail.entry(session.visit, event, outcome, subject=subject, reason=why.value))


def _set_back(row: SessionRow, now: datetime) -> bool:
    return now < row.started_at - _CLOCK_SLACK


def _hash(token: Secret) -> bytes:
    return hashlib.sha256(token.reveal().encode("utf-8", "surrogatepass")).digest()
