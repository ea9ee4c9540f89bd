"""Left before the end, by whatever: what can be gone on with, which password is good, once on record."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.errors import ErrorCode
from services.policy import Policy
from services.reissue.results import GoodNow, Left
from services.session_limits import SessionLimits
from tests.kit import visit
from tests.services import changes
from tests.services.changes import FUTURE, TWO_PASSWORDS
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import NEW, Applicant, SpreadRandomness, customer_of, refused

LIFE = SessionLimits().customer_absolute


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk)


@pytest.fixture
def by_letter(ming: Applicant) -> Applicant:
    return Applicant(ming.desk, ScriptedProofs(said=False), visit("kiosk-2", "visit-2"))


def elsewhere(ming: Applicant, number: int = 3) -> Applicant:
    return Applicant(ming.desk, ming.proofs, visit(f"kiosk-{number}", f"visit-{number}"))


async def leave(one: Applicant) -> Left:
    return await one.reissue.leave(one.at, one.handle)


def left_rows(desk: Desk) -> list[str | None]:
    return [reason for event, reason in desk.told() if event == "authn_reissue_left"]


async def test_left_with_esc_and_gone_on_with_elsewhere(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    left = await ming.reissue.leave(ming.at, ming.handle)
    assert (left.good_now, left.can_go_on_until) == (GoodNow.OLD, sent.ends_at)
    other = elsewhere(ming)
    offer = await other.begin()
    assert offer.pending == sent
    again = await other.reissue.go_on(other.at, other.handle)
    assert again == sent
    assert await refused(ming.verify(ming.code_of(sent))) is ErrorCode.REISSUE_ENDED
    await other.verify(other.code_of(sent))


async def test_cancelled_is_over(ming: Applicant) -> None:
    sent = await ming.apply()
    left = await ming.reissue.cancel(ming.at, ming.handle)
    assert (left.good_now, left.can_go_on_until) == (GoodNow.OLD, None)
    assert await refused(ming.verify(ming.code_of(sent))) is ErrorCode.REISSUE_ENDED
    assert (await ming.begin()).pending is None


async def test_left_before_submitting_the_initial_password_is_good(desk: Desk, ming: Applicant) -> None:
    verified = await ming.verified()
    left = await ming.reissue.leave(ming.at, ming.handle)
    assert (left.good_now, left.initial_until, left.can_go_on_until) == (
        GoodNow.INITIAL,
        verified.dies_at,
        None,
    )
    assert verified.initial_password is not None
    assert await refused(ming.set_password()) is ErrorCode.REISSUE_ENDED
    offer = await elsewhere(ming).begin()
    assert (offer.pending, offer.initial_until) == (None, verified.dies_at)
    session = await desk.login(password=verified.initial_password.reveal())
    assert session.must_change


async def test_by_letter_the_next_one_says_until_when_the_initial_password_is_good(
    by_letter: Applicant,
) -> None:
    code = await by_letter.ask_for_letter()
    assert (await by_letter.activate(code)).initial_until is None
    verified = await by_letter.verify(by_letter.code_of(await by_letter.request_code()))
    await leave(by_letter)
    again = elsewhere(by_letter)
    offer = await again.begin()
    # ID number and birth date are no proof: they tell nobody
    assert (offer.initial_until, offer.letter_until, offer.pending) == (None, None, None)
    code = await again.ask_for_letter()
    assert (await again.activate(code)).initial_until == verified.dies_at
    again.desk.clock.advance(hours=24, seconds=-1)
    code = await again.ask_for_letter()
    assert (await again.activate(code)).initial_until == verified.dies_at
    again.desk.clock.advance(seconds=1)
    assert (await again.activate(code)).initial_until is None


@pytest.mark.parametrize(
    ("stage", "reason", "can_go_on"),
    [
        ("identified", "identified,over", False),
        ("offered", "offered,over", False),
        ("code_sent", "code_sent,resumable", True),
        ("verified", "verified,over", False),
    ],
)
async def test_however_often_it_is_left_it_is_on_record_once(
    desk: Desk, ming: Applicant, stage: str, reason: str, can_go_on: bool
) -> None:
    steps: dict[str, Callable[[], Awaitable[object]]] = {
        "identified": ming.identify,
        "offered": ming.begin,
        "code_sent": ming.apply,
        "verified": ming.verified,
    }
    await steps[stage]()
    left = await leave(ming)
    assert (left.can_go_on_until is not None) is can_go_on
    assert await leave(ming) == left
    await ming.reissue.cancel(ming.at, ming.handle)
    assert left_rows(desk) == [reason]
    assert ("sequence_fail", "reissue") not in desk.told()
    stranger = ming.reissue.leave(visit("kiosk-9", "visit-9"), ming.handle)
    assert await refused(stranger) is ErrorCode.REISSUE_ENDED


async def test_who_left_goes_on_with_nothing_by_the_old_handle(desk: Desk, ming: Applicant) -> None:
    before = desk.phc()
    code = ming.code_of(await ming.apply())
    await leave(ming)
    assert await refused(ming.verify(code)) is ErrorCode.REISSUE_ENDED
    assert desk.phc() == before
    assert (await ming.begin()).pending is not None
    await ming.reissue.go_on(ming.at, ming.handle)
    await ming.verify(code)


async def test_the_end_of_the_visit_is_put_on_record_too(desk: Desk, ming: Applicant) -> None:
    code = ming.code_of(await ming.apply())
    desk.clock.advance(seconds=LIFE)
    assert await leave(ming) == await leave(ming) == Left(GoodNow.OLD, None, None)
    assert left_rows(desk) == ["code_sent,over"]
    desk.clock.set_back(LIFE)
    assert await refused(ming.verify(code)) is ErrorCode.REISSUE_ENDED


async def test_the_end_of_the_visit_after_the_code_says_the_initial_password(
    desk: Desk, ming: Applicant
) -> None:
    verified = await ming.verified()
    desk.clock.advance(seconds=LIFE)
    assert await leave(ming) == Left(GoodNow.INITIAL, verified.dies_at, None)
    assert left_rows(desk) == ["verified,over"]


async def test_a_letter_outlives_whatever_it_was_left_at(desk: Desk, by_letter: Applicant) -> None:
    code = await by_letter.ask_for_letter()
    end = desk.clock.now() + timedelta(hours=24)
    assert (await leave(by_letter)).can_go_on_until == end
    await by_letter.activate(code)
    assert (await leave(by_letter)).can_go_on_until == end
    await by_letter.activate(code)
    await by_letter.request_code()
    assert (await leave(by_letter)).can_go_on_until == end
    assert (await by_letter.activate(code)).pending is not None
    await by_letter.reissue.go_on(by_letter.at, by_letter.handle)
    desk.clock.advance(seconds=LIFE)
    assert (await leave(by_letter)).can_go_on_until == end
    assert (await by_letter.activate(code)).pending is None
    assert left_rows(desk) == [
        "letter_sent,resumable",
        "activated,resumable",
        "code_sent,resumable",
        "code_sent,resumable",
    ]


async def test_a_letter_that_is_over_is_nothing_to_go_on_with(desk: Desk, by_letter: Applicant) -> None:
    code = await by_letter.ask_for_letter()
    desk.clock.advance(hours=24, seconds=-1)
    await by_letter.activate(code)
    await by_letter.request_code()
    desk.clock.advance(seconds=1)
    assert (await leave(by_letter)).can_go_on_until is None
    assert left_rows(desk) == ["code_sent,over"]


async def test_what_goes_on_elsewhere_is_not_left_from_here(desk: Desk, ming: Applicant) -> None:
    code = ming.code_of(await ming.apply())
    other = elsewhere(ming)
    await other.begin()
    await other.reissue.go_on(other.at, other.handle)
    assert await refused(leave(ming)) is ErrorCode.REISSUE_ENDED
    await other.verify(code)


async def test_an_initial_password_that_was_replaced_is_not_called_good(desk: Desk) -> None:
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    ming = Applicant(desk)
    initial = (await ming.verified(1)).initial_password
    assert initial is not None
    session = await desk.login(password=initial.reveal(), at=visit("home"))
    await desk.change(session, NEW, old=initial.reveal())
    assert len(changes.credentials(desk, customer)) == 2
    assert await leave(ming) == Left(GoodNow.CHANGED, None, None)
    assert await desk.refused(password=initial.reveal()) is ErrorCode.LOGIN_REFUSED


async def test_nor_one_that_consolidation_has_replaced(desk: Desk) -> None:
    await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    ming = Applicant(desk)
    await ming.verified()
    session = await desk.login(password=FUTURE, at=visit("home"))
    await changes.consolidate(desk, session, "Harbor9x", old=FUTURE)
    assert (await leave(ming)).good_now is GoodNow.CHANGED


async def test_nor_one_that_is_dead(desk: Desk, ming: Applicant) -> None:
    await ming.verified()
    desk.clock.advance(hours=24)
    assert await leave(ming) == Left(GoodNow.CHANGED, None, None)


@pytest.mark.parametrize("commit", ["on_verify", "on_submit"])
async def test_after_the_end_the_new_password_is_the_good_one(open_desk: OpenDesk, commit: str) -> None:
    policy = Policy(code_floor_ms=0, identity_floor_ms=0, initial_password_commit=commit)  # type: ignore[arg-type]
    desk = open_desk(chance=SpreadRandomness(), policy=policy)
    await desk.customer(passwords=(FIRST,))
    ming = Applicant(desk)
    await ming.verified()
    await ming.set_password()
    assert await leave(ming) == Left(GoodNow.CHANGED, None, None)
    assert left_rows(desk) == []


async def test_left_by_somebody_who_is_gone(desk: Desk, ming: Applicant) -> None:
    await ming.apply()
    desk.database.write_now(lambda tx: tx.customers.remove(customer_of(desk)))
    assert await refused(leave(ming)) is ErrorCode.REISSUE_ENDED
