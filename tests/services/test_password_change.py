"""密碼修改 (R-CHG): the order of what is asked, what one change does, what a refusal leaves alone."""

from datetime import timedelta

import pytest

from services.errors import ErrorCode, ServiceError
from services.expiry import ExpiryState
from services.password_rules import Rule
from services.policy import Policy
from services.secret import Secret
from storage.records import CredentialOrigin, LockState
from tests.kit import START, visit
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, MING, Desk

NEW = "Rain4Tea"


async def test_all_accounts_take_it_and_every_session_ends(desk: Desk) -> None:
    customer = await desk.customer(passwords=(FIRST,) * 3)
    session = await desk.login()
    changed = await desk.change(session)
    assert (changed.accounts, changed.voice, changed.at) == (3, False, desk.clock.now())
    with pytest.raises(ServiceError) as caught:
        await desk.program.sessions.check(session)
    assert caught.value.code is ErrorCode.SESSION_ENDED
    assert await desk.refused(password=FIRST) is ErrorCode.LOGIN_REFUSED
    again = await desk.login(password=NEW)
    assert [view.same for view in again.accounts] == [True] * 3
    assert again.expiry.state is ExpiryState.NOT_YET
    assert desk.voice(customer) is None
    assert ("authn_password_change", None) in desk.told()


async def test_voice_too(desk: Desk) -> None:
    customer = await desk.customer()
    changed = await desk.change(await desk.login(), sync_voice=True)
    voice = desk.voice(customer)
    assert changed.voice
    assert voice is not None
    assert (voice.fail_count, voice.locked, voice.changed_at) == (0, False, desk.clock.now())
    assert await desk.program.ground.pool.verify(voice.verifier, "72464832")
    assert not await desk.program.ground.pool.verify(voice.verifier, NEW)
    await desk.change(await desk.login(password=NEW), "Harbor9x", old=NEW)
    assert desk.voice(customer) == voice
    assert ("authn_password_change", "with_voice") in desk.told()


async def test_the_order_of_refusals(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login()
    for new, typed, code, field in [
        ("", {"old": ""}, ErrorCode.REQUIRED, "old"),
        ("x", {"old": "x" * 6_000}, ErrorCode.PASSWORD_LENGTH, "old"),
        ("", {"confirm": "x"}, ErrorCode.REQUIRED, "new"),
        ("x", {"confirm": ""}, ErrorCode.REQUIRED, "confirm"),
        ("x", {"confirm": "y"}, ErrorCode.CONFIRMATION_DIFFERS, "confirm"),
        ("x", {}, ErrorCode.PASSWORD_LENGTH, "new"),
        ("x" * 6_000, {}, ErrorCode.PASSWORD_LENGTH, "new"),
        ("x12345y6", {}, ErrorCode.PASSWORD_PERSONAL, "new"),
        (NEW, {"old": NEW}, ErrorCode.PASSWORD_SAME, "new"),
    ]:
        refused = await desk.not_changed(session, new, **typed)
        assert (refused.code, refused.field) == (code, field)
    assert desk.lock(customer).fail_count == 0
    await desk.change(session)


async def test_without_a_session_nothing_is_said(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    await desk.program.sessions.end(session)
    assert (await desk.not_changed(session, "", old="")).code is ErrorCode.SESSION_ENDED


async def test_wrong_old_password_counts_with_the_login(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login()
    refused = await desk.not_changed(session, old="Wrong111")
    assert (refused.code, refused.field) == (ErrorCode.OLD_PASSWORD_WRONG, "old")
    assert refused.facts == {"attempts_left": 2}
    await desk.refused()
    assert desk.lock(customer).fail_count == 2
    assert (await desk.not_changed(session, old="Wrong222")).code is ErrorCode.LOCKED_OUT
    assert desk.lock(customer).state is LockState.LOCKED_1
    assert (await desk.not_changed(session)).code is ErrorCode.SESSION_ENDED
    assert await desk.refused(password=FIRST) is ErrorCode.LOGIN_REFUSED
    assert desk.told()[-4:] == [
        ("authn_login_fail", "wrong_password"),
        ("authn_password_change_fail", "wrong_password"),
        ("authn_login_lock", None),
        ("authn_login_fail", "locked"),
    ]


async def test_right_old_password_wipes_the_count_with_the_change_only(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login()
    await desk.not_changed(session, old="Wrong111")
    assert (await desk.not_changed(session, FIRST, old="Wrong222")).facts == {"attempts_left": 1}
    await desk.change(session)
    assert desk.lock(customer).fail_count == 0


async def test_used_before_is_no_strike(desk: Desk) -> None:
    customer = await desk.customer()
    old = FIRST
    for new in ("Rain4Tea", "Harbor9x", "Maple52q"):
        await desk.change(await desk.login(password=old), new, old=old)
        old = new
    session = await desk.login(password=old)
    for earlier in (FIRST, "Rain4Tea", "Harbor9x"):
        refused = await desk.not_changed(session, earlier, old=old)
        assert (refused.code, refused.field) == (ErrorCode.PASSWORD_USED_BEFORE, "new")
        assert refused.facts == {"count": 3}
    assert desk.lock(customer).fail_count == 0
    await desk.change(session, "Cloud33z", old=old)
    session = await desk.login(password="Cloud33z")
    await desk.change(session, FIRST, old="Cloud33z")  # the fourth last is forgotten


async def test_history_switched_off(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(password_history=0))
    await desk.customer()
    await desk.change(await desk.login())
    await desk.change(await desk.login(password=NEW), FIRST, old=NEW)
    assert (await desk.login(password=FIRST)).accounts
    assert await desk.refused(password=NEW) is ErrorCode.LOGIN_REFUSED


async def test_a_wiped_count_is_on_record(desk: Desk) -> None:
    await desk.customer()
    await desk.refused()
    session = await desk.login()
    await desk.not_changed(session, old="Wrong111")
    await desk.change(session)
    states = [(row.before_state, row.after_state, row.counters) for row in desk.audit()]
    assert states == [("active", "active", f"fail_count={step}") for step in ("0->1", "1->0", "0->1", "1->0")]


async def test_not_consolidated_is_not_offered_here(desk: Desk) -> None:
    customer = await desk.customer(passwords=("Stock2026", "Future26x"), consolidated=False)
    session = await desk.login(password="Stock2026")
    assert (await desk.not_changed(session, old="Stock2026")).code is ErrorCode.NOT_OFFERED
    assert desk.told()[-1] == ("authz_fail", "not_offered")
    assert desk.lock(customer).fail_count == 0


async def test_forced_change_of_the_accounts_that_the_initial_password_opened(desk: Desk) -> None:
    await desk.customer(
        passwords=("2468135", "7654398", "2468135"), consolidated=False, origin=CredentialOrigin.INITIAL
    )
    session = await desk.login(password="2468135")
    assert session.must_change
    assert (await desk.change(session, old="2468135")).accounts == 2
    again = await desk.login(password=NEW)
    assert [view.same for view in again.accounts] == [True, False, True]
    assert not again.must_change
    assert (await desk.login(password="7654398")).must_change


async def test_an_initial_password_that_died_meanwhile(desk: Desk) -> None:
    dies = START + timedelta(seconds=60)
    customer = await desk.customer(passwords=("2468135",), origin=CredentialOrigin.INITIAL, dies_at=dies)
    session = await desk.login(password="2468135")
    desk.clock.advance(60)
    refused = await desk.not_changed(session, old="2468135")
    assert refused.code is ErrorCode.INITIAL_PASSWORD_EXPIRED
    assert desk.lock(customer).fail_count == 0


async def test_voice_sync_can_be_switched_off(open_desk: OpenDesk) -> None:
    desk = open_desk(policy=Policy(voice_sync_offered=False))
    await desk.customer()
    assert (await desk.not_changed(await desk.login(), sync_voice=True)).code is ErrorCode.NOT_OFFERED


async def test_logged_in_elsewhere_while_it_was_hashed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = await desk.customer()
    session = await desk.login()
    hash_ = desk.program.ground.pool.hash

    async def meanwhile(password: Secret) -> object:
        await desk.login(at=visit("kiosk-2"))
        return await hash_(password)

    monkeypatch.setattr(desk.program.ground.pool, "hash", meanwhile)
    assert (await desk.not_changed(session)).code is ErrorCode.SESSION_ENDED
    assert desk.lock(customer).fail_count == 0
    await desk.login(password=FIRST)


async def test_accounts_changed_elsewhere(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = await desk.customer()
    session = await desk.login()
    hash_ = desk.program.ground.pool.hash

    async def meanwhile(password: Secret) -> object:
        if password == Secret("Rain4Tea"):  # once: the other one is for the voice
            desk.replace_credential(customer)
        return await hash_(password)

    monkeypatch.setattr(desk.program.ground.pool, "hash", meanwhile)
    assert (await desk.not_changed(session, sync_voice=True)).code is ErrorCode.CHANGED_ELSEWHERE
    assert desk.voice(customer) is None
    assert desk.lock(customer).fail_count == 0


async def test_locked_at_another_terminal_while_the_form_is_open(desk: Desk) -> None:
    """Only a program that died between locking and telling leaves this: a session beside a lock."""
    customer = await desk.customer()
    session = await desk.login()
    desk.strike(customer, 3)
    assert (await desk.not_changed(session)).code is ErrorCode.LOCKED_OUT
    assert (await desk.not_changed(session)).code is ErrorCode.SESSION_ENDED


async def test_a_fault_at_the_end_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = await desk.customer()
    session = await desk.login()
    with monkeypatch.context() as patch:
        desk.break_change(patch)
        assert (await desk.not_changed(session, sync_voice=True)).code is ErrorCode.STORAGE_FULL
    assert desk.voice(customer) is None
    assert desk.lock(customer).fail_count == 0
    await desk.change(session)


async def test_advisor_knows_the_customer(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    advisor = await desk.program.password_change.advisor(session)
    verdicts = {v.rule: v.met for v in advisor.judge(Secret("x12345y6"), Secret(""))}
    assert verdicts[Rule.PERSONAL] is False
    await desk.program.sessions.end(session)
    with pytest.raises(ServiceError):
        await desk.program.password_change.advisor(session)


async def test_no_secret_in_the_audit(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    await desk.not_changed(session, old="Wrong111")
    await desk.change(session, sync_voice=True)
    everything = repr(desk.audit())
    assert all(secret not in everything for secret in (MING, FIRST, NEW, "Wrong111", "72464832", "argon2"))
