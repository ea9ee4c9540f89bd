"""Challenges are taken once; PINs are paid for before they are tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from storage.database import Database
from storage.records import CertificateChallengeRow
from tests.storage.people import NOW

ROW = CertificateChallengeRow(b"n" * 32, "unlock", "kiosk-1", "visit-1", "p" * 64, NOW + timedelta(minutes=2))
LONG_AGO = NOW - timedelta(minutes=15)


def pay(database: Database, identity: str = "i" * 64) -> bool:
    return database.write_now(lambda tx: tx.certificates.pay_pin(identity, 3, NOW, LONG_AGO))


def wrong(database: Database, identity: str = "i" * 64) -> int:
    return database.read_now(lambda tx: tx.certificates.wrong_pins(identity, LONG_AGO))


def test_a_challenge_comes_back_whole_and_once(database: Database) -> None:
    database.write_now(lambda tx: tx.certificates.add_challenge(ROW))
    assert database.write_now(lambda tx: tx.certificates.take_challenge(b"m" * 32)) is None
    assert database.write_now(lambda tx: tx.certificates.take_challenge(ROW.nonce_hash)) == ROW
    assert database.write_now(lambda tx: tx.certificates.take_challenge(ROW.nonce_hash)) is None


def test_challenges_past_their_time_go(database: Database) -> None:
    database.write_now(lambda tx: tx.certificates.add_challenge(ROW))
    assert database.write_now(lambda tx: tx.certificates.sweep(NOW)) == 0
    assert database.write_now(lambda tx: tx.certificates.sweep(ROW.expires_at)) == 1


def test_one_of_many_gets_a_challenge(database: Database) -> None:
    database.write_now(lambda tx: tx.certificates.add_challenge(ROW))
    with ThreadPoolExecutor(8) as threads:
        take = [
            threads.submit(database.write_now, lambda tx: tx.certificates.take_challenge(ROW.nonce_hash))
            for _ in range(8)
        ]
    assert [each.result() for each in take].count(ROW) == 1


def test_no_more_pins_than_the_limit_however_many_ask(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        paid = list(threads.map(lambda _: pay(database), range(24)))
    assert paid.count(True) == 3
    assert wrong(database) == 3
    assert pay(database, "j" * 64)


def test_a_count_is_given_back_cleared_and_forgotten(database: Database) -> None:
    pay(database), pay(database)
    database.write_now(lambda tx: tx.certificates.give_back_pin("i" * 64))
    assert wrong(database) == 1
    database.write_now(lambda tx: tx.certificates.clear_pins("i" * 64))
    assert wrong(database) == 0
    database.write_now(lambda tx: tx.certificates.give_back_pin("i" * 64))
    assert [pay(database) for _ in range(4)] == [True, True, True, False]
    later = NOW + timedelta(minutes=15)
    assert database.read_now(lambda tx: tx.certificates.wrong_pins("i" * 64, NOW)) == 0
    assert database.write_now(lambda tx: tx.certificates.pay_pin("i" * 64, 3, later, NOW))
    assert database.read_now(lambda tx: tx.certificates.wrong_pins("i" * 64, NOW)) == 1
