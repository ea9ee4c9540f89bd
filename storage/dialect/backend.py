"""What the floor asks of a database engine; `sqlite` and `postgresql` beside it answer."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from storage.dialect.bulk import Bulk
from storage.errors import RowConflict, StorageError
from storage.statement import Row, Statement

BUSY_SECONDS: Final = 10
"""How long a transaction waits for another process before it is refused as busy."""


class Cursor(Protocol):
    """What a statement left behind."""

    @property
    def rowcount(self) -> int:
        """Rows that it changed."""
        ...

    def fetchall(self) -> list[Row]:
        """Rows that it found."""
        ...


class Driver(Protocol):
    """What SQLite's and PostgreSQL's driver connections have in common."""

    def execute(self, sql: str, arguments: Sequence[object] | Mapping[str, object] = (), /) -> Cursor:
        """Runs one statement; the cursor it ran on."""
        ...

    def commit(self) -> None:
        """Ends the transaction, kept."""
        ...

    def rollback(self) -> None:
        """Ends the transaction, undone."""
        ...

    def close(self) -> None:
        """Ends the connection."""
        ...


class Backend:
    """One database engine behind one URL: how to connect and begin, and what its errors mean."""

    begin_read = "BEGIN"
    begin_write = "BEGIN"
    writers = 1
    """Threads that write, each on a connection."""
    one_writer = True
    """Whether a transaction that writes is alone anyway, from its beginning on."""
    readers = 2
    attempts = 1
    """How often a transaction is run before a conflict with another one, or a lost connection, is final."""
    commits_together = 1
    """So many transactions may share one commit when they come together."""
    savepoint = "SAVEPOINT work"
    back_to_savepoint = "ROLLBACK TO work"
    release = "RELEASE work"
    upgrade_lock: str | None = None
    """What an upgrade says first, so that a second one waits; None where `begin_write` is enough."""
    tell_others: Statement | None = None
    """What a transaction with letters says to relays of other programs; None where none hears it."""
    enters = True
    """Whether who works here says so, and is kept out while somebody else is `alone`."""
    errors: type[Exception]
    """The base class of all that the driver raises."""

    has_table: Statement
    """A row if there is a table `name_`."""
    bulk: Bulk

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        event.listen(engine, "begin", _begin)

    def connect(self) -> Driver:
        """A driver connection without implicit transactions; raises `StorageError`."""
        try:
            pooled = self.engine.raw_connection()
        except DBAPIError as error:
            raise self.fault(error.orig or error) from None
        except self.errors as error:
            raise self.fault(error) from None
        driver = cast(Driver, pooled.driver_connection)
        pooled.detach()
        return driver

    def take(self) -> Driver:
        """A connection for the transactions of a thread; raises `StorageError`."""
        return self.connect()

    def give_back(self, driver: Driver) -> Driver | None:
        """After every transaction: the connection if the thread keeps it, None if others may have it."""
        return driver

    def drop(self, driver: Driver) -> None:
        """Lets go of a connection that is not worth keeping."""
        driver.close()

    def pipeline(self, driver: Driver) -> AbstractContextManager[object] | None:
        """In it statements are sent without waiting for their answers; None where that saves nothing."""
        return None

    def alone(self) -> AbstractContextManager[object]:
        """Nobody else works in the database while it lasts; `StorageError(BUSY)` while somebody does.

        What guards a file is the home that it belongs to.
        """
        return nullcontext()

    def close(self) -> None:
        """Lets go of what is kept beyond the connections that threads hold."""

    def listen(self, ring: Callable[[], None]) -> Callable[[], None] | None:
        """Calls `ring` when other programs said `tell_others`; the function returned ends that."""
        return None

    def fault(self, error: BaseException) -> StorageError | RowConflict:
        """What an error of the driver means, without its message."""
        raise NotImplementedError

    def answered(self, error: BaseException) -> bool:
        """Whether the engine itself said no to a commit; otherwise its answer is lost, perhaps a yes."""
        return True

    def prepare_place(self) -> None:
        """Makes the folder and the empty file of a new database, for the owner only."""

    def exists(self) -> bool:
        """Whether there is anything to connect to."""
        return True


def _begin(connection: Connection) -> None:
    """The drivers begin nothing by themselves; migrations say `begin=` what they want."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
