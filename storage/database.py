"""The database: whole transactions as plain functions, run on threads that keep their connections."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.audit_heads import HeadsFile
from storage.bell import Bell
from storage.desks import ReadingDesk, WritingDesk
from storage.dialect import backend_of
from storage.dialect.bulk import ImportLock
from storage.keyring import Keyring, Token
from storage.lane import Lane
from storage.repositories.facts import HEADS_KEPT
from storage.schema import check
from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Transaction, P], T]


class Database:
    """Reads beside each other, writes one after another (SQLite) or side by side (PostgreSQL).

    A function handed in runs whole on one thread: no await comes between, cancelling its caller does not cut
    it in half, and if it raises nothing of it stays. Every method raises `StorageError` for a fault of the
    place, and whatever the function itself raises.
    """

    def __init__(
        self,
        url: str,
        keyring: Keyring,
        *,
        token: Token,
        heads: HeadsFile | None = None,
        alone: bool = False,
    ) -> None:
        """`alone`: for who has made sure of that already (`storage.presence`)."""
        self.keyring = keyring
        self.heads = heads
        self.bell = Bell()
        """Rings after every commit that put letters into the outbox."""
        self._hearing = threading.Lock()
        self._stop_hearing: Callable[[], None] | None = None
        self._backend = backend_of(url)
        self._backend.enters = not alone
        tools = (self._backend, keyring, token, heads)
        self._readers = Lane("read", self._backend.readers, partial(ReadingDesk, *tools))
        self._writers = Lane(
            "write",
            self._backend.writers,
            partial(WritingDesk, *tools, self.bell),
            together=self._backend.commits_together,
        )

    async def read(self, work: Work[P, T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Runs a function that only reads; it sees the database at one moment."""
        return await self._readers.run(partial(_call, work, args, kw))

    async def write(self, work: Work[P, T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Runs a function that may write; when this returns, what it wrote is on the disk.

        On PostgreSQL it may be run more than once, so it must not change anything but the database.
        """
        return await self._writers.run(partial(_call, work, args, kw))

    async def write_patiently(self, patience: float, work: Work[P, T], /, *args: P.args, **kw: P.kwargs) -> T:
        """`write` for a caller who can spare up to `patience` seconds for sharing a commit with others.

        Alone he is served at once. In a crowd a shared commit costs each a fraction: for what has to be
        slow anyway, such as a login behind its floor.
        """
        return await self._writers.run(partial(_call, work, args, kw), patience=patience)

    @property
    def engine_name(self) -> str:
        """`sqlite` or `postgresql`, for `storage.bulk`."""
        return self._backend.engine.dialect.name

    def import_lock(self) -> ImportLock:
        """Held by the one import at work; raises `StorageError(BUSY)` while another one holds it."""
        return self._backend.bulk.import_lock()

    def read_now(self, work: Work[P, T], /, *args: P.args, **kw: P.kwargs) -> T:
        """`read` for callers without an event loop."""
        return self._readers.run_now(partial(_call, work, args, kw))

    def write_now(self, work: Work[P, T], /, *args: P.args, **kw: P.kwargs) -> T:
        """`write` for callers without an event loop."""
        return self._writers.run_now(partial(_call, work, args, kw))

    def on_letters(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener`, on any thread, after commits with letters; the function returned ends that.

        Of this program, and of others too where the engine tells (PostgreSQL).
        """
        with self._hearing:
            if self._stop_hearing is None:
                self._stop_hearing = self._backend.listen(self.bell.ring)
        return self.bell.listen(listener)

    async def close(self) -> None:
        """Lets what was handed in finish, then closes every connection."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """`close` for callers without an event loop; once closed it stays closed."""
        with self._hearing:
            stop, self._stop_hearing = self._stop_hearing, None
        if stop is not None:
            stop()
        self._readers.close()
        self._writers.close()
        self._backend.close()
        if self.heads:
            self.heads.close()

    def check_open(self) -> None:
        """Whether this program can work here: the schema is current, and the keyring is the database's own.

        Raises `StorageError` SCHEMA_TOO_OLD (also when there is no schema), SCHEMA_TOO_NEW or KEYS_FOREIGN.
        """
        check(self._backend, self.keyring)

    def keep_heads(self) -> None:
        """Begins the heads file when the database is new; raises `OSError` when it cannot be written."""
        if not self.read_now(_heads_are_kept):
            self.write_now(lambda tx: tx.audit.begin_heads())


def _heads_are_kept(tx: Transaction) -> bool:
    return tx.facts.find(HEADS_KEPT) is not None


def _call(work: Callable[..., T], args: tuple[Any, ...], kw: dict[str, Any], tx: Transaction) -> T:
    return work(tx, *args, **kw)
