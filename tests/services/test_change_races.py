"""Changes raced by eight processes in one session, and consolidations killed in the middle (ASVS 2.3.3-4)."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from storage.records import LockState
from tests.services import changes
from tests.services.changes import FUTURE, STOCK, TWO_PASSWORDS, WITHDRAWAL
from tests.services.delivery.waiting import told
from tests.services.desk import Desk
from tests.services.test_races import PROCESSES, race


async def opened(desk: Desk, folder: Path) -> int:
    """A customer who has not consolidated, with a session for everybody."""
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    await changes.give_withdrawal(desk, customer)
    changes.hand_over(folder, await desk.login(password=STOCK))
    return customer


async def test_eight_guesses_at_a_withdrawal_password_get_three(desk: Desk, tmp_path: Path) -> None:
    customer = await opened(desk, tmp_path)
    reports = race(tmp_path, ["withdrawal"] * PROCESSES)
    assert sum(int(str(report["guesses"])) for report in reports) == 3
    (kept,) = changes.withdrawals(desk, customer)
    assert (kept.fail_count, kept.locked) == (3, True)
    assert desk.lock(customer).fail_count == 0
    assert desk.sessions_open(customer) == 1
    assert Counter(desk.told()) == {
        ("authn_login_success", None): 1,
        ("authn_withdrawal_password_change_fail", "wrong_password"): 3,
        ("authn_withdrawal_password_change_fail", "withdrawal_locked"): 5,
        ("authn_withdrawal_password_lock", None): 1,
    }


async def test_change_against_change(desk: Desk, tmp_path: Path) -> None:
    customer = await opened(desk, tmp_path)
    reports = race(tmp_path, ["one"] * PROCESSES)
    said = [str(report["said"]) for report in reports]
    assert Counter(said)["done"] == 1
    assert set(said) <= {"done", "changed_elsewhere", "old_password_wrong"}
    assert desk.lock(customer).fail_count <= Counter(said)["old_password_wrong"]
    assert len(changes.credentials(desk, customer)) == 3
    session = await desk.login(password=f"River5{said.index('done')}3")
    assert [view.same for view in session.accounts] == [True, False, False]


async def test_consolidation_against_change_of_one_account(desk: Desk, tmp_path: Path) -> None:
    customer = await opened(desk, tmp_path)
    deeds = ["consolidate", "one"] * (PROCESSES // 2)
    reports = race(tmp_path, deeds)
    done = [
        f"Harbor9{number}x" if deed == "consolidate" else f"River5{number}3"
        for number, (deed, report) in enumerate(zip(deeds, reports, strict=True))
        if report["said"] == "done"
    ]
    said = {str(report["said"]) for report in reports}
    assert said <= {"done", "changed_elsewhere", "old_password_wrong", "session_ended"}
    shared = [password for password in done if password.startswith("Harbor")]
    assert 1 <= len(done) <= 2
    assert len(shared) <= 1
    assert changes.consolidated(desk, customer) == bool(shared)
    assert (desk.voice(customer) is not None) == bool(shared)
    session = await desk.login(password=(shared or done)[0])
    assert [view.same for view in session.accounts] == [True, bool(shared), bool(shared)]


async def test_a_right_change_against_strikes(desk: Desk, tmp_path: Path) -> None:
    """Whoever is first: a lock ends the session, and a change forgives what was counted before it."""
    customer = await opened(desk, tmp_path)
    reports = race(tmp_path, ["one strictly", *["wrong"] * (PROCESSES - 1)])
    said = str(reports[0]["said"])
    assert {report["said"] for report in reports[1:]} == {"login_refused"}
    assert said in {"done", "session_ended", "locked_out"}
    assert sum(int(str(report["guesses"])) for report in reports[1:]) <= 3 * (1 + (said == "done"))
    kept = Counter(desk.told())
    lock = desk.lock(customer)
    assert lock.fail_count <= 3
    assert (lock.state is LockState.ACTIVE) == (lock.fail_count < 3)
    assert kept["authn_password_change", None] == (said == "done")
    assert len(changes.credentials(desk, customer)) == 2 + (said == "done")
    if lock.state is LockState.ACTIVE:
        session = await desk.login(password="River503" if said == "done" else STOCK)
        assert session.accounts[0].same


async def test_right_withdrawal_changes_against_strikes(desk: Desk, tmp_path: Path) -> None:
    customer = await opened(desk, tmp_path)
    deeds = ["withdraw", "withdrawal", "withdrawal", "withdraw", *["withdrawal"] * (PROCESSES - 4)]
    reports = race(tmp_path, deeds)
    said = [str(report["said"]) for report in reports]
    (kept,) = changes.withdrawals(desk, customer)
    assert kept.fail_count <= 3
    assert kept.locked == (kept.fail_count == 3)
    done = [number for number, one in enumerate(said) if one == "done"]
    assert len(done) <= 1, "the second one's old password is no longer right"
    assert {deeds[number] for number in done} <= {"withdraw"}
    assert Counter(desk.told())["authn_withdrawal_password_change", None] == len(done)
    assert desk.lock(customer).fail_count == 0
    good = f"Wq{done[0]}7kq" if done else WITHDRAWAL
    assert await desk.program.pool.verify(kept.verifier, good)


async def test_consolidation_against_withdrawal_changes(desk: Desk, tmp_path: Path) -> None:
    """They share nothing but the session (A-23): neither spoils the other, and none is half done."""
    customer = await opened(desk, tmp_path)
    deeds = ["consolidate strictly", *["withdraw"] * (PROCESSES - 1)]
    reports = race(tmp_path, deeds)
    said = [str(report["said"]) for report in reports]
    assert said[0] in {"done", "session_ended"}
    assert said.count("done") >= 1
    assert set(said) <= {
        "done",
        "session_ended",
        "withdrawal_old_wrong",
        "withdrawal_locked",
        "changed_elsewhere",
    }
    assert said[1:].count("done") <= 1
    assert changes.consolidated(desk, customer) == (said[0] == "done")
    kept = Counter(desk.told())
    assert kept["authn_withdrawal_password_change", None] == said[1:].count("done")


async def test_separation_happens_once_and_ends_what_is_under_way(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    changes.hand_over(tmp_path, await desk.login())
    reports = race(tmp_path, ["separate"] * (PROCESSES - 1) + ["right"])
    assert [report["said"] for report in reports] == ["done"] * PROCESSES
    assert Counter(desk.told())["authn_password_separation", None] == 1
    assert not changes.consolidated(desk, customer)
    session = await desk.login()
    assert [view.same for view in session.accounts] == [True, True]


KILLED_AT = ("1", "4", "8", "11", "15", "before_commit", "after_commit")
"""Which statement of the consolidation is the last one, or on which side of the commit."""


def killed(folder: Path, id_number: str, at: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.killed_worker", str(folder), id_number, at]
    )


async def test_killed_while_it_consolidates_is_old_or_new(desk: Desk, tmp_path: Path) -> None:
    people = dict(zip(KILLED_AT, ID_NUMBERS, strict=True))
    customers = {
        at: await desk.customer(number, TWO_PASSWORDS, consolidated=False) for at, number in people.items()
    }
    runners = [killed(tmp_path, number, at) for at, number in people.items()]
    assert {runner.wait(timeout=50) for runner in runners} == {-9}
    desk.clock.advance(5)
    # the notice stands in the same commit: of all these, one got that far
    assert told(desk) == [("consolidation", "email"), ("consolidation", "sms")]
    for at, customer in customers.items():
        done = at == "after_commit"
        assert changes.consolidated(desk, customer) == done
        assert (desk.voice(customer) is not None) == done
        assert len(changes.credentials(desk, customer)) == (1 if done else 2)
        assert desk.lock(customer).fail_count == (0 if done else 1), "a guess paid for and never settled"
        if not done:
            session = await desk.login(people[at], FUTURE)
            assert [view.same for view in session.accounts] == [False, True, False]
            assert (await changes.consolidate(desk, session, "Cloud9876", old=FUTURE)).accounts == 3


ID_NUMBERS = (
    "A123456789",
    "A200000012",
    "B100000020",
    "B200000031",
    "C100000049",
    "D200000051",
    "E100000069",
)
