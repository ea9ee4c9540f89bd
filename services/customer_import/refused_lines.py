"""The lines that were left out, as a file that can be corrected and imported again."""

import csv
import re
from collections.abc import Sequence
from typing import Final, TextIO

from services.customer_import.columns import REFUSED_LINE, REFUSED_REASON
from services.customer_import.reasons import RefusedLine

_FORMULA: Final = re.compile(r"[=@\t\r]|[+-](?![0-9 ()-]*\Z)")
"""What a spreadsheet would calculate when the file is opened; a telephone number is none."""


class RefusedLines:
    """Writes them: the columns of the file, the line's number and the reason."""

    def __init__(self, file: TextIO, names: Sequence[str]) -> None:
        self._names = [name for name in names if name not in {REFUSED_LINE, REFUSED_REASON}]
        self._places = [place for place, name in enumerate(names) if name in self._names]
        self._width = len(names)
        self._writer = csv.writer(file)
        self._writer.writerow([*self._names, REFUSED_LINE, REFUSED_REASON])

    def write(self, line: RefusedLine, reason: str) -> None:
        """A line without a table's shape stands in the first column as it is."""
        cells = line.cells
        if len(cells) == self._width:
            cells = tuple(cells[place] for place in self._places)
        place = f"{line.column}: " if line.column else ""
        padding = [""] * (len(self._names) - len(cells))
        self._writer.writerow([*map(_harmless, cells), *padding, line.line, place + reason])


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
