"""Text laid out by terminal cells: Chinese glyphs take two, and lines break where a printer would."""

import unicodedata
from functools import lru_cache

from rich.cells import cell_len

NEVER_FIRST = "，。、；：？！」』）》〉】,.;:?!)]}%・~…"
"""Characters that never begin a line (kinsoku)."""
NEVER_LAST = "「『（《〈【([{"

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters that steer a terminal or its direction of writing, or that it cannot show."""


def shown(text: str) -> str:
    """`text` without what would steer the terminal: data may come from a token, a file, another system."""
    if text.isprintable():
        return text
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in _UNSEEN)


def fit(text: str, cells: int) -> str:
    """`text` cut or padded to exactly `cells` cells; what is cut ends in `…`."""
    if cell_len(text) > cells:
        while text and cell_len(text) > cells - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (cells - cell_len(text))


def pieces(text: str) -> list[str]:
    """What may not be broken: a Latin word, or one wide glyph with the marks that cling to it."""
    found: list[str] = []
    for char in text:
        if found and not _may_break(found[-1][-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    return before == " " or cell_len(before) == 2 or cell_len(after) == 2


@lru_cache(maxsize=256)
def wrap(text: str, cells: int) -> tuple[str, ...]:
    """`text` as lines of at most `cells` cells; a piece too long for a line of its own is cut."""
    if cells <= 0:
        return (text,)
    lines = [""]
    for piece in pieces(text):
        if cell_len((lines[-1] + piece).rstrip()) <= cells:
            lines[-1] += piece
            continue
        lines.append("")
        for char in piece:
            if cell_len(lines[-1] + char) > cells:
                lines.append("")
            lines[-1] += char
    return tuple(line.rstrip() for line in lines if line) or ("",)
