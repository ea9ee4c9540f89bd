"""What the end of a visit leaves behind: nothing."""

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from textual import events
from textual.widgets import Input

import tui.visits
from screens.confirm import ConfirmScreen
from screens.menu import MenuScreen
from screens.themes import CALM, CONTRAST
from screens.words import system
from screens.words.phrase import Language
from tests.tui.trial import desk

if TYPE_CHECKING:
    from services.demo_people import DemoPeople


async def test_the_end_forgets_keys_meant_for_the_visit_when_nobody_ended_it() -> None:
    async with desk() as trial:
        await trial.on_page()
        trial.app.hold_keys()
        trial.app.post_message(events.Key("1", "1"))
        await trial.pilot.pause()
        trial.clock.turn(91)
        await trial.on_menu()
        await asyncio.sleep(0.3)
        assert isinstance(trial.app.screen, MenuScreen)


async def test_the_end_of_a_visit_leaves_one_screen_and_no_worker() -> None:
    async with desk() as trial:
        page = await trial.on_page()
        await trial.pilot.press("a", "ctrl+q")
        await trial.until(lambda: isinstance(trial.app.screen, ConfirmScreen))
        trial.app.end_visit()
        trial.app.end_visit()
        await trial.on_menu()
        assert len(trial.app.screen_stack) == 2
        assert page.query_one("#first", Input).value == "" if page.is_attached else True
        assert len([worker for worker in trial.app.workers if not worker.is_finished]) == 1
        assert trial.app.clipboard == ""


async def test_whose_certificate_was_proved_is_forgotten_at_every_end() -> None:
    async with desk("kiosk") as trial:
        program = cast("Any", trial.app.backend.program)
        seen = []
        for ends in (trial.app.end_visit, lambda: trial.clock.turn(91)):
            await trial.on_page()
            assert trial.app._visit is not None
            seen.append(trial.app._visit.interaction_id)
            ends()
            await trial.on_menu()
            assert program.certificates.forgotten == seen


async def test_a_screen_that_never_lets_go_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.visits, "_LONGEST_REMOVAL", 0.2)
    async with desk() as trial:
        page = await trial.on_page()
        stuck = asyncio.Event()

        async def never_done() -> None:
            stuck.set()
            await asyncio.Event().wait()

        page.call_later(never_done)
        await stuck.wait()
        trial.app.end_visit()
        await trial.on_menu()
        assert not trial.app.incidents


async def test_the_exhibition_puts_everybody_back() -> None:
    async with desk("exhibition") as trial:
        put_back: list[bool] = []

        async def put_back_all() -> None:
            put_back.append(True)

        program = trial.app.backend.program
        assert program is not None
        people = cast("DemoPeople", SimpleNamespace(put_back_all=put_back_all))
        vars(program)["demo_people"] = people
        await trial.on_page()
        await trial.pilot.press("f10")
        await trial.until(lambda: put_back == [True])


async def test_the_kiosk_forgets_language_and_colours() -> None:
    async with desk("kiosk") as trial:
        await trial.on_page()
        await trial.pilot.press("f8", "f9")
        chosen = (trial.app.language, trial.app.theme)
        assert chosen == (Language.ENGLISH, CONTRAST.name)
        await trial.pilot.press("f10")
        await trial.on_menu()
        assert (trial.app.language, trial.app.theme) == (Language.CHINESE, CALM.name)


async def test_f8_says_everything_again_and_keeps_what_was_typed() -> None:
    async with desk() as trial:
        await trial.on_menu()
        await trial.pilot.press("f10")
        await trial.until(lambda: isinstance(trial.app.screen, ConfirmScreen))
        await trial.pilot.press("f8")
        shown = trial.app.export_screenshot()
        assert system.QUIT.en in shown.replace("&#160;", " ")
