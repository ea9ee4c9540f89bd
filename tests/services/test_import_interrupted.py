"""Ctrl+C, a lost answer and a second import: all of a file or nothing, and nobody is told otherwise."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.audit_trail import AuditEvent
from services.customer_import import batches
from services.customer_import.reasons import FileFault, ImportRefused
from services.customer_import.report import ImportReport
from services.errors import ErrorCode, ServiceError
from storage import tables
from storage.connection import Connection
from storage.database import Database
from storage.errors import RowConflict, StorageError, StorageFault
from storage.repositories.imports import ImportRepository
from tests.interrupting import ctrl_c, press_at_commit
from tests.services import importing as kit
from tests.services.desk import Desk
from tests.services.importing import IDS, Importing, line, table

MOVED = "0912345678"
LINES = (line(mobile=MOVED), *(line(number) for number in IDS[1:]))
"""The first is there already, with another number."""
SHOWS = 8
"""The number of the commit that shows them (`test_import_faults`)."""
PENDING = (tables.pending_imports, tables.pending_updates, tables.pending_confirmations)


@pytest.fixture
def importing(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importing:
    """With a customer; two lines a transaction from now on."""
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    (tmp_path / "customers.csv").write_text(table(LINES))
    monkeypatch.setattr(batches, "TOGETHER", 2)
    return importing


def run(importing: Importing) -> ImportReport:
    return importing.file(importing.folder / "customers.csv", update=True)[0]


def is_new(importing: Importing) -> bool:
    """Whether all of the file is there; else nothing of it is."""
    found = importing.desk.database.read_now(
        lambda tx: [tx.customers.find(number) is not None for number in IDS]
    )
    moved = importing.person().mobile == MOVED
    assert (found, moved) in [([True] + [False] * 5, False), ([True] * 6, True)]
    assert importing.count() == (6 if moved else 1)
    events = [entry.event for entry in importing.desk.audit()]
    assert (events.count(AuditEvent.CUSTOMERS_IMPORTED) > 1) == moved
    assert events.count(AuditEvent.USER_UPDATED) == (1 if moved else 0)
    assert importing.desk.database.read_now(lambda tx: tx.audit.verify()).sound
    return moved


def rows_of(importing: Importing) -> list[int]:
    with importing.desk.database._backend.engine.connect() as raw:
        return [
            raw.scalar(select(func.count()).select_from(one)) or 0 for one in (tables.customers, *PENDING)
        ]


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("number", [1, 3, 4, 5, 7, SHOWS, SHOWS + 1])
def test_ctrl_c_leaves_all_or_nothing_and_says_which(importing: Importing, side: str, number: int) -> None:
    with pytest.MonkeyPatch.context() as patch, ctrl_c() as press:
        press_at_commit(patch, press, side, number)
        try:
            told = run(importing).imported
        except KeyboardInterrupt:
            told = False
    assert is_new(importing) == told
    # in the last transaction it comes too late
    assert told == (number >= SHOWS)
    assert rows_of(importing)[1:3] == [0, 0]
    run(importing)
    assert is_new(importing)
    assert rows_of(importing) == [6, 0, 0, 0]


@pytest.mark.parametrize("kept", [True, False])
def test_the_answer_to_the_last_commit_is_lost(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    lose_answer(monkeypatch, kept=kept)
    if kept:
        assert run(importing).imported
    else:
        with pytest.raises(ServiceError) as caught:
            run(importing)
        assert caught.value.code is ErrorCode.STORAGE_UNAVAILABLE
    assert is_new(importing) == kept
    assert rows_of(importing)[1:] == [0, 0, 0]


def test_nobody_answers_what_became_of_it(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StorageError(StorageFault.UNAVAILABLE)

    with pytest.MonkeyPatch.context() as patch:
        lose_answer(patch, kept=True)
        patch.setattr("services.customer_import.showing.Showing._is_shown", away)
        with pytest.raises(ImportRefused) as caught:
            run(importing)
    assert caught.value.fault is FileFault.OUTCOME_UNKNOWN
    assert is_new(importing)


def lose_answer(patch: pytest.MonkeyPatch, *, kept: bool) -> None:
    """The connection fails in the commit of the transaction that shows."""
    commit, publish = Connection.commit, ImportRepository.publish
    last: list[Connection] = []

    def published(self: ImportRepository, owner: str, reserved: dict[int, int]) -> None:
        publish(self, owner, reserved)
        last.append(self._connection)

    def committed(self: Connection) -> None:
        if self not in last:
            commit(self)
            return
        last.clear()
        if kept:
            commit(self)
        raise StorageError(StorageFault.UNAVAILABLE)

    patch.setattr(ImportRepository, "publish", published)
    patch.setattr(Connection, "commit", committed)


@pytest.mark.parametrize("moment", ["progress", "all_read"])
def test_another_import_comes_in_when_the_lock_is_lost(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The second one takes over; the first writes nothing more, and clears nothing of the second's."""
    monkeypatch.setattr(Database, "import_lock", lambda _: nullcontext())
    came: list[ImportReport] = []

    def comes_in(*_: object) -> None:
        if not came:
            came.append(ImportReport())
            path = importing.folder / "second.csv"
            path.write_text(table([line(IDS[1], name="林美玲"), line(IDS[5], name="林美玲")]))
            came[0] = importing.file(path)[0]

    monkeypatch.setattr(kit.Told, moment, comes_in)
    with pytest.raises(ImportRefused) as caught:
        run(importing)
    assert caught.value.fault is FileFault.DISPLACED
    assert came[0].imported
    assert importing.count() == 3
    assert [importing.person(number).name for number in (IDS[1], IDS[5])] == ["林美玲"] * 2
    assert importing.person().mobile != MOVED
    assert rows_of(importing) == [3, 0, 0, 0]


def test_a_row_that_somebody_was_quicker_with_is_no_crash(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: object) -> None:
        raise RowConflict

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImportRepository, "add", taken)
        with pytest.raises(ServiceError) as caught:
            run(importing)
    assert caught.value.code is ErrorCode.STORAGE_BUSY
    assert not is_new(importing)
