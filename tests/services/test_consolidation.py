"""密碼歸戶 (R-CON): everything or nothing, for good; undone at the counter only; new accounts join."""

from typing import TYPE_CHECKING

import pytest

from services.change_record import ChangeRecord
from services.consolidation import join_consolidated
from services.errors import ErrorCode
from services.policy import Policy
from services.secret import Secret
from storage.records import Business, CredentialOrigin, LockState
from tests.kit import visit
from tests.services import changes
from tests.services.changes import (
    FUTURE,
    NEW,
    STOCK,
    THIRD,
    TWO_PASSWORDS,
    change,
    consolidate,
    login_block,
    refusal,
    refused,
)
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, MING, Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction


def separate(desk: Desk, customer_id: int) -> bool:
    return desk.database.write_now(
        desk.program.consolidation.separate, visit("counter-1"), customer_id, reason="form 12"
    )


async def test_all_accounts_and_voice(desk: Desk, meiling: int) -> None:
    before = changes.withdrawals(desk, meiling)
    done = await consolidate(desk, await desk.login(password=STOCK))
    assert (done.accounts, done.at) == (3, desk.clock.now())
    assert changes.consolidated(desk, meiling)
    (shared,) = changes.credentials(desk, meiling)
    voice = desk.voice(meiling)
    assert voice is not None
    assert await desk.program.ground.pool.verify(voice.verifier, "72464832")
    assert changes.withdrawals(desk, meiling) == before
    assert desk.sessions_open(meiling) == 0
    assert desk.told()[-1] == ("authn_password_consolidation", "with_voice")
    for password in (STOCK, FUTURE):
        assert await desk.refused(password=password) is ErrorCode.LOGIN_REFUSED
    session = await desk.login(password=NEW)
    assert session.consolidated
    assert [view.same for view in session.accounts] == [True] * 3
    assert (await refused(change(desk, session, login=login_block(NEW, FIRST))))[0] is (
        ErrorCode.CHANGED_ELSEWHERE
    )
    assert await refused(consolidate(desk, session, "Harbor9x", old=NEW)) == (
        ErrorCode.CHANGED_ELSEWHERE,
        None,
    )
    changed = await desk.change(session, "Harbor9x", old=NEW)
    assert (changed.accounts, shared.origin) == (3, CredentialOrigin.OWN)


async def test_voice_takes_part_whatever_the_policy_offers(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(voice_sync_offered=False))
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    await consolidate(desk, await desk.login(password=STOCK))
    assert desk.voice(customer) is not None


async def test_old_is_the_password_of_this_login(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    error = await refusal(consolidate(desk, session, old=FUTURE))
    assert (error.code, error.field, error.facts) == (
        ErrorCode.OLD_PASSWORD_WRONG,
        "old",
        {"attempts_left": 2},
    )
    assert desk.told()[-1] == ("authn_password_consolidation_fail", "wrong_password")
    assert desk.lock(meiling).fail_count == 1
    await refusal(consolidate(desk, session, old=FUTURE))
    assert (await refused(consolidate(desk, session, old=FUTURE)))[0] is ErrorCode.LOCKED_OUT
    assert desk.lock(meiling).state is LockState.LOCKED_1
    assert desk.sessions_open(meiling) == 0


async def test_old_after_its_own_account_was_changed_in_this_visit(desk: Desk) -> None:
    await desk.customer(passwords=(STOCK, FUTURE), consolidated=False)
    session = await desk.login(password=STOCK)
    session = (await change(desk, session, login=login_block())).session
    assert (await refused(consolidate(desk, session, "Harbor9x", old=STOCK)))[0] is (
        ErrorCode.OLD_PASSWORD_WRONG
    )
    assert (await consolidate(desk, session, "Harbor9x", old=NEW)).accounts == 2


async def test_the_new_one_is_new_for_every_account(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    assert await refused(consolidate(desk, session, FUTURE)) == (ErrorCode.PASSWORD_SAME, "new")
    session = (await change(desk, session, 1, login=login_block(FUTURE, THIRD))).session
    error = await refusal(consolidate(desk, session, FUTURE))
    assert (error.code, error.facts) == (ErrorCode.PASSWORD_USED_BEFORE, {"count": 3})
    for new, confirm, code, field in [
        ("", "", ErrorCode.REQUIRED, "new"),
        (NEW, "x", ErrorCode.CONFIRMATION_DIFFERS, "confirm"),
        ("aaaa1111", "aaaa1111", ErrorCode.PASSWORD_RUNS, "new"),
        (STOCK, STOCK, ErrorCode.PASSWORD_SAME, "new"),
    ]:
        assert await refused(consolidate(desk, session, new, confirm=confirm)) == (code, field)
    assert desk.lock(meiling).fail_count == 0


async def test_it_is_the_way_out_of_too_many_passwords(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(login_passwords_per_id=1))
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    await consolidate(desk, await desk.login(password=FUTURE), old=FUTURE)
    assert len(changes.credentials(desk, customer)) == 1


async def test_not_with_an_initial_password(desk: Desk) -> None:
    await desk.customer(passwords=("2468135",), consolidated=False, origin=CredentialOrigin.INITIAL)
    session = await desk.login(password="2468135")
    assert (await refused(consolidate(desk, session, old="2468135")))[0] is ErrorCode.NOT_OFFERED
    await desk.program.sessions.end(session)
    assert (await refused(consolidate(desk, session, old="2468135")))[0] is ErrorCode.SESSION_ENDED


async def test_a_fault_at_the_end_changes_nothing(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=STOCK)
    before = changes.accounts(desk, meiling), changes.credentials(desk, meiling)
    with monkeypatch.context() as patch:
        patch.setattr(ChangeRecord, "changed", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await consolidate(desk, session)
    assert (changes.accounts(desk, meiling), changes.credentials(desk, meiling)) == before
    assert not changes.consolidated(desk, meiling)
    assert desk.voice(meiling) is None
    await desk.program.sessions.check(session)


async def test_separated_accounts_keep_the_shared_password_as_their_own(desk: Desk, meiling: int) -> None:
    assert not separate(desk, meiling)
    await consolidate(desk, await desk.login(password=STOCK))
    await desk.login(password=NEW)
    before = changes.accounts(desk, meiling)
    assert separate(desk, meiling)
    assert desk.sessions_open(meiling) == 0
    assert changes.accounts(desk, meiling) == before
    entry = desk.audit()[-1]
    assert (entry.event, entry.outcome, entry.reason_code, entry.actor_type) == (
        "authn_password_separation",
        "success",
        "form 12",
        "staff",
    )
    session = await desk.login(password=NEW)
    assert not session.consolidated
    assert [view.same for view in session.accounts] == [True] * 3
    session = (await change(desk, session, 1, login=login_block(NEW, "Harbor9x"))).session
    assert [view.same for view in session.accounts] == [True, False, True]
    assert (await refused(change(desk, session, 2, login=login_block(NEW, STOCK))))[0] is (
        ErrorCode.PASSWORD_USED_BEFORE
    )
    await consolidate(desk, session, "River543", old=NEW)


async def test_new_accounts_join_the_shared_password(desk: Desk, meiling: int) -> None:
    def join(tx: "Transaction") -> object:
        return join_consolidated(tx, meiling, Business.WEALTH, "台北分公司")

    assert desk.database.write_now(join) is None
    assert len(changes.accounts(desk, meiling)) == 3
    await consolidate(desk, await desk.login(password=STOCK))
    assert desk.database.write_now(join) == changes.accounts(desk, meiling)[3]
    session = await desk.login(password=NEW)
    assert [view.same for view in session.accounts] == [True] * 4
    assert (await desk.change(session, "Harbor9x", old=NEW)).accounts == 4


async def test_an_account_that_joins_meanwhile(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=STOCK)
    hash_ = desk.program.ground.pool.hash

    async def meanwhile(password: Secret) -> object:
        if password == Secret(NEW):
            ids = changes.credentials(desk, meiling)
            desk.database.write_now(
                lambda tx: tx.customers.add_account(meiling, Business.WEALTH, "台北", ids[0].id)
            )
        return await hash_(password)

    monkeypatch.setattr(desk.program.ground.pool, "hash", meanwhile)
    assert await refused(consolidate(desk, session)) == (ErrorCode.ACCOUNTS_CHANGED, None)
    assert not changes.consolidated(desk, meiling)
    assert desk.lock(meiling).fail_count == 0


@pytest.mark.parametrize("others", [(), (0, 1), (0, 1, 2, 99)], ids=["none", "fewer", "more"])
async def test_only_the_accounts_that_were_listed(desk: Desk, meiling: int, others: tuple[int, ...]) -> None:
    """It is for good, so a yes counts for the accounts that were shown (§1.0)."""
    session = await desk.login(password=STOCK)
    here = {place: view.id for place, view in enumerate(session.accounts)}
    listed = [here.get(place, place) for place in others]
    wrong = consolidate(desk, session, old="Wrong111", listed=listed)
    assert await refused(wrong) == (ErrorCode.ACCOUNTS_CHANGED, None)
    assert not changes.consolidated(desk, meiling)
    assert desk.lock(meiling).fail_count == 0, "nothing was guessed at"
    assert (await consolidate(desk, session)).accounts == 3


async def test_an_account_that_joined_since_the_login_is_listed_before_it_is_consolidated(
    desk: Desk, meiling: int
) -> None:
    session = await desk.login(password=STOCK)
    own = changes.credentials(desk, meiling)[0].id
    desk.database.write_now(lambda tx: tx.customers.add_account(meiling, Business.WEALTH, "台北", own))
    assert await refused(consolidate(desk, session)) == (ErrorCode.ACCOUNTS_CHANGED, None)
    session = await desk.program.account_change.anew(session)
    assert (await consolidate(desk, session)).accounts == 4


async def test_no_secret_in_the_audit(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    await refusal(consolidate(desk, session, old="Wrong111"))
    await consolidate(desk, session)
    everything = repr(desk.audit())
    assert all(secret not in everything for secret in (MING, STOCK, NEW, "Wrong111", "72464832", "argon2"))


async def test_advisor_knows_the_customer(desk: Desk, meiling: int) -> None:
    advisor = await desk.program.consolidation.advisor(await desk.login(password=STOCK))
    assert any(verdict.met is False for verdict in advisor.judge(Secret("x12345y6"), Secret("")))
