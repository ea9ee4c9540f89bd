"""A grid to choose a row of: one stop for Tab, arrows and page keys inside; painted line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.frame import frame_of
from screens.plain import fit, shown
from screens.widgets.list_keys import list_keys
from screens.widgets.table import lay_out
from screens.words.phrase import Phrase

POINTER, NO_POINTER = "▶ ", "  "
"""In front of the row with the cursor, and of every other line."""
MARGINS = len(POINTER) + 1
"""Cells beside the table: the pointer, and one on the right, where a scrollbar may stand."""

Cells = Sequence[Phrase | str]


class Grid(ScrollView, can_focus=True):
    """Rows of cells under headings that stay. `choose` is an action of the screen, run by Enter."""

    DEFAULT_CSS = "Grid { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }"
    COMPONENT_CLASSES = {"grid--cursor", "grid--heading"}  # noqa: RUF012 - Textual's own form
    BINDINGS: ClassVar[list[BindingType]] = [
        *list_keys(down="down"),
        Binding("enter", "choose", show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False)
    """Which row, from 0."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        row: int

    def __init__(
        self, headings: Cells, rows: Sequence[Cells], *, gives_way: int, choose: str, help: Phrase
    ) -> None:
        """`gives_way`: which column wraps where the window is too narrow for all."""
        super().__init__()
        self._headings, self._rows = headings, rows
        self._gives_way, self._choose = gives_way, choose
        self.help = help
        self._heading_lines: tuple[str, ...] = ()
        self._lines: list[tuple[int, str]] = []
        """Every line below the headings, with the row it belongs to."""
        self._tops: list[int] = []
        """The first line of each row, and the end of the last."""

    def refill(self, rows: Sequence[Cells]) -> None:
        """Other rows; the cursor stays where it is, as far as there are that many."""
        self._rows = rows
        self.cursor = self.validate_cursor(self.cursor)
        self.relabel()
        self._show_cursor()

    def relabel(self) -> None:
        """Lays everything out again in the language of the frame."""
        self.virtual_size = self._laid_out(self._width)
        self.refresh()

    def _laid_out(self, width: int) -> Size:
        """Lays everything out for so many cells; how large it is then."""
        language = frame_of(self).language
        headings, *rows = (
            [shown(cell.text(language) if isinstance(cell, Phrase) else cell) for cell in cells]
            for cells in (self._headings, *self._rows)
        )
        self.layout_in_use = layout = lay_out(
            headings, rows, width=width - MARGINS, gives_way=self._gives_way
        )
        self._heading_lines = layout.heading_lines(headings)
        self._lines, self._tops = [], [0]
        for number, row in enumerate(rows):
            self._lines += ((number, line) for line in layout.lines(row))
            self._tops.append(len(self._lines))
        return Size(width, len(self._heading_lines) + len(self._lines))

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        """Another width, other columns: at once, so that the first paint has them already."""
        if size.width != self._width:
            self.set_reactive(Grid.virtual_size, self._laid_out(size.width))
        return super()._size_updated(size, virtual_size, container_size, layout)

    @property
    def _width(self) -> int:
        """All the cells there are, the scrollbar's too: nothing moves when there is one."""
        return self.outer_size.width

    @property
    def _room(self) -> int:
        """Lines below the headings that are seen at once."""
        return max(1, self.size.height - len(self._heading_lines))

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        self._show_cursor()

    def render_line(self, y: int) -> Strip:
        """Line `y` of what is seen: the headings, then the rows from where one has scrolled to."""
        width, heading = self.size.width, len(self._heading_lines)
        if y < heading:
            style = self.get_component_rich_style("grid--heading")
            return _strip(NO_POINTER + self._heading_lines[y], width, style)
        at = self.scroll_offset.y + y - heading
        if at >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        row, line = self._lines[at]
        chosen = row == self.cursor and self.has_focus
        pointer = POINTER if chosen and at == self._tops[row] else NO_POINTER
        style = self.get_component_rich_style("grid--cursor") if chosen else self.rich_style
        return _strip(pointer + line, width, style)

    def validate_cursor(self, row: int) -> int:
        """Never beyond the rows there are."""
        return max(0, min(len(self._rows) - 1, row))

    def watch_cursor(self, row: int) -> None:
        """Follows the cursor."""
        self._show_cursor()
        self.post_message(self.Moved(row))
        self.refresh()

    def _show_cursor(self) -> None:
        if not self.is_mounted or len(self._tops) <= self.cursor + 1:
            return
        top, end = self._tops[self.cursor : self.cursor + 2]
        seen = self.scroll_offset.y
        target = min(top, max(seen, end - self._room))
        if target != seen:
            self.scroll_to(y=target, animate=False, immediate=True)

    def action_move(self, rows: int) -> None:
        """So many rows down or up, as far as there are any."""
        self.cursor += rows

    def action_down(self) -> None:
        """The next row; from the last one on to what stands below the grid."""
        if self.cursor == len(self._rows) - 1:
            self.screen.focus_next()
        else:
            self.cursor += 1

    def action_page(self, pages: int) -> None:
        """As many rows as are seen at once."""
        self.cursor += pages * max(1, self._room * len(self._rows) // max(1, len(self._lines)))

    def action_go(self, row: int) -> None:
        """To the first row, or with -1 to the last."""
        self.cursor = row % max(1, len(self._rows))

    async def action_choose(self) -> None:
        """Enter: the row with the cursor."""
        if self._rows:
            await self.run_action(self._choose)

    async def on_click(self, event: events.Click) -> None:
        """The same by mouse, where there is one."""
        at = self.scroll_offset.y + event.y - len(self._heading_lines)
        if event.y >= len(self._heading_lines) and at < len(self._lines):
            self.cursor = self._lines[at][0]
            await self.action_choose()

    def on_focus(self) -> None:
        """The pointer comes with the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """And leaves with it."""
        self.refresh()


def _strip(text: str, width: int, style: Style) -> Strip:
    return Strip([Segment(fit(text, width), style)], width)
