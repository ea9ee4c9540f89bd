"""The demo's phone and mailbox: letters arrive there by the same outbox and relay as ever (contract §6)."""

from typing import TYPE_CHECKING

from services.delivery.transport import AT_ONCE, Accepted, Letter, Verdict
from services.ports import Clock
from services.store import Store
from storage.outgoing import OutgoingMessage, SimulatedMessage

if TYPE_CHECKING:
    from storage.transaction import Transaction


class SimulatedTransport:
    """Puts a letter where every program of the same demo shows it; it has arrived in the same moment."""

    at_once = AT_ONCE

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        """One try. Raises `ServiceError(STORAGE_…)`."""
        arrived = SimulatedMessage(
            id=message.id,
            channel=message.channel,
            arrived_at=self._clock.now(),
            address=message.address,
            subject=letter.subject,
            text=letter.text,
            reference=message.reference or message.facts.get("reference"),
        )
        await self._store.write(self._arrive, arrived)
        return Accepted()

    async def close(self) -> None:
        """Nothing is kept open."""

    @staticmethod
    def _arrive(tx: "Transaction", message: SimulatedMessage) -> None:
        tx.simulated.add(message)
        tx.outbox.arrived(message.id)
