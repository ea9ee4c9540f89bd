"""The numbers of an import's customers: hidden from everybody until it is shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from services.customer_import.batches import Batch
from services.store import Store

if TYPE_CHECKING:
    from storage.transaction import Transaction

RESERVED: Final = 1_000_000
"""Numbers are reserved by so many."""
CLEARED: Final = 5_000
"""Numbers that one transaction clears."""


@dataclass(slots=True)
class Reservation:
    """Of one import, which only this one may show, and which anybody clears away once it is dead."""

    store: Store
    owner: str
    """A name that no other import has."""
    ranges: dict[int, int] = field(default_factory=dict)
    """First and last numbers."""

    def more(self) -> int:
        """The first of further numbers."""

        def reserve(tx: "Transaction") -> int:
            first = tx.customers.next_id()
            tx.imports.reserve(self.owner, first, RESERVED)
            return first

        first = self.store.write_now(reserve)
        self.ranges[first] = first + RESERVED - 1
        return first

    def under(self, lines: Iterable[Batch]) -> Iterator[Batch]:
        """The batches, counted from 0, each under numbers that are reserved."""
        first = self.more()
        shift, end = first, first + RESERVED
        for batch in lines:
            batch.first_id += shift
            if batch.first_id + len(batch.records) > end:
                first = self.more()
                shift += first - batch.first_id
                batch.first_id, end = first, first + RESERVED
            yield batch

    def clear(self) -> None:
        """Takes away what is under it; nothing once it was given up, by whomever."""
        while not self.store.write_now(lambda tx: tx.imports.clear(CLEARED, self.owner)):
            pass


def clear_all(store: Store) -> None:
    """Takes away what imports that died have left, and ends what one that was shown has left to do."""
    while not store.write_now(lambda tx: tx.imports.clear(CLEARED)):
        pass
    put_down_confirmed(store)


def put_down_confirmed(store: Store) -> None:
    """The rest of an import that is shown, in short transactions."""
    while not store.write_now(lambda tx: tx.import_updates.put_down_confirmed(CLEARED)):
        pass
