"""Numbers as the telephone network knows them (E.164), from those kept of customers (identifiers.md §3.6)."""

import re
import unicodedata
from typing import Final

_BETWEEN: Final = re.compile(r"[\s\-‐‑‒–—−().]+")
_MOBILE: Final = re.compile(r"(?:\+886|00886|0)(9[0-8][0-9]{7})")
_LONGEST: Final = 32


def e164(number: str) -> str | None:
    """`0912-345 678` as `+886912345678`; None for what is no mobile number of Taiwan that takes codes.

    Personal numbers (099), VoIP (070) and machines (040) are none.
    """
    if len(number) > _LONGEST:
        return None
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", number))
    found = _MOBILE.fullmatch(plain)
    return f"+886{found[1]}" if found else None
