"""F6: the simulated phone and mailbox beside the people (contract §6)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from screens.demo_mailbox import Mailbox
from screens.words.phrase import Language
from services.delivery.letter_kinds import LETTER_FORMS, LetterKind
from services.delivery.letters import render
from storage.outgoing import Channel, DeliveryState, SimulatedMessage
from tests.kit import START
from tests.screens import rooms
from tests.screens.fakes import FakeInbox, FakePeople
from tests.screens.kit import LARGE, SMALL, FrameApp, painted
from tests.services.delivery.letter_kit import BRAND, ONE, facts

EVERY = [(kind, channel) for kind in LetterKind for channel in sorted(LETTER_FORMS[kind].channels)]


def message(kind: LetterKind, channel: Channel, number: int = 1, **differs: str) -> SimulatedMessage:
    letter = render(kind, channel, facts(kind, **differs), BRAND)
    return SimulatedMessage(
        id=f"{number:032x}",
        channel=channel,
        arrived_at=START + timedelta(minutes=number),
        address="0900000001" if channel is Channel.SMS else "ming@example.com",
        subject=letter.subject,
        text=letter.text,
        reference="AB2C",
    )


SMS = message(LetterKind.ONE_TIME_CODE, Channel.SMS, 1)
MAIL = message(LetterKind.ACTIVATION, Channel.EMAIL, 2, link=ONE["link"])
LOCKED = message(LetterKind.LOCK, Channel.EMAIL, 3)


def seen(app: FrameApp) -> str:
    """What is on the screen, without spaces, row breaks and lines."""
    return re.sub(r"[\s\u2500-\u259f]", "", painted(app))


def all_there(app: FrameApp, shown: SimulatedMessage) -> bool:
    words = "".join(shown.text.replace("— — —", "").split())
    return words in seen(app)


async def people(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize(("kind", "channel"), EVERY)
async def test_the_newest_message_is_read_in_full_on_arrival(
    kind: LetterKind, channel: Channel, size: tuple[int, int]
) -> None:
    link = {"link": ONE["link"]} if kind is LetterKind.ACTIVATION else {}
    newest = message(kind, channel, 9, **link)
    app = FrameApp(rooms.people(inbox=FakeInbox(newest, SMS, MAIL)), demo=True)
    async with app.run_test(size=size) as pilot:
        await people(pilot)
        assert all_there(app, newest), painted(app)
        word = "簡訊" if channel is Channel.SMS else "電子郵件"
        assert f"■ {word}  2026/03/02 10:09:00  代號 AB2C" in painted(app)
        assert "已送達" in painted(app)
        if newest.subject:
            assert "".join(newest.subject.split()) in seen(app)
        assert "▶ K200000119" in painted(app)


async def test_without_a_message_the_people_have_the_room() -> None:
    app = FrameApp(rooms.people(), demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await people(pilot)
        assert "尚無訊息。" in painted(app)
        assert painted(app).count("A10000000") > 2


class OverLogin:
    """F6 over the login page, as often as wanted; remembers who was chosen."""

    def __init__(self, *messages: SimulatedMessage) -> None:
        self.inbox = FakeInbox(*messages)
        self.app = FrameApp(rooms.login(), demo=True)
        self.chosen: list[str | None] = []

    async def f6(self, pilot: Pilot[None]) -> None:
        await self.app.push_screen(rooms.people(inbox=self.inbox), self.chosen.append)
        await people(pilot)


async def test_enter_chooses_a_person_though_a_new_message_has_the_room() -> None:
    over = OverLogin(MAIL)
    async with over.app.run_test(size=SMALL) as pilot:
        await over.f6(pilot)
        assert all_there(over.app, MAIL)
        await pilot.press("down", "enter")
        await people(pilot)
        assert over.chosen == ["A100000000"]


async def test_where_a_number_is_typed_the_people_have_the_room_once_the_message_was_read() -> None:
    over = OverLogin(MAIL)
    async with over.app.run_test(size=SMALL) as pilot:
        await over.f6(pilot)
        await pilot.press("escape")
        await over.f6(pilot)
        before = painted(over.app)
        assert before.count("A10000000") > 2
        await pilot.press("down")
        await people(pilot)
        assert painted(over.app).count("A10000000") == before.count("A10000000"), "nothing jumps"
        await pilot.press("escape")
        over.inbox.there.insert(0, SMS)
        await over.f6(pilot)
        assert all_there(over.app, SMS)


async def test_beside_a_short_message_the_people_keep_their_room() -> None:
    over = OverLogin(SMS)
    async with over.app.run_test(size=SMALL) as pilot:
        await over.f6(pilot)
        assert all_there(over.app, SMS)
        assert "Orchid314" in painted(over.app)
        rows = painted(over.app).replace("▶", " ")
        await pilot.press("down")
        await people(pilot)
        assert all_there(over.app, SMS)
        assert "▶ A100000000" in painted(over.app)
        assert painted(over.app).replace("▶", " ") == rows, "nothing jumps"


async def test_elsewhere_one_lands_in_the_mailbox_and_nothing_jumps() -> None:
    view = rooms.people(inbox=FakeInbox(LOCKED, MAIL))
    app = FrameApp(view, demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await people(pilot)
        assert view.focused is view.query_one(Mailbox)
        await pilot.press("down")
        await people(pilot)
        assert view.has_class("-reading")
        await pilot.press("tab")
        await people(pilot)
        assert painted(app).count("A10000000") > 2


async def test_tab_goes_between_the_parts_and_the_pages_scroll() -> None:
    view = rooms.people(inbox=FakeInbox(LOCKED, MAIL, SMS))
    app = FrameApp(view, demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await people(pilot)
        assert not all_there(app, SMS)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await people(pilot)
        assert all_there(app, SMS)
        assert view.focused is view.query_one(Mailbox)
        await pilot.press("home")
        await people(pilot)
        assert all_there(app, LOCKED)
        await pilot.press("down", "down")
        await people(pilot)
        assert "■ 電子郵件  2026/03/02 10:03:00" not in painted(app)
        await pilot.press("up", "up", "enter")
        assert not app.results
        await pilot.press("tab")
        await people(pilot)
        assert painted(app).count("A10000000") > 2
        await pilot.press("shift+tab")
        await people(pilot)
        assert all_there(app, LOCKED)


async def test_a_message_that_comes_while_one_looks_shows_by_itself() -> None:
    inbox = FakeInbox()
    view = rooms.people(inbox=inbox)
    app = FrameApp(view, demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await people(pilot)
        inbox.there.insert(0, replace(SMS, state=DeliveryState.SENT))
        await view._look_again()
        await people(pilot)
        assert all_there(app, SMS)
        assert "已送出" in painted(app)
        inbox.there[0] = SMS
        await pilot.press("f5")
        await people(pilot)
        assert "已送達" in painted(app)
        inbox.there.insert(0, MAIL)
        await view._look_again()
        await people(pilot)
        assert all_there(app, MAIL)
        assert [card.message for card in view.query_one(Mailbox).cards] == [MAIL, SMS]


@pytest.mark.parametrize("key", ["r", "R"])
async def test_putting_back_takes_the_messages_away(key: str) -> None:
    inbox = FakeInbox(MAIL)

    class Emptying(FakePeople):
        async def put_back(self, id_number: str) -> None:
            inbox.there.clear()

        async def put_back_all(self) -> None:
            inbox.there.clear()

    app = FrameApp(rooms.people(Emptying(), inbox), demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await people(pilot)
        await pilot.press(key)
        await people(pilot)
        assert "尚無訊息。" in painted(app)
        assert "已還原" in painted(app)


async def test_a_message_is_no_markup_and_follows_the_language() -> None:
    hostile = replace(
        SMS, text="[@click=app.boom]x[/] [bold]\n\nend", reference=None, state=DeliveryState.FAILED
    )
    app = FrameApp(rooms.people(inbox=FakeInbox(hostile)), demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await people(pilot)
        assert "[@click=app.boom]x[/] [bold]" in painted(app)
        assert "寄送失敗" in painted(app)
        await pilot.press("f8")
        await people(pilot)
        assert app.language is Language.ENGLISH
        assert "■ SMS  2026/03/02 10:01:00  0900000001  not delivered" in painted(app)
        assert "Simulated phone and mailbox" in painted(app)


async def test_esc_goes_back_from_either_part() -> None:
    for keys in (("escape",), ("tab", "escape")):
        app = FrameApp(rooms.people(inbox=FakeInbox(SMS)), demo=True)
        async with app.run_test(size=SMALL) as pilot:
            await people(pilot)
            await pilot.press(*keys)
            await people(pilot)
            assert list(app.results) == [None]
            assert app.holds == 0
