"""登入 (R-LOGIN, §1.11, §1.13): who gets in, who does not, and that nobody can tell why."""

from datetime import timedelta

import pytest

from services.errors import ErrorCode, ServiceError
from services.policy import HashingSettings, Policy
from services.robot_check import RobotAnswer, RobotCheckMode
from storage.records import Business, CredentialOrigin, LockState
from tests.kit import START, visit
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, MING, STRANGER, Desk


async def test_a_consolidated_customer_gets_in(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login()
    assert (session.customer_id, session.name_masked, session.consolidated) == (customer, "王○明", True)
    assert not session.must_change
    assert len(session.token.reveal()) == 64
    assert [view.same for view in session.accounts] == [True, True]
    assert session.expiry.on is not None
    await desk.program.sessions.check(session)
    assert desk.told() == [("authn_login_success", None)]


async def test_any_of_the_passwords_opens_and_says_which_accounts_share_it(desk: Desk) -> None:
    await desk.customer(passwords=("Stock2026", "Future26x", "Stock2026"), consolidated=False)
    session = await desk.login(password="Stock2026")
    assert [view.same for view in session.accounts] == [True, False, True]
    assert [view.business for view in session.accounts] == list(Business)[:3]
    assert session.accounts[0].number_masked == "****920"
    other = await desk.login(password="Future26x")
    assert [view.same for view in other.accounts] == [False, True, False]


async def test_id_as_people_type_it_password_to_the_letter(desk: Desk) -> None:
    await desk.customer()
    await desk.login(" ａ123456789 ")
    assert await desk.refused(password=FIRST.lower()) is ErrorCode.LOGIN_REFUSED
    assert await desk.refused(password="Ｋiosk2026") is ErrorCode.LOGIN_REFUSED


async def test_unknown_wrong_and_locked_are_one_answer_and_three_audit_rows(desk: Desk) -> None:
    customer = await desk.customer()
    answers = [await desk.refused(STRANGER)]
    answers += [await desk.refused() for _ in range(3)]
    answers += [await desk.refused(password=FIRST)]
    assert set(answers) == {ErrorCode.LOGIN_REFUSED}
    assert desk.told() == [
        ("authn_login_fail", "unknown_id"),
        *[("authn_login_fail", "wrong_password")] * 3,
        ("authn_login_lock", None),
        ("authn_login_fail", "locked"),
    ]
    assert desk.lock(customer).state is LockState.LOCKED_1


async def test_every_answer_costs_one_verification_at_least(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.customer()
    pool, work = desk.program.ground.pool, []
    for name in ("_verify", "_verify_dummy"):
        original = getattr(pool, name)

        def counted(*args: object, name: str = name, original: object = original) -> object:
            work.append(name)
            return original(*args)  # type: ignore[operator]

        monkeypatch.setattr(pool, name, counted)
    for id_number in (STRANGER, MING):
        work.clear()
        await desk.refused(id_number)
        assert "_verify" in work


async def test_no_answer_before_the_floor(desk: Desk) -> None:
    await desk.customer()
    before = desk.clock.monotonic()
    await desk.login()
    assert desk.clock.monotonic() == pytest.approx(before + 0.4)
    for id_number in (STRANGER, MING, "A1", ""):
        before = desk.clock.monotonic()
        with pytest.raises(ServiceError):
            await desk.login(id_number, "Wrong111")
        assert desk.clock.monotonic() == pytest.approx(before + 0.4)


async def test_form_is_checked_from_the_top_and_costs_nothing(desk: Desk) -> None:
    customer = await desk.customer()
    assert await desk.refused("", "") is ErrorCode.REQUIRED
    assert await desk.refused("A123456788") is ErrorCode.ID_CHECK_DIGIT
    with pytest.raises(ServiceError) as caught:
        await desk.login(password="")
    assert (caught.value.code, caught.value.field) == (ErrorCode.REQUIRED, "password")
    with pytest.raises(ServiceError) as caught:
        await desk.login(password="x" * 6_000)
    assert (caught.value.code, caught.value.field) == (ErrorCode.PASSWORD_LENGTH, "password")
    assert desk.lock(customer).fail_count == 0
    assert desk.told() == []


async def test_a_success_wipes_the_count(desk: Desk) -> None:
    customer = await desk.customer()
    for _ in range(5):
        await desk.refused()
        await desk.refused()
        assert desk.lock(customer).fail_count == 2
        await desk.login()
        assert desk.lock(customer).fail_count == 0


async def test_six_in_all_with_one_unlock(desk: Desk) -> None:
    customer = await desk.customer()
    for _ in range(4):
        await desk.refused()
    desk.unlock(customer)
    for _ in range(3):
        assert desk.lock(customer).state is LockState.ACTIVE
        await desk.refused()
    lock = desk.lock(customer)
    assert (lock.state, lock.fail_count) == (LockState.LOCKED_2, 6)
    assert await desk.refused(password=FIRST) is ErrorCode.LOGIN_REFUSED


async def test_a_lock_ends_the_session_elsewhere(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    for _ in range(3):
        await desk.refused()
    with pytest.raises(ServiceError) as caught:
        await desk.program.sessions.check(session)
    assert caught.value.code is ErrorCode.SESSION_ENDED


async def test_a_company_and_residents_get_in(desk: Desk) -> None:
    for id_number in ("24536806", "A800000014", "AB23456789"):
        await desk.customer(id_number)
        assert (await desk.login(id_number)).consolidated


async def test_initial_password_must_be_changed(desk: Desk) -> None:
    dies = START + timedelta(hours=24)
    await desk.customer(passwords=("2468135",), origin=CredentialOrigin.INITIAL, dies_at=dies)
    assert (await desk.login(password="2468135")).must_change


async def test_a_dead_initial_password_is_named_and_is_no_strike(desk: Desk) -> None:
    dies = START + timedelta(hours=24)
    customer = await desk.customer(passwords=("2468135",), origin=CredentialOrigin.INITIAL, dies_at=dies)
    await desk.refused()
    desk.clock.advance(hours=24)
    for _ in range(5):
        assert await desk.refused(password="2468135") is ErrorCode.INITIAL_PASSWORD_EXPIRED
    assert desk.lock(customer).fail_count == 1
    assert await desk.refused() is ErrorCode.LOGIN_REFUSED
    assert await desk.refused() is ErrorCode.LOGIN_REFUSED
    assert await desk.refused(password="2468135") is ErrorCode.LOGIN_REFUSED


async def test_a_customer_without_accounts_is_like_a_stranger(desk: Desk) -> None:
    await desk.customer(passwords=())
    assert await desk.refused() is ErrorCode.LOGIN_REFUSED


async def test_busy_is_no_strike_and_tells_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = ("Stock2026", "Future26x", "Wealth271")
    customer = await desk.customer(passwords=passwords, consolidated=False)
    for room, code in ((0, ErrorCode.BUSY), (1, ErrorCode.LOGIN_REFUSED)):
        for number in (MING, STRANGER):
            monkeypatch.setattr(desk.program.pool, "_room", room)
            assert await desk.refused(number) is code
    assert desk.lock(customer).fail_count == 1


async def test_rehash_when_the_settings_were_raised(open_desk: OpenDesk) -> None:
    desk = open_desk()
    await desk.customer()
    raised = open_desk(hashing=HashingSettings(memory_kib=16, iterations=1))
    await raised.refused()
    assert "$m=8," in raised.phc()
    await raised.login()
    assert "$m=16," in raised.phc()
    await raised.login()


async def test_changed_while_it_was_verified(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old password, right when it was typed, is wrong when the answer is given: a strike, no session."""
    customer = await desk.customer()
    session = await desk.login()
    verify_each = desk.program.ground.pool.verify_each

    async def meanwhile(*args: object) -> tuple[bool, ...]:
        monkeypatch.setattr(desk.program.ground.pool, "verify_each", verify_each)
        verdicts = await verify_each(*args)  # type: ignore[arg-type]
        await desk.change(session)
        return verdicts

    monkeypatch.setattr(desk.program.ground.pool, "verify_each", meanwhile)
    assert await desk.refused(password=FIRST) is ErrorCode.LOGIN_REFUSED
    assert desk.lock(customer).fail_count == 1
    await desk.login(password="Rain4Tea")


async def test_names_in_the_audit_are_pseudonyms(desk: Desk) -> None:
    await desk.customer()
    await desk.login()
    await desk.refused(STRANGER)
    known, unknown = desk.audit()
    assert known.customer_masked == "A12345****"
    assert unknown.customer_masked == "B14261****"
    assert known.customer_pseudonym != unknown.customer_pseudonym
    assert known.customer_pseudonym == desk.database.keyring.pseudonym(MING)
    assert (known.branch, known.terminal_id, known.mode, known.factors) == (
        "taipei",
        "kiosk-1",
        "kiosk",
        ("pwd",),
    )
    everything = repr(desk.audit())
    assert all(secret not in everything for secret in (MING, STRANGER, FIRST, "Wrong111"))


async def test_after_failure_the_robot_is_asked_at_that_terminal(open_desk: OpenDesk) -> None:
    desk = open_desk(robot_mode=RobotCheckMode.AFTER_FAILURE)
    await desk.customer()
    robot = desk.program.robot_check
    assert not robot.required(visit())
    await desk.refused()
    assert robot.required(visit())
    assert not robot.required(visit("kiosk-2"))
    assert await desk.refused(password=FIRST) is ErrorCode.ROBOT_UNANSWERED
    question = await robot.ask(visit())
    await desk.login(answer=RobotAnswer(question.id, desk.solve(question)))
    assert not robot.required(visit())


async def test_strikes_are_a_figure_of_the_policy(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(strikes_before_lock=5))
    customer = await desk.customer()
    for _ in range(4):
        await desk.refused()
    assert desk.lock(customer).state is LockState.ACTIVE
    await desk.refused()
    assert desk.lock(customer).state is LockState.LOCKED_1
