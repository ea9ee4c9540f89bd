"""Verifiers that other systems made, without our pepper: nobody who has the database alone can try them."""

import base64
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import tables
from storage.bulk import BulkRows, RowMaker
from storage.database import Database
from storage.errors import SealBroken
from storage.records import UNPEPPERED, Business, CredentialOrigin, Customer, Verifier
from tests.storage.people import MEILING, NOW, verifier

HEAD = "$argon2id$v=19$"


def text(length: int, letter: bytes = b"x") -> str:
    return base64.b64encode(letter * length).rstrip(b"=").decode()


def theirs(salt: int = 16, tag: int = 32, cost: str = "m=19456,t=2,p=1") -> Verifier:
    return Verifier(f"{HEAD}{cost}${text(salt)}${text(tag, b'y')}", UNPEPPERED)


LONGEST = theirs(64, 64, "m=65536,t=10,p=4")


def stored(database: Database) -> list[str]:
    with database._backend.engine.connect() as connection:
        return list(connection.execute(select(tables.credentials.c.phc)).scalars())


def add(database: Database, customer: Customer, one: Verifier) -> int:
    return database.write_now(
        lambda tx: tx.credentials.add(customer.id, one, CredentialOrigin.IMPORTED, NOW)
    ).id


def kept(database: Database, credential_id: int) -> Verifier:
    found = database.read_now(lambda tx: tx.credentials.by_id(credential_id))
    assert found is not None
    return found.verifier


@pytest.mark.parametrize(
    "one", [theirs(), theirs(8, 16), theirs(9, 17), LONGEST], ids=lambda one: one.phc[-9:]
)
def test_it_lies_sealed_and_comes_back_whole(database: Database, ming: Customer, one: Verifier) -> None:
    number = add(database, ming, one)
    assert kept(database, number) == one
    assert not [text for text in stored(database) if text.startswith(HEAD) and text != verifier().phc]


def test_rows_by_the_thousand_are_sealed_too(database: Database) -> None:
    maker, rows = RowMaker(database.keyring, secrets.token_bytes, database.engine_name, NOW), BulkRows()
    first = database.read_now(lambda tx: tx.customers.next_id())
    account = (Business.WEALTH, "台北", 0)
    maker.add(rows, first, MEILING, consolidated=True, as_of=None, verifiers=(LONGEST,), accounts=(account,))
    database.write_now(lambda tx: tx.imports.reserve("ours", first, 1))
    database.write_now(lambda tx: tx.imports.add("ours", rows))
    database.write_now(lambda tx: tx.imports.publish("ours", {first: first}))
    facts = database.read_now(lambda tx: tx.customers.for_login(MEILING.id_number))
    assert facts is not None
    assert [one.verifier for one in facts.credentials] == [LONGEST]
    assert not any(HEAD in text for text in stored(database))


def test_a_rehash_and_the_history_know_it(database: Database, ming: Customer) -> None:
    number = add(database, ming, theirs())
    (old,) = database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    ids = [account.id for account in database.read_now(lambda tx: tx.customers.accounts(ming.id))]
    database.write_now(lambda tx: tx.credentials.assign(ids, seen=old.id, new=number))
    later = add(database, ming, verifier("later"))
    database.write_now(lambda tx: tx.credentials.assign(ids, seen=number, new=later))
    database.write_now(lambda tx: tx.credentials.retire(ids, number, NOW + timedelta(days=1), keep=3))
    (past,) = database.read_now(lambda tx: tx.credentials.past(ids))
    assert past.verifier == theirs()
    seen, new = past.verifier, verifier("peppered")
    assert database.write_now(lambda tx: tx.credentials.replace_verifier(number, seen=seen, new=new))
    assert kept(database, number) == new
    assert not database.write_now(lambda tx: tx.credentials.replace_verifier(number, seen=seen, new=new))


def test_one_from_before_they_were_sealed_is_read_and_replaced(database: Database, ming: Customer) -> None:
    number, old, new = add(database, ming, theirs()), theirs(8, 16), verifier("peppered")
    _put(database, number, phc=old.phc)
    assert kept(database, number) == old
    seen = kept(database, number)
    assert database.write_now(lambda tx: tx.credentials.replace_verifier(number, seen=seen, new=new))


def test_it_is_good_for_its_own_customer_only(database: Database, ming: Customer) -> None:
    meiling = database.write_now(lambda tx: tx.customers.add(MEILING, consolidated=True))
    number = add(database, ming, theirs())
    _put(database, number, customer_id=meiling.id)
    with pytest.raises(SealBroken):
        kept(database, number)
    _put(database, number, customer_id=ming.id, phc="sealed$not base64")
    with pytest.raises(SealBroken):
        kept(database, number)


def _put(database: Database, number: int, **values: object) -> None:
    change = update(tables.credentials).where(tables.credentials.c.id == number).values(**values)
    with database._backend.engine.begin() as connection:
        connection.execute(change)
