"""Something went wrong: one sentence and an incident number, never what the program knew (K-CRASH)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget

from screens.page import PageScreen
from screens.success import ONWARD_KEYS
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import common, system

if TYPE_CHECKING:
    from textual.types import CSSPathType


class SorryScreen(PageScreen[None]):
    """Leaves with None at a key."""

    CSS_PATH: ClassVar["CSSPathType | None"] = ["styles/page.tcss", "styles/form.tcss"]
    PLACE = system.SORRY_PLACE
    ABOUT = (system.SORRY_SAFE, system.SORRY_HELP)

    def __init__(self, incident: str) -> None:
        super().__init__()
        self._incident = incident

    def compose_form(self) -> Iterable[Widget]:
        """The number, and that everything is safe."""
        yield Says(system.SORRY, id="done", incident=self._incident)
        yield Says(system.SORRY_SAFE, id="log-in-again")
        yield Horizontal(PushButton(common.BACK_TO_MENU, "screen.back"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """Whom to tell."""
        yield Point(system.SORRY_HELP)

    def back_key(self) -> tuple[KeyHint, ...]:
        """Any key leads back."""
        return ()

    def on_key(self, event: events.Key) -> None:
        """Any key that types something, Enter or Esc leads back."""
        if event.is_printable or event.key in ONWARD_KEYS:
            event.stop()
            self.dismiss(None)
