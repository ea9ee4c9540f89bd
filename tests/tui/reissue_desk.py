"""The real frame and the real script of 密碼補發, with a made-up service and a clock turned by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

import tui.visits
from screens.menu import MenuScreen
from screens.reissue.code import CodeScreen
from screens.reissue.new_password import NewPasswordScreen
from screens.view import View
from services.certificates.port import CertificateOffer, Need
from services.delivery.post import Channel
from services.policy import Policy
from services.reissue.results import CodeSent, Left, ReissueIdentified, ReissueOffer, Verified
from services.session_limits import SessionLimits
from tests.screens import reissue_rooms as rooms
from tests.screens.kit import painted
from tests.screens.reissue_rooms import HANDLE, FakeReissue
from tests.tui.trial import Desk, desk
from tui.reissue_script import reissue_script
from tui.visit_script import Stage

WHO = (*"A123456789", "enter", *"19800101", "enter")


async def script(stage: Stage, visit: Any, function: object, incident: str | None) -> None:
    """The menu, then 密碼補發 whatever was chosen."""
    await stage.show(MenuScreen())
    stage.visit_begins()
    await reissue_script(stage, visit, await stage.program())


class ReissueDesk(Desk):
    """Somebody who reissues a password."""

    service: FakeReissue

    @property
    def words(self) -> str:
        """The whole screen, without blanks and line ends."""
        return "".join(painted(self.app).split())

    @property
    def left(self) -> list[tuple[Any, ...]]:
        """How often and how the application was left."""
        return [call for call in self.service.calls if call[0] in {"leave", "cancel"}]

    def answers(self, *answers: Any) -> None:
        """What the service says next."""
        self.service.answers += answers

    def identified(self, need: Need = Need.NOTHING) -> ReissueIdentified:
        return ReissueIdentified(HANDLE, CertificateOffer(need))

    def offer(self, **differs: Any) -> ReissueOffer:
        return rooms.offered(**{"accounts": (rooms.account(),), "channels": (Channel.SMS,), **differs})

    def sent(self, ago: float = 0, **differs: Any) -> CodeSent:
        """A code that was sent so many seconds ago."""
        at = self.clock.now() - timedelta(seconds=ago)
        resend_at = at + timedelta(seconds=120)
        lives = {"sent_at": at, "deadline": at + timedelta(seconds=300), "resend_at": resend_at}
        return rooms.sent(**{**lives, **differs})

    def verified(self) -> Verified:
        now = self.clock.now()
        return rooms.verified(dies_at=now + timedelta(hours=24), deadline=now + timedelta(seconds=600))

    def keys(self, *keys: str) -> None:
        """Types ahead: nothing is waited for, since the page typed at may be gone before the last of them."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))

    async def typed(self, characters: int) -> None:
        """So much stands in the fields."""
        await self.until(lambda: sum(len(one.value) for one in self.app.screen.query(Input)) == characters)

    async def on(self, kind: type[View[Any]]) -> None:
        """A page of that kind stands there, to be typed at."""
        await self.until(
            lambda: (
                isinstance(page := self.app.screen, kind) and page.is_mounted and self.app.focused is not None
            )
        )

    async def on_code(self, ago: float = 0) -> None:
        """From the menu to where a code is awaited."""
        await self.on_menu()
        self.answers(self.identified(), self.offer(), self.sent(ago))
        self.keys("2", *WHO, "enter", "enter", "enter")
        await self.on(CodeScreen)

    async def on_new_password(self) -> None:
        """From the code page to the new password."""
        self.answers(self.verified())
        self.keys(*"1234567", "enter")
        await self.on(NewPasswordScreen)

    async def shown(self, words: str) -> None:
        """And painted: whoever has seen it loses no key."""
        await self.until(lambda: words in self.words and not self.app._read_first)


@asynccontextmanager
async def reissue_desk(
    monkeypatch: pytest.MonkeyPatch, *words: str, left: Left | Exception | None = None
) -> AsyncIterator[ReissueDesk]:
    """On the menu; `left` is how the service answers when the application is left."""
    async with desk(*words) as trial:
        monkeypatch.setitem(vars(tui.visits), "visit_script", script)
        trial.app.end_visit()
        program: Any = trial.app.backend.program
        here = ReissueDesk(trial.app, trial.clock, trial.pilot)
        here.service = program.reissue = FakeReissue()
        here.service.left = left
        program.policy, program.limits = Policy(), SessionLimits()
        program.certificates = SimpleNamespace(token_inside=no_token, forget=lambda _: None)
        await here.on_menu()
        yield here


async def no_token() -> bool:
    return False
