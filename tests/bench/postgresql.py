"""Write transactions a second on PostgreSQL against SQLite: eight clients, audit chains and all.

A client is a process, as a terminal is one. Its transaction is a strike: the lock of a customer read and
moved by a guarded update, and an audit row chained to its branch. Both databases are on the same disk, and
both wait for it at every commit (`synchronous=FULL`, `synchronous_commit=on`).
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.records import Person
from tests.bench.desk import id_number
from tests.bench.figure import Figure, Round, run, summarise
from tests.storage.people import entry
from tests.storage_kit import URL_FILE, new_database, open_database

if TYPE_CHECKING:
    from storage.database import Database
    from storage.transaction import Transaction

CLIENTS: Final = 8
BRANCHES: Final = 64
PER_CLIENT: Final = 50
"""Customers that a client works with; no two clients share one, as no person stands at two terminals."""


class Clients:
    """Eight processes on one database, let go together as often as asked."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.bench.postgresql", "--client", str(folder)]
        self._processes = [
            subprocess.Popen([*command, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for n in range(CLIENTS)
        ]
        for process in self._processes:
            assert _line(process) == "ready"

    def rate(self, branches: int, seconds: float) -> float:
        """Transactions a second of all together, spread over so many branches."""
        for process in self._processes:
            assert process.stdin
            process.stdin.write(f"{branches} {seconds}\n")
            process.stdin.flush()
        return sum(int(_line(process)) for process in self._processes) / seconds

    def end(self) -> None:
        for process in self._processes:
            process.communicate("")


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def client(folder: Path, number: int) -> None:
    """Works for as long as each line of its input says, and prints how much it did."""
    database = open_database(folder)
    turns = count(number)
    print("ready", flush=True)
    for line in sys.stdin:
        branches, seconds = line.split()
        print(strikes(database, number, int(branches), float(seconds), turns), flush=True)
    database.close_now()


def strikes(database: "Database", number: int, branches: int, seconds: float, turns: "count[int]") -> int:
    done, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        turn = next(turns)
        customer = 1 + number * PER_CLIENT + turn % PER_CLIENT
        # each client goes through all branches, from another one than its neighbours
        database.write_now(strike, customer, f"branch-{(turn + number * 8) % branches}")
        done += time.perf_counter() < end
    return done


def strike(tx: "Transaction", customer_id: int, branch: str) -> None:
    seen = tx.locks.read(customer_id)
    assert tx.locks.replace(seen, replace(seen, fail_count=seen.fail_count + 1))
    tx.audit.append(entry("authn_login_fail", branch, reason_code="wrong_password"))


def _fill(tx: "Transaction") -> None:
    for serial in range(CLIENTS * PER_CLIENT):
        person = Person(id_number(serial), "測試", date(1990, 1, 1), None, None, ("1",))
        tx.customers.add(person, consolidated=True)


@contextmanager
def clients_of(folder: Path, url: str | None) -> Iterator[Clients]:
    """Clients of a new database: a file in the folder, or the one on the server."""
    folder.mkdir()
    if url:
        (folder / URL_FILE).write_text(url, "utf-8")
    database = new_database(folder)
    database.write_now(_fill)
    database.close_now()
    clients = Clients(folder)
    try:
        yield clients
    finally:
        clients.end()


def measure(full: bool) -> Figure:
    """Both engines in turns, first over all branches, then on one."""
    from tests.postgres import own_cluster

    seconds, rounds = 1.5, 9 if full else 5
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = stack.enter_context(own_cluster())
        server = stack.enter_context(clients_of(folder / "server", cluster.url()))
        file = stack.enter_context(clients_of(folder / "file", None))
        for warming in (server, file):
            warming.rate(BRANCHES, 0.5)
        many = [Round(server.rate(BRANCHES, seconds), file.rate(BRANCHES, seconds)) for _ in range(rounds)]
        one = [Round(server.rate(1, seconds), file.rate(1, seconds)) for _ in range(rounds)]
    alone = summarise("one branch", "tx/s", one)
    return summarise(
        "postgresql",
        "tx/s",
        many,
        clients=CLIENTS,
        branches=BRANCHES,
        one_branch=[alone.ratio, alone.ours, alone.reference, alone.spread],
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--client"]:
        client(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        run(measure)
