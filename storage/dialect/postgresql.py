"""PostgreSQL: a server that orders its writers by itself, reached through a pool of connections."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Final, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout
from sqlalchemy import NullPool, create_engine, text

from storage.dialect.backend import BUSY_SECONDS, Backend, Driver
from storage.dialect.bulk import PostgresqlBulk
from storage.dialect.listening import CHANNEL, Listening
from storage.errors import RowConflict, StorageError, StorageFault
from storage.statement import Statement

CONNECT_SECONDS: Final = 3
"""How long a transaction waits for a connection: a restart of the server passes, an outage is told soon."""
IDLE_SECONDS: Final = 60
"""A connection that nobody needed for so long is closed: many terminals share the server's connections."""

SESSION: Final = (
    f"-c lock_timeout={BUSY_SECONDS}s"
    # a terminal that is stopped in the middle of a transaction must not hold up its branch
    f" -c idle_in_transaction_session_timeout={6 * BUSY_SECONDS}s"
    " -c TimeZone=UTC"
)
_LINK: Final = {
    "connect_timeout": str(CONNECT_SECONDS),
    "application_name": "password-center",
    # a server that vanished without a word is noticed (Linux, over TCP)
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": str(BUSY_SECONDS * 1000),
}
"""What of it the URL names itself, it decides."""

_FAULTS: Final = {
    "55P03": StorageFault.BUSY,  # lock_not_available
    "57014": StorageFault.BUSY,  # query_canceled, by a timeout
    "53300": StorageFault.BUSY,  # too_many_connections
    "53100": StorageFault.FULL,  # disk_full
    "25006": StorageFault.READ_ONLY,  # read_only_sql_transaction
}
_AGAIN: Final = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock, and a number that another transaction was quicker to take."""
_GONE: Final = ("08", "57P0", "25P03")
"""The connection is lost: nothing was kept, unless it was the commit that had no answer."""
_FULL_HOUSE: Final = ("too many c", "remaining connection slots", "connection limit exceeded")
"""A server that has no connection left says so before it can say any SQLSTATE."""

_PRESENCE: Final = "hashtext('password-center presence ' || current_schema())"
"""The lock that every connection at work shares, and that whoever needs the database alone holds alone."""

# the pool tells its troubles to the log, which without a handler ends up on the screen; we raise them
logging.getLogger("psycopg").addHandler(logging.NullHandler())

_Connection = psycopg.Connection[tuple[object, ...]]


class PostgresqlBackend(Backend):
    """Several threads write; a connection is taken from the pool for every turn."""

    begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    writers = 4
    one_writer = False
    readers = 4
    attempts = 10
    upgrade_lock = "SELECT pg_advisory_xact_lock(hashtext('password-center ' || current_schema()))"
    errors = psycopg.Error
    has_table = Statement(
        text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name_")
    )

    tell_others = Statement(text(f"SELECT pg_notify('{CHANNEL}', '')"))

    def __init__(self, url: str) -> None:
        try:
            given: dict[str, Any] = conninfo_to_dict(url)
        except psycopg.Error:
            raise StorageError(StorageFault.UNAVAILABLE, code="url") from None
        options = f"{SESSION} {given.pop('options', '')}".rstrip()
        self._address = make_conninfo(**{**_LINK, **given, "options": options})
        self._refused: psycopg.Error | None = None
        self._pool = ConnectionPool(
            self._address,
            connection_class=self._noting(),
            kwargs={"autocommit": True},
            # one stays: who has a program open is at work here, however quietly
            min_size=1,
            max_size=self.writers + self.readers,
            open=False,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=CONNECT_SECONDS,
            max_idle=IDLE_SECONDS,
        )
        self.bulk = PostgresqlBulk(self.connect, self.errors, self.fault)
        super().__init__(create_engine("postgresql+psycopg://", poolclass=NullPool, creator=self._open))

    def take(self) -> Driver:
        """From the pool, which opens with the first; waits `CONNECT_SECONDS` for a server that is away."""
        try:
            self._pool.open()
            return cast(Driver, self._pool.getconn())
        except PoolTimeout as error:
            fault = self.fault(self._refused or error)
        except psycopg.Error as error:
            fault = self.fault(error)
        fault.worth_again = False
        raise fault

    def give_back(self, driver: Driver) -> None:
        """To the pool: others may need it before this thread does."""
        self._pool.putconn(cast(_Connection, driver))

    def drop(self, driver: Driver) -> None:
        """Who lost one connection looks after the others too: a server that ended took all of them along."""
        driver.close()
        self.give_back(driver)
        self._pool.check()

    def pipeline(self, driver: Driver) -> AbstractContextManager[object]:
        """One round trip for all, its end included."""
        return cast(_Connection, driver).pipeline()

    def close(self) -> None:
        """Closes the pool with its connections."""
        self._pool.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lasts as long as its connection: `Connection`s of others find the database busy meanwhile."""
        try:
            with closing(self._open()) as holder:
                if not _granted(holder, f"SELECT pg_try_advisory_lock({_PRESENCE})"):
                    raise StorageError(StorageFault.BUSY)
                yield
                # who lost it on the way cannot say that nobody came in
                holder.execute("SELECT 1")
                return
        except psycopg.Error as error:
            fault = self.fault(error)
        raise fault

    def listen(self, ring: Callable[[], None]) -> Callable[[], None] | None:
        """On a connection of its own, outside the pool."""
        return Listening(self._open, ring).end

    def fault(self, error: BaseException) -> StorageError | RowConflict:
        """By SQLSTATE; class 23 is a broken constraint, an error without any a connection that failed."""
        state = getattr(error, "sqlstate", None) or ""
        if state.startswith("23"):
            meaning: StorageError | RowConflict = RowConflict()
        elif not state and _has_no_room(error):
            meaning = StorageError(StorageFault.BUSY, code="53300")
        else:
            meaning = StorageError(_FAULTS.get(state, StorageFault.UNAVAILABLE), code=state)
        lost = not state and isinstance(error, psycopg.OperationalError)
        meaning.worth_again = state in _AGAIN or lost or state.startswith(_GONE)
        return meaning

    def answered(self, error: BaseException) -> bool:
        """An SQLSTATE of the server's own; those of a lost connection come while nobody knows."""
        state = getattr(error, "sqlstate", None) or ""
        return bool(state) and not state.startswith(_GONE)

    def _open(self) -> _Connection:
        return psycopg.connect(self._address, autocommit=True)

    def _noting(self) -> type[_Connection]:
        """Connections that keep why the last one failed: the pool says only that time ran out."""
        backend = self

        class Noting(psycopg.Connection[tuple[object, ...]]):
            @classmethod
            def connect(cls, *args: Any, **kwargs: Any) -> "Noting":  # noqa: ANN401 - handed on
                try:
                    made = super().connect(*args, **kwargs)
                    if backend.enters:
                        _enter(made)
                except psycopg.Error as error:
                    backend._refused = error
                    raise
                backend._refused = None
                return made

        return Noting


class _ClosedForWork(psycopg.OperationalError):
    """Somebody has the database alone: a restore, an upgrade, a move."""

    sqlstate = "55P03"


def _enter(connection: psycopg.Connection[Any]) -> None:
    """Says that somebody is at work here, for as long as the connection lives."""
    if not _granted(connection, f"SELECT pg_try_advisory_lock_shared({_PRESENCE})"):
        connection.close()
        raise _ClosedForWork


def _granted(connection: psycopg.Connection[Any], asking: str) -> bool:
    row = connection.execute(asking).fetchone()  # type: ignore[arg-type, unused-ignore]
    return bool(row and row[0])


def _has_no_room(error: BaseException) -> bool:
    """Of the server, or of the pool, where every connection was taken for too long."""
    return isinstance(error, PoolTimeout) or any(sign in str(error) for sign in _FULL_HOUSE)
