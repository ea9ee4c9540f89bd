"""The frame on trial: the small desk in this process, a clock turned by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from textual.pilot import Pilot

from screens.idle_warning import IdleWarningScreen
from screens.menu import MenuScreen
from tests.tui.ambient import CountingChance, HandClock
from tests.tui.small_desk import FakeSessions, Page, opening
from tui.app import PasswordCenter


class Desk:
    """The app on trial, its clock and its sessions."""

    def __init__(self, app: PasswordCenter, clock: HandClock, pilot: Pilot[int]) -> None:
        self.app, self.clock, self.pilot = app, clock, pilot

    @property
    def sessions(self) -> FakeSessions:
        program = self.app.backend.program
        assert program is not None
        return cast("FakeSessions", program.sessions)

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not met():  # noqa: ASYNC110 - looks at an app from outside
                await asyncio.sleep(0.01)

    async def on_menu(self) -> None:
        await self.until(lambda: not self.app._is_ending and isinstance(self.app.screen, MenuScreen))

    async def on_page(self) -> Page:
        await self.on_menu()
        await self.pilot.press("1")
        await self.until(lambda: isinstance(self.app.screen, Page))
        page = self.app.screen
        assert isinstance(page, Page)
        await self.until(lambda: page.focused is not None)
        return page

    @property
    def warned(self) -> bool:
        return isinstance(self.app.screen, IdleWarningScreen)


@asynccontextmanager
async def desk(*words: str) -> AsyncIterator[Desk]:
    clock = HandClock()
    app = PasswordCenter(opening(*words, clock=clock, randomness=CountingChance()))
    async with app.run_test() as pilot:
        await Desk(app, clock, pilot).until(lambda: app.backend.program is not None)
        yield Desk(app, clock, pilot)
