"""How far a long command is: one line rewritten on a terminal, now and then a plain line elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from screens.words.phrase import Phrase
from tui.asked import Asked
from tui.sentence import Sentence

PLAIN_STEP: Final = 25
"""Percent between two plain lines."""
LONG = 5.0
"""Seconds before which nobody needs a plain line."""


@contextmanager
def progress(asked: Asked, phrase: Phrase) -> Iterator[Callable[[int, int], None]]:
    """Yields what is to be told `done` and `total`; `phrase` has a `{percent}`. All of it on stderr."""
    shown = _Shown(asked, phrase)
    try:
        yield shown.tell
    finally:
        shown.wipe()


class _Shown:
    """What the operator saw last, so that nothing is written twice."""

    def __init__(self, asked: Asked, phrase: Phrase) -> None:
        self._asked = asked
        self._phrase = phrase
        self._terminal = sys.stderr.isatty()
        self._last = -1
        self._start = time.monotonic()

    def tell(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        step = percent if self._terminal else percent - percent % PLAIN_STEP
        if step == self._last or not (self._terminal or time.monotonic() - self._start > LONG):
            return
        self._last = step
        text = Sentence.of(self._phrase, percent=step).text(self._asked.language)
        sys.stderr.write(f"\r\x1b[K{text}" if self._terminal else f"{text}\n")
        sys.stderr.flush()

    def wipe(self) -> None:
        if self._terminal and self._last >= 0:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
