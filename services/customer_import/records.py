"""A file's lines as cells, with the number of the line in which each begins.

Memory does not grow, whatever is in the file: a line, a cell and a record of several lines have bounds far
above what a customer needs, and what is beyond them is one unreadable line.
"""

import csv
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from services.customer_import.reasons import FileFault, ImportRefused

LONGEST_CELL: Final = 1024
LONGEST_LINE: Final = 4 * LONGEST_CELL
"""Also of all lines of one record together."""
MOST_CELLS: Final = 64
_CUT: Final = "\0"
"""Stands for a line that is longer than any line can be."""


class Record(NamedTuple):
    """One line of the table, which may be several of the file where a cell has line breaks."""

    line: int
    cells: list[str]
    readable: bool = True
    """False: the cells are the text as it stands, in one."""

    def __repr__(self) -> str:
        """Says nothing of the cells."""
        return f"Record({self.line})"

    @property
    def cut(self) -> bool:
        """Whether the line was too long to be kept."""
        return self.cells == [_CUT]


def read_records(text: TextIO) -> Iterator[Record]:
    """The records that are not empty. Raises `ImportRefused(CHANGED)` where it is no text any more."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(text)
    reader = csv.reader(lines, strict=True)
    while True:
        line = lines.number + 1
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError:
            break
        except (csv.Error, _NoEnd):
            yield lines.as_it_stands(line)
            continue
        if len(cells) > MOST_CELLS:
            yield lines.as_it_stands(line)
        elif cells:
            yield Record(line, cells)
    # outside the `except`: the error quotes the file
    raise ImportRefused(FileFault.CHANGED)


class _NoEnd(Exception):
    """A record goes on for longer than any can."""


class _Lines:
    """Lines one by one, none longer than `LONGEST_LINE`, nor a record that takes more of them."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.number = 0
        """Of the line given last."""
        self._taken: list[str] = []
        """Lines given for one record."""
        self._left = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._left <= 0:
            raise _NoEnd
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            self._skip_rest()
            line = _CUT
        self._taken.append(line)
        self._left -= len(line)
        return line

    def begin(self) -> None:
        """What is given next belongs to another record."""
        self._taken.clear()
        self._left = LONGEST_LINE

    def as_it_stands(self, line: int) -> Record:
        """What was given for a record, as one unreadable line."""
        return Record(line, ["".join(self._taken)[:LONGEST_LINE]], readable=False)

    def _skip_rest(self) -> None:
        while (rest := self._text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass
