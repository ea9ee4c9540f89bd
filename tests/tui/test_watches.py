"""Idle and absolute time by a clock turned by hand, and sessions ended elsewhere."""

import asyncio

import pytest
from textual.widgets import Input

import tui.watches
from screens.menu import MenuScreen
from screens.words.phrase import Language
from tests.tui.trial import desk


async def test_an_idle_visit_is_warned_then_ended_and_wiped() -> None:
    async with desk() as trial:
        page = await trial.on_page()
        await trial.pilot.press("a")
        trial.clock.turn(74)
        await asyncio.sleep(0.6)
        assert not trial.warned
        trial.clock.turn(1.5)
        await trial.until(lambda: trial.warned)
        field = page.query_one("#first", Input)
        trial.clock.turn(15)
        await trial.on_menu()
        await trial.until(lambda: trial.sessions.ended == ["idle"])
        assert field.value == ""


async def test_any_key_goes_on_and_does_nothing_else() -> None:
    async with desk() as trial:
        page = await trial.on_page()
        for key in ("q", "f10", "f8", "ctrl+q", "tab"):
            trial.clock.turn(80)
            await trial.until(lambda: trial.warned)
            await trial.pilot.press(key)
            await trial.until(lambda: not trial.warned)
            assert trial.app.screen is page
        assert page.typed == "|"
        assert trial.app.language is Language.CHINESE
        await trial.pilot.press("a")
        assert page.typed == "a|"


async def test_moving_the_mouse_is_no_sign_of_life_but_a_click_is() -> None:
    async with desk() as trial:
        await trial.on_page()
        trial.clock.turn(70)
        await trial.pilot.hover(offset=(5, 5))
        trial.clock.turn(6)
        await trial.until(lambda: trial.warned)
        await trial.pilot.click(offset=(5, 5))
        await trial.until(lambda: not trial.warned)


async def test_ten_minutes_are_the_most_however_busy() -> None:
    async with desk() as trial:
        await trial.on_page()
        for _ in range(10):
            trial.clock.turn(58)
            await trial.pilot.press("a")
        trial.clock.turn(30)
        await trial.on_menu()
        await trial.until(lambda: trial.sessions.ended == ["absolute"])


async def test_the_bare_menu_is_never_idle_but_what_is_opened_over_it_is() -> None:
    async with desk() as trial:
        await trial.on_menu()
        trial.clock.turn(1000)
        await asyncio.sleep(0.6)
        assert isinstance(trial.app.screen, MenuScreen)
        await trial.pilot.press("f1")
        await trial.until(lambda: not isinstance(trial.app.screen, MenuScreen))
        trial.clock.turn(91)
        await trial.on_menu()


async def test_a_broken_clock_ends_the_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk() as trial:
        await trial.on_page()

        def broken() -> None:
            raise OverflowError

        monkeypatch.setattr(trial.app._visit_clock, "judge", broken)
        await trial.on_menu()


@pytest.mark.parametrize("how", ["ended", "broken"])
async def test_a_session_ended_elsewhere_or_no_longer_known_leaves_at_once(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tui.watches, "CHECK_SESSION_EVERY", 0.05)
    async with desk() as trial:
        await trial.on_page()
        trial.sessions.alive = how != "ended"
        trial.sessions.broken = how == "broken"
        await trial.on_menu()
        assert trial.app.backend.session is None


async def test_typing_keeps_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.watches, "CHECK_SESSION_EVERY", 0.05)
    async with desk() as trial:
        await trial.on_page()
        before = trial.sessions.kept
        trial.clock.turn(5)
        await trial.pilot.press("a")
        await trial.until(lambda: trial.sessions.kept > before)
        kept = trial.sessions.kept
        await asyncio.sleep(0.2)
        assert trial.sessions.kept == kept
