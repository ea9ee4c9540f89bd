"""Screens that hold the keys: what is typed meanwhile waits, and goes on in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from textual.app import App
from textual.message import Message
from textual.screen import Screen


class KeysMayGo(Message):
    """A nudge for the app: what kept the keys waiting may be over."""


class HeldKeys(App[int]):
    """An app that counts, screen by screen, who holds the keys."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401 - for the next class in line
        super().__init__(**rest)
        self._holds: WeakKeyDictionary[Screen[Any], int] = WeakKeyDictionary()

    def hold_keys(self) -> None:
        """Keys typed from now on wait as long as the present screen is the current one; counted."""
        self._holds[self.screen] = self._holds.get(self.screen, 0) + 1

    def release_keys(self) -> None:
        """Takes back one hold of the topmost screen that has any; the waiting keys go on in order."""
        held = (screen for screen in reversed(self.screen_stack) if self._holds.get(screen, 0))
        if screen := next(held, None):
            self._holds[screen] -= 1
        self.keys_may_go()

    @contextmanager
    def keys_held(self) -> Iterator[None]:
        """Keys wait whenever the present screen is the current one: not while another stands over it."""
        screen = self.screen
        before = self._holds.get(screen, 0)
        self._holds[screen] = before + 1
        try:
            yield
        finally:
            # what a dismissal over it held was for the time until here
            self._holds[screen] = before
            self.keys_may_go()

    def keys_may_go(self) -> None:
        """Something kept keys waiting and may be over."""
        self.post_message(KeysMayGo())

    def takes_keys(self, screen: Screen[Any]) -> bool:
        """Whether `screen` is one to be typed at; keys wait while another is the current one."""
        return screen.is_attached

    @property
    def screen_is_busy(self) -> bool:
        """Whether the current screen stands between two pages, or holds keys, as a form being sent does."""
        return not self.takes_keys(self.screen) or bool(self._holds.get(self.screen, 0))
