"""Eight processes on one file, and processes killed in the middle of a write."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.integrity import flaws
from storage.records import Customer, RobotQuestionRow
from storage.transaction import Transaction
from tests.storage.people import NOW, verifier
from tests.storage.racer import QUESTIONS, STRIKES
from tests.storage_kit import open_database, url_in

PROCESSES = 8
ROUNDS = 6


def started(what: str, folder: Path, customer: Customer) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.storage.racer", what, str(folder), str(customer.id)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def release(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def ask(tx: Transaction) -> None:
    end = NOW + timedelta(minutes=2)
    for number in range(QUESTIONS):
        tx.robot_questions.add(RobotQuestionRow(f"question-{number}", "t-1", "visit-1", b"m" * 32, end))


def test_eight_processes_count_every_strike_once(tmp_path: Path, database: Database, ming: Customer) -> None:
    database.write_now(ask)
    processes = [started("race", tmp_path, ming) for _ in range(PROCESSES)]
    assert [line_of(process) for process in processes] == ["ready"] * PROCESSES
    for process in processes:
        release(process)
    reports = [line_of(process).split() for process in processes]
    assert [process.wait(30) for process in processes] == [0] * PROCESSES

    # every strike that was told as counted is counted, and nothing else
    assert [int(report[0]) for report in reports] == [STRIKES] * PROCESSES
    total = STRIKES * PROCESSES
    assert database.read_now(lambda tx: tx.locks.read(ming.id)).fail_count == total
    # guards were really met
    assert sum(int(report[1]) for report in reports) > 0

    # every question has one winner
    taken = [name for report in reports for name in report[2:]]
    assert sorted(taken) == sorted(f"question-{number}" for number in range(QUESTIONS))

    # one audit row a strike, both chains whole, and the heads outside agree
    found = database.read_now(lambda tx: tx.audit.verify())
    assert (found.rows, found.chains, found.findings) == (total, 2, ())
    assert database.heads
    assert set(database.heads.newest().values()) == set(database.read_now(lambda tx: tx.audit.heads()))


def numbers(tx: Transaction, customer_id: int) -> set[str]:
    """The number of the last change, as each part of it tells."""
    (current,) = tx.credentials.of_accounts(customer_id)
    voice = tx.credentials.voice(customer_id)
    events = [row.entry.event for row in tx.audit.rows()]
    number = str(tx.locks.read(customer_id).fail_count)
    told = {number, events[-1].removeprefix("change_"), str(len(events))}
    for verified in (current.verifier, voice.verifier if voice else verifier("none")):
        told.add(verified.phc.rpartition("$")[2])
    return told


@pytest.mark.usefixtures("database")
def test_a_killed_change_is_whole_or_not_at_all(tmp_path: Path, ming: Customer) -> None:
    told = 0
    for round_ in range(ROUNDS):
        process = started("write", tmp_path, ming)
        assert line_of(process) == "ready"
        release(process)
        for _ in range(5 + round_ * 7):
            told = int(line_of(process))
        process.kill()
        assert process.stdout
        told = max([told, *(int(line) for line in process.stdout if line.endswith("\n"))])
        process.wait()

        after = open_database(tmp_path)
        (number,) = after.read_now(numbers, ming.id)
        # what was told as done is there; one more may have been done and not told
        assert int(number) in {told, told + 1}
        assert after.read_now(lambda tx: tx.audit.verify()).sound
        after.close_now()
    assert flaws(url_in(tmp_path)) == ()
