"""Whose passwords a restore takes back: told by the audit rows that the backup does not have."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.audit_trail import PASSWORDS, AuditEvent, Outcome

if TYPE_CHECKING:  # brings the cryptography
    from storage.audit_chain import StoredRow

PASSWORD_EVENTS: Final = frozenset(
    {
        AuditEvent.PASSWORD_CHANGE,
        AuditEvent.WITHDRAWAL_CHANGE,
        AuditEvent.CONSOLIDATION,
        AuditEvent.SEPARATION,
        AuditEvent.INITIAL_PASSWORD_ISSUED,
        AuditEvent.REISSUE_DONE,
    }
)
"""After each of these a customer has another password than before.

So he has after USER_UPDATED by an import that says it replaced passwords.
"""


@dataclass(frozen=True, slots=True)
class WentBack:
    """A customer with an older password than the last one chosen."""

    pseudonym: str
    masked: str
    events: tuple[AuditEvent, ...]
    """What is undone, oldest first."""
    last_at: datetime


@dataclass(slots=True)
class LostRows:
    """What is known of rows that a backup does not have; each is counted once, wherever it is known from."""

    kept: dict[str, int]
    """The last number of every chain in the backup."""
    last: dict[str, "StoredRow"] = field(default_factory=dict)
    """The last lost row of every chain."""
    _seen: dict[tuple[str, int], "StoredRow"] = field(default_factory=dict)

    def learn(self, rows: "Iterable[StoredRow]") -> None:
        """Takes in rows, those that the backup has among them."""
        for row in rows:
            if row.seq <= self.kept.get(row.chain, 0):
                continue
            if row.chain not in self.last or row.seq > self.last[row.chain].seq:
                self.last[row.chain] = row
            if row.outcome == Outcome.SUCCESS and _gives_a_password(row):
                self._seen[row.chain, row.seq] = row

    def people(self) -> tuple[WentBack, ...]:
        """Whose passwords went back, by masked number."""
        rows: dict[str, list[StoredRow]] = {}
        for row in sorted(self._seen.values(), key=lambda row: row.ts_utc):
            rows.setdefault(row.customer_pseudonym or "", []).append(row)
        found = [_went_back(pseudonym, of_one) for pseudonym, of_one in rows.items()]
        return tuple(sorted(found, key=lambda one: (one.masked, one.pseudonym)))


def _gives_a_password(row: "StoredRow") -> bool:
    if row.event == AuditEvent.USER_UPDATED:
        return PASSWORDS in (row.row().entry.reason_code or "").split()
    return row.event in PASSWORD_EVENTS


def _went_back(pseudonym: str, rows: "list[StoredRow]") -> WentBack:
    events = tuple(dict.fromkeys(AuditEvent(row.event) for row in rows))
    return WentBack(pseudonym, rows[-1].row().entry.customer_masked or "", events, rows[-1].ts_utc)
