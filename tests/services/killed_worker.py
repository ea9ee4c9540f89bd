"""A terminal that dies by SIGKILL in the middle of 密碼歸戶.

Run as `python -m tests.services.killed_worker FOLDER ID_NUMBER WHERE`; WHERE is the number of a writing
statement of the transaction, `before_commit` or `after_commit`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.change_transactions import ChangeTransactions
from storage.connection import Connection
from tests.services.changes import STOCK, consolidate
from tests.services.desk import Desk


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_within(make: Callable[..., Any], where: str) -> Callable[..., Any]:
    """The transaction, with its death built in."""
    change, commit = Connection.change, Connection.commit
    written = 0

    def counted(self: Connection, *args: Any, **values: Any) -> int:
        nonlocal written
        written += 1
        changed = change(self, *args, **values)
        if str(written) == where:
            die()
        return changed

    def committed(self: Connection) -> None:
        if where == "before_commit":
            die()
        commit(self)
        die()

    def make_and_die(*args: Any) -> Any:
        Connection.change = counted  # type: ignore[method-assign, assignment]
        Connection.commit = committed  # type: ignore[method-assign]
        return make(*args)

    return make_and_die


async def main(folder: Path, id_number: str, where: str) -> None:
    desk = Desk.beside(folder, seed=id_number)
    session = await desk.login(id_number, STOCK)
    ChangeTransactions.make = die_within(ChangeTransactions.make, where)  # type: ignore[method-assign]
    await consolidate(desk, session)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
