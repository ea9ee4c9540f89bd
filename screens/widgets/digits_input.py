"""Digits, also typed in full width."""

import re
import unicodedata

from screens.widgets.entry import Entry
from screens.words import typing


class DigitsInput(Entry):
    """A number of at most `most` digits."""

    def tidied(self, text: str) -> str:
        """Half-width digits, without the blanks between; anything else is left out and said."""
        text = "".join(unicodedata.normalize("NFKC", text).split())
        kept = re.sub(r"[^0-9]", "", text)
        if kept != text:
            self.not_taken(typing.DIGITS_ONLY)
        return kept

    def too_long(self) -> None:
        """Says how many digits there can be."""
        self.not_taken(typing.DIGITS_TOO_LONG, count=self.most)
