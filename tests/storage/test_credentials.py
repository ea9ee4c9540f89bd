from datetime import timedelta

import pytest

from storage.database import Database
from storage.records import Credential, CredentialOrigin, Customer, VoiceCredential, WithdrawalCredential
from storage.transaction import Transaction
from tests.storage.people import NOW, verifier


def account_ids(tx: Transaction, customer: Customer) -> list[int]:
    return [account.id for account in tx.customers.accounts(customer.id)]


def change(tx: Transaction, customer: Customer, text: str, keep: int = 3) -> Credential:
    """One password change of all accounts, as the service makes it."""
    ids, (old, *_) = account_ids(tx, customer), tx.credentials.of_accounts(customer.id)
    new = tx.credentials.add(customer.id, verifier(text), CredentialOrigin.OWN, NOW)
    assert tx.credentials.assign(ids, seen=old.id, new=new.id)
    tx.credentials.retire(ids, old.id, NOW, keep=keep)
    return new


def test_a_credential_comes_back_whole(database: Database, ming: Customer) -> None:
    end = NOW + timedelta(hours=24)
    made = database.write_now(
        lambda tx: tx.credentials.add(ming.id, verifier("new"), CredentialOrigin.INITIAL, NOW, end)
    )
    assert database.read_now(lambda tx: tx.credentials.by_id(made.id)) == made
    assert made.dies_at == end
    assert database.read_now(lambda tx: tx.credentials.by_id(99)) is None


def test_all_accounts_move_or_none(database: Database, ming: Customer) -> None:
    def race(tx: Transaction) -> None:
        one, two = account_ids(tx, ming)
        (old,) = tx.credentials.of_accounts(ming.id)
        new = tx.credentials.add(ming.id, verifier("two"), CredentialOrigin.OWN, NOW)
        other = tx.credentials.add(ming.id, verifier("three"), CredentialOrigin.OWN, NOW)
        assert tx.credentials.assign([two], seen=old.id, new=other.id)
        assert not tx.credentials.assign([two, one], seen=old.id, new=new.id)
        assert [account.credential_id for account in tx.customers.accounts(ming.id)] == [old.id, other.id]
        assert tx.credentials.assign([one], seen=old.id, new=new.id)

    database.write_now(race)
    found = database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    assert [credential.verifier for credential in found] == [verifier("two"), verifier("three")]


def test_a_rehash_is_guarded_by_the_verifier_seen(database: Database, ming: Customer) -> None:
    (old,) = database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    assert database.write_now(
        lambda tx: tx.credentials.replace_verifier(old.id, seen=old.verifier, new=verifier("dearer"))
    )
    assert not database.write_now(
        lambda tx: tx.credentials.replace_verifier(old.id, seen=old.verifier, new=verifier("late"))
    )
    (new,) = database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    assert (new.id, new.verifier, new.changed_at) == (old.id, verifier("dearer"), old.changed_at)


def test_history_keeps_the_last_ones_newest_first(database: Database, ming: Customer) -> None:
    for text in ("two", "three", "four", "five", "six"):
        database.write_now(change, ming, text)
    past = database.read_now(lambda tx: tx.credentials.past(account_ids(tx, ming)))
    assert [credential.verifier for credential in past] == [
        verifier("five"),
        verifier("four"),
        verifier("three"),
    ]


def test_forgotten_passwords_are_deleted(database: Database, ming: Customer) -> None:
    (first,) = database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))
    second = database.write_now(change, ming, "two", keep=1)
    assert database.read_now(lambda tx: tx.credentials.by_id(first.id)) == first
    database.write_now(change, ming, "three", keep=1)
    assert database.read_now(lambda tx: tx.credentials.by_id(first.id)) is None
    database.write_now(change, ming, "four", keep=0)
    assert database.read_now(lambda tx: tx.credentials.by_id(second.id)) is None
    assert database.read_now(lambda tx: tx.credentials.past(account_ids(tx, ming))) == ()


def test_a_password_still_used_by_another_account_stays(database: Database, ming: Customer) -> None:
    def one_of_two(tx: Transaction) -> Credential:
        one, _ = account_ids(tx, ming)
        (old,) = tx.credentials.of_accounts(ming.id)
        new = tx.credentials.add(ming.id, verifier("two"), CredentialOrigin.OWN, NOW)
        assert tx.credentials.assign([one], seen=old.id, new=new.id)
        tx.credentials.retire([one], old.id, NOW, keep=0)
        return old

    old = database.write_now(one_of_two)
    assert old in database.read_now(lambda tx: tx.credentials.of_accounts(ming.id))


def test_a_credential_number_is_never_given_twice(database: Database, ming: Customer) -> None:
    newest = database.write_now(change, ming, "two", keep=0)
    database.write_now(lambda tx: tx.customers.remove(ming.id))

    def anew(tx: Transaction) -> Credential:
        from tests.storage.people import add_ming

        (made,) = tx.credentials.of_accounts(add_ming(tx).id)
        return made

    assert database.write_now(anew).id > newest.id


def set_voice(tx: Transaction, customer_id: int, text: str) -> None:
    tx.credentials.set_voice(customer_id, verifier(text), NOW)


def test_a_new_voice_password_replaces_the_old_one(database: Database, ming: Customer) -> None:
    assert database.read_now(lambda tx: tx.credentials.voice(ming.id)) is None
    for text in ("voice", "voice2"):
        database.write_now(set_voice, ming.id, text)
    found = database.read_now(lambda tx: tx.credentials.voice(ming.id))
    assert found == VoiceCredential(ming.id, verifier("voice2"), 0, False, NOW)


def test_a_withdrawal_password_has_its_own_counter(database: Database, ming: Customer) -> None:
    account = database.read_now(lambda tx: account_ids(tx, ming))[1]
    assert database.read_now(lambda tx: tx.withdrawals.find(account)) is None
    database.write_now(lambda tx: tx.withdrawals.set(account, verifier("wd"), NOW, fail_count=3, locked=True))
    found = database.read_now(lambda tx: tx.withdrawals.find(account))
    assert found == WithdrawalCredential(account, verifier("wd"), 3, True, NOW)
    database.write_now(lambda tx: tx.withdrawals.set(account, verifier("wd2"), NOW))
    found = database.read_now(lambda tx: tx.withdrawals.find(account))
    assert found == WithdrawalCredential(account, verifier("wd2"), 0, False, NOW)


def test_a_naive_time_is_refused_and_nothing_is_kept(database: Database, ming: Customer) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        database.write_now(
            lambda tx: tx.credentials.add(ming.id, verifier(), CredentialOrigin.OWN, NOW.replace(tzinfo=None))
        )
