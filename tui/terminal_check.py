"""What a terminal must have before screens are shown on it."""

import sys

from tui import words
from tui.sentence import Exit, Refusal


def require_terminal() -> None:
    """Refuses a redirected input or output, and a character set that lacks Chinese."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise Refusal(words.NO_TERMINAL, Exit.USED_WRONGLY)
    encoding = sys.__stderr__.encoding if sys.__stderr__ else "none"
    if encoding.lower().replace("-", "") != "utf8":
        raise Refusal(words.BAD_CHARACTER_SET, Exit.USED_WRONGLY, encoding=encoding)
