"""How many parts of an SMS a text takes when it is sent as UCS-2 (3GPP TS 23.040, GSM 03.38)."""

from typing import Final

ALONE: Final = 70
"""Units of 16 bits that fit when there is one part."""
JOINED: Final = 67
"""The same where parts are joined: six bytes of each are the header that says how."""
MOST_SEGMENTS: Final = 2
"""More than two are slow, dear, and arrive apart."""


def segments(text: str) -> int:
    """The number of parts; a character outside the basic plane takes two units."""
    units = len(text.encode("utf-16-be")) // 2
    return 1 if units <= ALONE else -(-units // JOINED)
