"""A choice of one of several: arrows change it in place, Space opens the list (contract §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from screens.choice_list import ChoiceListScreen
from screens.form import FormScreen
from screens.plain import shown
from screens.widgets.mended import mended
from screens.widgets.says import Says
from screens.words import common
from screens.words.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: what it stands for, and how it reads."""

    key: str
    says: Phrase
    short: str | None = None
    """Data that stands for it once it is chosen, where the list says more of it."""

    @classmethod
    def of(cls, key: str, text: str) -> "Option":
        """One that reads the same in either language: data."""
        return cls(key, common.LINE.filled(text=text))


class Choice(Says, can_focus=True):
    """`< the chosen one >`; the first is chosen to begin with, and the only one is all there is.

    With a `placeholder` nothing is chosen among several until somebody does.
    """

    DEFAULT_CSS = "Choice { width: auto; height: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "move(1)", show=False),
        Binding("up,left", "move(-1)", show=False),
        Binding("home", "go(0)", show=False),
        Binding("end", "go(-1)", show=False),
        Binding("space", "list", show=False),
        Binding("enter", "screen.next_field", show=False),
    ]
    chosen: reactive[int] = reactive(0, init=False, layout=True)
    """Which, from 0; -1 while it is open."""

    def __init__(
        self,
        options: Sequence[Option],
        *,
        help: Phrase,
        then: str | None = None,
        placeholder: Phrase | None = None,
        id: str | None = None,
    ) -> None:
        """`then` is an action of the screen, run when another one is chosen."""
        super().__init__(id=id)
        self.help, self.then, self.placeholder = help, then, placeholder
        self.offer(options)

    def offer(self, options: Sequence[Option]) -> None:
        """Other ones to choose from; the same one stays chosen where it is still among them."""
        before = self.option.key if self.is_settled else None
        self.options = tuple(options)
        keys = [option.key for option in self.options]
        start = -1 if self.placeholder and len(keys) != 1 else 0
        self.set_reactive(Choice.chosen, keys.index(before) if before in keys else start)
        self.relabel()

    options: tuple[Option, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether one is chosen."""
        return 0 <= self.chosen < len(self.options)

    @property
    def option(self) -> Option:
        """The chosen one; `IndexError` where there is none."""
        if not self.is_settled:
            raise IndexError(self.chosen)
        return self.options[self.chosen]

    @property
    def words(self) -> str:
        """The chosen one between its marks."""
        if self.is_settled and self.option.short is not None:
            return shown(self.option.short)
        if self.is_settled:
            self.phrase = self.option.says
        else:
            open_one = common.CHOOSE_HERE if self.options else common.CHOOSE_LATER
            self.phrase = open_one.filled(placeholder=self.placeholder or common.SILENCE)
        return super().words

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The words between marks."""
        return super().get_content_width(container, viewport) + 4

    def render(self) -> Content:
        """Marks, so that it is a choice without any colour."""
        return Content(f"< {self.words} >")

    async def watch_chosen(self) -> None:
        """Paints it, and tells the screen."""
        self.refresh(layout=True)
        if self.then:
            await self.run_action(self.then)

    def action_move(self, steps: int) -> None:
        """The next one or the one before, round and round."""
        here = self.chosen if self.is_settled or steps > 0 else 0
        self.action_go(here + steps)

    def action_go(self, number: int) -> None:
        """That one."""
        if self.options and not self._is_sending:
            mended(self)
            self.chosen = number % len(self.options)

    @property
    def _is_sending(self) -> bool:
        """What was chosen is on its way: it stays so until the answer is there."""
        return isinstance(self.screen, FormScreen) and self.screen.is_sending

    def action_list(self) -> None:
        """Space: all of them; Enter there takes one and goes on."""
        form = self.screen
        if isinstance(form, FormScreen) and self.options:
            says = tuple(option.says for option in self.options)
            form.show_over(ChoiceListScreen(says, at=max(0, self.chosen)), self._taken)

    def _taken(self, number: int | None) -> None:
        if number is not None and isinstance(self.screen, FormScreen):
            mended(self)
            self.chosen = number
            self.screen.action_next_field()

    def on_click(self) -> None:
        """The list by mouse, where there is one."""
        self.action_list()
