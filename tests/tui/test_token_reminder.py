"""A token left in the reader is asked back, however the visit ended (contract §4)."""

from types import SimpleNamespace
from typing import Any

import pytest

from screens import take_token
from screens.menu import MenuScreen
from screens.take_token import TakeTokenScreen
from services.session_limits import SessionLimits
from tests.screens.fakes import FakeReader
from tests.tui.trial import Desk, desk


def with_reader(trial: Desk) -> FakeReader:
    reader = FakeReader()
    program: Any = trial.app.backend.program
    program.certificates = SimpleNamespace(token_inside=reader.inside, forget=program.certificates.forget)
    program.limits = SessionLimits()
    return reader


@pytest.mark.parametrize("ended_by", ["f10", "idle"])
async def test_it_is_asked_back_once(ended_by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_token, "LOOK_EVERY", 0.02)
    async with desk("kiosk") as trial:
        reader = with_reader(trial)
        await trial.on_page()
        trial.app.token_in_use()
        if ended_by == "idle":
            trial.clock.turn(91)
        else:
            await trial.pilot.press("f10")
        await trial.until(lambda: isinstance(trial.app.screen, TakeTokenScreen))
        reader.token = False
        await trial.on_menu()
        # the next visit has no token, and nobody asks for one
        reader.token = True
        await trial.on_page()
        await trial.pilot.press("f10")
        await trial.on_menu()


async def test_nobody_is_asked_for_a_token_that_was_taken() -> None:
    async with desk("kiosk") as trial:
        with_reader(trial).token = False
        await trial.on_page()
        trial.app.token_in_use()
        await trial.pilot.press("f10")
        await trial.on_menu()
        assert isinstance(trial.app.screen, MenuScreen)


async def test_f10_at_the_reminder_leads_to_the_menu() -> None:
    async with desk("kiosk") as trial:
        with_reader(trial)
        await trial.on_page()
        trial.app.token_in_use()
        await trial.pilot.press("f10")
        await trial.until(lambda: isinstance(trial.app.screen, TakeTokenScreen))
        await trial.pilot.press("f10")
        await trial.on_menu()
