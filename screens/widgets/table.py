"""A table laid out by terminal cells: columns as narrow as their data, headings in two lines if need be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from screens.plain import fit, wrap

NARROWEST: Final = 4
"""Cells that a column which gives way keeps."""
WIDEST_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide the columns are, and the blank cells between them."""

    widths: tuple[int, ...]
    gap: int

    def lines(self, cells: Sequence[str]) -> tuple[str, ...]:
        """One row of the table: as many lines as its longest cell needs."""
        return self._beside([_cell(cell, width) for cell, width in zip(cells, self.widths, strict=True)])

    def heading_lines(self, headings: Sequence[str]) -> tuple[str, ...]:
        """The headings, those that have no room broken where they may be."""
        whole = (in_one_line(heading) for heading in headings)
        fitting = zip(whole, headings, self.widths, strict=True)
        return self._beside(
            [(one,) if cell_len(one) <= width else in_two_lines(two) for one, two, width in fitting]
        )

    def _beside(self, cells: Sequence[Sequence[str]]) -> tuple[str, ...]:
        height = max(map(len, cells))
        return tuple(self._line([(*cell, *[""] * height)[at] for cell in cells]) for at in range(height))

    def _line(self, parts: Sequence[str]) -> str:
        fitted = (fit(part, width) for part, width in zip(parts, self.widths, strict=True))
        return (" " * self.gap).join(fitted)


def lay_out(headings: Sequence[str], rows: Sequence[Sequence[str]], *, width: int, gives_way: int) -> Layout:
    """Columns for `width` cells. Where that is short, headings break, the longest first; then one column.

    `gives_way` is that column. A heading breaks for a single cell only if that saves a line below it.
    """
    data = [max((cell_len(row[column]) for row in rows), default=0) for column in range(len(headings))]
    room = width - (len(headings) - 1)
    choices = (_widths(headings, data, room, gives_way, least_saving=least) for least in (2, 1))
    widths = min(
        choices, key=lambda choice: sum(len(_cell(row[gives_way], choice[gives_way])) for row in rows)
    )
    return Layout(widths, 1 + min(WIDEST_GAP - 1, max(0, room - sum(widths)) // (len(headings) - 1)))


def _widths(
    headings: Sequence[str], data: Sequence[int], room: int, gives_way: int, *, least_saving: int
) -> tuple[int, ...]:
    widths = [max(need, cell_len(in_one_line(text))) for need, text in zip(data, headings, strict=True)]
    broken = [
        max(need, *map(cell_len, in_two_lines(text))) for need, text in zip(data, headings, strict=True)
    ]
    for column in sorted(range(len(headings)), key=lambda at: (broken[at] - widths[at], -widths[at])):
        if sum(widths) > room and widths[column] - broken[column] >= least_saving:
            widths[column] = broken[column]
    least = max(NARROWEST, *map(cell_len, in_two_lines(headings[gives_way])))
    widths[gives_way] = max(least, widths[gives_way] + min(0, room - sum(widths)))
    return tuple(widths)


def _cell(text: str, width: int) -> tuple[str, ...]:
    """A cell as lines; several are about as long as each other."""
    lines = wrap(text, width)
    while len(lines) > 1 and len(wrap(text, width - 1)) == len(lines):
        width -= 1
    return wrap(text, width)


def in_one_line(heading: str) -> str:
    """A heading without the place where it may break, a line feed."""
    return heading.replace("\n", "")


def in_two_lines(heading: str) -> tuple[str, ...]:
    """Its two parts, or the whole where it may not break."""
    return tuple(part.strip() for part in heading.split("\n"))
