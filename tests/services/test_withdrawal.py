"""網路出金密碼 (R-ACC-3, R-ACC-6): its own shape, old password, counter and lock."""

import msgspec
import pytest

from services.accounts import WithdrawalState
from services.change_form import WithdrawalBlock
from services.errors import ErrorCode
from services.policy import Policy
from tests.services import changes
from tests.services.changes import (
    FUTURE,
    NEW_WITHDRAWAL,
    STOCK,
    TWO_PASSWORDS,
    WITHDRAWAL,
    change,
    login_block,
    refusal,
    refused,
    withdrawal_block,
)
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk


async def test_what_the_grid_says(desk: Desk, meiling: int) -> None:
    states = [view.withdrawal for view in (await desk.login(password=STOCK)).accounts]
    assert states == [WithdrawalState.NONE, WithdrawalState.OPEN, WithdrawalState.NONE]
    desk.database.write_now(lambda tx: tx.customers.remove(meiling))
    await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    session = await desk.login(password=STOCK)
    assert session.accounts[1].withdrawal is WithdrawalState.MISSING
    assert await refused(change(desk, session, 1, withdrawal=withdrawal_block())) == (
        ErrorCode.WITHDRAWAL_MISSING,
        "withdrawal_old",
    )
    assert desk.told()[-1] == ("authn_withdrawal_password_change_fail", "withdrawal_missing")


async def test_it_alone(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    before = changes.accounts(desk, meiling)
    changed = await change(desk, session, 1, withdrawal=withdrawal_block())
    assert (changed.login, changed.voice, changed.withdrawal) == (False, False, True)
    (kept,) = changes.withdrawals(desk, meiling)
    assert kept.changed_at == changed.at
    assert await desk.program.ground.pool.verify(kept.verifier, NEW_WITHDRAWAL)
    assert changes.accounts(desk, meiling) == before
    assert desk.voice(meiling) is None
    assert changed.session.accounts == session.accounts
    await desk.program.sessions.check(session)
    entry = desk.audit()[-1]
    assert (entry.event, entry.account_ref_masked) == ("authn_withdrawal_password_change", "****921")


@pytest.mark.parametrize(
    ("block", "code", "field"),
    [
        (withdrawal_block("", ""), ErrorCode.REQUIRED, "withdrawal_old"),
        (withdrawal_block(WITHDRAWAL, "", confirm="x"), ErrorCode.REQUIRED, "withdrawal_new"),
        (withdrawal_block(WITHDRAWAL, "x", confirm=""), ErrorCode.REQUIRED, "withdrawal_confirm"),
        (
            withdrawal_block(WITHDRAWAL, "Wd77kq", confirm="Wd77kQ"),
            ErrorCode.CONFIRMATION_DIFFERS,
            "withdrawal_confirm",
        ),
        (withdrawal_block(WITHDRAWAL, "Wd77k"), ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_new"),
        (withdrawal_block(WITHDRAWAL, "Wd77kqq"), ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_new"),
        (withdrawal_block(WITHDRAWAL, "Wd77k!"), ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_new"),
        (withdrawal_block(WITHDRAWAL, "Wd77k５"), ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_new"),
        (withdrawal_block(WITHDRAWAL, "x" * 6000), ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_new"),
        (withdrawal_block("x" * 6000, "Wd77kq"), ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_old"),
        (withdrawal_block(WITHDRAWAL, WITHDRAWAL), ErrorCode.WITHDRAWAL_SAME, "withdrawal_new"),
    ],
)
async def test_its_form(
    desk: Desk, meiling: int, block: WithdrawalBlock, code: ErrorCode, field: str
) -> None:
    session = await desk.login(password=STOCK)
    error = await refusal(change(desk, session, 1, withdrawal=block))
    assert (error.code, error.field) == (code, field)
    assert error.facts == ({"length": 6} if code is ErrorCode.WITHDRAWAL_SHAPE else {})
    assert changes.withdrawals(desk, meiling)[0].fail_count == 0


@pytest.mark.parametrize("new", ["864209", "qwzxmk", "wD26AB"])
async def test_letters_alone_digits_alone_and_the_other_case_will_do(
    desk: Desk, meiling: int, new: str
) -> None:
    session = await desk.login(password=STOCK)
    assert (await change(desk, session, 1, withdrawal=withdrawal_block(WITHDRAWAL, new))).withdrawal


async def test_only_where_there_is_a_futures_account(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    assert (await refused(change(desk, session, 0, withdrawal=withdrawal_block())))[0] is (
        ErrorCode.NOT_OFFERED
    )


async def test_three_failures_lock_it_and_nothing_else(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    wrong = withdrawal_block("Nope12")
    for left in (2, 1):
        error = await refusal(change(desk, session, 1, withdrawal=wrong))
        assert (error.code, error.facts) == (ErrorCode.WITHDRAWAL_OLD_WRONG, {"attempts_left": left})
    for block in (wrong, withdrawal_block()):
        assert await refused(change(desk, session, 1, withdrawal=block)) == (
            ErrorCode.WITHDRAWAL_LOCKED,
            "withdrawal_old",
        )
    again = await desk.program.account_change.anew(session)
    assert again.accounts[1].withdrawal is WithdrawalState.LOCKED
    (kept,) = changes.withdrawals(desk, meiling)
    assert (kept.fail_count, kept.locked) == (3, True)
    assert desk.lock(meiling).fail_count == 0
    # the session goes on: the login password of the same account is changed beside it
    changed = await change(desk, session, 1, login=login_block(FUTURE))
    assert changed.session.accounts[1].withdrawal is WithdrawalState.LOCKED
    assert [told for told in desk.told() if "withdrawal" in told[0]] == [
        *[("authn_withdrawal_password_change_fail", "wrong_password")] * 3,
        ("authn_withdrawal_password_lock", None),
        ("authn_withdrawal_password_change_fail", "withdrawal_locked"),
    ]
    lock = next(entry for entry in desk.audit() if entry.event == "authn_withdrawal_password_lock")
    assert (lock.after_state, lock.counters) == ("locked", "fail_count=3")


async def test_login_and_change_of_the_login_password_never_touch_its_count(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    await refusal(change(desk, session, 1, withdrawal=withdrawal_block("Nope12")))
    session = await desk.login(password=STOCK)
    await change(desk, session, 1, login=login_block(FUTURE))
    assert changes.withdrawals(desk, meiling)[0].fail_count == 1
    await change(desk, session, 1, withdrawal=withdrawal_block())
    assert changes.withdrawals(desk, meiling)[0].fail_count == 0


async def test_it_differs_from_every_login_password(open_desk: OpenDesk) -> None:
    policy = Policy()
    # no settings are taken with which the two could be alike; the check stands behind them
    msgspec.structs.force_setattr(policy, "password_min_length", 6)
    desk = open_desk(policy=policy)
    customer = await desk.customer(passwords=("Stk026", "Fut26x"), consolidated=False)
    await changes.give_withdrawal(desk, customer)
    session = await desk.login(password="Stk026")
    apart = ErrorCode.WITHDRAWAL_SAME_AS_LOGIN
    for new in ("Stk026", "Fut26x"):
        assert await refused(change(desk, session, 1, withdrawal=withdrawal_block(WITHDRAWAL, new))) == (
            apart,
            "withdrawal_new",
        )
    same = {"login": login_block("Fut26x", "Kq77Wd"), "withdrawal": withdrawal_block(WITHDRAWAL, "Kq77Wd")}
    assert await refused(change(desk, session, 1, **same)) == (apart, "withdrawal_new")  # type: ignore[arg-type]
    for position, old in ((0, "Stk026"), (1, "Fut26x")):
        block = login_block(old, WITHDRAWAL)
        assert await refused(change(desk, session, position, login=block)) == (apart, "new")
    assert await refused(changes.consolidate(desk, session, WITHDRAWAL, old="Stk026")) == (apart, "new")
    assert changes.withdrawals(desk, customer)[0].fail_count == desk.lock(customer).fail_count == 0


async def test_busy_gives_both_guesses_back(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=STOCK)
    monkeypatch.setattr(desk.program.ground.pool, "_room", 0)
    both = change(desk, session, 1, login=login_block(FUTURE), withdrawal=withdrawal_block())
    assert (await refused(both))[0] is ErrorCode.BUSY
    assert changes.withdrawals(desk, meiling)[0].fail_count == desk.lock(meiling).fail_count == 0
    assert desk.told()[-1] == ("authn_password_change_fail", "busy")


async def test_locked_at_another_terminal_while_the_form_is_open(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=STOCK)
    (seen,) = changes.withdrawals(desk, meiling)
    require = desk.program.account_change._rules.prepare

    async def meanwhile() -> None:
        desk.database.write_now(lambda tx: tx.withdrawals.count(seen, fail_count=3, locked=True))
        await require()

    monkeypatch.setattr(desk.program.account_change._rules, "prepare", meanwhile)
    both = change(desk, session, 1, login=login_block(FUTURE), withdrawal=withdrawal_block())
    assert await refused(both) == (ErrorCode.WITHDRAWAL_LOCKED, "withdrawal_old")
    assert desk.lock(meiling).fail_count == 0
