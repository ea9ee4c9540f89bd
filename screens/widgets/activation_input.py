"""An activation code as people copy it: dashes, spaces and small letters forgiven (A-20)."""

import re
import unicodedata
from typing import Final

from screens.widgets.entry import Entry
from screens.widgets.id_input import SEPARATORS
from screens.words import reissue_code
from screens.words.phrase import Phrase

CHARACTERS: Final = 16
_LOOKALIKES: Final = str.maketrans("OIL", "011")
"""Crockford's base32 has none of these letters: whoever reads one means the digit."""


class ActivationInput(Entry):
    """Sixteen characters of Crockford's base32."""

    def __init__(self, *, name: str, help: Phrase) -> None:
        super().__init__(name=name, help=help, most=CHARACTERS)

    def tidied(self, text: str) -> str:
        """Half width and capital, without what stands between the groups."""
        text = SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_LOOKALIKES)
        kept = re.sub(r"[^0-9A-HJKMNP-TV-Z]", "", text)
        if kept != text:
            self.not_taken(reissue_code.NOT_OF_CODE)
        return kept

    def too_long(self) -> None:
        """Says how many characters a code has."""
        self.not_taken(reissue_code.CODE_TOO_LONG, count=CHARACTERS)


def grouped(code: str) -> str:
    """The code in groups of four, as the letter prints it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
