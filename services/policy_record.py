"""Other figures than at the last start are put on record: their names, not their values (counter.md §5.4)."""

from typing import TYPE_CHECKING, Any, Final

import msgspec

from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.policy import Policy
from services.visit import Visit

if TYPE_CHECKING:
    from storage.transaction import Transaction

_FACT: Final = "policy"


def record_policy(tx: "Transaction", policy: Policy, trail: AuditTrail, backstage: Visit) -> None:
    """Compares with what the last start noted, of whichever terminal; the first one only notes."""
    now = msgspec.json.encode(policy, order="sorted").decode("ascii")
    seen = tx.facts.find(_FACT)
    if seen == now:
        return
    tx.facts.put(_FACT, now)
    if seen is not None:
        names = ",".join(_different(msgspec.json.decode(seen), msgspec.json.decode(now)))
        event = AuditEvent.SYS_CONFIG_CHANGED
        tx.audit.append(trail.entry(backstage, event, Outcome.SUCCESS, reason=names, actor_type="system"))


def _different(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
