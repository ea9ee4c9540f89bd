"""The lines of one ID as a customer, checked as a whole: it comes whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple

from services.customer_import.cells import (
    LONGEST_NAME,
    AsOf,
    read_account_number,
    read_birth,
    read_branch,
    read_business,
    read_contact_email,
    read_contact_mobile,
    read_id,
    read_text,
    read_truth,
)
from services.customer_import.columns import OF_CUSTOMER, Cells, Column
from services.customer_import.reasons import CellRefused, Reason
from services.customer_import.verifiers import read_verifier, require_bearable
from services.policy import Policy
from services.taipei import taipei_date
from storage.records import Business, Person, Verifier

MOST_ACCOUNTS: Final = 100
"""Of one ID: an ID with more is a mistake in the file."""
_CUSTOMER: Final = slice(0, len(OF_CUSTOMER))


class Line(NamedTuple):
    """A line's cells in the order of `Column`, and what keeps it from being one, if anything does."""

    cells: Cells
    broken: Reason | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account of the file; no verifier where its password is to be issued here."""

    business: Business
    branch: str
    verifier: Verifier | None


@dataclass(frozen=True, slots=True)
class FileCustomer:
    """A customer of the file; the account numbers stand in the person, by position."""

    person: Person
    consolidated: bool
    as_of: datetime | None
    accounts: tuple[NewAccount, ...]


@dataclass(frozen=True, slots=True)
class LineFault:
    """Which line of a group is refused, counted from 0, and why."""

    index: int
    column: str | None
    reason: Reason


class GroupRefused(Exception):
    """The lines of an ID do not make a customer."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


@dataclass(slots=True)
class CustomerReader:
    """Makes customers out of lines."""

    policy: Policy
    now: datetime
    _today: date = field(init=False)
    _as_of: AsOf = field(init=False)
    as_of_required: bool = False

    def __post_init__(self) -> None:
        self._today = taipei_date(self.now)
        self._as_of = AsOf(self.now)

    def read(self, lines: Sequence[Line]) -> FileCustomer:
        """Raises `GroupRefused` with a fault for each line of the ID."""
        faults: dict[int, LineFault] = {}
        accounts: list[tuple[str, NewAccount]] = []
        for index, line in enumerate(lines):
            try:
                self._require_same(line, lines[0])
                accounts.append(self._account(line.cells))
            except CellRefused as refused:
                faults[index] = LineFault(index, refused.column, refused.reason)
        try:
            if not faults:
                self._require_together(accounts)
            customer = self._customer(lines[0].cells, accounts)
        except CellRefused as refused:
            faults.setdefault(0, LineFault(0, refused.column, refused.reason))
        if faults:
            raise GroupRefused(list(_every(faults, len(lines))))
        return customer

    def _require_same(self, line: Line, first: Line) -> None:
        if line.broken is not None:
            raise CellRefused(None, line.broken)
        if line is first or first.broken or line.cells[_CUSTOMER] == first.cells[_CUSTOMER]:
            return
        for column, ours, theirs in zip(OF_CUSTOMER, line.cells, first.cells, strict=False):
            # lines stand together because their IDs are the same
            if column != Column.ID_NUMBER and ours.strip() != theirs.strip():
                raise CellRefused(column, Reason.LINES_DIFFER)

    def _account(self, cells: Cells) -> tuple[str, NewAccount]:
        business, branch, number, verifier = cells[_CUSTOMER.stop :]
        text = verifier.strip()
        account = NewAccount(
            read_business(business),
            read_branch(branch),
            read_verifier(text) if text else None,
        )
        return read_account_number(number), account

    def _require_together(self, accounts: Sequence[tuple[str, NewAccount]]) -> None:
        if len(accounts) > MOST_ACCOUNTS:
            raise CellRefused(None, Reason.TOO_MANY_ACCOUNTS)
        if len({number for number, _ in accounts}) < len(accounts):
            raise CellRefused(Column.ACCOUNT_NUMBER, Reason.ACCOUNT_TWICE)
        # an account without one counts too: what stands for it costs a verification at every login
        passwords = {account.verifier for _, account in accounts}
        if len(passwords) > self.policy.login_passwords_per_id:
            raise CellRefused(Column.VERIFIER, Reason.TOO_MANY_PASSWORDS)
        require_bearable(account.verifier for _, account in accounts)

    def _customer(self, cells: Cells, accounts: Sequence[tuple[str, NewAccount]]) -> FileCustomer:
        id_number, name, birth, mobile, email, consolidated, as_of = cells[_CUSTOMER]
        person = Person(
            id_number=read_id(id_number),
            name=read_text(Column.NAME, name, LONGEST_NAME),
            birth_date=read_birth(birth, self._today),
            mobile=read_contact_mobile(mobile),
            email=read_contact_email(email),
            account_numbers=tuple(number for number, _ in accounts),
        )
        shared = read_truth(consolidated)
        if shared and len({account.verifier for _, account in accounts}) > 1:
            raise CellRefused(Column.VERIFIER, Reason.SHARED_DIFFERS)
        moment = self._as_of.read(as_of)
        if moment is None and self.as_of_required:
            raise CellRefused(Column.AS_OF, Reason.REQUIRED)
        return FileCustomer(person, shared, moment, tuple(account for _, account in accounts))


def _every(faults: dict[int, LineFault], count: int) -> Iterable[LineFault]:
    """The faults, and for every other line of the ID that it is in their company."""
    for index in range(count):
        yield faults.get(index) or LineFault(index, None, Reason.NEIGHBOUR)
