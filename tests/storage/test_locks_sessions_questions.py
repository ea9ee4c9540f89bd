from dataclasses import replace
from datetime import timedelta

import pytest

from storage.database import Database
from storage.records import Customer, LockState, LoginLock, RobotQuestionRow
from tests.storage.people import MEILING, NOW, session_of

QUESTION = RobotQuestionRow("question-1", "t-1", "visit-1", b"m" * 32, NOW + timedelta(minutes=2))


def test_a_lock_is_replaced_only_as_it_was_seen(database: Database, ming: Customer) -> None:
    seen = database.read_now(lambda tx: tx.locks.read(ming.id))
    assert seen == LoginLock(ming.id)
    after = replace(seen, fail_count=3, unlock_used=True, state=LockState.LOCKED_2, episode=7)
    assert database.write_now(lambda tx: tx.locks.replace(seen, after))
    assert database.read_now(lambda tx: tx.locks.read(ming.id)) == after
    assert not database.write_now(lambda tx: tx.locks.replace(seen, after))
    with pytest.raises(KeyError):
        database.read_now(lambda tx: tx.locks.read(99))


def test_holding_an_id_changes_nothing(database: Database, ming: Customer) -> None:
    seen = database.read_now(lambda tx: tx.locks.read(ming.id))
    database.write_now(lambda tx: tx.locks.hold(ming.id))
    assert database.read_now(lambda tx: tx.locks.read(ming.id)) == seen


@pytest.mark.parametrize(
    "other",
    [{"fail_count": 1}, {"unlock_used": True}, {"state": LockState.LOCKED_1}, {"episode": 1}],
)
def test_the_guard_sees_every_field(database: Database, ming: Customer, other: dict[str, object]) -> None:
    wrong = replace(LoginLock(ming.id), **other)  # type: ignore[arg-type]
    assert not database.write_now(lambda tx: tx.locks.replace(wrong, LoginLock(ming.id, fail_count=2)))
    assert database.read_now(lambda tx: tx.locks.read(ming.id)) == LoginLock(ming.id)


def test_a_session_comes_back_whole(database: Database, ming: Customer) -> None:
    row = session_of(ming.id)
    assert database.write_now(lambda tx: tx.sessions.open(row)) == 0
    assert database.read_now(lambda tx: tx.sessions.find(row.token_hash)) == row
    assert database.read_now(lambda tx: tx.sessions.find(b"x" * 32)) is None


def test_a_session_may_have_matched_nothing(database: Database, ming: Customer) -> None:
    row = replace(session_of(ming.id), matched=(), must_change=True)
    database.write_now(lambda tx: tx.sessions.open(row))
    assert database.read_now(lambda tx: tx.sessions.find(row.token_hash)) == row


def test_a_new_session_ends_the_customers_others(database: Database, ming: Customer) -> None:
    other = database.write_now(lambda tx: tx.customers.add(MEILING, consolidated=False))
    theirs = session_of(other.id, b"o" * 32)
    database.write_now(lambda tx: tx.sessions.open(theirs))
    database.write_now(lambda tx: tx.sessions.open(session_of(ming.id, b"1" * 32)))
    assert database.write_now(lambda tx: tx.sessions.open(session_of(ming.id, b"2" * 32))) == 1
    assert database.read_now(lambda tx: tx.sessions.find(b"1" * 32)) is None
    assert database.read_now(lambda tx: tx.sessions.find(b"2" * 32)) is not None
    assert database.read_now(lambda tx: tx.sessions.find(b"o" * 32)) == theirs


def test_activity_is_noted_while_the_session_lives(database: Database, ming: Customer) -> None:
    row, later = session_of(ming.id), NOW + timedelta(seconds=30)
    database.write_now(lambda tx: tx.sessions.open(row))
    assert database.write_now(lambda tx: tx.sessions.touch(row.token_hash, later))
    assert database.read_now(lambda tx: tx.sessions.find(row.token_hash)) == replace(row, seen_at=later)
    assert database.write_now(lambda tx: tx.sessions.end(row.token_hash))
    assert not database.write_now(lambda tx: tx.sessions.end(row.token_hash))
    assert not database.write_now(lambda tx: tx.sessions.touch(row.token_hash, later))


def test_what_the_login_password_fits_may_change(database: Database, ming: Customer) -> None:
    row = session_of(ming.id)
    assert not database.write_now(lambda tx: tx.sessions.match(row.token_hash, (22,)))
    database.write_now(lambda tx: tx.sessions.open(row))
    assert database.write_now(lambda tx: tx.sessions.match(row.token_hash, (22, 333)))
    assert database.read_now(lambda tx: tx.sessions.find(row.token_hash)) == replace(row, matched=(22, 333))


def test_all_of_a_customer_end_at_once(database: Database, ming: Customer) -> None:
    database.write_now(lambda tx: tx.sessions.open(session_of(ming.id)))
    assert database.write_now(lambda tx: tx.sessions.end_all(ming.id)) == 1
    assert database.write_now(lambda tx: tx.sessions.end_all(ming.id)) == 0


def test_sweeping_takes_what_is_over_and_nothing_else(database: Database, ming: Customer) -> None:
    row = session_of(ming.id)
    database.write_now(lambda tx: tx.sessions.open(row))
    assert database.write_now(lambda tx: tx.sessions.sweep(row.ends_at - timedelta(microseconds=1))) == 0
    assert database.write_now(lambda tx: tx.sessions.sweep(row.ends_at)) == 1


def test_a_robot_question_is_taken_once(database: Database) -> None:
    database.write_now(lambda tx: tx.robot_questions.add(QUESTION))
    assert database.write_now(lambda tx: tx.robot_questions.take(QUESTION.id)) == QUESTION
    assert database.write_now(lambda tx: tx.robot_questions.take(QUESTION.id)) is None
    assert database.write_now(lambda tx: tx.robot_questions.take("unknown")) is None


def test_old_robot_questions_are_swept(database: Database) -> None:
    database.write_now(lambda tx: tx.robot_questions.add(QUESTION))
    assert database.write_now(lambda tx: tx.robot_questions.sweep(NOW)) == 0
    assert database.write_now(lambda tx: tx.robot_questions.sweep(QUESTION.expires_at)) == 1
