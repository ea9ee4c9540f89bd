"""Text in columns on a terminal, where a wide character takes two cells."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def cells(text: str) -> int:
    """How many columns the text takes on a terminal."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def in_columns(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """A line for each row, two spaces between columns; those of `right` end flush."""
    widths = [max(cells(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        padded = []
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - cells(cell))
            padded.append(space + cell if number in right else cell + space)
        lines.append("  ".join(padded).rstrip())
    return lines
