"""Visits one after another: how one begins, and the one way it ends (K-RESET)."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from screens.view import View
from tui.backend import VisitEnd
from tui.crash import Incident
from tui.opening import Opening
from tui.terminal import wipe
from tui.token_reminder import ask_token_back
from tui.visit_script import LastWord, visit_script
from tui.watches import Watches

if TYPE_CHECKING:
    from services.program import Program
    from services.sessions import CustomerSession
    from services.visit import Visit

T = TypeVar("T")

_LONGEST_REMOVAL: Final = 2.0
"""Seconds a screen may take to go; then its handlers are cancelled, so that none holds up the next visit."""
_LONGEST_GOODBYE: Final = 3.0
"""Seconds the program waits at its end for the session to be ended in the database."""
_FORGET_TYPED: Final = frozenset({VisitEnd.IDLE, VisitEnd.ABSOLUTE, VisitEnd.CRASH, VisitEnd.ELSEWHERE})
"""After these, keys still waiting were meant for the visit that is over; after F10 they are for the menu."""
_CUT_OFF: Final = _FORGET_TYPED - {VisitEnd.IDLE}
"""These may come in the middle of typing, the rest of which is for nobody."""
_OF_VISIT: Final = "visit"
"""The group of the workers that go with the visit."""


class Visits(Watches):
    """The stage of the visit script."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._function = opening.function
        self._is_ending = False
        self._ending: asyncio.Task[None] | None = None
        self._apologise_for: str | None = None
        self._leave_with: int | None = None
        self._token_in_use = False
        self._visit: Visit | None = None
        self._last_word: LastWord | None = None

    def on_mount(self) -> None:
        """The first visit."""
        wipe(self._driver)
        self._begin_visit()

    def _begin_visit(self) -> None:
        incident, self._apologise_for = self._apologise_for, None
        self._visit_crashed = False
        self.work_on(self._follow_script(incident))

    async def _follow_script(self, incident: str | None) -> None:
        token, self._token_in_use = self._token_in_use, False
        if token:
            await ask_token_back(self)
        await self._say_last_word()
        function, self._function = self._function, None
        self._visit = self.opening.new_visit()
        await visit_script(self, self._visit, function, incident)
        self.finish_visit(VisitEnd.LOGOUT)

    async def _say_last_word(self) -> None:
        """What the visit that was broken off leaves to be known, before the menu and in its language."""
        last_word, self._last_word = self._last_word, None
        if last_word is not None:
            await self.program()
            page = await last_word()
            if page is not None and not self.opening.exhibition:  # there everybody is put back to their story
                await self.show(page)
            self.forget_preferences()

    def work_on(self, work: Coroutine[Any, Any, None]) -> Worker[None]:
        """Starts something that goes with the visit."""
        return self.run_worker(work, group=_OF_VISIT, description="part of a visit")

    def takes_keys(self, screen: Screen[Any]) -> bool:
        """The blank screen between two pages is not typed at, and nothing is before the backend is open."""
        return len(self.screen_stack) > 1 and self.backend.program is not None

    async def show(self, view: View[T]) -> T | None:
        """Shows a page until it is left; None is one step back."""
        result = self.push_screen(view, wait_for_dismiss=True)
        if not self._greeted:
            view.call_after_refresh(self._first_painted)
        return await asyncio.shield(result)

    async def ask(self, dialog: View[T]) -> T | None:
        """Shows a dialog over the current page, from inside a worker, and returns its answer."""
        with self.keys_held():
            return await self.push_screen_wait(dialog)

    def _first_painted(self) -> None:
        self._greeted = True
        self.backend.open(self._backend_opened)

    def _backend_opened(self) -> None:
        if self.backend.failure is not None:
            self.leave(1)
        self.keys_may_go()

    async def program(self) -> "Program":
        """The services, as soon as they are there."""
        self.backend.open(self._backend_opened)
        return await self.backend.opened()

    def visit_begins(self) -> None:
        """The menu has been left: the visit's time counts."""
        self._visit_clock.begin()

    def token_in_use(self) -> None:
        """However this visit ends, a token that is left in the reader is asked back."""
        self._token_in_use = True

    def broken_off_says(self, last_word: "LastWord | None") -> None:
        """From now on a visit that is broken off ends with this page, if it makes one; None: with none."""
        self._last_word = last_word

    def logged_in(self, session: "CustomerSession") -> None:
        """This session ends with the visit; the longest time counts anew."""
        self.backend.session = session
        self._visit_clock.begin()

    async def log_out(self) -> None:
        """Ends the session, not the visit."""
        await self.backend.log_out(VisitEnd.LOGOUT)

    def end_visit(self) -> None:
        """The person is done."""
        self.finish_visit(VisitEnd.LOGOUT)

    def leave(self, code: int) -> None:
        """Ends the visit and then the program."""
        self._leave_with = code
        self.finish_visit(VisitEnd.TERMINATED)

    def recover(self, incident: Incident) -> None:
        """After a crash: the visit is over, the next one begins with an apology."""
        self._apologise_for = incident.number
        self.backend.crashed(incident.number, self.opening.new_visit())
        self.finish_visit(VisitEnd.CRASH)

    def finish_visit(self, why: VisitEnd) -> None:
        """The one end of every visit, whatever ended it; a second call while it ends changes nothing."""
        if not self._is_ending and not self._exit:
            self._is_ending = True
            self._ending = asyncio.create_task(self._finish(why))

    async def _finish(self, why: VisitEnd) -> None:
        with self._context():
            try:
                await self._clear(why)
                if self._leave_with is None:
                    self._is_ending = False
                    self._begin_visit()
                else:
                    await self._exit_when_settled(self._leave_with)
            except Exception as error:
                self.give_up(self.note(error))

    async def _clear(self, why: VisitEnd) -> None:
        """Workers, fields, screens, session, clipboard, typed-ahead keys and scrollback: nothing stays."""
        self.workers.cancel_group(self, _OF_VISIT)
        for screen in self.screen_stack:
            for field in screen.query(Input):
                with field.prevent(Input.Changed):
                    field.value = ""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self._clipboard = ""
        if why in _CUT_OFF:
            self.discard_what_is_being_typed()
        elif why in _FORGET_TYPED:
            self.discard_typed_ahead()
        self._visit_clock.end()
        if self._last_word is None:
            self.forget_preferences()
        visit, self._visit = self._visit, None
        settling = self.backend.settle(why, put_back=self.opening.exhibition, visit=visit)
        self.backend.goodbye = asyncio.create_task(settling)
        wipe(self._driver)
        self.screen.refresh()

    async def _exit_when_settled(self, code: int) -> None:
        if self.backend.goodbye is not None:
            await asyncio.wait([self.backend.goodbye], timeout=_LONGEST_GOODBYE)
        wipe(self._driver)
        self.exit(return_code=code)

    async def _replace_screen(self, screen: Screen[Any]) -> Screen[Any]:
        """Removes a screen; one whose handler never ends is cancelled rather than waited for."""
        try:
            async with asyncio.timeout(_LONGEST_REMOVAL):
                return await super()._replace_screen(screen)
        except TimeoutError:
            return screen

    def forget_preferences(self) -> None:
        """What a person chose for the visit alone."""
