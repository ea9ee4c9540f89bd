from dataclasses import replace
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import RowConflict, SealBroken
from storage.records import Business, CredentialOrigin, Customer, LockState, LoginLock, Person
from storage.transaction import Transaction
from tests.databases import sqlite_only
from tests.storage.people import MEILING, MING, NOW, session_of, verifier
from tests.storage_kit import DATABASE_FILE, by_hand, open_database


def test_a_customer_is_found_by_id_number_and_by_id(database: Database, ming: Customer) -> None:
    assert ming == Customer(1, consolidated=True)
    assert database.read_now(lambda tx: tx.customers.find(MING.id_number)) == ming
    assert database.read_now(lambda tx: tx.customers.by_id(ming.id)) == ming
    assert database.read_now(lambda tx: tx.customers.find(MEILING.id_number)) is None
    assert database.read_now(lambda tx: tx.customers.by_id(99)) is None


def test_the_person_comes_back_whole(database: Database, ming: Customer) -> None:
    assert database.read_now(lambda tx: tx.customers.person(ming.id)) == MING
    other = database.write_now(lambda tx: tx.customers.add(MEILING, consolidated=False))
    assert database.read_now(lambda tx: tx.customers.person(other.id)) == MEILING
    with pytest.raises(KeyError):
        database.read_now(lambda tx: tx.customers.person(99))


def test_accounts_stand_in_their_order(database: Database, ming: Customer) -> None:
    accounts = database.read_now(lambda tx: tx.customers.accounts(ming.id))
    assert [(account.business, account.position, account.branch) for account in accounts] == [
        (Business.SECURITIES, 0, "台北"),
        (Business.FUTURES, 1, "台北"),
    ]


def test_an_id_number_is_there_once(database: Database, ming: Customer) -> None:
    with pytest.raises(RowConflict) as caught:
        database.write_now(lambda tx: tx.customers.add(MING, consolidated=False))
    assert not caught.value.args
    assert caught.value.__context__ is None
    assert database.read_now(lambda tx: tx.customers.all_ids()) == (ming.id,)


def test_a_person_resealed_under_a_new_number_is_found_by_it(database: Database, ming: Customer) -> None:
    renamed = replace(MING, id_number="A800000014", name="王大明")
    database.write_now(lambda tx: tx.customers.reseal(ming.id, renamed))
    assert database.read_now(lambda tx: tx.customers.person(ming.id)) == renamed
    assert database.read_now(lambda tx: tx.customers.find("A800000014")) == ming
    assert database.read_now(lambda tx: tx.customers.find(MING.id_number)) is None
    with pytest.raises(KeyError):
        database.write_now(lambda tx: tx.customers.reseal(99, renamed))


def test_consolidation_is_set_and_undone(database: Database, ming: Customer) -> None:
    database.write_now(lambda tx: tx.customers.set_consolidated(ming.id, False))
    assert database.read_now(lambda tx: tx.customers.by_id(ming.id)) == Customer(ming.id, consolidated=False)


def test_login_reads_customer_lock_and_distinct_credentials(database: Database, ming: Customer) -> None:
    def second_password(tx: Transaction) -> None:
        credential = tx.credentials.add(ming.id, verifier("two"), CredentialOrigin.INITIAL, NOW, NOW)
        tx.credentials.add(ming.id, verifier("unused"), CredentialOrigin.OWN, NOW)
        tx.customers.add_account(ming.id, Business.WEALTH, "高雄", credential.id)

    database.write_now(second_password)
    facts = database.read_now(lambda tx: tx.customers.for_login(MING.id_number))
    assert facts is not None
    assert facts.customer == ming
    assert facts.lock == LoginLock(ming.id)
    assert [credential.verifier for credential in facts.credentials] == [verifier("one"), verifier("two")]
    assert facts.credentials == database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    assert database.read_now(lambda tx: tx.customers.for_login(MEILING.id_number)) is None


def test_login_of_a_customer_without_accounts_finds_no_credential(database: Database) -> None:
    database.write_now(lambda tx: tx.customers.add(MEILING, consolidated=False))
    facts = database.read_now(lambda tx: tx.customers.for_login(MEILING.id_number))
    assert facts is not None
    assert facts.credentials == ()
    assert facts.lock.state is LockState.ACTIVE


def test_removing_leaves_nothing_of_the_customer(database: Database, ming: Customer) -> None:
    def live(tx: Transaction) -> None:
        one, two = tx.customers.accounts(ming.id)
        old = tx.credentials.by_id(one.credential_id)
        assert old is not None
        new = tx.credentials.add(ming.id, verifier("two"), CredentialOrigin.OWN, NOW)
        assert tx.credentials.assign([one.id, two.id], seen=old.id, new=new.id)
        tx.credentials.retire([one.id, two.id], old.id, NOW, keep=3)
        tx.credentials.set_voice(ming.id, verifier("voice"), NOW)
        tx.withdrawals.set(two.id, verifier("wd"), NOW)
        tx.sessions.open(session_of(ming.id))
        tx.customers.add(MEILING, consolidated=False)

    database.write_now(live)
    database.write_now(lambda tx: tx.customers.remove(ming.id))
    assert database.read_now(lambda tx: tx.customers.find(MING.id_number)) is None
    assert database.read_now(lambda tx: tx.customers.count()) == 1
    assert database.read_now(lambda tx: tx.sessions.find(b"t" * 32)) is None
    assert database.read_now(lambda tx: tx.credentials.voice(ming.id)) is None
    assert database.read_now(lambda tx: tx.credentials.of_accounts(ming.id)) == ()


@sqlite_only
def test_nothing_personal_is_in_clear_in_the_files(
    tmp_path: Path, database: Database, ming: Customer
) -> None:
    database.close_now()
    data = b"".join(path.read_bytes() for path in tmp_path.glob(f"{DATABASE_FILE}*"))
    personal = (MING.id_number, MING.name, MING.mobile, MING.email, *MING.account_numbers, "1980-01-01")
    for text in personal:
        assert str(text).encode() not in data


def person(tx: Transaction, customer_id: int) -> Person:
    return tx.customers.person(customer_id)


def test_two_people_cannot_be_swapped(tmp_path: Path, database: Database, ming: Customer) -> None:
    other = database.write_now(lambda tx: tx.customers.add(MEILING, consolidated=False))
    database.close_now()
    (mine,), (others,) = by_hand(tmp_path, "SELECT person FROM customers ORDER BY id")
    by_hand(tmp_path, "UPDATE customers SET person = :person WHERE id = :id", person=others, id=ming.id)
    by_hand(tmp_path, "UPDATE customers SET person = :person WHERE id = :id", person=mine, id=other.id)
    again = open_database(tmp_path)
    for customer_id in (ming.id, other.id):
        with pytest.raises(SealBroken):
            again.read_now(person, customer_id)
    again.close_now()


def test_consolidation_is_told_once(database: Database, ming: Customer) -> None:
    """`add_ming` makes a consolidated customer with two accounts under one credential."""
    (shared,) = database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    assert database.read_now(lambda tx: tx.customers.shared_credential(ming.id)) == shared.id
    assert not database.write_now(lambda tx: tx.customers.set_consolidated(ming.id, True))
    assert database.write_now(lambda tx: tx.customers.set_consolidated(ming.id, False))
    assert not database.write_now(lambda tx: tx.customers.set_consolidated(ming.id, False))
    assert database.read_now(lambda tx: tx.customers.shared_credential(ming.id)) is None
    assert database.write_now(lambda tx: tx.customers.set_consolidated(ming.id, True))
