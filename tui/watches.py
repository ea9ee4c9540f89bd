"""What watches over a visit: the clock (K-IDLE), and whether its session was ended elsewhere."""

import asyncio
import math
from datetime import datetime
from typing import Final

from textual import events

from screens.cover import CoverScreen
from screens.idle_warning import IdleWarningScreen
from screens.menu import MenuScreen
from screens.notice import NoticeScreen
from screens.page import PageScreen
from screens.view import View
from tui.backend import Backend, VisitEnd
from tui.crash import CrashGuard
from tui.idle import LOOK_EVERY, VisitClock, VisitTime
from tui.opening import Opening
from tui.ordered_keys import OrderedKeys

CHECK_SESSION_EVERY: Final = 2.0
"""Seconds between two looks at whether the session was ended elsewhere."""
LONGEST_SENDING: Final = 20.0
"""Seconds for which the visit is not ended under a form being sent; no service takes as long."""


class Watches(OrderedKeys, CrashGuard):
    """Looks at the clock and at the session, and ends the visit when its time has come."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(clock=opening.clock, randomness=opening.randomness, log=opening.log)
        self.opening = opening
        self.backend = Backend(opening.open_program)
        self._visit_clock = VisitClock(opening.clock, opening.limits)
        self._looking: asyncio.Task[None] | None = None
        self._sending_since: float | None = None
        """When a form was first seen being sent, in the clock's monotonic seconds."""

    def finish_visit(self, why: VisitEnd) -> None:
        """The one end of every visit."""
        raise NotImplementedError

    @property
    def at_menu(self) -> bool:
        """Whether the bare menu stands there, and nobody's visit is on."""
        return isinstance(self.screen, MenuScreen)

    @property
    def is_sending(self) -> bool:
        """Whether any page, whatever stands over it, still has to tell the answer to what was sent."""
        return any(isinstance(screen, View) and screen.is_sending for screen in self.screen_stack)

    def on_mount(self) -> None:
        """Starts to watch."""
        self.set_interval(LOOK_EVERY, self._look_at_clock)
        self.set_interval(CHECK_SESSION_EVERY, self._look_at_session)

    async def on_event(self, event: events.Event) -> None:
        """Notes that somebody is there; moving the mouse does not count."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and not event.is_forwarded:
            self._visit_clock.typed()
        await super().on_event(event)

    def _look_at_clock(self) -> None:
        """Every moment: ends what has gone on too long; so does any error in here (K-IDLE)."""
        try:
            if not self.at_menu and len(self.screen_stack) > 1 and not self._waits_for_answer():
                self._act_on(self._visit_clock.judge())
        except Exception as error:
            self.note(error)
            self.finish_visit(VisitEnd.IDLE)

    def _waits_for_answer(self) -> bool:
        """Whether a change may be under way that must be told before the visit ends; not for ever."""
        now = self.opening.clock.monotonic()
        if not self.is_sending:
            self._sending_since = None
        elif self._sending_since is None:
            self._sending_since = now
        return self._sending_since is not None and now < self._sending_since + LONGEST_SENDING

    def _act_on(self, time: VisitTime) -> None:
        """What the clock asks for; typing any key takes the warning and the cover away."""
        clock = self._visit_clock
        if time is VisitTime.IDLE:
            self.finish_visit(VisitEnd.IDLE)
        elif time is VisitTime.USED_UP:
            self.finish_visit(VisitEnd.ABSOLUTE)
        elif time is VisitTime.WARN or (clock.runs_out and clock.covers):
            self._warn()
        elif isinstance(self.screen, IdleWarningScreen):
            if not self.keys_on_their_way:  # they take it away themselves, and must not reach the page
                self.screen.wake()
        elif clock.covers and not isinstance(self.screen, CoverScreen):
            self.push_screen(CoverScreen())
        self._tell_end(math.ceil(clock.left) if clock.runs_out else None)

    def _warn(self) -> None:
        """Nobody has typed for long: counts down to whichever end comes first."""
        if not isinstance(self.screen, IdleWarningScreen):
            idle = self._visit_clock.idle_at - self.opening.clock.monotonic()
            self.push_screen(IdleWarningScreen(min(idle, self._visit_clock.left)), self._warned)

    def _warned(self, somebody_is_there: bool | None) -> None:
        """One key is enough: a cover below the warning goes with it."""
        if not somebody_is_there:
            self.finish_visit(VisitEnd.IDLE)
        for screen in self.screen_stack:
            if isinstance(screen, CoverScreen):
                screen.wake()

    def _tell_end(self, seconds: int | None) -> None:
        """The longest time runs out under somebody's hands: said on the page, so that no key is lost."""
        for screen in self.screen_stack:
            if isinstance(screen, PageScreen):
                screen.tell_end(seconds)

    @property
    def visit_left(self) -> float:
        """Seconds until the longest time of the visit is over."""
        return self._visit_clock.left

    def await_code(self, sent_at: datetime, deadline: datetime) -> None:
        """A code is awaited: idle time is its lifetime, and the longest time counts from its sending."""
        self._visit_clock.await_code(sent_at, deadline)

    def await_no_code(self) -> None:
        """It is no longer awaited."""
        self._visit_clock.await_no_code()

    def _look_at_session(self) -> None:
        """Every other second: leaves at once when the session was ended elsewhere and no reason is shown."""
        reason_is_shown = any(isinstance(screen, NoticeScreen) for screen in self.screen_stack)
        if self.backend.session is None or reason_is_shown:
            return
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._check_session())

    async def _check_session(self) -> None:
        why = VisitEnd.ELSEWHERE
        try:
            lives = await self.backend.check_session(typed=self._visit_clock.typed_since_kept())
        except Exception as error:
            self.note(error)
            lives, why = False, VisitEnd.IDLE
        # a form that is being sent may itself be what ended the session, whatever stands over it: it says so
        if not lives and not self.is_sending and not self.screen_is_busy:
            self.finish_visit(why)
