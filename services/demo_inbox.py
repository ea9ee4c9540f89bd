"""The demonstration's phones and mailboxes: what the relay brought there (contract §6)."""

from typing import TYPE_CHECKING

from services.delivery.post import channels_of
from services.store import Store
from storage.outgoing import SimulatedMessage
from storage.records import Person

if TYPE_CHECKING:
    from storage.transaction import Transaction

__all__ = ["DemoInbox", "SimulatedMessage", "throw_away_messages"]


class DemoInbox:
    """Shared by all programs of one demo."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read: str | None = None
        """The newest message that somebody at this screen has seen."""

    async def messages(self) -> tuple[SimulatedMessage, ...]:
        """Everything that arrived, newest first. Raises `ServiceError(STORAGE_…)`."""
        return await self._store.read(lambda tx: tuple(tx.simulated.all()))


def throw_away_messages(tx: "Transaction", *people: Person) -> None:
    """What arrived at the addresses of these people is gone."""
    tx.simulated.remove_of({address for person in people for address in channels_of(person).values()})
