"""An import that dies by SIGKILL, or is interrupted.

Run as `python -m tests.services.import_worker FOLDER WHERE WORKERS`; WHERE is `before` or `after` and the
number of the commit, or `all_read`; with `ctrl-c-` before it Ctrl+C is pressed there, twice. What it imports
is `FOLDER/customers.csv`, two lines a transaction.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from services.customer_import import batches
from storage.connection import Connection
from tests.services.desk import Desk
from tests.services.importing import Importing, Told

CTRL_C = "ctrl-c-"


def die(*_: object) -> None:
    pids = (str(child.pid) for child in multiprocessing.active_children())
    sys.stdout.write(" ".join(pids) + "\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def press(*_: object) -> None:
    """As a terminal does: every process in front of it gets the signal."""
    for _time in range(2):
        os.killpg(0, signal.SIGINT)


def end_at(side: str, number: int, end: Callable[[], None]) -> None:
    """Commits of writing transactions are counted from 1."""
    begin, commit = Connection.begin, Connection.commit
    writing, done = False, 0

    def begun(self: Connection, how: str) -> None:
        nonlocal writing
        writing = how == self._backend.begin_write
        begin(self, how)

    def committed(self: Connection) -> None:
        nonlocal done
        done += writing
        if writing and done == number and side == "before":
            end()
        commit(self)
        if writing and done == number and side == "after":
            end()

    Connection.begin = begun  # type: ignore[method-assign]
    Connection.commit = committed  # type: ignore[method-assign]


def main(folder: Path, where: str, workers: int) -> None:
    desk = Desk.beside(folder, seed=where)
    batches.TOGETHER = 2  # type: ignore[misc]
    if where == "all_read":
        Told.all_read = die  # type: ignore[method-assign, assignment]
    else:
        at = where.removeprefix(CTRL_C)
        end_at(at.rstrip("0123456789"), int(at.strip("beforat")), die if at == where else press)
    try:
        Importing(desk, folder).file(folder / "customers.csv", update=True, workers=workers)
    except KeyboardInterrupt:
        sys.stdout.write("interrupted")
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
