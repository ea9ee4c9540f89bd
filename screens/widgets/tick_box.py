"""A box that Space ticks."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from screens.view import View
from screens.widgets.mended import mended
from screens.widgets.says import Says
from screens.words.phrase import Phrase


class TickBox(Says, can_focus=True):
    """A choice of yes or no: [✓] or [ ] and its words; runs an action of the screen when it was changed."""

    DEFAULT_CSS = "TickBox { width: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", show=False),
        Binding("enter", "screen.next_field", show=False),
    ]

    ticked: reactive[bool] = reactive(False)

    def __init__(
        self, phrase: Phrase, *, help: Phrase, then: str | None = None, id: str | None = None
    ) -> None:
        super().__init__(phrase, id=id)
        self.help = help
        self.then = then

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The box and the words."""
        return super().get_content_width(container, viewport) + 4

    def render(self) -> Content:
        """The box, then the words."""
        return Content(f"[{'✓' if self.ticked else ' '}] {self.words}")

    async def action_tick(self) -> None:
        """Ticks or unticks, then tells the screen."""
        self.ticked = not self.ticked
        mended(self)
        if self.then:
            await self.run_action(self.then)

    async def on_click(self) -> None:
        """The same by mouse, where there is one; not while what it belongs to is being sent."""
        await self.run_action("tick")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was ticked is on its way: it stays so until the answer is there."""
        return not (isinstance(self.screen, View) and self.screen.is_sending)
