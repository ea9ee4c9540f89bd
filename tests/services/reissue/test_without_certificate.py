"""密碼補發 method 2 (R-RIN): a letter with an activation code, a code by SMS, then the new password."""

from datetime import timedelta

import pytest

from services.errors import ErrorCode
from services.reissue.counter import reopen, void_letters
from services.reissue.results import GoodNow, LetterSent, ReissueMethod
from storage.outgoing import Channel
from tests.kit import visit
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import NEW, Applicant, kinds, outbox, refusal, refused, strip


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk, ScriptedProofs(said=False))


def elsewhere(ming: Applicant, number: int = 2) -> Applicant:
    return Applicant(ming.desk, ming.proofs, visit(f"kiosk-{number}", f"visit-{number}"))


async def test_the_whole_way(desk: Desk, ming: Applicant) -> None:
    offer = await ming.begin()
    assert (offer.method, offer.channels, offer.initial_until) == (ReissueMethod.LETTER, (), None)
    sent = await ming.confirm(offer)
    assert isinstance(sent, LetterSent)
    assert (sent.to_masked, sent.good_until) == ("mi***@example.com", desk.clock.now() + timedelta(hours=24))
    assert kinds(desk) == [("activation", Channel.EMAIL)]
    desk.clock.advance(hours=23.9)
    other = elsewhere(ming)
    step = await other.activate(ming.fact(sent.message_id, "activation_code"))
    assert (step.mobile_masked, step.pending, step.codes_left) == ("0900***001", None, 4)
    code = await other.request_code()
    assert (code.channel, code.to_masked, code.resends_left) == (Channel.SMS, "0900***001", 3)
    verified = await other.verify(other.code_of(code))
    assert verified.initial_password is not None
    await other.set_password()
    await desk.login(password=NEW)
    assert await desk.refused(password=verified.initial_password.reveal()) is ErrorCode.LOGIN_REFUSED


async def test_declining_a_certificate_is_method_two(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk)
    declined: list[object] = []

    async def decline(*told: object) -> None:
        declined.append(told)

    ming.proofs.decline = decline  # type: ignore[attr-defined]
    await ming.identify()
    offer = await ming.reissue.begin(ming.at, ming.handle, decline=True)
    assert offer.method is ReissueMethod.LETTER
    assert len(declined) == 1
    assert ming.proofs.asked == []


async def test_the_link_stands_in_the_letter_when_there_is_a_page(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False), public_url="https://desk.example.com")
    code = await ming.ask_for_letter()
    (letter,) = outbox(desk)
    assert letter.facts["link"] == f"https://desk.example.com/activate#{code}"


async def test_without_a_page_there_is_no_link(desk: Desk, ming: Applicant) -> None:
    await ming.ask_for_letter()
    (letter,) = outbox(desk)
    assert "link" not in letter.facts


async def test_the_letter_alone_gets_nobody_in(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    assert await refused(ming.verify("1234567")) is ErrorCode.REISSUE_OUT_OF_STEP
    assert await refused(ming.request_code()) is ErrorCode.REISSUE_OUT_OF_STEP
    await ming.activate(code)
    assert await refused(ming.verify("1234567")) is ErrorCode.REISSUE_OUT_OF_STEP
    assert await refused(ming.set_password()) is ErrorCode.REISSUE_OUT_OF_STEP
    assert await refused(ming.resend()) is ErrorCode.REISSUE_OUT_OF_STEP
    assert ("sequence_fail", "reissue") in desk.told()


async def test_typed_again_it_goes_on_where_it_was_typed_last(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    await ming.activate(code)
    first = await ming.request_code()
    other = elsewhere(ming)
    step = await other.activate(code)
    assert step.pending is not None
    assert (step.pending.reference, step.codes_left) == (first.reference, 3)
    assert step.code_from == desk.clock.now() + timedelta(seconds=120)
    assert await refused(ming.verify(ming.code_of(first))) is ErrorCode.REISSUE_ENDED
    assert (await refusal(other.request_code())).code is ErrorCode.RESEND_TOO_EARLY
    await other.reissue.go_on(other.at, other.handle)
    assert (await other.verify(other.code_of(first))).initial_password is not None


async def test_typing_it_again_buys_no_further_codes(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    for _ in range(4):
        await ming.activate(code)
        await ming.request_code()
        desk.clock.advance(seconds=120)
    step = await ming.activate(code)
    assert step.codes_left == 0
    assert await refused(ming.request_code()) is ErrorCode.RESENDS_USED_UP


async def test_used_mistyped_expired(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    assert await refused(ming.activate(code[:-1])) is ErrorCode.ACTIVATION_SHAPE
    mistyped = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert await refused(ming.activate(mistyped)) is ErrorCode.ACTIVATION_UNKNOWN
    expired = await ming.ask_for_letter()
    desk.clock.advance(hours=1)
    used = await ming.ask_for_letter()
    desk.clock.advance(hours=23)
    refusal_ = await refusal(ming.activate(expired))
    assert (refusal_.code, refusal_.field) == (ErrorCode.ACTIVATION_EXPIRED, "activation_code")
    await ming.activate(used)
    await ming.verify(ming.code_of(await ming.request_code()))
    assert await refused(ming.activate(used)) is ErrorCode.ACTIVATION_USED


async def test_two_letters_at_once_and_a_success_voids_the_other(desk: Desk, ming: Applicant) -> None:
    first, second = await ming.ask_for_letter(), await ming.ask_for_letter()
    other = elsewhere(ming)
    await ming.activate(first)
    sent = await ming.request_code()
    await other.activate(second)
    sent_there = await other.request_code()
    await other.verify(other.code_of(sent_there))
    assert await refused(ming.verify(ming.code_of(sent))) is ErrorCode.REISSUE_ENDED
    assert await refused(ming.activate(first)) is ErrorCode.ACTIVATION_VOID


async def test_a_strangers_application_voids_nobodys_letter(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    stranger = elsewhere(ming)
    for _ in range(4):
        await stranger.ask_for_letter()
    assert (await refused(stranger.begin())) is ErrorCode.REISSUE_LIMIT
    assert (await ming.activate(code)).codes_left == 4


async def test_the_offer_tells_of_a_letter_that_is_good_to_who_is_proved(desk: Desk, ming: Applicant) -> None:
    await ming.ask_for_letter()
    assert (await ming.begin()).letter_until is None
    ming.proofs.said = True
    assert (await ming.begin()).letter_until == desk.clock.now() + timedelta(hours=24)
    desk.clock.advance(hours=24)
    assert (await ming.begin()).letter_until is None


async def test_both_contacts_are_needed(desk: Desk) -> None:
    customer = await desk.customer()
    strip(desk, customer, "email")
    ming = Applicant(desk, ScriptedProofs(said=False))
    assert await refused(ming.begin()) is ErrorCode.REISSUE_NEEDS_BOTH
    assert desk.told()[-1] == ("authn_reissue_apply", "reissue_needs_both")


async def test_the_counter_voids_letters(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    customer = desk.database.read_now(lambda tx: tx.customers.find(ming.id_number))
    assert customer is not None
    assert desk.database.write_now(void_letters, customer.id) == 1
    assert await refused(ming.activate(code)) is ErrorCode.ACTIVATION_VOID
    assert not desk.database.write_now(reopen, customer.id)


async def test_cancelling_leaves_the_letter_good(desk: Desk, ming: Applicant) -> None:
    code = await ming.ask_for_letter()
    end = desk.clock.now() + timedelta(hours=24)
    assert (await ming.reissue.cancel(ming.at, ming.handle)).can_go_on_until == end
    await ming.activate(code)
    assert (await ming.reissue.cancel(ming.at, ming.handle)).can_go_on_until == end
    assert await refused(ming.request_code()) is ErrorCode.REISSUE_ENDED
    desk.clock.advance(hours=1)
    await ming.activate(code)
    sent = await ming.request_code()
    assert (await ming.reissue.cancel(ming.at, ming.handle)).good_now is GoodNow.OLD
    step = await ming.activate(code)
    assert (step.pending, step.codes_left) == (None, 3)
    assert await refused(ming.reissue.go_on(ming.at, ming.handle)) is ErrorCode.CODE_VOID
    desk.clock.advance(seconds=120)
    again = await ming.request_code()
    assert await refused(ming.verify(ming.code_of(sent))) is ErrorCode.CODE_SUPERSEDED
    await ming.verify(ming.code_of(again))
    assert (await ming.reissue.leave(ming.at, ming.handle)).can_go_on_until is None
