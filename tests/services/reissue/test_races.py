"""Eight terminals at once: every limit holds, and of one step one takes it (ASVS 2.3.4)."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Iterable, Sequence
from pathlib import Path

import pytest

from services.errors import ServiceError
from services.policy import Policy
from storage.records_reissue import CodeState
from tests.kit import visit
from tests.services import changes
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import Applicant, SpreadRandomness, kinds

PROCESSES = 8
LOST = {"reissue_out_of_step", "code_void", "reissue_ended"}
"""What the seven others may be told."""


def race(folder: Path, steps: Sequence[str]) -> Counter[str]:
    """Starts them all, lets them go at once when all are ready, and counts what they say."""
    runners = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.services.reissue.racer", str(folder), str(number), step],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, step in enumerate(steps)
    ]
    for runner in runners:
        assert runner.stdout is not None
        assert runner.stdout.readline() == "ready\n"
    for runner in runners:
        assert runner.stdin is not None
        runner.stdin.write("go\n")
        runner.stdin.flush()
    return Counter(json.loads(runner.communicate(timeout=50)[0]) for runner in runners)


async def at_once(steps: Iterable[Awaitable[object]]) -> Counter[str]:
    """Takes the steps together, each through a program and connections of its own."""
    said = await asyncio.gather(*steps, return_exceptions=True)
    return Counter(one.code.value if isinstance(one, ServiceError) else "done" for one in said)


@pytest.fixture
def others(open_desk: OpenDesk, desk: Desk) -> list[Desk]:
    """Programs beside that of the test, on its database."""
    policy = Policy(code_floor_ms=0, identity_floor_ms=0)
    return [
        open_desk(chance=SpreadRandomness(seed=str(number)), policy=policy) for number in range(PROCESSES)
    ]


def hand_over(ming: Applicant, others: list[Desk]) -> list[Applicant]:
    """The same visit and handle in the hands of each, as no terminal ever would."""
    applicants = [Applicant(desk, ming.proofs, ming.at) for desk in others]
    for applicant in applicants:
        applicant.handle = ming.handle
        applicant.desk.clock.advance((ming.desk.clock.now() - applicant.desk.clock.now()).total_seconds())
    return applicants


async def test_the_last_place_of_the_day(desk: Desk, tmp_path: Path) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False), visit("kiosk-x", "visit-x"))
    for _ in range(4):
        await ming.ask_for_letter()
    said = race(tmp_path, ["letter"] * 5 + ["apply"] * 3)
    assert said == {"done": 1, "reissue_limit": 7}


async def test_the_same_code_in_eight_terminals_one_wins(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    ming = Applicant(desk)
    sent = await ming.apply()
    given = {"handle": ming.handle.reveal(), "code": ming.code_of(sent)}
    (tmp_path / "given.json").write_text(json.dumps(given), "utf-8")
    said = race(tmp_path, ["right"] * PROCESSES)
    assert said.pop("done") == 1
    assert set(said) <= LOST
    assert len(changes.credentials(desk, customer)) == 1
    assert Counter(desk.told())["authn_initial_password_issued", None] == 1


async def test_eight_wrong_codes_get_three_tries(desk: Desk, others: list[Desk]) -> None:
    customer = await desk.customer()
    before = desk.phc()
    ming = Applicant(desk)
    wrong = ming.wrong_code(await ming.apply())
    said = await at_once(one.verify(wrong) for one in hand_over(ming, others))
    assert said["done"] == 0
    assert desk.database.read_now(lambda tx: tx.codes.failures(customer)).consecutive == 3
    (code,) = desk.database.read_now(lambda tx: tx.codes.of_application(tx.reissues.open_of(customer)[0].id))
    assert (code.tries, code.state) == (3, CodeState.SPENT)
    assert desk.phc() == before


async def test_one_resend_at_once(desk: Desk, others: list[Desk]) -> None:
    await desk.customer()
    ming = Applicant(desk)
    await ming.apply()
    desk.clock.advance(seconds=120)
    said = await at_once(one.resend() for one in hand_over(ming, others))
    assert said.pop("done") == 1
    assert set(said) <= {"resend_too_early", "reissue_out_of_step"}
    assert [kind for kind, _ in kinds(desk)].count("one_time_code") == 2


async def test_one_new_password(desk: Desk, others: list[Desk]) -> None:
    customer = await desk.customer()
    ming = Applicant(desk)
    await ming.verified()
    new = enumerate(hand_over(ming, others))
    said = await at_once(one.set_password(f"Harbor{number}x9") for number, one in new)
    assert said.pop("done") == 1
    assert set(said) <= {*LOST, "changed_elsewhere"}
    assert len(changes.credentials(desk, customer)) == 1


async def test_an_activation_code_typed_in_eight_processes_goes_on_in_each_in_its_turn(
    desk: Desk, tmp_path: Path
) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False))
    code = await ming.ask_for_letter()
    (tmp_path / "given.json").write_text(json.dumps({"activation": code}), "utf-8")
    assert race(tmp_path, ["activate"] * PROCESSES) == {"done": PROCESSES}
    assert ("sequence_fail", "reissue") not in desk.told()


async def test_who_types_it_while_it_is_used_up_is_told_that(desk: Desk, tmp_path: Path) -> None:
    customer = await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False), visit())
    code = await ming.ask_for_letter()
    await ming.activate(code)
    sent = await ming.request_code()
    given = {"activation": code, "handle": ming.handle.reveal(), "code": ming.code_of(sent)}
    (tmp_path / "given.json").write_text(json.dumps(given), "utf-8")
    said = race(tmp_path, ["right", *["activate"] * (PROCESSES - 1)])
    assert set(said) <= {"done", "activation_used", "reissue_ended"}
    issued = Counter(desk.told())["authn_initial_password_issued", None]
    # either the code was right and the letter is used up, or the application went on elsewhere before
    assert said["reissue_ended"] == 1 - issued
    assert said["activation_used"] == 0 or issued == 1
    assert len(changes.credentials(desk, customer)) == 1


async def test_one_activation_code_typed_at_eight_terminals_sends_one_message(
    desk: Desk, others: list[Desk]
) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False))
    code = await ming.ask_for_letter()

    async def ask(one: Applicant, number: int) -> None:
        one.at = visit(f"kiosk-{number}", f"visit-{number}")
        await one.activate(code)
        await one.request_code()

    said = await at_once(ask(one, number) for number, one in enumerate(hand_over(ming, others)))
    assert said["done"] <= 1
    assert set(said) <= {"done", "resend_too_early", *LOST}
    assert [kind for kind, _ in kinds(desk)].count("one_time_code") == said["done"]
