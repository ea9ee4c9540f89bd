"""變更密碼 of one account (R-ACC): what is refused, and that it changes nothing."""

from datetime import timedelta

import pytest

from services.errors import ErrorCode
from services.policy import Policy
from services.secret import Secret
from storage.records import CredentialOrigin, LockState
from tests.kit import START, visit
from tests.services import changes
from tests.services.changes import (
    FUTURE,
    NEW,
    STOCK,
    TWO_PASSWORDS,
    change,
    login_block,
    refusal,
    refused,
    withdrawal_block,
)
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, Desk


async def test_each_account_asks_for_its_own_old_password(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    error = await refusal(change(desk, session, 1, login=login_block(STOCK)))
    assert (error.code, error.field, error.facts) == (
        ErrorCode.OLD_PASSWORD_WRONG,
        "old",
        {"attempts_left": 2},
    )
    assert desk.lock(meiling).fail_count == 1
    await refusal(change(desk, session, 1, login=login_block(STOCK)))
    assert await refused(change(desk, session, 1, login=login_block(STOCK))) == (ErrorCode.LOCKED_OUT, None)
    assert desk.lock(meiling).state is LockState.LOCKED_1
    assert await refused(change(desk, session, login=login_block())) == (ErrorCode.SESSION_ENDED, None)


async def test_the_order_of_refusals(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    for block, code, field in [
        (login_block("", ""), ErrorCode.REQUIRED, "old"),
        (login_block(STOCK, "", confirm="x"), ErrorCode.REQUIRED, "new"),
        (login_block(STOCK, "x", confirm=""), ErrorCode.REQUIRED, "confirm"),
        (login_block(STOCK, "x", confirm="y"), ErrorCode.CONFIRMATION_DIFFERS, "confirm"),
        (login_block(STOCK, "x"), ErrorCode.PASSWORD_LENGTH, "new"),
        (login_block(STOCK, STOCK), ErrorCode.PASSWORD_SAME, "new"),
    ]:
        assert await refused(change(desk, session, login=block)) == (code, field)
    assert await refused(change(desk, session)) == (ErrorCode.NOTHING_TICKED, None)
    assert desk.lock(meiling).fail_count == 0
    await desk.program.sessions.end(session)
    assert await refused(change(desk, session)) == (ErrorCode.SESSION_ENDED, None)


async def test_history_is_the_accounts_own(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    old = STOCK
    for new in (NEW, "Harbor9x", "River543"):
        session = (await change(desk, session, login=login_block(old, new))).session
        old = new
    error = await refusal(change(desk, session, login=login_block(old, STOCK)))
    assert (error.code, error.facts) == (ErrorCode.PASSWORD_USED_BEFORE, {"count": 3})
    assert desk.lock(meiling).fail_count == 0
    await change(desk, session, 1, login=login_block(FUTURE, NEW))
    session = (await change(desk, session, login=login_block(old, "Cloud9876"))).session
    await change(desk, session, login=login_block("Cloud9876", STOCK))


async def test_a_ninth_password_is_refused_with_a_way_out(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(login_passwords_per_id=2))
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    session = await desk.login(password=STOCK)
    error = await refusal(change(desk, session, login=login_block()))
    assert (error.code, error.field, error.facts) == (ErrorCode.TOO_MANY_PASSWORDS, "new", {"limit": 2})
    assert ("authn_password_change_fail", "too_many_passwords") in desk.told()
    assert desk.lock(customer).fail_count == 0
    # one of the others' is no new one, and the only holder of a password may take another
    session = (await change(desk, session, login=login_block(STOCK, FUTURE))).session
    session = (await change(desk, session, 2, login=login_block(STOCK, NEW))).session
    assert await refused(change(desk, session, 1, login=login_block(FUTURE, "Harbor9x"))) == (
        ErrorCode.TOO_MANY_PASSWORDS,
        "new",
    )


async def test_who_may_not(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login()
    assert await refused(change(desk, session, login=login_block(FIRST))) == (
        ErrorCode.CHANGED_ELSEWHERE,
        None,
    )
    initial = await desk.customer(
        "A200000012", ("2468135", FIRST), consolidated=False, origin=CredentialOrigin.INITIAL
    )
    forced = await desk.login("A200000012", "2468135")
    assert (await refused(change(desk, forced, login=login_block("2468135"))))[0] is ErrorCode.NOT_OFFERED
    assert desk.told()[-1] == ("authz_fail", "not_offered")
    assert desk.lock(customer).fail_count == desk.lock(initial).fail_count == 0


async def test_somebody_elses_account(desk: Desk, meiling: int) -> None:
    await desk.customer("B100000020", (FIRST,))
    other = (await desk.login("B100000020", FIRST)).accounts[0]
    session = await desk.login(password=STOCK)
    change_it = desk.program.account_change.change(
        session.visit, session, other.id, login=login_block(FIRST), withdrawal=None
    )
    assert await refused(change_it) == (ErrorCode.CHANGED_ELSEWHERE, None)


async def test_an_initial_password_of_another_account_that_died(desk: Desk) -> None:
    customer = await desk.customer(
        passwords=("2468135",),
        consolidated=False,
        origin=CredentialOrigin.INITIAL,
        dies_at=START + timedelta(hours=1),
    )
    hash_ = await desk.program.ground.pool.hash(STOCK)

    def another(tx: object) -> None:
        own = tx.credentials.add(customer, hash_, CredentialOrigin.OWN, START)  # type: ignore[attr-defined]
        accounts = tx.customers.accounts(customer)  # type: ignore[attr-defined]
        tx.customers.add_account(customer, accounts[0].business, "台北", own.id)  # type: ignore[attr-defined]

    desk.database.write_now(another)
    desk.clock.advance(hours=1)
    session = await desk.login(password=STOCK)
    assert (await refused(change(desk, session, login=login_block("2468135"))))[0] is (
        ErrorCode.INITIAL_PASSWORD_EXPIRED
    )
    assert desk.lock(customer).fail_count == 0


async def test_voice_sync_can_be_switched_off(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(voice_sync_offered=False))
    await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    session = await desk.login(password=STOCK)
    assert (await refused(change(desk, session, login=login_block(sync_voice=True))))[0] is (
        ErrorCode.NOT_OFFERED
    )


async def test_another_terminal_logs_in_meanwhile(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=STOCK)
    hash_ = desk.program.ground.pool.hash

    async def meanwhile(password: Secret) -> object:
        await desk.login(password=FUTURE, at=visit("kiosk-2"))
        return await hash_(password)

    monkeypatch.setattr(desk.program.ground.pool, "hash", meanwhile)
    assert await refused(change(desk, session, login=login_block())) == (ErrorCode.SESSION_ENDED, None)
    assert desk.lock(meiling).fail_count == 0
    await desk.login(password=STOCK)


async def test_a_fault_at_the_end_changes_nothing(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=FUTURE)
    both = {"login": login_block(FUTURE), "withdrawal": withdrawal_block()}
    before = changes.accounts(desk, meiling), changes.withdrawals(desk, meiling)
    with monkeypatch.context() as patch:
        desk.break_change(patch)
        assert (await refused(change(desk, session, 1, **both)))[0] is ErrorCode.STORAGE_FULL  # type: ignore[arg-type]
    assert (changes.accounts(desk, meiling), changes.withdrawals(desk, meiling)) == before
    assert desk.lock(meiling).fail_count == 0
    await change(desk, session, 1, **both)  # type: ignore[arg-type]
