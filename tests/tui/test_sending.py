"""A password is being changed: whatever happens meanwhile, the customer is told what came of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import tui.visits
import tui.watches
from screens.change import ChangeScreen
from screens.confirm import ConfirmScreen
from screens.menu import MenuScreen
from screens.notice import NoticeScreen
from screens.success import SuccessScreen
from screens.widgets.tick_box import TickBox
from screens.words import common
from services.errors import ErrorCode, ServiceError
from services.password_change import PasswordChanged
from tests.screens import rooms
from tests.screens.fakes import NOW, FakeChange, session
from tests.screens.kit import SMALL, FrameApp
from tests.tui.trial import Desk, desk
from tui.visit_script import Stage
from tui.watches import LONGEST_SENDING

CHANGED = PasswordChanged(2, True, NOW)


class Form(Desk):
    """The frame with a form of which the answer is awaited."""

    service: FakeChange

    @property
    def form(self) -> ChangeScreen:
        assert isinstance(self.app.screen, ChangeScreen)
        return self.app.screen


@asynccontextmanager
async def sending(answer: object, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Form]:
    """A filled form on its way, the gate of the service shut."""
    service = FakeChange(answer)
    service.gate.clear()

    async def script(stage: Stage, visit: object, function: object, incident: str | None) -> None:
        await stage.show(MenuScreen())
        stage.visit_begins()
        stage.logged_in(session())
        changed = await stage.show(rooms.change(service))
        if changed is not None:
            await stage.log_out()
            await stage.show(SuccessScreen(changed, seconds=15))

    monkeypatch.setattr(tui.watches, "CHECK_SESSION_EVERY", 0.05)
    async with desk() as found:
        monkeypatch.setattr(tui.visits, "visit_script", script)
        trial = Form(found.app, found.clock, found.pilot)
        trial.service = service
        trial.app.end_visit()
        await trial.on_menu()
        await trial.pilot.press("1")
        await trial.until(lambda: isinstance(trial.app.screen, ChangeScreen))
        await trial.until(lambda: trial.form.focused is not None)
        for field in trial.form.query(Input):
            field.value = "Harbor731"
        await trial.pilot.click("#confirm-button")
        await trial.until(lambda: bool(service.calls))
        yield trial


async def nothing_leads_away(pilot: Pilot[int], form: ChangeScreen) -> None:
    """Every button and box is clicked, every action asked for."""
    before = form.query_one(TickBox).ticked
    for target in ("#cancel-button", "#confirm-button", "#sync-voice", "#cancel-button"):
        await pilot.click(target)
    form.action_back()
    form.action_help()
    form.action_conversion_table()
    await pilot.pause()
    assert form.app.screen is form
    assert form.query_one(TickBox).ticked == before


async def test_a_click_on_cancel_while_sending_hides_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sending(CHANGED, monkeypatch) as trial:
        await nothing_leads_away(trial.pilot, trial.form)
        # the change commits, which ends the session, before its answer is here
        trial.sessions.alive = False
        checked = trial.sessions.checked
        await trial.until(lambda: trial.sessions.checked > checked + 1)
        trial.service.gate.set()
        await trial.until(lambda: isinstance(trial.app.screen, SuccessScreen))


async def test_not_even_a_dialog_over_it_hides_what_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sending(CHANGED, monkeypatch) as trial:
        question = ConfirmScreen(common.LEAVE_QUESTION, yes=common.LEAVE, no=common.STAY)
        trial.app.push_screen(question)
        await trial.until(lambda: trial.app.screen is question)
        trial.sessions.alive = False
        checked = trial.sessions.checked
        await trial.until(lambda: trial.sessions.checked > checked + 1)
        trial.service.gate.set()
        await trial.pilot.pause(0.3)
        question.dismiss(False)
        await trial.until(lambda: isinstance(trial.app.screen, SuccessScreen))


async def test_f10_while_sending_waits_for_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sending(CHANGED, monkeypatch) as trial:
        trial.app.simulate_key("f10")
        await trial.pilot.pause(0.2)
        assert isinstance(trial.app.screen, ChangeScreen)
        trial.service.gate.set()
        await trial.on_menu()
        assert len(trial.service.calls) == 1


@pytest.mark.parametrize("code", [ErrorCode.CHANGED_ELSEWHERE, ErrorCode.SESSION_ENDED])
async def test_the_last_word_of_a_visit_is_not_wiped_by_the_session_it_tells_of(
    code: ErrorCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending(ServiceError(code), monkeypatch) as trial:
        trial.sessions.alive = False
        trial.service.gate.set()
        await trial.until(lambda: isinstance(trial.app.screen, NoticeScreen))
        await trial.pilot.pause(0.3)
        assert isinstance(trial.app.screen, NoticeScreen)


async def test_the_longest_time_of_a_visit_waits_for_the_answer_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with sending(CHANGED, monkeypatch) as trial:
        await trial.until(lambda: trial.app._sending_since is not None)
        trial.clock.turn(LONGEST_SENDING - 1)
        trial.app._visit_clock._began_at = trial.clock.monotonic() - 601
        await trial.pilot.pause(0.6)
        assert isinstance(trial.app.screen, ChangeScreen)
        trial.clock.turn(2)
        await trial.on_menu()


async def test_a_refused_form_can_be_left_again() -> None:
    app = FrameApp(rooms.change(FakeChange(ServiceError(ErrorCode.BUSY))))
    async with app.run_test(size=SMALL) as pilot:
        for field in app.screen.query(Input):
            field.value = "Harbor731"
        await pilot.click("#confirm-button")
        await pilot.pause()
        await pilot.click("#cancel-button")
        await pilot.pause()
        assert app.screen is not app.view


async def test_two_clicks_open_one_question() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        app.screen.query(Input).first().value = "x"
        cast("ChangeScreen", app.view).action_back()
        cast("ChangeScreen", app.view).action_back()
        cast("ChangeScreen", app.view).action_submit()
        await pilot.pause()
        assert len(app.screen_stack) == 3
        assert app.holds == 0
