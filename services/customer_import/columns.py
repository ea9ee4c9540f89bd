"""The columns of an import (docs/import.md), and where a file has them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Final

from services.customer_import.reasons import FileFault, ImportRefused


class Column(StrEnum):
    """What a line says: the customer's part, the same on every line of an ID, then the account's."""

    ID_NUMBER = "id_number"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    MOBILE = "mobile"
    EMAIL = "email"
    CONSOLIDATED = "consolidated"
    AS_OF = "as_of"
    BUSINESS = "business"
    BRANCH = "branch"
    ACCOUNT_NUMBER = "account_number"
    VERIFIER = "verifier"


ORDER: Final = tuple(Column)
OF_CUSTOMER: Final = ORDER[: ORDER.index(Column.BUSINESS)]
OPTIONAL: Final = frozenset({Column.MOBILE, Column.EMAIL, Column.CONSOLIDATED, Column.AS_OF, Column.VERIFIER})
REFUSED_LINE: Final = "refused_line"
REFUSED_REASON: Final = "refused_reason"
_NAME: Final = re.compile(r"[a-z_]{1,30}")
"""What looks like the name of a column."""
_IGNORED: Final = frozenset({REFUSED_LINE, REFUSED_REASON})
"""What the file of refused lines has more, so that it can be corrected and imported as it is."""

Cells = tuple[str, ...]
"""A line's cells in the order of `Column`; empty where the file has no such column."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line of a file."""

    names: tuple[str, ...]

    @classmethod
    def read(cls, cells: Sequence[str], *, update: bool = False) -> "Heading":
        """Raises `ImportRefused`: NO_HEADING, COLUMNS_…, AS_OF_MISSING."""
        names = tuple(cell.strip().lower() for cell in cells)
        if not set(names) & set(ORDER):
            raise ImportRefused(FileFault.NO_HEADING)
        known = set(ORDER) - OPTIONAL
        told = [_quotable(name, place) for place, name in enumerate(names, start=1)]
        doubled = [told[place] for place, name in enumerate(names) if name in names[:place]]
        _refuse(FileFault.COLUMNS_DOUBLED, list(dict.fromkeys(doubled)))
        unknown = [told[place] for place, name in enumerate(names) if name not in {*ORDER, *_IGNORED}]
        _refuse(FileFault.COLUMNS_UNKNOWN, unknown)
        _refuse(FileFault.COLUMNS_MISSING, [name for name in ORDER if name in known - set(names)])
        if update and Column.AS_OF not in names:
            raise ImportRefused(FileFault.AS_OF_MISSING)
        return cls(names)

    def has(self, column: Column) -> bool:
        """Whether the file has the column."""
        return column in self.names

    def picker(self) -> Callable[[Sequence[str]], Cells]:
        """Puts a line's cells, one empty one added behind, into the order of `Column`."""
        places = (self.names.index(column) if self.has(column) else -1 for column in ORDER)
        return itemgetter(*places)


def _quotable(name: str, place: int) -> str:
    """The name of a column, or its place where it looks like none: it may be a customer's."""
    return name if _NAME.fullmatch(name) else f"#{place}"


def _refuse(fault: FileFault, names: Sequence[str]) -> None:
    if names:
        raise ImportRefused(fault, columns=", ".join(names[:12]))
