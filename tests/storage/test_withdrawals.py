"""網路出金密碼 as kept: found, replaced and counted only as it was seen."""

from datetime import timedelta

from storage.database import Database
from storage.records import Customer, Verifier, WithdrawalCredential
from tests.storage.people import MEILING, NOW, verifier


def futures(database: Database, customer: Customer) -> int:
    return database.read_now(lambda tx: tx.customers.accounts(customer.id))[1].id


def put(database: Database, account: int, text: str = "wd", fail_count: int = 0) -> WithdrawalCredential:
    database.write_now(
        lambda tx: tx.withdrawals.set(
            account, verifier(text), NOW, fail_count=fail_count, locked=fail_count >= 3
        )
    )
    found = database.read_now(lambda tx: tx.withdrawals.find(account))
    assert found is not None
    return found


def test_those_of_a_customer(database: Database, ming: Customer) -> None:
    account = futures(database, ming)
    assert database.read_now(lambda tx: tx.withdrawals.of_customer(ming.id)) == ()
    kept = put(database, account, fail_count=3)
    assert kept == WithdrawalCredential(account, verifier("wd"), 3, True, NOW)
    assert database.read_now(lambda tx: tx.withdrawals.of_customer(ming.id)) == (kept,)
    other = database.write_now(lambda tx: tx.customers.add(MEILING, consolidated=False))
    assert database.read_now(lambda tx: tx.withdrawals.of_customer(other.id)) == ()


def test_a_new_one_replaces_the_one_seen_only(database: Database, ming: Customer) -> None:
    account = futures(database, ming)
    put(database, account, fail_count=3)
    later = NOW + timedelta(days=1)

    def replaced(seen: Verifier) -> bool:
        return database.write_now(
            lambda tx: tx.withdrawals.replace(account, seen=seen, new=verifier("new"), changed_at=later)
        )

    assert not replaced(verifier("another"))
    assert replaced(verifier("wd"))
    assert not replaced(verifier("wd"))
    found = database.read_now(lambda tx: tx.withdrawals.find(account))
    assert found == WithdrawalCredential(account, verifier("new"), 0, False, later)


def test_the_counter_moves_only_as_seen(database: Database, ming: Customer) -> None:
    kept = put(database, futures(database, ming))
    assert database.write_now(lambda tx: tx.withdrawals.count(kept, fail_count=1, locked=False))
    assert not database.write_now(lambda tx: tx.withdrawals.count(kept, fail_count=1, locked=False))
    put(database, kept.account_id, "new")
    assert not database.write_now(lambda tx: tx.withdrawals.count(kept, fail_count=1, locked=False))
