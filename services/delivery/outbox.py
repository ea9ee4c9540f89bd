"""The transactions of a relay, as plain functions over repositories: take, settle, bury, tidy up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.delivery.post import delivery_visit
from services.delivery.settings import DeliverySettings
from services.delivery.transport import Accepted, Reject, Retry, Verdict
from services.ports import Clock, Randomness
from storage.outgoing import BrokenLetter, Channel, Claimed

if TYPE_CHECKING:
    from storage.transaction import Transaction

LEASE: Final = timedelta(minutes=2)
"""For so long nobody else sends what a relay has claimed; it holds on while it lives (`hold`)."""
EVERYBODY: Final = "everybody"
"""Under this name the letters to all addresses are counted."""
EXPIRED: Final = "expired"
"""Why a letter failed whose life ended; the reason of its last try may stand behind."""
_DOUBTS: Final = 6
"""Parts of a letter's life: who takes it and never says so gets it so often, after the first two."""
_MINUTE: Final = timedelta(minutes=1)
_AT_ONCE: Final = 500
_JITTER: Final = 251
"""A pause is lengthened by up to a quarter, so that many letters do not come back together."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A letter and what one try came to."""

    claimed: Claimed
    verdict: Verdict


class NotNow(Exception):
    """Other relays took the rest of this minute's letters meanwhile; raised to undo a claim."""


class OutboxWork:
    """Each is run by `Store.write`."""

    def __init__(
        self, trail: AuditTrail, clock: Clock, randomness: Randomness, settings: DeliverySettings
    ) -> None:
        self._trail = trail
        self._clock = clock
        self._randomness = randomness
        self._settings = settings

    def take(self, tx: "Transaction", channels: Collection[Channel], most: int) -> list[Claimed]:
        """Claims letters that are due, as many as this minute still allows; raises `NotNow`."""
        now = self._clock.now()
        counts, limit = tx.sending_counts, self._settings.per_minute
        most = min(most, limit - counts.taken(EVERYBODY, now, _MINUTE))
        if most <= 0:
            return []
        found = tx.outbox.claim(channels, now, now + LEASE, most)
        if found and not counts.take(EVERYBODY, now, _MINUTE, len(found), limit):
            raise NotNow
        for broken in found:
            if isinstance(broken, BrokenLetter):
                self._fail(tx, broken.id, broken.claim, broken.kind, "seal")
        return [each for each in found if isinstance(each, Claimed)]

    def settle(self, tx: "Transaction", tried: Sequence[Tried]) -> None:
        """Puts down what became of each."""
        for each in sorted(tried, key=lambda one: one.claimed.message.id):
            message = each.claimed.message
            match each.verdict:
                case Accepted(provider_id):
                    tx.outbox.sent(message.id, provider_id)
                case Reject(reason):
                    self._fail(tx, message.id, each.claimed.claim, message.kind, reason)
                case Retry() as later:
                    due_at = min(self._again_at(each.claimed, later), message.dies_at)
                    tx.outbox.again(message.id, each.claimed.claim, due_at, later.reason)

    def hold(self, tx: "Transaction", claimed: Sequence[Claimed]) -> None:
        """Begins the leases of letters anew that are still on their way."""
        until = self._clock.now() + LEASE
        # in the order of `settle`, so that neither waits for the other
        for each in sorted(claimed, key=lambda one: one.message.id):
            tx.outbox.hold(each.message.id, each.claim, until)

    def bury(self, tx: "Transaction") -> int:
        """Gives up letters whose life has ended; how many those were."""
        buried = tx.outbox.bury(self._clock.now(), _AT_ONCE)
        for message_id, _, kind, reason in buried:
            last = "" if reason in {None, EXPIRED} else f" {reason}"
            self._note(tx, message_id, kind, f"{EXPIRED}{last}")
        return len(buried)

    def tidy(self, tx: "Transaction") -> None:
        """Forgets what nobody asks for any more."""
        now = self._clock.now()
        tx.outbox.sweep(now - timedelta(days=self._settings.remember_days))
        tx.sending_counts.sweep(now)

    def _again_at(self, claimed: Claimed, later: Retry) -> datetime:
        """Pauses grow; who answers "later" in seconds is believed, within the longest pause."""
        longest, tries = float(self._settings.longest_pause_seconds), claimed.tries
        pause = min(longest, self._settings.pause_seconds * 2.0 ** min(tries - 1, 20))
        pause *= 1 + self._randomness.below(_JITTER) / 1000
        if later.after is not None:
            pause = max(pause, min(later.after, longest))
        if later.doubtful and tries > 1:
            life = claimed.message.dies_at - claimed.message.created_at
            pause = max(pause, life.total_seconds() / _DOUBTS)
        return self._clock.now() + timedelta(seconds=pause)

    def _fail(self, tx: "Transaction", message_id: str, claim: str, kind: str, reason: str) -> None:
        if tx.outbox.failed(message_id, claim, reason):
            self._note(tx, message_id, kind, reason)

    def _note(self, tx: "Transaction", message_id: str, kind: str, reason: str) -> None:
        entry = self._trail.entry(
            delivery_visit(message_id),
            AuditEvent.LETTER_FAILED,
            Outcome.FAILURE,
            reason=f"{kind}: {reason}",
            actor_type="system",
        )
        tx.audit.append(entry)
