"""What became of all letters, in figures: for whoever looks after delivery. It names nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.outgoing import Channel, DeliveryState

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Overview:
    """By channel, state and kind of reason."""

    letters: dict[tuple[Channel, DeliveryState, str], int]
    oldest_waiting: datetime | None
    """When the one that waits longest was put in."""


def overview(tx: "Transaction", now: datetime) -> Overview:
    """Counts them."""
    letters: dict[tuple[Channel, DeliveryState, str], int] = {}
    counts = tx.outbox.counts(now)
    for count in counts:
        key = (count.channel, count.state, _kind(count.reason))
        letters[key] = letters.get(key, 0) + count.letters
    waiting = [count.oldest for count in counts if count.state is DeliveryState.QUEUED]
    return Overview(letters, min(waiting, default=None))


def _kind(reason: str | None) -> str:
    """Stage and code, without what a server adds to them: `rcpt 550 5.1.1` is `rcpt 550`."""
    return " ".join((reason or "").split()[:2])
