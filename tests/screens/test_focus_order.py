"""Focus order of contract §4, and what Tab, Enter, Space and Esc do (contract §3)."""

from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from screens.confirm import ConfirmScreen
from screens.menu import Function, MenuScreen
from screens.words.phrase import Language
from services.errors import ErrorCode, ServiceError
from tests.screens import rooms
from tests.screens.fakes import FakeChange, FakeLogin, FakeRobotCheck
from tests.screens.kit import LARGE, SMALL, FrameApp, fill, painted, type_in

BOTH_SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
BOTH_LANGUAGES = pytest.mark.parametrize("language", Language)


def here(app: App[Any]) -> str:
    """The logical name of what has the focus."""
    widget = app.focused
    assert widget is not None
    return str(widget.name if isinstance(widget, Input) else widget.id)


async def walk(pilot: Pilot[None], key: str, steps: int) -> list[str]:
    passed = []
    for _ in range(steps):
        passed.append(here(pilot.app))
        await pilot.press(key)
    return passed


async def test_login_forwards_backwards_and_round() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        assert await walk(pilot, "tab", 5) == ["id_number", "password", "robot", "log-in", "id_number"]
        assert await walk(pilot, "shift+tab", 3) == ["password", "id_number", "log-in"]


async def test_ticking_shows_the_question_and_moves_to_the_answer() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "tab")
        assert "請回答:" not in painted(app)
        assert "答案" not in painted(app)
        await pilot.press("space")
        await pilot.pause()
        assert here(app) == "answer"
        assert "請回答:三加五等於多少" in painted(app)
        assert app.discarded == 1
        assert await walk(pilot, "tab", 3) == ["answer", "log-in", "id_number"]


async def test_without_robot_check_there_is_no_box() -> None:
    app = FrameApp(rooms.login(robot=FakeRobotCheck(wanted=lambda: False)))
    async with app.run_test(size=SMALL) as pilot:
        assert await walk(pilot, "tab", 4) == ["id_number", "password", "log-in", "id_number"]
        assert "我不是機器人" not in painted(app)


async def test_change_form_order() -> None:
    app = FrameApp(rooms.change())
    order = ["old", "new", "confirm", "sync-voice", "confirm-button", "cancel-button", "old"]
    async with app.run_test(size=SMALL) as pilot:
        assert await walk(pilot, "tab", 7) == order


@BOTH_SIZES
@BOTH_LANGUAGES
async def test_login_by_keyboard_alone(size: tuple[int, int], language: Language) -> None:
    service = FakeLogin("session")
    app = FrameApp(rooms.login(service), language=language)
    async with app.run_test(size=size) as pilot:
        await fill(pilot, "a123456789", "Kiosk2026")
        await pilot.press("space")
        await pilot.pause()
        await pilot.press("8", "enter")
        await pilot.pause()
        assert list(app.results) == ["session"]
        [(_, number, password, answer)] = service.calls
        assert (number, password.reveal()) == ("A123456789", "Kiosk2026")
        assert (answer.question_id, answer.digits) == ("q1", "8")
        assert app.holds == 0


@BOTH_SIZES
@BOTH_LANGUAGES
async def test_change_by_keyboard_alone(size: tuple[int, int], language: Language) -> None:
    service = FakeChange("changed")
    app = FrameApp(rooms.change(service), language=language)
    async with app.run_test(size=size) as pilot:
        await fill(pilot, "Kiosk2026", "Harbor7x", "Harbor7x")
        await pilot.press("space", "enter")
        await pilot.pause()
        assert list(app.results) == ["changed"]
        [(typed,)] = service.calls
        assert (typed["old"].reveal(), typed["new"].reveal()) == ("Kiosk2026", "Harbor7x")
        assert typed["new"] == typed["confirm"]
        assert typed["sync_voice"] is True


@pytest.mark.parametrize(
    ("keys", "function"),
    [
        *((keys, Function.CHANGE) for keys in (("enter",), ("f2",), ("1",), ("up", "down", "space"))),
        *((keys, Function.UNLOCK) for keys in (("f4",), ("3",), ("up", "enter"), ("tab", "tab", "space"))),
    ],
)
async def test_menu_by_keyboard_alone(keys: tuple[str, ...], function: Function) -> None:
    app = FrameApp(MenuScreen())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert list(app.results) == [function]


async def test_two_presses_leave_the_menu_once() -> None:
    app = FrameApp(MenuScreen())
    async with app.run_test(size=SMALL) as pilot:
        app.view.action_choose("change")  # type: ignore[attr-defined]
        app.view.action_choose("change")  # type: ignore[attr-defined]
        await pilot.pause()
        assert len(app.results) == 1


async def test_esc_on_an_empty_form_leaves_at_once() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert list(app.results) == [None]


async def test_esc_asks_before_typed_input_is_lost() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, "Kiosk")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        assert here(app) == "no"
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.view
        assert here(app) == "old"
        assert app.focused.value == "Kiosk"  # type: ignore[union-attr]
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert list(app.results) == [None]
        assert app.holds == 0


async def test_cancel_asks_too() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("x", "shift+tab", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)


async def test_a_grave_question_drops_what_was_typed_before_it() -> None:
    app = FrameApp(rooms.DIALOGS["quit"]())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert app.discarded == 1
        assert here(app) == "no"
        await pilot.press("right", "enter")
        await pilot.pause()
        assert list(app.results) == [True]


async def test_double_enter_sends_once() -> None:
    service = FakeChange("changed")
    service.gate.clear()
    app = FrameApp(rooms.change(service))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a", "enter", "b", "enter", "b", "enter", "enter")
        assert app.holds == 1
        assert "處理中" in painted(app)
        app.view.action_submit()  # type: ignore[attr-defined]
        await pilot.press("enter")
        service.gate.set()
        await pilot.pause()
        assert len(service.calls) == 1
        assert list(app.results) == ["changed"]
        assert app.holds == 0


@pytest.mark.parametrize("code", [ErrorCode.SESSION_ENDED, ErrorCode.LOCKED_OUT, ErrorCode.CHANGED_ELSEWHERE])
async def test_what_ends_the_visit_is_read_first(code: ErrorCode) -> None:
    app = FrameApp(rooms.change(FakeChange(ServiceError(code))))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a", "enter", "b", "enter", "b", "enter", "enter")
        await pilot.pause()
        assert app.visits_ended == 0
        assert app.discarded == 1
        await pilot.press("enter")
        await pilot.pause()
        assert app.visits_ended == 1
        assert app.holds == 0
