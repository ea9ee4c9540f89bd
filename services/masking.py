"""What may be shown of personal data on a shared screen, a slip or in a log (security §2.5, TW-12)."""

import re
from typing import Final

_ID_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z][A-Da-d1289][0-9]{8}|[0-9]{8})(?![A-Za-z0-9])", re.ASCII
)


def mask_id_number(value: str) -> str:
    """`A123456789` as `A12345****`, a 統編 as `1234****`: the last four covered."""
    return value[:-4] + "*" * len(value[-4:])


def mask_name(name: str) -> str:
    """王○, 王○明, 歐○○德: the first character and the last of three or more, ○ for the others."""
    if len(name) < 3:
        return name[:1] + "○" if len(name) == 2 else "○" * len(name)
    return name[0] + "○" * (len(name) - 2) + name[-1]


def mask_account_number(number: str) -> str:
    """`****567`: the last three of a trading account; too short a number is covered whole."""
    return "****" + (number[-3:] if len(number) > 6 else "")


def mask_mobile(number: str) -> str:
    """`0912***678`: the first four and the last three; too short a number is covered whole."""
    return number[:4] + "***" + number[-3:] if len(number) > 7 else "***"


def mask_email(address: str) -> str:
    """`wa***@example.com`: two of the local part, one where it has no more than two; the domain in full."""
    local, at, domain = address.rpartition("@")
    return local[: 2 if len(local) > 2 else 1] + "***" + at + domain


def masked_id_number_in(text: str) -> str:
    """The ID number in a text of somebody else's, masked; "" without one. The rest may be a name."""
    found = _ID_NUMBER.search(text)
    return mask_id_number(found[0]) if found else ""
