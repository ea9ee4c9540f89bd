"""A password field: dots only, nothing to select, copy or cut; no paste on the kiosk (K-CLIP, K-PASTE)."""

import unicodedata
from typing import Final

from textual.widgets.input import Selection

from screens.frame import frame_of
from screens.widgets.entry import Entry
from screens.words import typing
from screens.words.phrase import Phrase

ROOM: Final = 64
"""Far more than any password: the service refuses a long one in words, nothing is cut in silence (N-PW-5)."""


class SecretInput(Entry):
    """Takes every character as it is typed; the services judge it."""

    def __init__(self, *, name: str, help: Phrase) -> None:
        super().__init__(name=name, help=help, most=ROOM)
        self.password = True

    def validate_selection(self, selection: Selection) -> Selection:
        """A cursor, never a range: what cannot be selected cannot be copied, nor its length shown."""
        return Selection.cursor(super().validate_selection(selection).end)

    def tidied(self, text: str) -> str:
        """All of it; full-width characters are told apart, not dropped, so that the dots stay true."""
        if any(unicodedata.east_asian_width(char) in "FW" for char in self.value + text):
            self.not_taken(typing.SECRET_FULL_WIDTH)
        return text

    def too_long(self) -> None:
        """Says that the last character found no room."""
        self.not_taken(typing.SECRET_TOO_LONG)

    def paste(self, line: str) -> None:
        """Refused on the kiosk, where a clipboard is somebody else's."""
        if frame_of(self).secrets_take_paste:
            super().paste(line)
        else:
            self.not_taken(typing.SECRET_NO_PASTE)
            self.complain()
