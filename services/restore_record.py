"""What goes on record of a restore: who went back to which backup, and why."""

from datetime import datetime

from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.visit import Visit
from storage.audit_entry import RestoreEntry


def restore_entry(
    trail: AuditTrail,
    visit: Visit,
    *,
    by: str,
    reason: str,
    made_at: datetime,
    sha256: str,
    heads_known: bool,
) -> RestoreEntry:
    """The entry; which rows are lost is filled in by storage, chain by chain."""
    plain = trail.entry(
        visit, AuditEvent.SYS_RESTORED, Outcome.SUCCESS, reason=reason, actor_type="operator", actor_id=by
    )
    return RestoreEntry(
        **{name: getattr(plain, name) for name in type(plain).__dataclass_fields__},
        lost_from=1,
        lost_to=0,
        lost_mac=None,
        backup_made_at=made_at,
        backup_sha256=sha256,
        heads_known=heads_known,
    )
