"""An ID number as people write it: small letters, full width, blanks and hyphens understood."""

import re
import unicodedata
from typing import Final

from screens.widgets.entry import Entry
from screens.words import typing
from screens.words.phrase import Phrase

SEPARATORS: Final = re.compile(r"[\s\-‐-―−﹣－]")
"""What people put between the characters of a number."""


class IdInput(Entry):
    """身分證字號, resident numbers and 統編: at most 10 half-width capitals and digits."""

    MOST: Final = 10

    def __init__(self, *, name: str, help: Phrase) -> None:
        super().__init__(name=name, help=help, most=self.MOST)

    def tidied(self, text: str) -> str:
        """Half width and capital; anything but letters and digits is left out and said."""
        text = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
        kept = re.sub(r"[^A-Z0-9]", "", text)
        if kept != text:
            self.not_taken(typing.ID_CHARACTERS)
        return kept

    def too_long(self) -> None:
        """Says that a number has 10 characters at most."""
        self.not_taken(typing.ID_TOO_LONG)

    def type_in(self, number: str) -> None:
        """Replaces everything with a number chosen elsewhere (F6 in the demo)."""
        self.value = ""
        self.take(number)
