"""A calm sentence over everything while the window is under 80x24."""

from screens.widgets.says import Says
from screens.words import system


class TooSmall(Says):
    """Shown by the styles alone (`-too-narrow`, `-too-low`); what was typed stays under it."""

    def __init__(self) -> None:
        super().__init__(system.TOO_SMALL)

    def on_resize(self) -> None:
        """Says the size there is."""
        width, height = self.screen.size
        self.say(system.TOO_SMALL_NOW, width=width, height=height)
