"""One row of the audit trail (counter.md §5.4): what it says, how it is chained, where a chain ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

RESTORED: Final = "sys_restored"
"""The event of a `RestoreEntry`."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One audit row as services write it (counter.md §5.4); storage adds sequence, chain and MAC.

    Never holds a password, a code, a hash of one, a raw ID number, a full phone or e-mail address.
    """

    ts_utc: datetime
    event: str
    outcome: str
    branch: str
    terminal_id: str
    mode: str
    interaction_id: str
    app_version: str
    reason_code: str | None = None
    actor_type: str = "customer"
    actor_id: str | None = None
    actor_role: str | None = None
    customer_pseudonym: str | None = None
    customer_masked: str | None = None
    account_ref_masked: str | None = None
    channel: str | None = None
    factors: tuple[str, ...] = ()
    before_state: str | None = None
    after_state: str | None = None
    counters: str | None = None
    maker_id: str | None = None
    """Who entered a counter case; `checker_id` approved it."""
    checker_id: str | None = None
    form_no: str | None = None
    slip_no: str | None = None
    cert_serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreEntry(AuditEntry):
    """The row by which a restore owns up to the rows it took away; `reason_code` says why it was done.

    It follows the last row that the backup had, under the number after the last one known to be lost: so a
    number is never given twice, and the gap is the restore's by the MAC of this row.
    """

    lost_from: int
    """The first number that is gone; above `lost_to` when no row of the chain is known to be lost."""
    lost_to: int
    lost_mac: str | None
    """The MAC of the last lost row (hex), for whoever holds a head or an export with it."""
    backup_made_at: datetime
    backup_sha256: str
    heads_known: bool
    """False: the heads file was gone, so more may be lost than was known."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit entry as kept: chained to the one before it in its branch by a keyed MAC."""

    chain: str
    seq: int
    entry: AuditEntry
    prev_mac: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest row of a chain: how far it goes and what it ends with."""

    chain: str
    seq: int
    mac: bytes
