"""密碼中心: the menu (R-GEN-1, R-GEN-2). Imports little: it is the first thing painted."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from screens.frame import frame_of
from screens.page import PageScreen
from screens.widgets import key_bar
from screens.widgets.key_bar import KeyHint
from screens.widgets.says import Point, Says
from screens.words import common, keys, menu, notices
from screens.words.phrase import Phrase


class Function(StrEnum):
    """What one can come to the Password Center for."""

    CHANGE = "change"
    REISSUE = "reissue"
    UNLOCK = "unlock"
    ACTIVATION = "activation"
    """輸入啟動碼: the second half of 密碼補發, by a key of its own (F7)."""


class MenuEntry(Says, can_focus=True):
    """One function: its key, its name, and a line on what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "open", show=False)]

    def __init__(self, function: Function, key: str, name: Phrase, about: Phrase) -> None:
        super().__init__(about, classes="menu-entry")
        self.function, self.key, self.name_of = function, key, name

    def lines(self, width: int) -> tuple[str, ...]:
        """The key and the name, the explanation under the name; a pointer at the one with the focus."""
        name = self.name_of.text(frame_of(self).language)
        pointer = "▶" if self.has_focus else " "
        return (f"{pointer} {self.key}  {name}", *(" " * 8 + line for line in super().lines(width - 8)))

    def action_open(self) -> None:
        """Leaves the menu with this function."""
        self.screen.dismiss(self.function)

    def on_click(self) -> None:
        """The same by mouse, where there is one."""
        self.action_open()


ENTRIES: tuple[tuple[Function, tuple[str, str], Phrase, Phrase], ...] = (
    (Function.CHANGE, ("f2", "1"), menu.CHANGE, menu.ABOUT_CHANGE),
    (Function.REISSUE, ("f3", "2"), menu.REISSUE, menu.ABOUT_REISSUE),
    (Function.UNLOCK, ("f4", "3"), menu.UNLOCK, menu.ABOUT_UNLOCK),
)
"""Function, its two keys, its name, and what it does; the order is the one of contract §4."""


ACTIVATION = KeyHint("f7", keys.ACTIVATION, f"choose('{Function.ACTIVATION}')")


class MenuScreen(PageScreen[Function]):
    """The first page: leaves with the chosen function."""

    PLACE = common.CENTER
    ABOUT = menu.ABOUT
    END_KEY = key_bar.FINISH
    KEYS = (ACTIVATION,)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(",".join(at), f"choose('{function}')", show=False) for function, at, _, _ in ENTRIES),
        *key_bar.bindings(KEYS),
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
    ]

    @property
    def path(self) -> Phrase:
        """The Password Center itself."""
        return common.PATH

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Without F10 on the kiosk, where it does nothing."""
        hints = super().key_hints()
        return tuple(hint for hint in hints if not (self.frame.locked_down and hint is self.END_KEY))

    def typing_keys(self) -> tuple[KeyHint, ...]:
        """Enter opens; Tab moves too."""
        return (*super().typing_keys(), key_bar.OPEN)

    def back_key(self) -> tuple[KeyHint, ...]:
        """Nothing lies behind the menu."""
        return ()

    def action_back(self) -> None:
        """Esc stays here."""

    def compose_form(self) -> Iterable[Widget]:
        """The functions."""
        for function, at, name, about in ENTRIES:
            yield MenuEntry(function, "/".join(at).upper(), name, about)

    def compose_notes(self) -> Iterable[Widget]:
        """How to choose, and who helps."""
        for notice in notices.MENU:
            yield Point(notice)

    def action_choose(self, function: str) -> None:
        """A key of an entry."""
        self.dismiss(Function(function))
