"""F6 on every screen of the demo: help and dialogs too, and everything is as it was on the way back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

import pytest

import tui.visits
from screens.confirm import ConfirmScreen
from screens.demo_people import DemoPeopleScreen
from screens.help import HelpScreen
from screens.login import LoginScreen
from screens.menu import MenuScreen
from tests.screens import rooms
from tests.screens.fakes import FakeInbox, FakePeople
from tests.tui.trial import Desk, desk
from tui.visit_script import Stage

if TYPE_CHECKING:
    from services.demo_inbox import DemoInbox
    from services.demo_people import DemoPeople


@asynccontextmanager
async def login(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Desk, LoginScreen]]:
    """The login page of a demo with invented people, its number half typed."""

    async def script(stage: Stage, visit: object, function: object, incident: str | None) -> None:
        await stage.show(MenuScreen())
        stage.visit_begins()
        await stage.show(rooms.login())

    async with desk() as trial:
        monkeypatch.setattr(tui.visits, "visit_script", script)
        program = trial.app.backend.program
        assert program is not None
        vars(program)["demo_people"] = cast("DemoPeople", FakePeople())
        vars(program)["demo_inbox"] = cast("DemoInbox", FakeInbox())
        trial.app.end_visit()
        await trial.on_menu()
        await trial.pilot.press("1")
        await trial.until(lambda: isinstance(trial.app.screen, LoginScreen))
        form = trial.app.screen
        assert isinstance(form, LoginScreen)
        await trial.until(lambda: form.focused is not None)
        await trial.pilot.press("k", "2")
        yield trial, form


async def shown(trial: Desk, screen: type[object]) -> None:
    await trial.until(lambda: isinstance(trial.app.screen, screen))


async def people(trial: Desk) -> None:
    await shown(trial, DemoPeopleScreen)
    await trial.until(lambda: trial.app.screen.focused is not None)


@pytest.mark.parametrize(("key", "over"), [("f1", HelpScreen), ("escape", ConfirmScreen)])
async def test_over_help_and_dialogs_and_back(
    key: str, over: type[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with login(monkeypatch) as (trial, form):
        await trial.pilot.press(key)
        await shown(trial, over)
        dialog = trial.app.screen
        await trial.pilot.press("f6")
        await people(trial)
        await trial.pilot.press("escape")
        await trial.until(lambda: trial.app.screen is dialog)
        assert form.value("id_number") == "K2"
        await trial.pilot.press("f6")
        await people(trial)
        await trial.pilot.press("enter")
        await trial.until(lambda: trial.app.screen is dialog)
        await trial.until(lambda: form.value("id_number") == "K200000119")
        await trial.pilot.press("escape")
        await trial.until(lambda: trial.app.screen is form)


async def test_never_over_itself_nor_over_the_idle_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    async with login(monkeypatch) as (trial, _):
        await trial.pilot.press("f6")
        await people(trial)
        depth = len(trial.app.screen_stack)
        await trial.pilot.press("f6", "f1")
        await shown(trial, HelpScreen)
        await trial.pilot.press("f6")
        await trial.pilot.pause(0.2)
        assert len(trial.app.screen_stack) == depth + 1
        await trial.pilot.press("escape")
        await shown(trial, DemoPeopleScreen)
        await trial.pilot.press("escape")
        await shown(trial, LoginScreen)
        trial.clock.turn(80)
        await trial.until(lambda: trial.warned)
        await trial.pilot.press("f6")
        await shown(trial, LoginScreen)
