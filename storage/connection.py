"""One connection to the database, in the hands of one thread at a time."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from typing import Final, cast

from storage.dialect import Backend, Driver
from storage.errors import StorageError
from storage.statement import Row, Statement

_NONE: Final = cast(Driver, None)


class Connection:
    """Runs statements; what the driver raises leaves here as `StorageError` or `RowConflict`.

    Those are raised outside the `except` block: a driver's message may quote the values of a row, so it must
    not hang on to the error as its context.

    `begin` opens where nothing is open. A `shared` one comes out of the backend's pool, if it has one, and
    goes back at the end of each transaction.
    """

    def __init__(self, backend: Backend, *, shared: bool = False) -> None:
        self._backend = backend
        self._dialect = backend.engine.dialect
        self._shared = shared
        self._driver = _NONE
        self._pipeline: AbstractContextManager[object] | None = None

    @property
    def one_writer(self) -> bool:
        """Whether a transaction that writes is alone anyway, from its beginning on."""
        return self._backend.one_writer

    def tell_others(self) -> None:
        """Wakes the relays of other programs with the commit, where the engine can."""
        if self._backend.tell_others is not None:
            self.rows(self._backend.tell_others)

    @property
    def driver(self) -> Driver:
        """The driver's own connection, for what only one engine can do."""
        return self._driver

    def rows(self, statement: Statement, /, **values: object) -> list[Row]:
        """All rows, with the types of their columns."""
        self._await_posted()
        prepared = statement.prepared(self._dialect)
        arguments = prepared.arguments(values)
        try:
            return prepared.read(self._driver.execute(prepared.sql, arguments).fetchall())
        except self._backend.errors as error:
            fault = self._backend.fault(error)
        raise fault

    def row(self, statement: Statement, /, **values: object) -> Row | None:
        """The first row, or None."""
        found = self.rows(statement, **values)
        return found[0] if found else None

    def number(self, statement: Statement, /, **values: object) -> int:
        """The one number that a statement answers with."""
        return int(self.rows(statement, **values)[0][0])

    def change(self, statement: Statement, /, **values: object) -> int:
        """Runs a statement without result; how many rows it touched."""
        self._await_posted()
        return self._changed(statement, values)

    def _changed(self, statement: Statement, values: dict[str, object]) -> int:
        prepared = statement.prepared(self._dialect)
        arguments = prepared.arguments(values)
        try:
            return self._driver.execute(prepared.sql, arguments).rowcount
        except self._backend.errors as error:
            fault = self._backend.fault(error)
        raise fault

    def post(self, statement: Statement, /, **values: object) -> None:
        """`change` for the last statements of a transaction: a fault may show only at the commit."""
        if self._pipeline is None:
            self._pipeline = self._backend.pipeline(self._driver)
            if self._pipeline is not None:
                self._pipeline.__enter__()
        self._changed(statement, values)

    def copy_in(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Adds many rows at once, made by `storage.bulk` for this engine."""
        try:
            self._backend.bulk.copy_in(self._driver, table, columns, rows)
            return
        except self._backend.errors as error:
            fault = self._backend.fault(error)
        raise fault

    def take_numbers(self, table: str, count: int) -> Sequence[int]:
        """So many ids of a numbered table, for rows that bring theirs."""
        try:
            return self._backend.bulk.take_numbers(self._driver, table, count)
        except self._backend.errors as error:
            fault = self._backend.fault(error)
        raise fault

    def begin(self, how: str) -> None:
        """Starts a transaction with one of the backend's BEGIN statements."""
        if self._driver is _NONE:
            self._driver = self._backend.take() if self._shared else self._backend.connect()
        self.say(how)

    def say(self, what: str) -> None:
        """Runs a statement without arguments, such as one about a savepoint."""
        try:
            self._driver.execute(what)
            return
        except self._backend.errors as error:
            fault = self._backend.fault(error)
        raise fault

    def commit(self) -> None:
        """Makes the transaction last: once this returns it survives the process and the machine."""
        try:
            self._commit()
        except self._backend.errors as error:
            fault, answered = self._backend.fault(error), self._backend.answered(error)
        else:
            self._leave(self._driver)
            return
        if isinstance(fault, StorageError) and not answered:
            fault.worth_again, fault.unanswered = False, True
        raise fault

    def _commit(self) -> None:
        if self._pipeline is None:
            self._driver.commit()
            return
        # in the pipeline, so that it costs no round trip of its own; its answer is waited for all the same
        self._driver.execute("COMMIT")
        self._leave_pipeline()

    def _leave_pipeline(self) -> None:
        """Waits for the answers to everything that was posted; raises the driver's errors."""
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.__exit__(None, None, None)

    def _await_posted(self) -> None:
        if self._pipeline is None:
            return
        try:
            self._leave_pipeline()
            return
        except self._backend.errors as error:
            fault = self._backend.fault(error)
        raise fault

    def rollback(self) -> None:
        """Undoes the transaction; lets go of a connection that is not worth keeping."""
        if self._driver is _NONE:
            return
        with suppress(self._backend.errors):
            self._leave_pipeline()
        driver, self._driver = self._driver, _NONE
        try:
            driver.rollback()
        except self._backend.errors:
            if self._shared:
                self._backend.drop(driver)
            else:
                driver.close()
        else:
            self._leave(driver)

    def _leave(self, driver: Driver) -> None:
        self._driver = (self._backend.give_back(driver) or _NONE) if self._shared else driver

    def close(self) -> None:
        """Ends the connection, if there is one."""
        if self._driver is not _NONE:
            self._driver.close()
            self._driver = _NONE
