"""A small screen over another one; every way out dismisses an answer."""

from collections.abc import Iterable
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from screens.view import View
from screens.widgets.too_small import TooSmall

T = TypeVar("T")


class Dialog(View[T], ModalScreen[T]):
    """A box in the middle. A subclass composes its inside and names its keys."""

    CSS_PATH = "styles/dialog.tcss"

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="dialog"):
            yield from self.compose_inside()
        yield TooSmall()

    def compose_inside(self) -> Iterable[Widget]:
        """What stands in the box."""
        raise NotImplementedError
