"""The pages that are read: what they show, and how they are left."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from screens.consolidation_question import ConsolidationQuestion
from screens.help import HelpScreen
from screens.idle_warning import IdleWarningScreen
from screens.menu import MenuScreen
from screens.success import AccountChangedScreen, SuccessScreen
from screens.view import BEHIND
from screens.widgets.id_input import IdInput
from services.account_change import AccountChanged
from services.expiry import Expiry, ExpiryState
from services.password_change import PasswordChanged
from tests.screens import rooms
from tests.screens.fakes import NOW, FakeChange, FakePeople, account, session
from tests.screens.kit import SMALL, FrameApp, painted

HOSTILE = "許[/]雅雯[@click=app.quit]{x}"


async def test_the_menu_has_what_is_built_and_no_promises() -> None:
    app = FrameApp(MenuScreen())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape", "4", "f5")
        await pilot.pause()
        assert app.results == type(app.results)()
        assert "密碼修改" in painted(app)
        assert "密碼解鎖" in painted(app)
        assert "密碼補發" in painted(app)
        assert "F10 結束" not in painted(app)


async def test_names_stand_as_they_were_typed() -> None:
    one = account(branch="[/]{x}")
    for view in (
        rooms.change(name_masked=HOSTILE),
        rooms.accounts(name_masked=HOSTILE, accounts=(one,)),
        rooms.account_form(one),
        ConsolidationQuestion((one,)),
        AccountChangedScreen(AccountChanged(True, False, False, NOW, session()), one, seconds=15),
    ):
        app = FrameApp(view)
        async with app.run_test(size=SMALL) as pilot:
            await pilot.pause()
            assert "許[/]雅雯" in painted(app) or "[/]{x}" in painted(app)


@pytest.mark.parametrize(
    ("differs", "sentence"),
    [
        ({"must_change": True}, "您以初始密碼登入"),
        ({"expiry": Expiry(NOW.date(), ExpiryState.SOON)}, "即將到期(2026-01-15)"),
        ({"expiry": Expiry(NOW.date(), ExpiryState.EXPIRED)}, "已到期(2026-01-15)"),
    ],
)
async def test_what_the_password_calls_for(differs: dict[str, Any], sentence: str) -> None:
    app = FrameApp(rooms.change(**differs))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert sentence in painted(app)
        assert "您好:" in painted(app)
        assert "☑ 網路登入密碼變更-歸戶" in painted(app)


async def test_the_advisor_forgets_when_the_form_goes() -> None:
    service = FakeChange()
    app = FrameApp(rooms.change(service))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert service.given_advisor.forgotten


async def test_conversion_table() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert "轉換規則對照表" in painted(app)
        assert "按鍵    英文字母" in painted(app)
        assert "7       P Q R S" in painted(app)
        assert "824734101" in painted(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.view
        assert app.holds == 0


async def test_only_behind_a_dialog_a_page_is_seen_and_gives_its_highlight_up() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert app.view.has_class(BEHIND)
        await pilot.press("escape")
        await pilot.pause()
        assert not app.view.has_class(BEHIND)
        await app.push_screen(success())
        await pilot.pause()
        assert not app.view.has_class(BEHIND)


def success() -> SuccessScreen:
    return SuccessScreen(PasswordChanged(2, True, NOW, False), seconds=15)


@pytest.mark.parametrize("key", ["enter", "space", "escape", "x"])
async def test_success_leaves_at_a_key(key: str) -> None:
    app = FrameApp(success())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "變更成功" in painted(app)
        assert "已變更 2 個帳號" in painted(app)
        await pilot.press(key)
        await pilot.pause()
        assert list(app.results) == [None]


async def until(holds: Callable[[], bool]) -> None:
    """Waits for a countdown, which looks at the clock four times a second."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - a screen has no event for it
            await asyncio.sleep(0.02)


async def test_success_counts_down_and_leaves_by_itself() -> None:
    app = FrameApp(success())
    async with app.run_test(size=SMALL):
        app.clock.seconds = 4
        await until(lambda: "11 秒後" in painted(app))
        app.clock.seconds = 15
        await until(lambda: bool(app.results))


async def test_success_leaves_by_itself_but_not_from_under_help() -> None:
    app = FrameApp(success())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        app.clock.seconds = 16
        await asyncio.sleep(0.3)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert list(app.results) == [None]
        assert app.holds == 0


async def test_idle_warning_counts_down() -> None:
    app = FrameApp(IdleWarningScreen(15))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "為保護您的資料,畫面將於 15 秒後清除,按任意鍵繼續。" in painted(app)
        app.clock.seconds = 9.5
        await until(lambda: "6 秒後" in painted(app))
        await pilot.press("q")
        await pilot.pause()
        assert list(app.results) == [True]


async def test_idle_warning_gives_up() -> None:
    app = FrameApp(IdleWarningScreen(15))
    async with app.run_test(size=SMALL):
        app.clock.seconds = 15
        await until(lambda: bool(app.results))
        assert list(app.results) == [False]


async def test_help_speaks_of_the_field_one_is_in() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("x", "tab", "f1")
        await pilot.pause()
        assert "密碼英文大小寫視為不同字" in painted(app)
        assert "無大小寫分別" not in painted(app)
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen is app.view
        assert "X" in painted(app)


async def test_people_of_the_demo() -> None:
    fake = FakePeople()
    app = FrameApp(rooms.people(fake), demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        text = painted(app)
        for shown in (
            "▶ K200000119",
            "許[/]雅雯",
            "1993-07-11",
            "證券=Orchid314",
            "鎖定",
            "markup characters",
        ):
            assert shown in text
        await pilot.press("r")
        await pilot.pause()
        assert "已還原 K200000119。" in painted(app)
        await pilot.press("R")
        await pilot.pause()
        assert fake.put == ["K200000119", "all"]
        await pilot.press("end")
        await pilot.pause()
        assert "▶ A100000008" in painted(app)
        await pilot.press("pageup", "up", "enter")
        await pilot.pause()
        assert list(app.results) == ["A100000002"]
        assert app.holds == 0


async def test_people_are_left_by_esc() -> None:
    app = FrameApp(rooms.people())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert list(app.results) == [None]


async def test_a_chosen_number_goes_into_the_number_field() -> None:
    view = rooms.login()
    app = FrameApp(view)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("x", "tab", "y")
        view.type_number("A123456789")
        await pilot.pause()
        assert view.query_one(IdInput).value == "A123456789"
        assert not view.value("password"), "it was typed for somebody else"
        await pilot.press("z")
        view.type_number("A123456789")
        assert view.value("password") == "z"
