"""What storage costs a login, in µs of processor time: `python -m tests.storage.cost`.

The same statements are run as they are here and as Core constructs, on one connection to a real file; then
the two transactions of a login, with and without their commit, and handed over to the writing thread.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import bindparam, select, update

from storage.audit_entry import AuditEntry
from storage.connection import Connection
from storage.database import Database
from storage.dialect import backend_of
from storage.records import Business, CredentialOrigin, LockState, LoginLock, Person, SessionRow, Verifier
from storage.tables import login_locks
from storage.transaction import Transaction
from tests.storage_kit import new_database, url_in

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ID = "A123456789"
PHC = "$argon2id$v=19$m=19456,t=2,p=1$" + "c2FsdHNhbHRzYWx0c2E" + "$" + "dGFn" * 10
ROUNDS = 3000


def main() -> None:
    """Prints one line a measurement."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = new_database(folder)
        customer_id = database.write_now(add_customer)
        on_one_connection(folder, database, customer_id)
        handed_over(database, customer_id)
        database.close_now()


def add_customer(tx: Transaction) -> int:
    person = Person(ID, "王小明", date(1980, 1, 1), "0900000001", "ming@example.com", ("0000001", "0000002"))
    customer = tx.customers.add(person, consolidated=True)
    credential = tx.credentials.add(customer.id, Verifier(PHC, 1), CredentialOrigin.OWN, NOW)
    for business in (Business.SECURITIES, Business.SUB_BROKERAGE):
        tx.customers.add_account(customer.id, business, "台北", credential.id)
    return customer.id


def strike(tx: Transaction) -> LoginLock:
    facts = tx.customers.for_login(ID)
    assert facts
    after = replace(facts.lock, fail_count=facts.lock.fail_count + 1, state=LockState.ACTIVE)
    assert tx.locks.replace(facts.lock, after)
    return after


def success(tx: Transaction, seen: LoginLock, session: SessionRow, entry: AuditEntry) -> None:
    assert tx.locks.replace(seen, seen.reset())
    tx.sessions.open(session)
    tx.audit.append(entry)
    tx.audit.settle()


def append(tx: Transaction) -> None:
    tx.audit.append(entry_of())
    tx.audit.settle()


def session_of(customer_id: int) -> SessionRow:
    end = NOW + timedelta(minutes=10)
    return SessionRow(secrets.token_bytes(32), customer_id, "t-1", "i" * 32, NOW, NOW, end, (1,), False)


def entry_of() -> AuditEntry:
    return AuditEntry(
        ts_utc=NOW,
        event="authn_login_success",
        outcome="success",
        branch="台北",
        terminal_id="t-1",
        mode="kiosk",
        interaction_id="i" * 32,
        app_version="0.1.0",
        customer_pseudonym="0" * 64,
        customer_masked="A12345****",
        factors=("pwd",),
        counters="0/3",
    )


def on_one_connection(folder: Path, database: Database, customer_id: int) -> None:
    backend = backend_of(url_in(folder))
    connection = Connection(backend)
    tx = Transaction(connection, database.keyring, secrets.token_bytes)
    connection.begin(backend.begin_write)
    say("for_login", lambda: tx.customers.for_login(ID))
    say("strike: for_login + guarded update", lambda: strike(tx))
    lock = tx.locks.read(customer_id)
    say("one row", lambda: tx.locks.read(customer_id))
    say("guarded update alone", lambda: tx.locks.replace(lock, lock))
    say("session open", lambda: tx.sessions.open(session_of(customer_id)))
    say("audit append", lambda: append(tx))
    connection.rollback()
    say("BEGIN IMMEDIATE and COMMIT of nothing", lambda: whole(connection, backend.begin_write, lambda: None))
    say("transaction 1, commit and all", lambda: whole(connection, backend.begin_write, lambda: strike(tx)))
    second = partial(settle, tx, customer_id)
    say("transaction 2, commit and all", lambda: whole(connection, backend.begin_write, second))
    connection.close()
    as_core(folder, customer_id)


def settle(tx: Transaction, customer_id: int) -> None:
    success(tx, tx.locks.read(customer_id), session_of(customer_id), entry_of())


def whole(connection: Connection, begin: str, work: Callable[[], object]) -> None:
    connection.begin(begin)
    work()
    connection.commit()


def as_core(folder: Path, customer_id: int) -> None:
    """A look-up and the guarded update by way of SQLAlchemy's own execution."""
    columns = ("fail_count", "unlock_used", "state", "episode")
    guard = (
        update(login_locks)
        .where(login_locks.c.customer_id == bindparam("id_"))
        .where(*(login_locks.c[name] == bindparam(f"seen_{name}") for name in columns))
        .values({name: bindparam(f"new_{name}") for name in columns})
    )
    look_up = select(login_locks).where(login_locks.c.customer_id == bindparam("id_"))
    values: dict[str, object] = {"fail_count": 0, "unlock_used": False, "state": "active", "episode": 0}
    given = {f"{which}_{name}": value for which in ("seen", "new") for name, value in values.items()}
    sql = "SELECT * FROM login_locks WHERE customer_id = ?"
    with backend_of(url_in(folder)).engine.connect() as core:
        say("Core: one row", lambda: core.execute(look_up, {"id_": customer_id}).all())
        say("Core: guarded update", lambda: core.execute(guard, {"id_": customer_id, **given}))
        say("exec_driver_sql: one row", lambda: core.exec_driver_sql(sql, (customer_id,)).all())


def handed_over(database: Database, customer_id: int) -> None:
    def both() -> None:
        lock = database.write_now(strike)
        database.write_now(success, lock, session_of(customer_id), entry_of())

    say("both transactions, handed over by write_now", both)

    async def many() -> None:
        for _ in range(ROUNDS):
            lock = await database.write(strike)
            await database.write(success, lock, session_of(customer_id), entry_of())

    async def nothing() -> None:
        for _ in range(ROUNDS):
            await database.read(lambda tx: None)

    for name, work in (("both transactions, awaited", many), ("an awaited read of nothing", nothing)):
        wall, processor = time.perf_counter(), time.process_time()
        asyncio.run(work())
        tell(name, time.perf_counter() - wall, time.process_time() - processor)


def say(name: str, work: Callable[[], object]) -> None:
    work()
    wall, processor = time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        work()
    tell(name, time.perf_counter() - wall, time.process_time() - processor)


def tell(name: str, wall: float, processor: float) -> None:
    line = f"{name:50} {wall / ROUNDS * 1e6:8.1f} µs {processor / ROUNDS * 1e6:8.1f} µs of processor"
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
