"""The way to what is remembered: whole transactions, and storage's faults as refusals people understand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from services.hashing import Peppers
from services.storage_refusals import as_refusal

if TYPE_CHECKING:  # storage brings the database library, which nobody needs before the first paint
    from storage.database import Database
    from storage.dialect.bulk import ImportLock
    from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")


class Keys(Peppers, Protocol):
    """What services use of the keyring; the keys of the database itself stay below."""

    def pseudonym(self, id_number: str) -> str:
        """The same for the same ID number, and telling nobody which: for audit rows."""
        ...

    def challenge_mac(self, data: bytes) -> bytes:
        """Seals the answer to a robot-check question."""
        ...

    def receipt_mac(self, data: bytes) -> bytes:
        """Proves a delivery receipt."""
        ...

    def code_mac(self, data: bytes) -> bytes:
        """What is kept of a code that was sent to somebody."""
        ...


class Store:
    """Runs a transaction: a plain function whose first argument is the `Transaction`, whole or not at all."""

    def __init__(self, database: "Database", keys: Keys) -> None:
        self._database = database
        self.keys = keys

    @property
    def engine_name(self) -> str:
        """Which database it is, for what is written by the thousand (`storage.bulk`)."""
        return self._database.engine_name

    def import_lock(self) -> "ImportLock":
        """Held by the one import at work. Raises `ServiceError(STORAGE_BUSY)` while another one holds it."""
        with as_refusal():
            return self._database.import_lock()

    async def read(
        self, work: "Callable[Concatenate[Transaction, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `work` on a snapshot. Raises `ServiceError(STORAGE_…)`."""
        with as_refusal():
            return await self._database.read(work, *args, **kwargs)

    async def write(
        self, work: "Callable[Concatenate[Transaction, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `work` as the only writer; what it raises undoes it. Raises `ServiceError(STORAGE_…)`."""
        with as_refusal():
            return await self._database.write(work, *args, **kwargs)

    async def write_patiently(
        self,
        patience: float,
        work: "Callable[Concatenate[Transaction, P], T]",
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """`write` for a caller who can wait up to `patience` seconds for others to share the commit with."""
        with as_refusal():
            return await self._database.write_patiently(patience, work, *args, **kwargs)

    def ring(self) -> None:
        """Tells who waits in this program that there may be letters in the outbox."""
        self._database.bell.ring()

    def on_letters(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener`, on any thread, after a commit with letters; the function returned ends that."""
        return self._database.on_letters(listener)

    def read_now(
        self, work: "Callable[Concatenate[Transaction, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`read` for the command line, where there is no event loop."""
        with as_refusal():
            return self._database.read_now(work, *args, **kwargs)

    def write_now(
        self, work: "Callable[Concatenate[Transaction, P], T]", *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`write` for the command line, where there is no event loop."""
        with as_refusal():
            return self._database.write_now(work, *args, **kwargs)
