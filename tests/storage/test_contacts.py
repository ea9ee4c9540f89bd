from dataclasses import replace
from datetime import timedelta

import pytest

from storage.database import Database
from storage.records import Customer
from tests.storage.people import MING, NOW

EARLIER = NOW - timedelta(days=3)


def test_a_new_customers_contacts_changed_long_ago(database: Database, ming: Customer) -> None:
    assert database.read_now(lambda tx: tx.customers.contacts_changed_at(ming.id)) is None
    assert database.read_now(lambda tx: tx.customers.contacts_as_of(ming.id)) is None


def test_a_change_of_contacts_is_kept_with_its_moment(database: Database, ming: Customer) -> None:
    moved = replace(MING, mobile="0912345678")
    database.write_now(lambda tx: tx.customers.change_contacts(ming.id, moved, NOW))
    assert database.read_now(lambda tx: tx.customers.person(ming.id)) == moved
    assert database.read_now(lambda tx: tx.customers.contacts_changed_at(ming.id)) == NOW
    assert database.read_now(lambda tx: tx.customers.contacts_as_of(ming.id)) == NOW


def test_what_another_system_knew_has_a_date_of_its_own(database: Database, ming: Customer) -> None:
    database.write_now(lambda tx: tx.customers.change_contacts(ming.id, MING, NOW, EARLIER))
    assert database.read_now(lambda tx: tx.customers.contacts_changed_at(ming.id)) == NOW
    assert database.read_now(lambda tx: tx.customers.contacts_as_of(ming.id)) == EARLIER


def test_nobody_has_no_contacts(database: Database) -> None:
    with pytest.raises(KeyError):
        database.read_now(lambda tx: tx.customers.contacts_changed_at(99))
    with pytest.raises(KeyError):
        database.write_now(lambda tx: tx.customers.change_contacts(99, MING, NOW))
