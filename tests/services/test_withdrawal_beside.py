"""網路出金密碼變更-歸戶: the second block on the form of consolidated customers (§1.0)."""

from services.change_form import WithdrawalBlock
from services.errors import ErrorCode
from services.password_change import PasswordChanged
from services.secret import Secret
from services.sessions import CustomerSession
from storage.records import CredentialOrigin
from tests.services import changes
from tests.services.changes import (
    NEW,
    NEW_WITHDRAWAL,
    WITHDRAWAL,
    refusal,
    refused,
    withdrawal_block,
)
from tests.services.desk import FIRST, Desk


async def beside(
    desk: Desk,
    session: CustomerSession,
    block: WithdrawalBlock | None,
    *,
    typed: tuple[str, str, str] = ("", "", ""),
    account: int | None = None,
) -> PasswordChanged:
    """The consolidated form with its second block."""
    old, new, confirm = map(Secret, typed)
    return await desk.program.password_change.change(
        session.visit,
        session,
        old=old,
        new=new,
        confirm=confirm,
        sync_voice=False,
        withdrawal=block,
        withdrawal_account=account,
    )


async def test_beside_the_consolidated_password(desk: Desk, jianguo: int) -> None:
    session = await desk.login()
    changed = await beside(desk, session, withdrawal_block(), typed=(FIRST, NEW, NEW))
    assert (changed.accounts, changed.withdrawal) == (2, True)
    assert desk.sessions_open(jianguo) == 0
    (kept,) = changes.withdrawals(desk, jianguo)
    assert await desk.program.ground.pool.verify(kept.verifier, NEW_WITHDRAWAL)
    await desk.login(password=NEW)


async def test_it_alone_on_the_consolidated_form(desk: Desk, jianguo: int) -> None:
    changed = await beside(desk, await desk.login(), withdrawal_block())
    assert (changed.accounts, changed.voice, changed.withdrawal) == (0, False, True)
    assert desk.sessions_open(jianguo) == 0
    assert desk.told()[-1] == ("authn_withdrawal_password_change", None)
    await desk.login()


async def test_half_a_login_block_is_asked_for_whole(desk: Desk, jianguo: int) -> None:
    session = await desk.login()
    half = beside(desk, session, withdrawal_block(), typed=("", NEW, NEW))
    assert await refused(half) == (ErrorCode.REQUIRED, "old")
    assert await refused(beside(desk, session, None)) == (ErrorCode.REQUIRED, "old")


async def test_wrong_on_the_consolidated_form(desk: Desk, jianguo: int) -> None:
    session = await desk.login()
    for _ in range(3):
        await refusal(beside(desk, session, withdrawal_block("Nope12"), typed=(FIRST, NEW, NEW)))
    assert desk.lock(jianguo).fail_count == 0
    assert changes.withdrawals(desk, jianguo)[0].locked
    assert (await refused(beside(desk, session, withdrawal_block())))[0] is ErrorCode.WITHDRAWAL_LOCKED
    assert (await beside(desk, session, None, typed=(FIRST, NEW, NEW))).accounts == 2


async def test_which_of_several_futures_accounts(desk: Desk) -> None:
    customer = await desk.customer(passwords=(FIRST,) * 6)
    await changes.give_withdrawal(desk, customer)
    one, two = changes.withdrawals(desk, customer)
    await beside(desk, await desk.login(), withdrawal_block(), account=two.account_id)
    assert [kept.verifier == one.verifier for kept in changes.withdrawals(desk, customer)] == [True, False]
    desk.database.write_now(lambda tx: tx.withdrawals.count(one, fail_count=3, locked=True))
    await beside(desk, await desk.login(), withdrawal_block(NEW_WITHDRAWAL, WITHDRAWAL))
    assert changes.withdrawals(desk, customer)[0].locked
    securities = changes.accounts(desk, customer)[0].id
    for account in (securities, 999):
        refused_ = beside(desk, await desk.login(), withdrawal_block(), account=account)
        assert (await refused(refused_))[0] is ErrorCode.NOT_OFFERED


async def test_a_forced_change_is_of_the_login_password_only(desk: Desk) -> None:
    customer = await desk.customer(passwords=("2468135", "2468135"), origin=CredentialOrigin.INITIAL)
    await changes.give_withdrawal(desk, customer)
    session = await desk.login(password="2468135")
    assert (await refused(beside(desk, session, withdrawal_block())))[0] is ErrorCode.NOT_OFFERED
