"""我不是機器人 (R-LOGIN-6): judged by the service, once, in time, where it was asked."""

import pytest

from services.errors import ErrorCode, ServiceError
from services.robot_check import Operation, RobotAnswer, RobotCheckMode, read_answer
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, MING, Desk


@pytest.fixture
async def asked(open_desk: OpenDesk) -> Desk:
    desk = open_desk(robot_mode=RobotCheckMode.ALWAYS)
    await desk.customer()
    return desk


async def test_every_question_has_a_result_from_0_to_81(asked: Desk) -> None:
    seen = set()
    for left in range(10):
        for right in range(10):
            for number, operation in enumerate(Operation):
                asked.randomness.script(number, left, right)
                question = asked.program.robot_check._invent()
                assert question.operation is operation
                assert {question.left, question.right} == {left, right}
                seen.add(int(asked.solve(question)))
    assert min(seen) == 0
    assert max(seen) == 81


async def test_right_answer_once(asked: Desk) -> None:
    question = await asked.program.robot_check.ask(visit())
    answer = RobotAnswer(question.id, asked.solve(question))
    await asked.login(answer=answer)
    assert await asked.refused(password=FIRST, answer=answer) is ErrorCode.ROBOT_EXPIRED


async def test_a_wrong_answer_uses_it_up_and_no_password_is_judged(asked: Desk) -> None:
    question = await asked.program.robot_check.ask(visit())
    for digits, code in (("99", ErrorCode.ROBOT_WRONG), (asked.solve(question), ErrorCode.ROBOT_EXPIRED)):
        assert await asked.refused(answer=RobotAnswer(question.id, digits)) is code
    assert asked.told() == [
        ("input_validation_fail", "robot_wrong"),
        ("input_validation_fail", "robot_expired"),
    ]
    assert asked.lock(1).fail_count == 0


@pytest.mark.parametrize("answer", [None, RobotAnswer("x", ""), RobotAnswer("x", "  ")])
async def test_not_answered(asked: Desk, answer: RobotAnswer | None) -> None:
    with pytest.raises(ServiceError) as caught:
        await asked.login(answer=answer)
    assert (caught.value.code, caught.value.field) == (ErrorCode.ROBOT_UNANSWERED, "answer")


async def test_two_minutes(asked: Desk) -> None:
    in_time, late = [await asked.program.robot_check.ask(visit()) for _ in range(2)]
    asked.clock.advance(119)
    await asked.login(answer=RobotAnswer(in_time.id, asked.solve(in_time)))
    asked.clock.advance(1)
    code = await asked.refused(password=FIRST, answer=RobotAnswer(late.id, asked.solve(late)))
    assert code is ErrorCode.ROBOT_EXPIRED


@pytest.mark.parametrize("elsewhere", [visit("kiosk-2"), visit(interaction="visit-2")])
async def test_bound_to_terminal_and_visit(asked: Desk, elsewhere: object) -> None:
    question = await asked.program.robot_check.ask(elsewhere)  # type: ignore[arg-type]
    code = await asked.refused(password=FIRST, answer=RobotAnswer(question.id, asked.solve(question)))
    assert code is ErrorCode.ROBOT_EXPIRED


async def test_the_database_does_not_know_the_answer(asked: Desk) -> None:
    question = await asked.program.robot_check.ask(visit())
    row = asked.database.write_now(lambda tx: tx.robot_questions.take(question.id))
    assert row is not None
    assert row.answer_mac == asked.database.keyring.challenge_mac(
        f"{question.id}={asked.solve(question)}".encode()
    )


async def test_without_the_check_an_answer_is_not_looked_at(desk: Desk) -> None:
    await desk.customer()
    question = await desk.program.robot_check.ask(visit())
    await desk.login(MING, FIRST, answer=RobotAnswer(question.id, "99"))
    row = desk.database.write_now(lambda tx: tx.robot_questions.take(question.id))
    assert row is not None  # untouched, though the answer was wrong


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("8", 8),
        (" ８ ", 8),
        ("08", 8),
        ("八", None),
        ("-8", None),
        ("", None),
        ("8" * 6_000, None),
        ("8.0", None),
    ],
)
def test_answers_as_typed(typed: str, number: int | None) -> None:
    assert read_answer(typed) == number


async def test_never_the_same_question_twice_running(asked: Desk) -> None:
    check = asked.program.robot_check
    for number in range(len(Operation)):
        for left, right in ((7, 3), (3, 7), (5, 5)):
            asked.randomness.script(number, left, right, number, left, right)
            first, second = check._invent(), check._invent()
            assert (first.left, first.operation, first.right) != (second.left, second.operation, second.right)
            assert 0 <= int(asked.solve(second)) <= 81
