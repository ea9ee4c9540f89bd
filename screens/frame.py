"""What a screen may ask of the app around it; screens never import the app itself.

Holding keys: whoever opens a screen from a key holds the keys until the new screen is painted. Every
screen of ours holds them again when it is dismissed (`View.dismiss`), and whoever opened it releases
them once it has taken the result and the next screen stands. Holds are counted.
"""

from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from screens.words.phrase import Language

if TYPE_CHECKING:
    from datetime import datetime

    from textual.dom import DOMNode

    from screens.brand import Brand
    from screens.view import View
    from services.ports import Clock

T = TypeVar("T")


class Frame(Protocol):
    """The app, as far as screens and widgets know it."""

    @property
    def language(self) -> Language:
        """The language everything is painted in now (F8)."""
        ...

    def facts(self, language: Language) -> dict[str, object]:
        """What every sentence may name: the brand's facts, and the figures of the policy in force."""
        ...

    @property
    def brand(self) -> "Brand":
        """Whose name, lines and notices are shown (R-GEN-3)."""
        ...

    @property
    def clock(self) -> "Clock":
        """Time, for countdowns."""
        ...

    @property
    def demo(self) -> bool:
        """Whether invented people can be chosen with F6."""
        ...

    @property
    def locked_down(self) -> bool:
        """Whether people at the keyboard have no way out of the program: on the kiosk (K-QUIT)."""
        ...

    @property
    def secrets_take_paste(self) -> bool:
        """False on the kiosk: secret fields refuse a paste there (K-PASTE)."""
        ...

    async def ask(self, dialog: "View[T]") -> T:
        """Shows a dialog from inside a worker of a screen and returns its answer.

        Holds the keys until the dialog is painted, and releases what its dismissal held.
        """
        ...

    def hold_keys(self) -> None:
        """Keys typed from now on wait; counted."""
        ...

    def release_keys(self) -> None:
        """Takes one hold back; at none, the waiting keys go on in order."""
        ...

    def discard_typed_ahead(self) -> None:
        """Drops keys typed before now."""
        ...

    def discard_until_painted(self) -> None:
        """Drops keys typed before the next paint: for what must be read first (contract §3)."""
        ...

    def await_code(self, sent_at: "datetime", deadline: "datetime") -> None:
        """A code is awaited: idle time is its life, and the longest time counts from `sent_at`."""
        ...

    def await_no_code(self) -> None:
        """It is no longer awaited."""
        ...

    @property
    def visit_left(self) -> float:
        """Seconds until the longest time of the visit is over, whoever types."""
        ...

    def end_visit(self) -> None:
        """Ends the visit: wipes, and back to the menu."""
        ...


def frame_of(node: "DOMNode") -> Frame:
    """The frame around a widget or screen: the one place where the app is taken for a `Frame`."""
    return cast("Frame", node.app)
