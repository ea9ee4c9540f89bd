"""The end of a visit: the token is still in the reader, and its owner is about to leave (contract §4)."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from textual.widget import Widget

from screens.success import DoneScreen
from screens.widgets.says import Says
from screens.words import certificate

LOOK_EVERY: Final = 1.0
"""Seconds between two looks into the reader."""


class TakeTokenScreen(DoneScreen):
    """Leaves with None once the token is gone, at a key, or after `seconds`; `inside` looks for it."""

    PLACE = certificate.TAKE_TOKEN
    ABOUT = certificate.TAKE_TOKEN_ABOUT
    NOTES = certificate.TAKE_TOKEN_NOTES

    def __init__(self, inside: Callable[[], Awaitable[bool]], *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._inside = inside

    def compose_done(self) -> Iterable[Widget]:
        """That it is still there."""
        yield Says(certificate.TOKEN_INSIDE)

    def on_mount(self) -> None:
        """Keys typed for something else do not take it away unread; then watches the reader."""
        self.frame.discard_until_painted()
        self.set_interval(LOOK_EVERY, self._look)

    async def _look(self) -> None:
        if not await self._inside():
            self.dismiss(None)
