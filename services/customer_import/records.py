"""A file's lines as cells, with the number of the line in which each begins; memory does not grow."""

import csv
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

LONGEST_CELL: Final = 4096
LONGEST_LINE: Final = 16 * LONGEST_CELL
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
    """The records that are not empty."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(text)
    reader = csv.reader(lines, strict=True)
    while True:
        line = lines.number + 1
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(line, ["".join(lines.taken)[:LONGEST_LINE]], readable=False)
            continue
        if cells:
            yield Record(line, cells)


class _Lines:
    """Lines one by one, none longer than `LONGEST_LINE`."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.number = 0
        """Of the line given last."""
        self.taken: list[str] = []
        """Lines given since this was cleared."""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            self._skip_rest()
            line = _CUT
        self.taken.append(line)
        return line

    def _skip_rest(self) -> None:
        while (rest := self._text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass
