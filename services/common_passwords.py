"""Passwords that everybody tries first: a list of this world's, words typed in 注音, words of this place.

`services/data/zhuyin-words.txt` and `services/data/context-words.txt` are ours; the large list is the one of
the zxcvbn package, cut to what the policy would let through (ASVS 6.2.4: 3,000 and more).
"""

import threading
from collections.abc import Iterable, Iterator
from importlib import resources

from services.policy import Policy

_DIGITS = "0123456789"


class CommonPasswords:
    """Whether a password is common, capital or small; reads its lists at the first question, once."""

    def __init__(self, policy: Policy) -> None:
        self._lengths = range(policy.password_min_length, policy.password_max_length + 1)
        self._reading = threading.Lock()
        self._words: frozenset[str] | None = None
        self._context: frozenset[str] = frozenset()

    def __contains__(self, candidate: str) -> bool:
        word = candidate.lower()
        return word in self.load() or word.strip(_DIGITS) in self._context

    def load(self) -> frozenset[str]:
        """The list, in small letters; takes some 50 ms the first time, from whichever thread."""
        if self._words is None:
            with self._reading:
                if self._words is None:
                    self._context = frozenset(_lines("context-words.txt"))
                    self._words = frozenset(filter(self._possible, _everything()))
        return self._words

    def _possible(self, word: str) -> bool:
        return len(word) in self._lengths and word.isascii() and word.isalnum()


def _everything() -> Iterator[str]:
    # imported here: a large module that nobody needs before a password is chosen
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words: Iterable[str] = FREQUENCY_LISTS["passwords"]
    yield from (word.lower() for word in words)
    yield from _lines("zhuyin-words.txt")


def _lines(name: str) -> Iterator[str]:
    """The first column of a data file, without comments and empty lines."""
    text = resources.files("services").joinpath("data", name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")[0]
