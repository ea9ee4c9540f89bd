"""Taiwan's identifiers (identifiers.md): understood as people type them, checked to the last digit."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Final

from services.errors import ErrorCode, ServiceError
from services.masking import mask_id_number

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""A letter's value is its index here + 10 (§3.1)."""
_PERSON_WEIGHTS: Final = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_COMPANY_WEIGHTS: Final = (1, 2, 1, 2, 1, 2, 4, 1)
_LONGEST: Final = 64
"""What is longer is no identifier, whatever it holds: a whole page pasted is not even normalised."""
_EARLIEST_BIRTH: Final = date(1900, 1, 1)


class IdKind(StrEnum):
    """Which register an ID number is from."""

    NATIONAL = "national"
    """身分證字號."""
    RESIDENT_NEW = "resident_new"
    """統一證號 of 2021 and later: second character 8 or 9."""
    RESIDENT_OLD = "resident_old"
    """統一證號 with two letters; valid to the end of 2030."""
    COMPANY = "company"
    """統一編號 (統編)."""


_SHAPE: Final = re.compile(
    rf"(?P<{IdKind.NATIONAL}>[A-Z][12][0-9]{{8}})"
    rf"|(?P<{IdKind.RESIDENT_NEW}>[A-Z][89][0-9]{{8}})"
    rf"|(?P<{IdKind.RESIDENT_OLD}>[A-Z][A-D][0-9]{{8}})"
    rf"|(?P<{IdKind.COMPANY}>[0-9]{{8}})"
)
_KINDS: Final = {kind.value: kind for kind in IdKind}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An ID number that passed its check digit; prints masked."""

    value: str = field(repr=False)
    kind: IdKind

    @property
    def masked(self) -> str:
        """`A12345****`."""
        return mask_id_number(self.value)


def read_id_number(text: str, name: str = "id_number") -> IdNumber:
    """The ID number in `text`: full-width and small letters are understood (R-LOGIN-2).

    Raises `ServiceError` at field `name`: REQUIRED, ID_LETTERS_DIGITS_ONLY, ID_SHAPE, ID_CHECK_DIGIT.
    """
    value = _half_width(text, name, ErrorCode.ID_SHAPE)
    if not (value.isascii() and value.isalnum()):
        raise ServiceError(ErrorCode.ID_LETTERS_DIGITS_ONLY, name)
    value = value.upper()
    found = _SHAPE.fullmatch(value)
    if found is None or found.lastgroup is None:
        raise ServiceError(ErrorCode.ID_SHAPE, name)
    kind = _KINDS[found.lastgroup]
    if not _check_digit_fits(kind, value):
        raise ServiceError(ErrorCode.ID_CHECK_DIGIT, name)
    return IdNumber(value, kind)


def read_birth_date(text: str, today: date, name: str = "birth_date") -> date:
    """The 出生年月日 in `text`, YYYYMMDD in 西元 years, from 1900 to `today` (§3.7); blanks are forgiven.

    Raises `ServiceError` at field `name`: REQUIRED, DATE_ROC (a 民國 year), DATE_SHAPE, DATE_FUTURE,
    DATE_UNREAL.
    """
    value = re.sub(r"\s", "", _half_width(text, name, ErrorCode.DATE_SHAPE))
    if re.fullmatch(r"[0-9]{7}", value):
        raise ServiceError(ErrorCode.DATE_ROC, name)
    if not re.fullmatch(r"[0-9]{8}", value):
        raise ServiceError(ErrorCode.DATE_SHAPE, name)
    born = _real_date(int(value[:4]), int(value[4:6]), int(value[6:]))
    if born is not None and born > today:
        raise ServiceError(ErrorCode.DATE_FUTURE, name)
    if born is None or born < _EARLIEST_BIRTH:
        raise ServiceError(ErrorCode.DATE_UNREAL, name)
    return born


def read_mobile(text: str) -> str | None:
    """A mobile number as `09…` (§3.6), spaces, hyphens and +886 understood; None when it is none."""
    value = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text[:_LONGEST]))
    value = re.sub(r"^\+886", "0", value)
    return value if re.fullmatch(r"09[0-8][0-9]{7}", value) else None


def _half_width(text: str, name: str, too_long: ErrorCode) -> str:
    if not text.strip():
        raise ServiceError(ErrorCode.REQUIRED, name)
    if len(text) > _LONGEST:
        raise ServiceError(too_long, name)
    return unicodedata.normalize("NFKC", text).strip()


def _check_digit_fits(kind: IdKind, value: str) -> bool:
    if kind is IdKind.COMPANY:
        return _company_fits(value)
    total: int = sum(map(mul, _PERSON_WEIGHTS, _person_digits(value)))
    return total % 10 == 0


def _person_digits(value: str) -> list[int]:
    """The eleven digits that are weighed (§3.2): the letter as two, an old second letter as its units."""
    first = _LETTERS.index(value[0]) + 10
    if value[1].isdigit():
        return [first // 10, first % 10, *map(int, value[1:])]
    return [first // 10, first % 10, _LETTERS.index(value[1]) % 10, *map(int, value[2:])]


def _company_fits(value: str) -> bool:
    """The rule since 2023-04-01 (§3.5); a 7 in the seventh place, 28 → 10, may count as 1 or as 0."""
    products = map(mul, _COMPANY_WEIGHTS, map(int, value))
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (value[6] == "7" and (total + 1) % 5 == 0)


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
