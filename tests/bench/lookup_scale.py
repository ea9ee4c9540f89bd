"""One login's reads among a million customers (`--full`: five million) against the same among ten thousand.

What is timed is what a login reads of the database and opens of it: the blind index, lock and passwords in
one statement, then accounts, withdrawal passwords, and the person, unsealed. No hashing, no writing, and no
waiting for a thread, which would only make the two alike. Every reading is of another customer, drawn at
random, and the two databases take turns. The rows are filled in by sqlite3 as they come, with ID numbers,
blind indexes and sealed persons that are real.
"""

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.accounts import read_withdrawals
from storage.database import Database
from storage.keyring import Keyring
from storage.records import Person
from storage.sealing import seal_person
from tests.bench.desk import id_number
from tests.bench.figure import Figure, Round, percentile, run, summarise
from tests.storage_kit import DATABASE_FILE, new_database, open_database

if TYPE_CHECKING:
    from storage.transaction import Transaction

SMALL: Final = 10_000
LARGE: Final = 1_000_000
FULL: Final = 5_000_000
READINGS: Final = 500
"""Logins a round and database."""
BATCH: Final = 50_000
ACCOUNTS: Final = (("securities", 0), ("futures", 1), ("sub_brokerage", 2))
"""Three of a customer, the futures one with a withdrawal password, under one login password."""
PHC: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$u9mUvMYj2AqbnUTjvxzYlGx0JQj7cJ2LhqkYFz1mHw8"
)
WHEN: Final = "2026-01-31 00:00:00.000000"
FAST: Final = ("synchronous=OFF", "journal_mode=OFF", "cache_size=-400000", "foreign_keys=OFF")
STATEMENTS: Final = (
    "INSERT INTO customers (id, lookup, person, consolidated) VALUES (?, ?, ?, 1)",
    "INSERT INTO login_locks (customer_id, fail_count, unlock_used, state, episode)"
    " VALUES (?, 0, 0, 'active', 0)",
    "INSERT INTO credentials (id, customer_id, phc, pepper_version, origin, changed_at)"
    " VALUES (?, ?, ?, 1, 'own', ?)",
    "INSERT INTO accounts (id, customer_id, business, branch, position, credential_id)"
    " VALUES (?, ?, ?, '台北分公司', ?, ?)",
    "INSERT INTO withdrawal_credentials (account_id, phc, pepper_version, fail_count, locked, changed_at)"
    " VALUES (?, ?, 1, 0, 0, ?)",
)
Rows = tuple[list[tuple[object, ...]], ...]


@dataclass(frozen=True)
class Crowd:
    """A database and how many customers it has."""

    database: Database
    customers: int


def person(serial: int) -> Person:
    """An invented one, with everything that people have."""
    numbers = tuple(f"{101 + place}-{serial:07}" for _, place in ACCOUNTS)
    mobile, address = f"09{10_000_000 + serial}", f"someone{serial}@example.com"
    return Person(id_number(serial), "王小明", date(1980, 1, 1), mobile, address, numbers)


def rows_of(keys: Keyring, serials: Iterable[int], nonces: random.Random) -> Rows:
    """The rows of these customers, table by table."""
    found: Rows = ([], [], [], [], [])
    customers, locks, credentials, accounts, withdrawals = found
    for serial in serials:
        one, who = serial + 1, person(serial)
        lookup = keys.lookup(who.id_number)
        customers.append((one, lookup, seal_person(keys, nonces.randbytes, one, lookup, who)))
        locks.append((one,))
        credentials.append((one, one, PHC, WHEN))
        first = one * len(ACCOUNTS)
        accounts += [(first + place, one, business, place, one) for business, place in ACCOUNTS]
        withdrawals.append((first + 1, PHC, WHEN))
    return found


def fill(path: Path, keys: Keyring, customers: int) -> None:
    """So many customers."""
    nonces = random.Random(1)  # noqa: S311 - invented people; the same ones at every run
    with closing(sqlite3.connect(path)) as raw:
        for pragma in FAST:
            raw.execute(f"PRAGMA {pragma}")
        for begin in range(0, customers, BATCH):
            rows = rows_of(keys, range(begin, min(customers, begin + BATCH)), nonces)
            for statement, values in zip(STATEMENTS, rows, strict=True):
                raw.executemany(statement, values)
        raw.commit()
        raw.execute("PRAGMA journal_mode=WAL")


@contextmanager
def crowd(customers: int) -> Iterator[Crowd]:
    """A fresh database of so many customers."""
    with tempfile.TemporaryDirectory() as folder:
        new_database(Path(folder)).close_now()
        database = open_database(Path(folder))
        fill(Path(folder) / DATABASE_FILE, database.keyring, customers)
        try:
            yield Crowd(database, customers)
        finally:
            database.close_now()


def timed(tx: "Transaction", id_numbers: list[str]) -> list[float]:
    """Microseconds of each login's reads."""
    readings = []
    for number in id_numbers:
        began = time.perf_counter()
        facts = tx.customers.for_login(number)
        assert facts is not None
        accounts = tx.customers.accounts(facts.customer.id)
        assert read_withdrawals(tx, accounts)
        assert tx.customers.person(facts.customer.id).id_number == number
        readings.append((time.perf_counter() - began) * 1e6)
    return readings


def median(here: Crowd, chance: random.Random) -> float:
    """Of one round of customers who are drawn at random."""
    numbers = [id_number(chance.randrange(here.customers)) for _ in range(READINGS)]
    return percentile(here.database.read_now(timed, numbers), 0.5)


def measure(full: bool) -> Figure:
    """Both stand filled; rounds in turns, after one that is not counted."""
    many = FULL if full else LARGE
    chance = random.Random(2)  # noqa: S311 - a draw of customers, the same at every run
    began = time.perf_counter()
    with ExitStack() as stack:
        large, small = (stack.enter_context(crowd(count)) for count in (many, SMALL))
        filled = time.perf_counter() - began
        median(large, chance), median(small, chance)
        rounds = [Round(median(large, chance), median(small, chance)) for _ in range(60 if full else 30)]
    return summarise(
        "lookup_scale", "µs (p50)", rounds, customers=many, beside=SMALL, filling_s=round(filled)
    )


if __name__ == "__main__":
    run(measure)
