"""Rows by the thousand: the same as one by one, hidden until they are shown, gone when they are cleared."""

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, select

from storage import tables
from storage.bulk import BulkRows, RowMaker
from storage.database import Database
from storage.errors import ReservationLost, SealBroken, StorageError, StorageFault
from storage.records import Business, CredentialOrigin, Customer
from tests.databases import postgresql_only, sqlite_only
from tests.storage.people import MEILING, MING, NOW, verifier

OWNER = "ours"
PEOPLE = (MING, MEILING, *(replace(MEILING, id_number=f"B10000{n:04}") for n in range(8)))


def one_by_one(database: Database) -> None:
    def add(tx: Any) -> None:
        for person in PEOPLE:
            customer = tx.customers.add(person, consolidated=True)
            first, second = (
                tx.credentials.add(customer.id, verifier(text), CredentialOrigin.IMPORTED, NOW)
                for text in ("one", "two")
            )
            for business, credential in ((Business.FUTURES, second), (Business.WEALTH, first)):
                tx.customers.add_account(customer.id, business, "台北", credential.id)

    database.write_now(add)


def made(database: Database) -> BulkRows:
    maker = RowMaker(database.keyring, secrets.token_bytes, database.engine_name, NOW)
    rows, first = BulkRows(), 1
    for number, person in enumerate(PEOPLE):
        maker.add(
            rows,
            first + number,
            person,
            consolidated=True,
            as_of=None,
            verifiers=(verifier("one"), verifier("two")),
            accounts=((Business.FUTURES, "台北", 1), (Business.WEALTH, "台北", 0)),
        )
    return rows


def by_the_thousand(database: Database) -> None:
    rows = made(database)
    database.write_now(lambda tx: tx.imports.reserve(OWNER, rows.customers[0][0], 100))
    database.write_now(lambda tx: tx.imports.add(OWNER, rows))


def remove_all(tx: Any) -> None:
    for customer_id in tx.customers.all_ids():
        tx.customers.remove(customer_id)


def content(database: Database, table: Table) -> list[tuple[Any, ...]]:
    """Every row but for what is sealed, which is another text each time."""
    columns = [column for column in table.c if column.name != "person"]
    with database._backend.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(select(*columns))), key=repr)


WRITTEN = (tables.customers, tables.login_locks, tables.credentials, tables.accounts)


def test_the_rows_are_those_of_the_repositories(database: Database) -> None:
    one_by_one(database)
    expected = [content(database, table) for table in WRITTEN]
    metadata: MetaData = tables.metadata
    assert {table.name for table in WRITTEN} < {table.name for table in metadata.sorted_tables}
    database.write_now(remove_all)
    by_the_thousand(database)
    database.write_now(lambda tx: tx.imports.publish(OWNER, {1: 100}))
    found = [content(database, table) for table in WRITTEN]
    assert found[:2] == expected[:2]
    # numbers are never given twice, so these are others
    for ours, theirs, numbers in ((found[2], expected[2], (0,)), (found[3], expected[3], (0, 5))):
        assert _without(ours, numbers) == _without(theirs, numbers)
    assert database.read_now(lambda tx: [tx.customers.person(one) for one in tx.customers.all_ids()]) == list(
        PEOPLE
    )
    accounts = database.read_now(lambda tx: tx.customers.accounts(1))
    second, first = (account.credential_id for account in accounts)
    assert first < second


def _without(rows: list[tuple[Any, ...]], places: tuple[int, ...]) -> list[tuple[Any, ...]]:
    left = [tuple(cell for place, cell in enumerate(row) if place not in places) for row in rows]
    return sorted(left, key=repr)


def test_numbers_go_on_behind_them(database: Database) -> None:
    by_the_thousand(database)
    database.write_now(lambda tx: tx.imports.publish(OWNER, {1: 100}))
    one_more = replace(MING, id_number="A800000014")

    def add(tx: Any) -> int:
        customer = tx.customers.add(one_more, consolidated=False)
        credential = tx.credentials.add(customer.id, verifier(), CredentialOrigin.OWN, NOW)
        return int(tx.customers.add_account(customer.id, Business.WEALTH, "台北", credential.id).id)

    before = database.read_now(lambda tx: max(account.id for account in tx.customers.accounts(len(PEOPLE))))
    assert database.write_now(add) > before


def test_nobody_is_found_until_all_are_shown(database: Database) -> None:
    by_the_thousand(database)
    assert database.read_now(lambda tx: (tx.customers.find(MING.id_number), tx.customers.count())) == (
        None,
        0,
    )
    assert database.read_now(lambda tx: (tx.customers.for_login(MING.id_number), tx.customers.all_ids())) == (
        None,
        (),
    )
    lookups = [database.keyring.lookup(person.id_number) for person in PEOPLE] * 60
    assert database.read_now(lambda tx: set(tx.imports.known(lookups).values())) == {
        (number, False) for number in range(1, len(PEOPLE) + 1)
    }
    database.write_now(lambda tx: tx.imports.publish(OWNER, {1: 100}))
    assert database.read_now(lambda tx: tx.customers.count()) == len(PEOPLE)
    assert database.read_now(lambda tx: tx.imports.known(lookups[:1])) == {lookups[0]: (1, True)}


def test_clearing_takes_a_few_at_a_time(database: Database) -> None:
    by_the_thousand(database)
    rounds = 0
    while not database.write_now(lambda tx: tx.imports.clear(30)):
        rounds += 1
        assert database.read_now(lambda tx: tx.customers.count()) == 0
    assert rounds == 4
    assert [content(database, table) for table in WRITTEN] == [[]] * len(WRITTEN)
    assert database.read_now(lambda tx: tx.customers.next_id()) == 1


def test_who_lost_his_reservation_harms_nobody(database: Database) -> None:
    """Another clears it away and has the same numbers: a name tells them apart."""
    by_the_thousand(database)
    while not database.write_now(lambda tx: tx.imports.clear(30)):
        pass
    database.write_now(lambda tx: tx.imports.reserve("theirs", 1, 100))
    rows = made(database)
    database.write_now(lambda tx: tx.imports.add("theirs", rows))
    before = [content(database, table) for table in WRITTEN]

    def refused(work: Any) -> None:
        with pytest.raises(ReservationLost):
            database.write_now(work)

    refused(lambda tx: tx.imports.hold(OWNER))
    refused(lambda tx: tx.imports.add(OWNER, rows))
    refused(lambda tx: tx.imports.publish(OWNER, {1: 100}))
    # nor may it show what is not all there any more
    refused(lambda tx: tx.imports.publish("theirs", {1: 99}))
    refused(lambda tx: tx.imports.publish("theirs", {1: 100, 101: 200}))
    assert database.write_now(lambda tx: tx.imports.clear(30, OWNER))
    assert [content(database, table) for table in WRITTEN] == before
    assert database.read_now(lambda tx: tx.customers.count()) == 0
    database.write_now(lambda tx: tx.imports.publish("theirs", {1: 100}))
    assert database.read_now(lambda tx: tx.customers.count()) == len(PEOPLE)


def test_what_is_confirmed_counts_once_it_is_shown(database: Database, ming: Customer) -> None:
    later = NOW + timedelta(days=1)

    def as_of() -> object:
        return database.read_now(lambda tx: tx.customers.contacts_as_of(ming.id))

    def confirm(owner: str) -> bool:
        return database.write_now(lambda tx: tx.import_updates.confirm(owner, ming.id, later))

    def put_down() -> bool:
        return database.write_now(lambda tx: tx.import_updates.put_down_confirmed(10))

    database.write_now(lambda tx: tx.imports.reserve(OWNER, 10, 5))
    assert confirm(OWNER)
    assert not confirm(OWNER)
    assert put_down()
    assert as_of() is None
    assert not database.write_now(lambda tx: tx.imports.clear(10))
    assert content(database, tables.pending_confirmations) == []
    database.write_now(lambda tx: tx.imports.reserve(OWNER, 10, 5))
    assert confirm(OWNER)
    database.write_now(lambda tx: tx.imports.publish(OWNER, {10: 14}))
    assert put_down()
    assert as_of() == later
    assert content(database, tables.pending_confirmations) == []
    # what is known for longer stays
    database.write_now(lambda tx: tx.import_updates.known_until(ming.id, NOW))
    assert as_of() == later


def test_a_change_is_kept_sealed_and_once(database: Database) -> None:
    assert database.write_now(lambda tx: tx.import_updates.postpone(7, b"secret change"))
    assert not database.write_now(lambda tx: tx.import_updates.postpone(7, b"another"))
    assert database.write_now(lambda tx: tx.import_updates.postpone(3, b"first"))
    assert database.read_now(lambda tx: [change for change, _ in tx.import_updates.postponed()]) == [
        b"first",
        b"secret change",
    ]
    (kept,) = [row for row in content(database, tables.pending_updates) if row[0] == 7]
    assert b"secret" not in kept[1]
    with database._backend.engine.begin() as connection:
        connection.execute(tables.pending_updates.update().values(change=kept[1]))
    with pytest.raises(SealBroken):
        database.read_now(lambda tx: [change for change, _ in tx.import_updates.postponed()])


def test_the_lock_is_for_one(database: Database) -> None:
    with database.import_lock():
        with pytest.raises(StorageError) as caught:
            database.import_lock()
        assert caught.value.fault is StorageFault.BUSY
    with database.import_lock():
        pass


def broken(database: Database, what: str) -> StorageError:
    """The fault that storage tells of when the driver fails in this method of its bulk part."""
    bulk = database._backend.bulk

    def fails(*_: object) -> Any:
        raise database._backend.errors("secret")

    with pytest.MonkeyPatch.context() as patch:
        if what == "import_lock":
            patch.setattr(bulk, "_connect", lambda: Broken(fails))
        else:
            patch.setattr(bulk, what, fails)
        with pytest.raises(StorageError) as caught:
            by_the_thousand(database) if what != "import_lock" else database.import_lock()
    assert "secret" not in repr(caught.value.__cause__)
    assert caught.value.__context__ is None
    return caught.value


class Broken:
    """A connection that fails at the first statement."""

    def __init__(self, execute: Any) -> None:
        self.execute = execute

    def close(self) -> None:
        """Gone anyway."""


@pytest.mark.parametrize("what", ["take_numbers", "copy_in"])
def test_what_the_driver_raises_is_told_as_a_fault(database: Database, what: str) -> None:
    assert broken(database, what).fault is StorageFault.UNAVAILABLE


@postgresql_only
def test_so_is_a_lock_that_the_server_does_not_give(database: Database) -> None:
    assert broken(database, "import_lock").fault is StorageFault.UNAVAILABLE


@sqlite_only
def test_a_file_of_the_lock_that_cannot_be_opened(database: Database, tmp_path: Path) -> None:
    (tmp_path / ".import").mkdir()
    with pytest.raises(StorageError) as caught:
        database.import_lock()
    assert (caught.value.fault, caught.value.facts["code"]) == (StorageFault.UNAVAILABLE, "EISDIR")
    assert caught.value.facts["path"].endswith(".import")
