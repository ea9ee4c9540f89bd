"""An import that is killed, or has no room left, leaves the old state or the new one, never between."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.errors import ErrorCode, ServiceError
from storage import tables
from storage.dialect import SqliteBackend
from tests.services.desk import Desk
from tests.services.importing import IDS, Importing, line, table
from tests.storage_kit import DATABASE_FILE

MOVED = "0912345678"
LINES = (line(mobile=MOVED), *(line(number) for number in IDS[1:]))
"""The first is there already, with another number."""
COUNTED = (
    tables.customers,
    tables.login_locks,
    tables.credentials,
    tables.accounts,
    tables.pending_imports,
    tables.pending_updates,
)


def killed(folder: Path, where: str, workers: int = 0) -> list[int]:
    """Imports in a process of its own, which dies; the numbers of its processes beside."""
    command = [sys.executable, "-m", "tests.services.import_worker", str(folder), where, str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == -9, done.stderr
    return [int(pid) for pid in done.stdout.split()]


def state(desk: Desk, importing: Importing) -> str:
    """`old` or `new`."""
    found = desk.database.read_now(lambda tx: [tx.customers.find(number) is not None for number in IDS])
    moved = importing.person().mobile == MOVED
    assert (found, moved) in [([True] + [False] * 5, False), ([True] * 6, True)]
    assert desk.database.read_now(lambda tx: tx.customers.count()) == (6 if moved else 1)
    return "new" if moved else "old"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        # 1 and 2 look for what others left, 3 reserves, 4 6 7 fill, 5 keeps the update, 8 shows
        ("after3", "old"),
        ("before5", "old"),
        ("after6", "old"),
        ("before8", "old"),
        ("after8", "new"),
    ],
)
def test_killed_at_a_commit(desk: Desk, tmp_path: Path, where: str, expected: str) -> None:
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    (tmp_path / "customers.csv").write_text(table(LINES))
    killed(tmp_path, where)
    assert state(desk, importing) == expected
    report, _ = importing.file(tmp_path / "customers.csv", update=True)
    assert report.imported
    assert state(desk, importing) == "new"
    with desk.database._backend.engine.connect() as raw:
        counts = [raw.scalar(select(func.count()).select_from(one)) for one in COUNTED]
    assert counts == [6, 6, 6, 6, 0, 0]
    assert desk.database.read_now(lambda tx: tx.audit.verify()).sound


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_the_processes_beside_end_with_a_killed_import(desk: Desk, tmp_path: Path) -> None:
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    (tmp_path / "customers.csv").write_text(table(LINES))
    pids = killed(tmp_path, "after4", workers=1)
    assert pids
    end = time.monotonic() + 10
    while any(map(alive, pids)) and time.monotonic() < end:
        os.sched_yield()
    assert not any(map(alive, pids))
    assert state(desk, importing) == "old"


@pytest.mark.parametrize("where", ["after3", "after4", "before5", "before8", "after8"])
def test_ctrl_c_is_pressed_twice_and_the_processes_beside_end(desk: Desk, tmp_path: Path, where: str) -> None:
    """A terminal sends it to all of them, those that just start too: none tells of a crash or stays."""
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    (tmp_path / "customers.csv").write_text(table(LINES))
    command = [sys.executable, "-m", "tests.services.import_worker", str(tmp_path), f"ctrl-c-{where}", "1"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=50, check=False, start_new_session=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    new = state(desk, importing) == "new"
    assert done.stdout == ("" if new else "interrupted")
    assert new == (where in {"before8", "after8"})


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Desk.beside(tmp_path).close()
    opened = SqliteBackend._open

    def open_small(self: SqliteBackend) -> sqlite3.Connection:
        connection = opened(self)
        if room:
            connection.execute(f"PRAGMA max_page_count = {room}")
        return connection

    raw = sqlite3.connect(tmp_path / DATABASE_FILE)
    room = int(raw.execute("PRAGMA page_count").fetchone()[0]) + 12
    raw.close()
    monkeypatch.setattr(SqliteBackend, "_open", open_small)
    monkeypatch.setattr("services.customer_import.batches.TOGETHER", 50)
    desk = Desk.beside(tmp_path)
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    many = [
        line(number, account_number=f"{n:032}", branch="分" * 32) for number in IDS[1:] for n in range(100)
    ]
    with pytest.raises(ServiceError) as caught:
        importing.lines(*many)
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert importing.count() == 1
    # there is room again for a customer
    importing.lines(line(IDS[1]))
    assert importing.count() == 2
    desk.close()
