"""A button of one row."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from screens.widgets.says import Says
from screens.words.phrase import Phrase


class PushButton(Says, can_focus=True):
    """Enter, Space or a click runs an action of the screen; the focused one is reversed and pointed at."""

    DEFAULT_CSS = "PushButton { width: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    def __init__(
        self, phrase: Phrase, action: str, *, id: str | None = None, help: Phrase | None = None
    ) -> None:
        super().__init__(phrase, id=id)
        self.action = action
        self.help = help

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The words between brackets."""
        return super().get_content_width(container, viewport) + 4

    def render(self) -> Content:
        """The words between brackets, so that a button is one without any colour."""
        return Content(f"[ {self.words} ]")

    async def action_press(self) -> None:
        """Runs the button's action."""
        await self.run_action(self.action)

    async def on_click(self) -> None:
        """The same by mouse, where there is one."""
        await self.action_press()
