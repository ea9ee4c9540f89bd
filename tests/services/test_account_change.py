"""變更密碼 of one account (R-ACC): what changes, and what 相同/不同 says then."""

import asyncio
from datetime import timedelta

from services.accounts import WithdrawalState
from services.errors import ErrorCode
from services.expiry import ExpiryState
from services.secret import Secret
from services.taipei import taipei_date
from storage.records import CredentialOrigin
from tests.services import changes
from tests.services.changes import (
    FUTURE,
    NEW,
    STOCK,
    change,
    login_block,
    refused,
    withdrawal_block,
)
from tests.services.conftest import OpenDesk
from tests.services.desk import MING, Desk


async def test_one_account_gets_another_password(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    assert [view.same for view in session.accounts] == [True, False, True]
    desk.clock.advance(60)
    changed = await change(desk, session, login=login_block())
    assert (changed.login, changed.voice, changed.withdrawal) == (True, False, False)
    assert changed.at == desk.clock.now()
    again = changed.session
    assert again.token == session.token
    assert [view.same for view in again.accounts] == [False, False, True]
    today = taipei_date(desk.clock.now())
    assert [view.changed_on == today for view in again.accounts] == [True, False, False]
    assert again.accounts[0].expires_on == today + timedelta(days=365)
    assert again.expiry == session.expiry
    await desk.program.sessions.check(session)
    for password, same in ((NEW, 0), (FUTURE, 1), (STOCK, 2)):
        views = (await desk.login(password=password)).accounts
        assert [view.same for view in views] == [position == same for position in range(3)]
    entry = next(entry for entry in desk.audit() if entry.event == "authn_password_change")
    assert (entry.outcome, entry.account_ref_masked) == ("success", "****920")
    assert changes.consolidated(desk, meiling) is False


async def test_the_same_session_goes_on_changing(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    session = (await change(desk, session, login=login_block())).session
    session = (await change(desk, session, 1, login=login_block(FUTURE, "Harbor9x"))).session
    session = (await change(desk, session, 2, login=login_block(STOCK, "River543"))).session
    assert [view.same for view in session.accounts] == [False] * 3
    assert session.expiry.state is ExpiryState.NOT_YET
    assert len(changes.credentials(desk, meiling)) == 3


async def test_the_password_of_this_login_given_to_another_account(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    changed = await change(desk, session, 1, login=login_block(FUTURE, STOCK))
    assert [view.same for view in changed.session.accounts] == [True] * 3
    assert [view.same for view in (await desk.login(password=STOCK)).accounts] == [True] * 3
    # one password is one hash, but each account has the day it was changed
    one, two = changes.credentials(desk, meiling)
    assert one.verifier == two.verifier
    assert (two.changed_at, two.origin) == (changed.at, CredentialOrigin.OWN)


async def test_the_password_of_this_login_after_its_own_account_has_another(desk: Desk) -> None:
    await desk.customer(passwords=(STOCK, FUTURE), consolidated=False)
    session = await desk.login(password=STOCK)
    session = (await change(desk, session, login=login_block())).session
    assert [view.same for view in session.accounts] == [False, False]
    session = (await change(desk, session, 1, login=login_block(FUTURE, STOCK))).session
    assert [view.same for view in session.accounts] == [False, True]
    assert [view.same for view in (await desk.login(password=STOCK)).accounts] == [False, True]


async def test_a_shared_verifier_is_asked_and_renewed_once(open_desk: OpenDesk) -> None:
    desk = open_desk()
    customer = await desk.customer(passwords=(STOCK, FUTURE), consolidated=False)
    session = await desk.login(password=STOCK)
    await change(desk, session, 1, login=login_block(FUTURE, STOCK))
    stronger = open_desk(hashing=type(desk.hashing)(memory_kib=16, iterations=1, workers=2))
    await stronger.login(password=STOCK)
    one, two = changes.credentials(desk, customer)
    assert one.verifier == two.verifier
    assert "m=16" in one.verifier.phc


async def test_voice_too(desk: Desk, meiling: int) -> None:
    changed = await change(desk, await desk.login(password=STOCK), login=login_block(sync_voice=True))
    voice = desk.voice(meiling)
    assert changed.voice
    assert voice is not None
    assert await desk.program.ground.pool.verify(voice.verifier, "72464832")
    assert ("authn_password_change", "with_voice") in desk.told()


async def test_both_or_neither(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=FUTURE)
    (before,) = changes.withdrawals(desk, meiling)
    wrong = {"login": login_block(FUTURE), "withdrawal": withdrawal_block("Nope12")}
    assert await refused(change(desk, session, 1, **wrong)) == (  # type: ignore[arg-type]
        ErrorCode.WITHDRAWAL_OLD_WRONG,
        "withdrawal_old",
    )
    assert desk.lock(meiling).fail_count == 0
    wrong = {"login": login_block("Nope1234"), "withdrawal": withdrawal_block()}
    assert (await refused(change(desk, session, 1, **wrong)))[0] is ErrorCode.OLD_PASSWORD_WRONG  # type: ignore[arg-type]
    (kept,) = changes.withdrawals(desk, meiling)
    assert (kept.verifier, kept.fail_count) == (before.verifier, 1)
    changed = await change(desk, session, 1, login=login_block(FUTURE), withdrawal=withdrawal_block())
    assert (changed.login, changed.withdrawal) == (True, True)
    (kept,) = changes.withdrawals(desk, meiling)
    assert kept.fail_count == 0
    assert changed.session.accounts[1].withdrawal is WithdrawalState.OPEN
    assert {("authn_password_change", None), ("authn_withdrawal_password_change", None)} <= set(desk.told())


async def test_two_changes_of_one_session_at_once(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    results = await asyncio.gather(
        change(desk, session, 0, login=login_block(STOCK, NEW)),
        change(desk, session, 1, login=login_block(FUTURE, NEW)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Exception) for result in results) == 1
    kept = changes.credentials(desk, meiling)
    assert len({one.verifier for one in kept}) == len(kept)
    assert sum(one.changed_at == desk.clock.now() for one in kept) == 1


async def test_advisor_knows_the_customer(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    advisor = await desk.program.account_change.advisor(session)
    assert any(verdict.met is False for verdict in advisor.judge(Secret("x12345y6"), Secret("")))


async def test_no_secret_in_the_audit(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=FUTURE)
    await change(desk, session, 1, login=login_block(FUTURE), withdrawal=withdrawal_block())
    everything = repr(desk.audit())
    secrets = (MING, STOCK, FUTURE, NEW, changes.WITHDRAWAL, changes.NEW_WITHDRAWAL, "argon2", "1357921")
    assert all(secret not in everything for secret in secrets)
