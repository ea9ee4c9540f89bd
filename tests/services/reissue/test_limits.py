"""What is counted: applications a day, tries, resends, failures in a row; and what time ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.errors import ErrorCode
from services.reissue.counter import reopen
from services.reissue.results import CodeSent, LetterSent
from storage.outgoing import Channel, DeliveryState
from tests.kit import visit
from tests.services.desk import FIRST, MING, STRANGER, Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import BORN, NEW, Applicant, kinds, refusal, refused

LEAPER = "J100000107"


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk)


async def test_five_accepted_applications_a_day_both_methods_together(desk: Desk, ming: Applicant) -> None:
    letters = Applicant(desk, ScriptedProofs(said=False), visit("kiosk-2", "visit-2"))
    for who in (ming, letters, ming, letters, letters):
        await who.confirm(await who.begin())
    await ming.reissue.cancel(ming.at, ming.handle)
    error = await refusal(letters.begin())
    assert (error.code, error.facts) == (ErrorCode.REISSUE_LIMIT, {"limit": 5})
    assert desk.told()[-1] == ("authn_reissue_apply", "reissue_limit")


async def test_what_was_not_applied_for_is_not_counted(ming: Applicant) -> None:
    for _ in range(6):
        await ming.begin()
        await ming.reissue.dispute(ming.at, ming.handle)
    assert ming.desk.told()[-1] == ("authn_reissue_data_incorrect", None)
    for _ in range(6):
        offer = await ming.begin()
        step = ming.reissue.confirm(ming.at, ming.handle, 999, Channel.SMS)
        error = await refusal(step)
        assert (error.code, error.field) == (ErrorCode.NOT_OFFERED, "account")
    account = offer.accounts[0].id
    error = await refusal(ming.reissue.confirm(ming.at, ming.handle, account, None))
    assert (error.code, error.field) == (ErrorCode.NOT_OFFERED, "channel")
    assert await ming.confirm(offer)


async def test_midnight_in_taipei_between_two_steps(desk: Desk, ming: Applicant) -> None:
    to_midnight = datetime(2026, 3, 2, 16, tzinfo=UTC) - desk.clock.now()
    desk.clock.advance(to_midnight.total_seconds() - 60)
    for _ in range(4):
        await ming.apply()
    offer = await ming.begin()
    desk.clock.advance(seconds=60)
    await ming.confirm(offer)
    for _ in range(4):
        await ming.apply()
    offer = await ming.begin()
    assert offer.pending is not None
    assert await refused(ming.confirm(offer)) is ErrorCode.REISSUE_LIMIT


async def test_a_broken_off_one_can_go_on_though_the_day_is_full(ming: Applicant) -> None:
    for _ in range(5):
        sent = await ming.apply()
    offer = await ming.begin()
    assert offer.pending is not None
    assert (await ming.reissue.go_on(ming.at, ming.handle)).reference == sent.reference
    await ming.verify(ming.code_of(sent))


async def test_three_tries_a_code(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    wrong = ming.wrong_code(sent)
    errors = [await refusal(ming.verify(wrong)) for _ in range(3)]
    assert [(error.code, error.facts) for error in errors] == [
        (ErrorCode.CODE_WRONG, {"attempts_left": 2}),
        (ErrorCode.CODE_WRONG, {"attempts_left": 1}),
        (ErrorCode.CODE_VOID, {}),
    ]
    assert await refused(ming.verify(ming.code_of(sent))) is ErrorCode.CODE_VOID
    desk.clock.advance(seconds=120)
    again = await ming.resend()
    await ming.verify(ming.code_of(again))


async def test_a_clock_behind_the_sending_of_a_code_revives_none(desk: Desk, ming: Applicant) -> None:
    code = ming.code_of(await ming.apply())
    desk.clock.set_back(1)
    assert await refused(ming.verify(code)) is ErrorCode.CODE_EXPIRED
    desk.clock.advance(1)
    await ming.verify(code)


async def test_five_minutes_and_then_resend(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    right, wrong = ming.code_of(sent), ming.wrong_code(sent)
    desk.clock.advance(seconds=299.9)
    assert await refused(ming.verify(wrong)) is ErrorCode.CODE_WRONG
    desk.clock.advance(seconds=0.1)
    assert await refused(ming.verify(right)) is ErrorCode.CODE_EXPIRED
    assert await refused(ming.verify(wrong)) is ErrorCode.CODE_EXPIRED
    again = await ming.resend()
    assert again.ends_at == desk.clock.now() + timedelta(minutes=10)
    await ming.verify(ming.code_of(again))


async def test_resends_wait_and_end(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    error = await refusal(ming.resend())
    assert (error.code, error.facts) == (ErrorCode.RESEND_TOO_EARLY, {"seconds": 120})
    for left in (2, 1, 0):
        desk.clock.advance(seconds=120)
        sent = await ming.resend()
        assert (sent.resends_left, sent.resend_at is None) == (left, left == 0)
    desk.clock.advance(seconds=120)
    error = await refusal(ming.resend())
    assert (error.code, error.facts) == (ErrorCode.RESENDS_USED_UP, {"limit": 3})
    await ming.verify(ming.code_of(sent))


async def test_the_old_code_after_a_resend_says_so_and_is_no_failure(desk: Desk, ming: Applicant) -> None:
    old = await ming.apply()
    desk.clock.advance(seconds=120)
    live = await ming.resend()
    for _ in range(4):
        error = await refusal(ming.verify(ming.code_of(old)))
        assert (error.code, error.facts) == (ErrorCode.CODE_SUPERSEDED, {"reference": live.reference})
    assert old.reference != live.reference
    await ming.verify(ming.code_of(live))


async def test_a_resend_never_resets_failures_and_ten_close_it(desk: Desk, ming: Applicant) -> None:
    customer = desk.database.read_now(lambda tx: tx.customers.find(MING))
    assert customer is not None
    wrong = 0
    for _ in range(3):
        sent: CodeSent = await ming.apply()
        for _ in range(3):
            await refused(ming.verify(ming.wrong_code(sent)))
            wrong += 1
    assert wrong == 9
    sent = await ming.apply()
    assert await refused(ming.verify(ming.wrong_code(sent))) is ErrorCode.REISSUE_CLOSED
    assert {kind for kind in kinds(desk) if kind[0] == "reissue_closed"} == {
        ("reissue_closed", Channel.SMS),
        ("reissue_closed", Channel.EMAIL),
    }
    assert ("authn_reissue_closed", "code_failures") in desk.told()
    assert await refused(ming.verify(ming.code_of(sent))) is ErrorCode.REISSUE_ENDED
    assert await refused(ming.begin()) is ErrorCode.REISSUE_CLOSED
    await desk.login(password=FIRST)
    assert desk.database.write_now(reopen, customer.id)
    await ming.verified()


async def test_a_right_code_ends_the_row_of_failures(ming: Applicant) -> None:
    for _ in range(4):
        sent = await ming.apply()
        for _ in range(2):
            await refused(ming.verify(ming.wrong_code(sent)))
        await ming.verify(ming.code_of(sent))
    assert "authn_reissue_closed" not in {event for event, _ in ming.desk.told()}


async def test_closed_is_closed_for_letters_too(desk: Desk, ming: Applicant) -> None:
    letters = Applicant(desk, ScriptedProofs(said=False), visit("kiosk-2", "visit-2"))
    code = await letters.ask_for_letter()
    await letters.activate(code)
    customer = desk.database.read_now(lambda tx: tx.customers.find(MING))
    assert customer is not None

    def close(tx: object) -> None:
        tx.codes.fail(customer.id)  # type: ignore[attr-defined]
        tx.codes.close(customer.id)  # type: ignore[attr-defined]

    desk.database.write_now(close)
    assert await refused(letters.request_code()) is ErrorCode.REISSUE_CLOSED
    assert await refused(letters.begin()) is ErrorCode.REISSUE_CLOSED


async def test_contacts_changed_lately(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    customer = desk.database.read_now(lambda tx: tx.customers.find(MING))
    assert customer is not None

    def change(tx: object) -> None:
        person = tx.customers.person(customer.id)  # type: ignore[attr-defined]
        tx.customers.change_contacts(customer.id, person, desk.clock.now())  # type: ignore[attr-defined]

    desk.database.write_now(change)
    error = await refusal(ming.verify(ming.code_of(sent)))
    assert (error.code, error.facts) == (ErrorCode.REISSUE_COOLDOWN, {"until": "2026/03/10"})
    assert await refused(ming.begin()) is ErrorCode.REISSUE_COOLDOWN
    desk.clock.advance(days=7, seconds=-1)
    assert await refused(ming.begin()) is ErrorCode.REISSUE_COOLDOWN
    desk.clock.advance(seconds=1)
    await ming.verified()


async def test_unknown_id_and_wrong_date_are_answered_alike(desk: Desk, ming: Applicant) -> None:
    error = await refusal(ming.identify("19800102"))
    unknown = Applicant(desk, id_number=STRANGER)
    stranger = await refusal(unknown.identify(BORN))
    assert (error.code, error.field, error.facts) == (stranger.code, stranger.field, stranger.facts)
    assert error.code is ErrorCode.IDENTITY_MISMATCH
    assert ming.proofs.looks == unknown.proofs.looks == 0


async def test_a_roc_date_and_a_leap_day(desk: Desk, ming: Applicant) -> None:
    assert await refused(ming.identify("0690101")) is ErrorCode.DATE_ROC
    assert await refused(ming.identify("19810229")) is ErrorCode.DATE_UNREAL
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in BORN)
    await ming.identify(f" {wide} ")


@pytest.mark.parametrize("certificate", [True, False])
async def test_born_on_a_leap_day(desk: Desk, certificate: bool) -> None:
    customer = await desk.customer(LEAPER)
    born = date(1960, 2, 29)
    desk.database.write_now(
        lambda tx: tx.customers.reseal(customer, replace(tx.customers.person(customer), birth_date=born))
    )
    wen = Applicant(desk, ScriptedProofs(said=certificate), id_number=LEAPER)
    for wrong in ("19600228", "19600301"):
        assert await refused(wen.identify(wrong)) is ErrorCode.IDENTITY_MISMATCH
    await wen.identify("19600229")
    sent = await wen.confirm(await wen.reissue.begin(wen.at, wen.handle))
    if isinstance(sent, LetterSent):
        await wen.activate(wen.fact(sent.message_id, "activation_code"))
        sent = await wen.request_code()
    await wen.verify(wen.code_of(sent))
    await wen.set_password()
    await desk.login(LEAPER, NEW)


async def test_what_became_of_the_very_letter(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    assert await ming.reissue.delivery(ming.at, ming.handle) is DeliveryState.QUEUED
    desk.clock.advance(seconds=301)
    assert await ming.reissue.delivery(ming.at, ming.handle) is DeliveryState.FAILED
    again = await ming.resend()
    assert again.message_id != sent.message_id
    assert await ming.reissue.delivery(ming.at, ming.handle) is DeliveryState.QUEUED


async def test_the_letters_delivery_can_be_asked_for_too(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False))
    assert isinstance(await ming.confirm(await ming.begin()), LetterSent)
    assert await ming.reissue.delivery(ming.at, ming.handle) is DeliveryState.QUEUED
