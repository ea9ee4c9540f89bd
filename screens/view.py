"""What every screen of ours has: the frame around it, words that change language, one leaving."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import Screen

from screens.frame import Frame, frame_of
from screens.near_paint import NearPaint

if TYPE_CHECKING:
    from textual.dom import DOMNode

T = TypeVar("T")
R = TypeVar("R")

BEHIND = "-behind"
"""Of a screen that another one stands over."""


@runtime_checkable
class Relabels(Protocol):
    """A widget whose words follow the language."""

    def relabel(self) -> None:
        """Paints the words again in the language of the frame."""
        ...


def relabel(root: "DOMNode") -> None:
    """Changes the words of everything below `root` (F8)."""
    for node in root.walk_children():
        if isinstance(node, Relabels):
            node.relabel()


class View(Screen[T], inherit_bindings=False):
    """A screen that dismisses a `T` once, holding the keys until its opener has taken it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-too-narrow"), (80, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-too-low"), (24, "-low"), (40, "-tall")]  # noqa: RUF012
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", show=False),
        Binding("shift+tab", "app.focus_previous", show=False),
    ]

    ANY_SIZE: ClassVar[bool] = False
    """Whether its keys count in a window of any size."""

    _left = False
    _opening = False
    """Another screen is about to stand over this one."""
    _parting: tuple[T | None] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearPaint()

    def on_compose(self) -> None:
        """Knows the window before anything is styled: the first paint is laid out for it, and is the last."""
        size = self.app.size
        for breakpoints, cells in (
            (self.HORIZONTAL_BREAKPOINTS, size.width),
            (self.VERTICAL_BREAKPOINTS, size.height),
        ):
            self.add_class(max(each for each in breakpoints if each[0] <= cells)[1], update=False)

    @property
    def frame(self) -> Frame:
        """The app around this screen."""
        return frame_of(self)

    @property
    def takes_keys(self) -> bool:
        """Not while the window is too small to see what a key does: what was typed stays as it is."""
        return self.ANY_SIZE or not (self.has_class("-too-narrow") or self.has_class("-too-low"))

    @property
    def is_sending(self) -> bool:
        """Whether something was sent whose answer must still be told here: nothing leads away before."""
        return False

    def relabel(self) -> None:
        """Paints every word again in the language of the frame, keeping what was typed (F8)."""
        relabel(self)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leaves with a result, once, when nothing stands over it; keys wait for the next screen."""
        if self._left:
            return AwaitComplete()
        if self.app.screen is not self:
            # popping now would take away what stands over this screen instead of it
            self._parting = (result,)
            return AwaitComplete()
        self._left = True
        self.frame.hold_keys()
        return super().dismiss(result)

    def on_screen_resume(self) -> None:
        """What stood over this screen is gone: a leaving that waited for it takes place."""
        self.remove_class(BEHIND)
        if self._parting is not None:
            self.dismiss(*self._parting)

    def on_screen_suspend(self) -> None:
        """A dialog stands over this screen: one thing is highlighted, and not here. A page covers it all."""
        if self.app.screen.is_modal:
            self.add_class(BEHIND)

    def show_over(self, view: "View[R]", then: Callable[[R | None], None] = lambda _: None) -> None:
        """Opens another screen over this one, one at a time; keys typed ahead wait until it is painted."""
        if self.is_sending or self._opening:
            return
        self._opening = True
        self.frame.hold_keys()
        self.run_worker(self._open(view, then), description="opens a screen")

    async def _open(self, view: "View[R]", then: Callable[[R | None], None]) -> None:
        def taken(result: R | None) -> None:
            then(result)
            self.frame.release_keys()

        try:
            await self.app.push_screen(view, taken)
        finally:
            self._opening = False
        view.call_after_refresh(self.frame.release_keys)
