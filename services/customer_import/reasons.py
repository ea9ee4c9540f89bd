"""Why a file, or a line of it, is not imported; the sentences live in `tui/words_import.py`."""

from dataclasses import dataclass, field
from enum import StrEnum


class FileFault(StrEnum):
    """Why nothing of a file is read. The comment behind a fault names the facts it carries."""

    EMPTY = "empty"
    NOT_TEXT = "not_text"  # line
    """Neither UTF-8 nor UTF-16 nor Big5."""
    CHANGED = "changed"
    """By somebody, while it was read."""
    NO_HEADING = "no_heading"
    """The first line names none of the columns."""
    COLUMNS_MISSING = "columns_missing"  # columns
    COLUMNS_DOUBLED = "columns_doubled"  # columns
    COLUMNS_UNKNOWN = "columns_unknown"  # columns
    AS_OF_MISSING = "as_of_missing"
    """An update without the column that says how old the contacts are."""
    TOO_MANY_UPDATES = "too_many_updates"  # limit
    """More customers to change than one transaction may (`Policy.import_updates`)."""
    ANOTHER_AT_WORK = "another_at_work"
    DISPLACED = "displaced"
    """The import lock was lost with its connection, and another import has begun."""
    OVERTAKEN = "overtaken"
    """A customer changed here, while the import ran, in a way that its line does not fit any more."""
    OUTCOME_UNKNOWN = "outcome_unknown"
    """The connection was lost with the answer to the last commit: it may be all in, or nothing is."""


class ImportRefused(Exception):
    """Nothing is imported, or nobody knows (OUTCOME_UNKNOWN). With data for the sentence, never a cell."""

    def __init__(self, fault: FileFault, **facts: int | str) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.facts = facts


class Reason(StrEnum):
    """Why a line is refused."""

    UNREADABLE = "unreadable"
    """A quotation mark that is not closed or stands in the middle, or a cell or a line without end."""
    TOO_LONG = "too_long"
    CELLS_MISSING = "cells_missing"
    CELLS_MORE = "cells_more"
    FORMULA = "formula"
    """A text that a spreadsheet would calculate (`=`, `+`, `-`, `@`)."""
    REQUIRED = "required"
    TEXT_SHAPE = "text_shape"
    """Too long, or with characters that do not print."""
    ID_LETTERS_DIGITS_ONLY = "id_letters_digits_only"
    ID_SHAPE = "id_shape"
    ID_CHECK_DIGIT = "id_check_digit"
    DATE_SHAPE = "date_shape"
    DATE_ROC = "date_roc"
    DATE_UNREAL = "date_unreal"
    DATE_FUTURE = "date_future"
    MOBILE_SHAPE = "mobile_shape"
    EMAIL_SHAPE = "email_shape"
    YES_OR_NO = "yes_or_no"
    BUSINESS_UNKNOWN = "business_unknown"
    ACCOUNT_SHAPE = "account_shape"
    VERIFIER_SHAPE = "verifier_shape"
    VERIFIER_COST = "verifier_cost"
    VERIFIERS_COST = "verifiers_cost"
    """The different login passwords of an ID together."""
    AS_OF_SHAPE = "as_of_shape"
    AS_OF_FUTURE = "as_of_future"
    LINES_DIFFER = "lines_differ"
    """Two lines of one ID say different things of the customer."""
    ACCOUNT_TWICE = "account_twice"
    TOO_MANY_ACCOUNTS = "too_many_accounts"
    TOO_MANY_PASSWORDS = "too_many_passwords"
    """More different login passwords than one ID may have."""
    SHARED_DIFFERS = "shared_differs"
    """A consolidated customer has one login password."""
    ID_APART = "id_apart"
    """The ID came before: its lines do not stand together."""
    ID_KNOWN = "id_known"
    """A customer already, and the import is none that updates."""
    NEIGHBOUR = "neighbour"
    """Another line of the same ID is refused: a customer comes whole or not at all."""


class CellRefused(Exception):
    """One cell is not as it must be."""

    def __init__(self, column: str | None, reason: Reason) -> None:
        super().__init__(reason.value)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not imported, and why."""

    line: int
    """Where it begins in the file, the heading being line 1."""
    column: str | None
    reason: Reason
    cells: tuple[str, ...] = field(repr=False)
    """As they stand in the file."""
