"""Limits raced by eight processes on one database file (ASVS 2.3.4): strikes exact, one winner each time."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.errors import ServiceError
from storage.records import LockState, LoginLock
from tests.kit import visit
from tests.services.desk import MING, Desk

PROCESSES = 8


def race(folder: Path, deeds: Sequence[str]) -> list[dict[str, object]]:
    """Starts them all, lets them go at once when all are ready, and returns what they say."""
    runners = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.services.race_worker", str(folder), str(number), deed],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, deed in enumerate(deeds)
    ]
    for runner in runners:
        assert runner.stdout is not None
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        assert runner.stdin is not None
        runner.stdin.write("go\n")
        runner.stdin.flush()
    return [json.loads(runner.communicate(timeout=50)[0]) for runner in runners]


async def test_eight_wrong_passwords_get_three_guesses(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    reports = race(tmp_path, ["wrong"] * PROCESSES)
    assert {report["said"] for report in reports} == {"login_refused"}
    assert sum(int(str(report["guesses"])) for report in reports) == 3
    lock = desk.lock(customer)
    assert (lock.fail_count, lock.state) == (3, LockState.LOCKED_1)
    assert Counter(desk.told()) == {
        ("authn_login_fail", "wrong_password"): 3,
        ("authn_login_fail", "locked"): 5,
        ("authn_login_lock", None): 1,
    }


async def test_three_right_passwords_at_once_leave_one_session(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    reports = race(tmp_path, ["right"] * 3)
    assert [report["said"] for report in reports] == ["done"] * 3
    lock = desk.lock(customer)
    assert (lock.fail_count, lock.state) == (0, LockState.ACTIVE)
    assert desk.sessions_open(customer) == 1


async def test_right_and_wrong_at_once(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    reports = race(tmp_path, ["right", "wrong", "right", "wrong", "wrong", "wrong", "right", "wrong"])
    done = sum(report["said"] == "done" for report in reports)
    lock = desk.lock(customer)
    wrong = Counter(desk.told())["authn_login_fail", "wrong_password"]
    assert lock.fail_count <= wrong <= 5
    assert lock.episode == done
    assert (lock.state is LockState.ACTIVE) == (lock.fail_count < 3)


async def test_wrong_old_passwords_beside_wrong_logins(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    reports = race(tmp_path, ["change", *["wrong"] * (PROCESSES - 1)])
    assert (
        sum(int(str(report["guesses"])) for report in reports) == 4
    )  # the login that opened the form is one
    lock = desk.lock(customer)
    assert (lock.fail_count, lock.state) == (3, LockState.LOCKED_1)
    assert desk.sessions_open(customer) == 0
    assert Counter(desk.told())["authn_login_lock", None] == 1


async def test_eight_wrong_dates_at_once_fill_the_last_places_and_no_more(desk: Desk, tmp_path: Path) -> None:
    await desk.customer()
    reports = race(tmp_path, ["mistake"] * PROCESSES)
    assert Counter(report["said"] for report in reports) == {"identity_mismatch": 5, "identity_limit_here": 3}
    assert Counter(desk.told()) == {
        ("customer_identification_fail", "wrong_date"): 5,
        ("excess_rate_limit_exceeded", "id_at_terminal"): 3,
    }


async def test_one_place_left_for_eight_of_whom_some_are_right(desk: Desk, tmp_path: Path) -> None:
    """Who is right gives the place back; after the one failure that there is room for, nobody is let in."""
    await desk.customer()
    for _ in range(4):
        with pytest.raises(ServiceError):
            await desk.program.identification.identify(visit(), MING, "19800102")
    reports = race(tmp_path, ["identify", "mistake"] * (PROCESSES // 2))
    said = Counter(report["said"] for report in reports)
    assert said["identity_mismatch"] == 1
    assert said["done"] + said["identity_limit_here"] == PROCESSES - 1
    told = [what for what in desk.told()[4:] if what[0] != "excess_rate_limit_exceeded"]
    assert told[:-1] == [("customer_identification", None)] * said["done"]


async def test_unlock_raced_by_eight_terminals_has_one_winner(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    desk.strike(customer, 3)
    reports = race(tmp_path, ["unlock"] * PROCESSES)
    assert Counter(report["said"] for report in reports) == {"done": 1, "not_locked": PROCESSES - 1}
    assert desk.lock(customer) == LoginLock(customer, fail_count=3, unlock_used=True)
    told = Counter(desk.told())
    assert told["authn_unlock", None] == 1
    assert told["authn_unlock_fail", "not_locked"] == PROCESSES - 1
