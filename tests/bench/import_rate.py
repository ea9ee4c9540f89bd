"""Lines of `db import` a second, checks, encryption and all, against raw executemany of the same rows.

One line is what it puts in: a customer, his lock, a credential and an account. The reference puts the same
rows, ready made, into the same tables in one transaction: by sqlite3's executemany, and on a server by COPY.
Nothing else can be left out without another schema; `one_table_per_s` is executemany of rows as long into one
table without an index, as the other end of the scale.
"""

import resource
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from services.ambient import SystemRandomness
from services.customer_import.batches import Batch, Recipe, Workbench, Worked, batches
from services.customer_import.columns import ORDER, Heading
from services.customer_import.customer import Line
from services.customer_import.loading import CustomerImport
from services.customer_import.records import Record
from services.customer_import.report import ImportOptions
from services.policy import HashingSettings, Policy
from storage.bulk import ACCOUNT_COLUMNS, CREDENTIAL_COLUMNS, CUSTOMER_COLUMNS, BulkRows, RowMaker
from storage.database import Database
from tests.bench.desk import cores, id_number
from tests.bench.figure import Figure, Round, run, summarise
from tests.bench.import_desk import quiet, services_over
from tests.bench.import_server import server_rate
from tests.storage_kit import DATABASE_FILE, KEYS_FILE, new_database

LINES: Final = 40_000
_PHC: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$u9mUvMYj2AqbnUTjvxzYlGx0JQj7cJ2LhqkYFz1mHw8"
)
_LOCK: Final = (
    "INSERT INTO login_locks (customer_id, fail_count, unlock_used, state, episode)"
    " VALUES (?, 0, 0, 'active', 0)"
)


def line(serial: int) -> list[str]:
    """One customer with one account and a verifier of his own."""
    verifier = f"{_PHC[:-8]}{serial:07}8"
    return [
        id_number(serial), "王小明", "19800101", f"09{10_000_000 + serial}", f"someone{serial}@example.com",
        "no", "2026-01-31", "證券", "台北分公司", f"101-{serial:07}", verifier,
    ]  # fmt: skip


def write_file(path: Path, lines: int) -> None:
    """A file of so many customers."""
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(ORDER) + "\n")
        for serial in range(lines):
            cells = line(serial)
            file.write(",".join(cells[:-1]) + f',"{cells[-1]}"\n')


def ours(folder: Path, file: Path) -> float:
    """Lines a second of the import as the command does it, into a new database."""
    with open_now(folder) as database, services_over(database) as program:
        importing = CustomerImport(program.ground, database.keyring, folder / KEYS_FILE)
        begin = time.perf_counter()
        report = importing.run(quiet.visit, file, ImportOptions(), quiet)
        took = time.perf_counter() - begin
        assert report.imported
        return report.lines / took


def ready_made(folder: Path) -> list[BulkRows]:
    """The rows of the file, made for a new database in the folder, and numbered."""
    with open_now(folder) as database:
        bench, found, first = workbench(database), [], 1
        for batch in all_batches(LINES):
            rows = bench.work(batch).rows
            found.append(rows.numbered(range(first, first + len(rows.credentials))))
            first += len(rows.credentials)
    return found


@contextmanager
def open_now(folder: Path) -> Iterator[Database]:
    """A new database in the folder."""
    database = new_database(folder)
    yield database
    database.close_now()


def workbench(database: Database) -> Workbench:
    """As in a process of the import."""
    heading, now = Heading(tuple(ORDER)), datetime.now(UTC)
    recipe = Recipe(heading, Policy(), HashingSettings(), database.engine_name, now, update=False)
    maker = RowMaker(database.keyring, secrets.token_bytes, database.engine_name, now)
    return Workbench(recipe, maker, SystemRandomness())


def all_batches(lines: int) -> list[Batch]:
    """The file's batches, read already."""
    records = (Record(serial + 2, line(serial)) for serial in range(lines))
    return list(batches(records, Heading(tuple(ORDER))))


def raw_sqlite(folder: Path, made: list[BulkRows]) -> float:
    """Lines a second of executemany into the tables of a new database."""
    new_database(folder).close_now()
    raw = sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)
    raw.execute("PRAGMA synchronous=FULL")
    begin = time.perf_counter()
    raw.execute("BEGIN")
    for rows in made:
        raw.executemany(insertion("customers", CUSTOMER_COLUMNS), rows.customers)
        raw.executemany(_LOCK, [(row[0],) for row in rows.customers])
        raw.executemany(insertion("credentials", CREDENTIAL_COLUMNS), rows.credentials)
        raw.executemany(insertion("accounts", ACCOUNT_COLUMNS), rows.accounts)
    raw.execute("COMMIT")
    took = time.perf_counter() - begin
    raw.close()
    return sum(len(rows.customers) for rows in made) / took


def one_table(folder: Path, made: list[BulkRows]) -> float:
    """The same for one table without an index, a line a row."""
    raw = sqlite3.connect(folder / "flat.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("CREATE TABLE flat (" + ", ".join(f"c{number}" for number in range(18)) + ")")
    rows = [
        (*one, *two, *three)
        for each in made
        for one, two, three in zip(each.customers, each.credentials, each.accounts, strict=True)
    ]
    begin = time.perf_counter()
    raw.execute("BEGIN")
    raw.executemany(f"INSERT INTO flat VALUES ({', '.join('?' * 18)})", rows)  # noqa: S608
    raw.execute("COMMIT")
    took = time.perf_counter() - begin
    raw.close()
    return len(rows) / took


def insertion(table: str, columns: tuple[str, ...]) -> str:
    """The statement that names its columns."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def per_second(work: Callable[[], object], lines: int) -> int:
    """Lines a second of one part alone."""
    begin = time.perf_counter()
    work()
    return round(lines / (time.perf_counter() - begin))


def parts(folder: Path) -> dict[str, int]:
    """Each part alone, in one process."""
    read = all_batches(LINES)
    with open_now(folder) as database:
        bench = workbench(database)
        worked: list[Worked] = []
        both = per_second(lambda: worked.extend(map(bench.work, read)), LINES)
        groups = [[Line(tuple(record.cells))] for batch in read for record in batch.records]
        checks = per_second(lambda: [bench.customer(group) for group in groups], LINES)
        database.write_now(lambda tx: tx.imports.reserve("bench", 0, LINES))
        writing = per_second(lambda: _put(database, worked), LINES)
    return {"checks_per_s": checks, "checks_and_sealing_per_s": both, "writing_per_s": writing}


def _put(database: Database, worked: list[Worked]) -> None:
    for one in worked:
        database.write_now(lambda tx, rows: tx.imports.add("bench", rows), one.rows)


def peak_mib() -> int:
    """Of this process or the largest beside it, so far."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024)


def measure(full: bool) -> Figure:
    """`LINES` lines a round; with `--full` also the memory of a file of a million."""
    detail: dict[str, object] = {"cores": cores()}
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "customers.csv"
        large = 1_000_000 if full else 100_000
        for lines in (LINES, large):
            write_file(file, lines)
            ours(_new(folder), file)
            detail[f"peak_mib_{lines}"] = peak_mib()
        write_file(file, LINES)
        made = ready_made(_new(folder))
        rounds = [
            Round(ours(_new(folder), file), raw_sqlite(_new(folder), made)) for _ in range(7 if full else 3)
        ]
        detail["one_table_per_s"] = round(one_table(folder, made))
        detail |= parts(_new(folder))
        detail |= server_rate(lambda: _new(folder), lambda at: ours(at, file), ready_made, len(rounds))
    return summarise("import_rate", "lines/s", rounds, **detail)


def _new(folder: Path) -> Path:
    made = folder / secrets.token_hex(4)
    made.mkdir()
    return made


if __name__ == "__main__":
    run(measure)
