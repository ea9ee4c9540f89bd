"""What a reissue does to passwords: whose, which, and what else goes with it (R-RI-7 to 10, A-09, A-10)."""

from datetime import timedelta

import pytest

from services.delivery.letters import letter_of
from services.errors import ErrorCode
from services.policy import Policy
from services.reissue.results import GoodNow
from services.secret import Secret
from storage.outgoing import Channel
from storage.records import CredentialOrigin, LockState
from tests.kit import visit
from tests.services import changes
from tests.services.changes import FUTURE, STOCK, THIRD, TWO_PASSWORDS
from tests.services.conftest import OpenDesk
from tests.services.delivery.letter_kit import BRAND
from tests.services.desk import FIRST, Desk
from tests.services.reissue.kit import (
    NEW,
    Applicant,
    SpreadRandomness,
    customer_of,
    kinds,
    outbox,
    refusal,
    refused,
)


@pytest.fixture
async def meiling(desk: Desk) -> Applicant:
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    await changes.give_withdrawal(desk, customer)
    return Applicant(desk)


@pytest.fixture
def later(open_desk: OpenDesk) -> Desk:
    """Nothing changes before 送出."""
    policy = Policy(code_floor_ms=0, identity_floor_ms=0, initial_password_commit="on_submit")
    return open_desk(chance=SpreadRandomness(), policy=policy)


async def test_not_consolidated_only_the_chosen_account(desk: Desk, meiling: Applicant) -> None:
    verified = await meiling.verified(1)
    assert (verified.accounts, verified.consolidated) == (1, False)
    assert verified.account.number_masked == "****921"
    await meiling.set_password()
    session = await desk.login(password=STOCK)
    assert [view.same for view in session.accounts] == [True, False, True]
    session = await desk.login(password=NEW)
    assert [view.same for view in session.accounts] == [False, True, False]
    assert await desk.refused(password=FUTURE) is ErrorCode.LOGIN_REFUSED


async def test_an_account_that_shared_its_password_gets_one_of_its_own(
    desk: Desk, meiling: Applicant
) -> None:
    await meiling.verified(0)
    session = await desk.login(password=STOCK)
    assert [view.same for view in session.accounts] == [False, False, True]


async def test_a_pending_initial_password_leads_to_the_change_and_no_further(
    desk: Desk, meiling: Applicant
) -> None:
    verified = await meiling.verified(1)
    initial = verified.initial_password
    assert initial is not None
    session = await desk.login(password=initial.reveal())
    assert session.must_change
    assert await changes.refused(changes.consolidate(desk, session, "Harbor9x", old=initial.reveal())) == (
        ErrorCode.NOT_OFFERED,
        None,
    )
    await desk.change(session, NEW, old=initial.reveal())
    assert not (await desk.login(password=NEW)).must_change


async def test_it_dies_after_its_day_and_says_so(desk: Desk, meiling: Applicant) -> None:
    initial = (await meiling.verified(1)).initial_password
    assert initial is not None
    desk.clock.advance(hours=24)
    before = desk.lock(customer_of(desk))
    assert await desk.refused(password=initial.reveal()) is ErrorCode.INITIAL_PASSWORD_EXPIRED
    assert desk.lock(customer_of(desk)).fail_count == before.fail_count
    await meiling.verified(1)


async def test_lock_and_counters_cleared_sessions_ended(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login(at=visit("home"))
    voice = await desk.program.pool.hash("5649726")
    desk.database.write_now(lambda tx: tx.credentials.set_voice(customer, voice, desk.clock.now()))
    desk.strike(customer, 3)
    ming = Applicant(desk)
    await ming.verified()
    assert (desk.lock(customer).state, desk.lock(customer).fail_count) == (LockState.ACTIVE, 0)
    with pytest.raises(Exception, match="session_ended"):
        await desk.program.sessions.check(session)
    issued = next(row for row in desk.audit() if row.event == "authn_initial_password_issued")
    assert (issued.before_state, issued.after_state) == ("locked_1", "active")
    assert issued.counters == "fail_count=3->0"
    assert issued.factors == ("cert", "otp_sms")
    assert issued.channel == "sms"
    desk.strike(customer, 2)
    await ming.set_password()
    assert desk.lock(customer).fail_count == 0


async def test_the_new_password_keeps_the_rules_and_may_be_tried_again(
    desk: Desk, meiling: Applicant
) -> None:
    initial = (await meiling.verified(1)).initial_password
    assert initial is not None
    refusals = {
        "": (ErrorCode.REQUIRED, "new"),
        "Short1": (ErrorCode.PASSWORD_LENGTH, "new"),
        "allletters": (ErrorCode.PASSWORD_LETTER_AND_DIGIT, "new"),
        initial.reveal(): (ErrorCode.PASSWORD_LETTER_AND_DIGIT, "new"),
        "a19800101": (ErrorCode.PASSWORD_PERSONAL, "new"),
        "aaaa1111": (ErrorCode.PASSWORD_RUNS, "new"),
        "passw0rd": (ErrorCode.PASSWORD_COMMON, "new"),
        FUTURE: (ErrorCode.PASSWORD_USED_BEFORE, "new"),
    }
    for typed, expected in refusals.items():
        error = await refusal(meiling.set_password(typed))
        assert (error.code, error.field) == expected, typed
    error = await refusal(meiling.set_password(NEW, "Rain4Coffee"))
    assert (error.code, error.field) == (ErrorCode.CONFIRMATION_DIFFERS, "confirm")
    advisor = await meiling.reissue.advisor(meiling.at, meiling.handle)
    assert all(verdict.met for verdict in advisor.judge(Secret(NEW), Secret(NEW)))
    await meiling.set_password(STOCK)  # another account's own: allowed, and one verifier for both
    assert len({credential.verifier for credential in changes.credentials(desk, customer_of(desk))}) == 1


async def test_the_initial_password_itself_cannot_stay(open_desk: OpenDesk) -> None:
    policy = Policy(code_floor_ms=0, identity_floor_ms=0, password_needs_letter_and_digit=False)
    desk = open_desk(chance=SpreadRandomness(), policy=policy)
    await desk.customer()
    ming = Applicant(desk)
    initial = (await ming.verified()).initial_password
    assert initial is not None
    assert await refused(ming.set_password(initial.reveal())) is ErrorCode.PASSWORD_SAME


async def test_a_ninth_password_is_one_too_many(open_desk: OpenDesk) -> None:
    policy = Policy(code_floor_ms=0, identity_floor_ms=0, login_passwords_per_id=2)
    desk = open_desk(chance=SpreadRandomness(), policy=policy)
    await desk.customer(passwords=(STOCK, FUTURE, STOCK), consolidated=False)
    ming = Applicant(desk)
    await ming.verified(0)
    error = await refusal(ming.set_password())
    assert (error.code, error.facts) == (ErrorCode.TOO_MANY_PASSWORDS, {"limit": 2})
    await ming.set_password(FUTURE)


async def test_it_never_touches_withdrawal_passwords(desk: Desk, meiling: Applicant) -> None:
    customer = customer_of(desk)
    before = changes.withdrawals(desk, customer)
    await meiling.verified(1)
    await meiling.set_password()
    assert changes.withdrawals(desk, customer) == before


async def test_on_submit_nothing_changes_before_it(later: Desk) -> None:
    customer = await later.customer()
    later.strike(customer, 3)
    before = later.phc()
    ming = Applicant(later)
    verified = await ming.verified()
    assert (verified.initial_password, verified.dies_at) == (None, None)
    assert later.phc() == before
    assert later.lock(customer).state is LockState.LOCKED_1
    assert kinds(later) == [("one_time_code", Channel.SMS)]
    assert (await ming.reissue.leave(ming.at, ming.handle)).good_now is GoodNow.OLD
    again = Applicant(later)
    await again.verified()
    assert await refused(again.set_password(FIRST)) is ErrorCode.PASSWORD_SAME
    await again.set_password()
    assert later.lock(customer).state is LockState.ACTIVE
    assert [kind for kind, _ in kinds(later)].count("reissue_done") == 2
    assert "initial_password_issued" not in {kind for kind, _ in kinds(later)}
    assert not (await later.login(password=NEW)).must_change


async def test_every_channel_hears_of_the_initial_password_and_of_its_end_but_not_which_it_is(
    desk: Desk, meiling: Applicant
) -> None:
    verified = await meiling.verified(1)
    assert verified.initial_password is not None
    assert verified.dies_at is not None
    told = [letter for letter in outbox(desk) if letter.kind == "initial_password_issued"]
    assert {letter.channel for letter in told} == set(Channel)
    for letter in told:
        assert letter.facts["dies_at"] == verified.dies_at.isoformat()
        assert letter.facts["account"] == "****921"
        text = letter_of(letter, BRAND).text
        assert "初始密碼" in text
        assert "2026/03/03 10:00:00" in text
        assert verified.initial_password.reveal() not in f"{letter.facts}{text}"


async def test_history_knows_what_was_forgotten(desk: Desk) -> None:
    customer = await desk.customer(passwords=(FIRST,))
    ming = Applicant(desk)
    await ming.verified()
    await ming.set_password(THIRD)
    (account,) = changes.accounts(desk, customer)
    past = desk.database.read_now(lambda tx: tx.credentials.past([account.id]))
    # the one that was forgotten; the initial one was nobody's choice
    assert [credential.origin for credential in past] == [CredentialOrigin.OWN]
    (own,) = changes.credentials(desk, customer)
    assert own.changed_at - desk.clock.now() == timedelta()


async def test_reissues_push_no_password_of_ones_own_out_of_the_last_three(open_desk: OpenDesk) -> None:
    policy = Policy(code_floor_ms=0, identity_floor_ms=0, reissue_applications_per_day=100)
    desk = open_desk(chance=SpreadRandomness(), policy=policy)
    await desk.customer(passwords=(FIRST,))
    ming = Applicant(desk)
    for new in ("Harbor9x", "River5x3"):
        await ming.verified()
        await ming.verified()  # broken off once, begun anew
        await ming.set_password(new)
    await ming.verified()
    for old in (FIRST, "Harbor9x", "River5x3"):
        error = await refusal(ming.set_password(old))
        assert (error.code, error.facts) == (ErrorCode.PASSWORD_USED_BEFORE, {"count": 3})
    await ming.set_password(NEW)
    await ming.verified()
    # the fourth but last may come back
    await ming.set_password(FIRST)


async def test_an_initial_password_that_was_replaced_is_not_kept(desk: Desk) -> None:
    customer = await desk.customer(passwords=(FIRST,))
    ming = Applicant(desk)
    await ming.verified()
    (initial,) = changes.credentials(desk, customer)
    await ming.set_password()
    assert desk.database.read_now(lambda tx: tx.credentials.by_id(initial.id)) is None
