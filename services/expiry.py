"""到期日期 and 密碼到期狀態 (requirements §1.0, A-03): advice for own passwords, an end for initial ones."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.policy import Policy
from services.taipei import taipei_date
from storage.records import Credential, CredentialOrigin


class ExpiryState(StrEnum):
    """密碼到期狀態."""

    NONE = "none"
    """No expiry is known: shown as `-`."""
    NOT_YET = "not_yet"
    """未到期."""
    SOON = "soon"
    """即將到期."""
    EXPIRED = "expired"
    """已到期."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a password runs out, as a Taipei date; None where nobody knows."""

    on: date | None
    state: ExpiryState


def expiry_of(credential: Credential, policy: Policy, now: datetime) -> Expiry:
    """How a password stands at `now`; on its 到期日期 it is 已到期. An imported one has no expiry."""
    if credential.origin is CredentialOrigin.IMPORTED:
        return Expiry(None, ExpiryState.NONE)
    if credential.dies_at is not None:
        state = ExpiryState.EXPIRED if is_dead(credential, now) else ExpiryState.SOON
        return Expiry(taipei_date(credential.dies_at), state)
    ends = taipei_date(credential.changed_at) + timedelta(days=policy.password_lifetime_days)
    return Expiry(ends, _state((ends - taipei_date(now)).days, policy))


def is_dead(credential: Credential, now: datetime) -> bool:
    """Whether this is an initial password past its hard end (A-09)."""
    return credential.dies_at is not None and now >= credential.dies_at


def _state(days_left: int, policy: Policy) -> ExpiryState:
    if days_left <= 0:
        return ExpiryState.EXPIRED
    return ExpiryState.SOON if days_left <= policy.password_expiry_notice_days else ExpiryState.NOT_YET
