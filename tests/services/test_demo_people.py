"""The demonstration's people (contract §6): exactly the file, their states, and back to the story."""

from contextlib import suppress
from datetime import timedelta

import pytest

from services.assisted_unlock import lift_once
from services.demo_file import DemoState, read_demo_people
from services.demo_people import DemoStanding
from services.errors import ErrorCode, ServiceError
from services.expiry import ExpiryState
from services.identifiers import read_id_number
from storage.records import Business, LockState
from tests.kit import visit
from tests.services import changes
from tests.services.desk import Desk

AS_TOLD = {
    "D200000051": {DemoStanding.AS_IN_STORY, DemoStanding.CONSOLIDATED, DemoStanding.LOCKED},
    "A200000012": {DemoStanding.AS_IN_STORY},
}


@pytest.fixture
async def demo(desk: Desk) -> Desk:
    await desk.people.prepare()
    return desk


async def standing(desk: Desk, id_number: str) -> frozenset[DemoStanding]:
    return next(card.standing for card in await desk.people.cards() if card.id_number == id_number)


def test_the_file() -> None:
    people = read_demo_people()
    assert len(people) == 15
    assert len({read_id_number(demo.person.id_number).value for demo in people}) == 15
    numbers = [account.number for demo in people for account in demo.accounts]
    assert len(set(numbers)) == len(numbers)
    ming, meiling = people[:2]
    assert [account.password for account in meiling.accounts] == ["Stock2026", "Future26x", "Stock2026"]
    assert [account.branch for account in meiling.accounts] == ["台北分公司", "期貨台北分公司", "複委託"]
    assert (ming.person.name, ming.withdrawal_password) == ("王小明", None)
    assert [demo.person.id_number for demo in people if demo.withdrawal_locked] == ["F200000071"]
    assert [demo.password_age_days for demo in people if demo.password_age_days != 100] == [400]
    assert {demo.state for demo in people} == set(DemoState)


async def test_everybody_gets_in_as_the_story_says(demo: Desk) -> None:
    for person in read_demo_people():
        number, password = person.person.id_number, person.accounts[0].password
        if person.state in {DemoState.LOCKED_1, DemoState.LOCKED_2}:
            assert await demo.refused(number, password) is ErrorCode.LOGIN_REFUSED
            continue
        session = await demo.login(number, password)
        assert session.consolidated == person.consolidated
        assert session.must_change == (person.state is DemoState.INITIAL)
        same = [account.password == password for account in person.accounts]
        assert [view.same for view in session.accounts] == same


async def test_their_states(demo: Desk) -> None:
    yating, junjie = demo.lock_of("D200000051"), demo.lock_of("E100000069")
    assert (yating.state, yating.fail_count, yating.unlock_used) == (LockState.LOCKED_1, 3, False)
    assert (junjie.state, junjie.fail_count, junjie.unlock_used) == (LockState.LOCKED_2, 6, True)
    assert (await demo.login("J100000107", "Temple365")).expiry.state is ExpiryState.EXPIRED
    assert (await demo.login("A123456789", "Kiosk2026")).expiry.state is ExpiryState.NOT_YET


async def test_withdrawal_and_voice(demo: Desk) -> None:
    pool = demo.program.ground.pool
    locked = demo.withdrawal_of("F200000071")
    assert locked is not None
    assert (locked.locked, locked.fail_count) == (True, 3)
    assert await pool.verify(locked.verifier, "Wd97ef")
    free = demo.withdrawal_of("C100000049")
    assert free is not None
    assert not free.locked
    assert demo.withdrawal_of("24536806") is None
    voice = demo.voice_of("A123456789")
    assert voice is not None
    assert await pool.verify(voice.verifier, "546752026")
    assert demo.voice_of("A200000012") is None
    assert demo.voice_of("H200000091") is None


async def test_the_second_time_nothing_is_hashed(demo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo.program.ground.pool, "hash", None)
    before = len(demo.audit())
    await demo.people.prepare()
    assert len(demo.audit()) == before


async def test_the_initial_password_is_renewed_at_each_start(demo: Desk) -> None:
    for _ in range(3):
        demo.clock.advance(hours=24)
        assert await demo.refused("H200000091", "2468135") is ErrorCode.INITIAL_PASSWORD_EXPIRED
        await demo.people.prepare()
        session = await demo.login("H200000091", "2468135")
        assert await standing(demo, "H200000091") >= {DemoStanding.AS_IN_STORY}
    await demo.change(session, old="2468135")
    demo.clock.advance(hours=48)
    await demo.people.prepare()
    assert not (await demo.login("H200000091", "Rain4Tea")).must_change


async def test_cards(demo: Desk) -> None:
    cards = await demo.people.cards()
    assert [card.id_number for card in cards] == [demo.person.id_number for demo in read_demo_people()]
    card = cards[1]
    assert (card.name, card.first_password) == ("陳美玲", "Stock2026")
    assert card.passwords[1] == (Business.FUTURES, "Future26x")
    assert all(DemoStanding.AS_IN_STORY in card.standing for card in cards)
    assert {number: await standing(demo, number) for number in AS_TOLD} == AS_TOLD


async def test_changed_locked_and_put_back(demo: Desk) -> None:
    ming = "A123456789"
    await demo.change(await demo.login(ming, "Kiosk2026"), old="Kiosk2026")
    assert await standing(demo, ming) == {DemoStanding.CHANGED, DemoStanding.CONSOLIDATED}
    session = await demo.login(ming, "Rain4Tea")
    for _ in range(3):
        await demo.refused(ming)
    assert DemoStanding.LOCKED in await standing(demo, ming)
    await demo.people.put_back(ming)
    assert await standing(demo, ming) == {DemoStanding.AS_IN_STORY, DemoStanding.CONSOLIDATED}
    with pytest.raises(ServiceError):
        await demo.program.sessions.check(session)
    await demo.login(ming, "Kiosk2026")
    with pytest.raises(KeyError):
        await demo.people.put_back("B142610160")


async def test_put_back_all(demo: Desk) -> None:
    await demo.refused("A123456789")
    assert DemoStanding.AS_IN_STORY not in await standing(demo, "A123456789")
    demo.clock.advance(days=3)
    await demo.people.put_back_all()
    assert all(DemoStanding.AS_IN_STORY in card.standing for card in await demo.people.cards())
    assert demo.clock.now() - timedelta(days=100) == demo.credential_of("A123456789").changed_at


async def test_a_changed_or_counted_withdrawal_password_is_not_the_story_any_more(demo: Desk) -> None:
    for old in ("Nope12", "Wd26ab"):
        await demo.people.put_back("A200000012")
        assert DemoStanding.AS_IN_STORY in await standing(demo, "A200000012")
        demo.clock.advance(60)
        session = await demo.login("A200000012", "Stock2026")
        with suppress(ServiceError):
            await changes.change(demo, session, 1, withdrawal=changes.withdrawal_block(old))
        assert DemoStanding.AS_IN_STORY not in await standing(demo, "A200000012")


async def test_everybody_is_as_in_the_story_when_prepared(demo: Desk) -> None:
    cards = await demo.people.cards()
    assert all(DemoStanding.AS_IN_STORY in card.standing for card in cards)


async def test_putting_back_forgets_wrong_birth_dates(demo: Desk) -> None:
    identify = demo.program.identification.identify
    for _ in range(6):
        with pytest.raises(ServiceError) as caught:
            await identify(visit(), "D200000051", "19921225")
    assert caught.value.code is ErrorCode.IDENTITY_LIMIT_HERE
    await demo.people.put_back("D200000051")
    assert (await identify(visit(), "D200000051", "19921224")).id_number.value == "D200000051"


async def test_an_unlocked_person_is_put_back_to_the_lock(demo: Desk) -> None:
    identified = await demo.program.identification.identify(visit(), "D200000051", "19921224")
    ground = demo.program.ground
    lift = demo.database.write_now(lambda tx: lift_once(tx, identified.customer_id, visit(), ground))
    assert lift.refusal is None
    assert await standing(demo, "D200000051") == {DemoStanding.CONSOLIDATED}
    await demo.login("D200000051", "Maple2468")
    await demo.people.put_back("D200000051")
    assert await standing(demo, "D200000051") == AS_TOLD["D200000051"]


async def test_the_cards_tell_the_withdrawal_passwords_of_the_file(demo: Desk) -> None:
    told = {card.id_number: card.withdrawal_password for card in await demo.people.cards()}
    assert told["C100000049"] == "Wd88cd"
    assert told["A123456789"] is None
    assert told["24536806"] is None, "none is set yet"
    assert sum(password is not None for password in told.values()) == 5
