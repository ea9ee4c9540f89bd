"""What every service stands on, handed to each as one value."""

from dataclasses import dataclass

from services.audit_trail import AuditTrail
from services.delivery.post import Post
from services.hashing import HashPool
from services.policy import Policy
from services.ports import Clock, Randomness
from services.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The shared parts of a program; made once, by `services.program.assemble`."""

    store: Store
    pool: HashPool
    policy: Policy
    trail: AuditTrail
    clock: Clock
    randomness: Randomness
    post: Post
    """What puts letters into the outbox."""
