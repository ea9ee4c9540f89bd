"""The cells of a line, checked one by one (identifiers.md)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar

from services.customer_import.columns import Column
from services.customer_import.reasons import CellRefused, Reason
from services.errors import ServiceError
from services.identifiers import read_birth_date, read_id_number, read_mobile
from services.taipei import TAIPEI
from storage.records import Business

T = TypeVar("T")
P = ParamSpec("P")

_EARLIEST_YEAR: Final = 1990
LONGEST_NAME: Final = 100
LONGEST_BRANCH: Final = 32
LONGEST_EMAIL: Final = 254
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_ID: Final = re.compile(r"[A-Z][A-D0-9][0-9]{8}|[0-9]{8}")
"""As most are written; `read_id` understands the others."""
_MOBILE: Final = re.compile(r"09[0-8][0-9]{7}")
"""As most are written; `read_mobile` understands the others."""
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_TRUTHS: Final = {"": False, "no": False, "n": False, "否": False, "yes": True, "y": True, "是": True}
BUSINESSES: Final[Mapping[str, Business]] = {
    **{business.value: business for business in Business},
    "證券": Business.SECURITIES,
    "期貨": Business.FUTURES,
    "複委託": Business.SUB_BROKERAGE,
    "財富管理": Business.WEALTH,
}


def read_id(cell: str) -> str:
    """The ID number in its canonical form; raises `CellRefused`."""
    return _by_service(Column.ID_NUMBER, read_id_number, cell).value


def same_id(one: str, other: str) -> bool:
    """Whether two cells name the same ID, however they are written; most are written alike."""
    return one == other or (
        not (_ID.fullmatch(one) and _ID.fullmatch(other)) and _canonical(one) == _canonical(other)
    )


def _canonical(cell: str) -> str:
    try:
        return read_id(cell)
    except CellRefused:
        return cell


@lru_cache(maxsize=65_536)
def read_birth(cell: str, today: date) -> date:
    """出生年月日 or 設立日期, YYYYMMDD; raises `CellRefused`. There are not many days: each is read once."""
    return _by_service(Column.BIRTH_DATE, read_birth_date, cell, today)


def read_text(column: Column, cell: str, longest: int) -> str:
    """A text that prints, and that no spreadsheet calculates; raises `CellRefused`."""
    text = cell.strip(" \u3000")
    if not text:
        raise CellRefused(column, Reason.REQUIRED)
    # as it stands, or made harmless by whoever wrote the file
    if text.lstrip("'").startswith(_FORMULA):
        raise CellRefused(column, Reason.FORMULA)
    if len(text) > longest or not text.isprintable():
        raise CellRefused(column, Reason.TEXT_SHAPE)
    return text


@lru_cache(maxsize=1024)
def read_branch(cell: str) -> str:
    """A branch, of which there are few; raises `CellRefused`."""
    return read_text(Column.BRANCH, cell, LONGEST_BRANCH)


def read_contact_mobile(cell: str) -> str | None:
    """A mobile number, None for an empty cell; raises `CellRefused`."""
    if _MOBILE.fullmatch(cell):
        return cell
    if not cell.strip():
        return None
    mobile = read_mobile(cell)
    if mobile is None:
        raise CellRefused(Column.MOBILE, Reason.MOBILE_SHAPE)
    return mobile


def read_contact_email(cell: str) -> str | None:
    """An e-mail address, None for an empty cell; raises `CellRefused`."""
    if not cell.strip():
        return None
    email = read_text(Column.EMAIL, cell, LONGEST_EMAIL)
    if not _EMAIL.fullmatch(email):
        raise CellRefused(Column.EMAIL, Reason.EMAIL_SHAPE)
    return email


def read_truth(cell: str) -> bool:
    """`yes` or `no`, 是 or 否; empty is no. Raises `CellRefused`."""
    found = _TRUTHS.get(cell)
    if found is None:
        found = _TRUTHS.get(cell.strip().lower())
    if found is None:
        raise CellRefused(Column.CONSOLIDATED, Reason.YES_OR_NO)
    return found


def read_business(cell: str) -> Business:
    """By its English or Chinese name; raises `CellRefused`."""
    found = BUSINESSES.get(cell) or BUSINESSES.get(cell.strip().lower())
    if found is None:
        raise CellRefused(Column.BUSINESS, Reason.BUSINESS_UNKNOWN if cell.strip() else Reason.REQUIRED)
    return found


def read_account_number(cell: str) -> str:
    """Letters, digits and hyphens; raises `CellRefused`."""
    if _ACCOUNT.fullmatch(cell):
        return cell
    number = read_text(Column.ACCOUNT_NUMBER, cell, LONGEST_BRANCH)
    if not _ACCOUNT.fullmatch(number):
        raise CellRefused(Column.ACCOUNT_NUMBER, Reason.ACCOUNT_SHAPE)
    return number


@dataclass(frozen=True, slots=True)
class AsOf:
    """Reads the moment up to which contacts are known to be right."""

    now: datetime

    def read(self, cell: str) -> datetime | None:
        """A date (its beginning in Taipei) or a moment in ISO 8601, in Taipei's time if it names no other.

        None for an empty cell; raises `CellRefused`, also for a time to come.
        """
        return _as_of(cell, self.now)


@lru_cache(maxsize=1024)
def _as_of(cell: str, now: datetime) -> datetime | None:
    text = cell.strip()
    if not text:
        return None
    moment = _moment(text)
    if moment is None:
        raise CellRefused(Column.AS_OF, Reason.AS_OF_SHAPE)
    if moment > now + timedelta(minutes=5):
        raise CellRefused(Column.AS_OF, Reason.AS_OF_FUTURE)
    return moment


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not _EARLIEST_YEAR <= moment.year < date.max.year:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=TAIPEI)


def _by_service(column: Column, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return read(*args, **kwargs)
    except ServiceError as error:
        reason = Reason(error.code.value)
    raise CellRefused(column, reason)
