"""Lines by the thousand, never cutting the lines of one ID apart, and what becomes of them in a process."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from services.customer_import.cells import same_id
from services.customer_import.columns import Cells, Column, Heading
from services.customer_import.customer import MOST_ACCOUNTS, CustomerReader, FileCustomer, GroupRefused, Line
from services.customer_import.reasons import Reason
from services.customer_import.records import Record
from services.customer_import.verifiers import no_password
from services.policy import HashingSettings, Policy
from services.ports import Randomness
from storage.bulk import BulkRows, RowMaker
from storage.records import Verifier

TOGETHER: Final = 4000
"""Lines that are handed over at once: one short transaction."""


@dataclass(slots=True)
class Batch:
    """Lines of whole IDs. The customer that begins with line `i` gets the number `first_id + i`."""

    first_id: int
    records: list[Record] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineRefused:
    """Why the line of this index is refused."""

    index: int
    column: str | None
    reason: Reason


@dataclass(slots=True)
class Worked:
    """What a batch came to: rows, checked and sealed, and the lines that are refused."""

    rows: BulkRows
    refused: list[LineRefused]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a process needs to know beside the keys."""

    heading: Heading
    policy: Policy
    hashing: HashingSettings
    engine: str
    now: datetime
    update: bool

    def reader(self) -> CustomerReader:
        """Checks customers."""
        return CustomerReader(self.policy, self.now, as_of_required=self.update)


def batches(records: Iterable[Record], heading: Heading) -> Iterator[Batch]:
    """Batches of about `TOGETHER` lines; an ID with too many to be true is cut, and refused for it.

    The first begins with the number 0. Whoever has a batch may give it other numbers.
    """
    place = heading.names.index(Column.ID_NUMBER)
    batch, owner, first = Batch(0), "", 0
    for record in records:
        cells = record.cells
        number = cells[place] if len(cells) > place else ""
        if len(batch.records) >= TOGETHER and (
            not same_id(number, owner) or len(batch.records) >= TOGETHER + 2 * MOST_ACCOUNTS
        ):
            yield batch
            first += len(batch.records)
            batch = Batch(first)
        batch.records.append(record)
        owner = number
    if batch.records:
        yield batch


class Workbench:
    """Checks and seals batches; one in every process at work."""

    def __init__(self, recipe: Recipe, maker: RowMaker, randomness: Randomness) -> None:
        self._recipe = recipe
        self._maker = maker
        self._randomness = randomness
        self._reader = recipe.reader()
        self._pick = recipe.heading.picker()
        self._width = len(recipe.heading.names)

    def work(self, batch: Batch) -> Worked:
        """Every line is either in the rows or among the refused."""
        worked = Worked(BulkRows(), [])
        for index, group in groups(self._lines(batch)):
            try:
                customer = self._reader.read(group)
            except GroupRefused as refused:
                worked.refused += [
                    LineRefused(index + fault.index, fault.column, fault.reason) for fault in refused.faults
                ]
            else:
                self._add(worked.rows, batch.first_id + index, customer)
        return worked

    def group(self, batch: Batch, index: int) -> list[Line]:
        """The lines of the ID that begins with the line of this index."""
        part = Batch(batch.first_id, batch.records[index : index + 2 * MOST_ACCOUNTS])
        return next(groups(self._lines(part)))[1]

    def customer(self, group: Sequence[Line]) -> FileCustomer:
        """Raises `GroupRefused`."""
        return self._reader.read(group)

    def _lines(self, batch: Batch) -> Iterator[Line]:
        owner = ""
        for record in batch.records:
            line = line_of(record, self._width, self._pick, owner)
            owner = line.cells[0]
            yield line

    def _add(self, rows: BulkRows, customer_id: int, customer: FileCustomer) -> None:
        verifiers: dict[Verifier | None, int] = {}
        accounts = [
            (account.business, account.branch, verifiers.setdefault(account.verifier, len(verifiers)))
            for account in customer.accounts
        ]
        self._maker.add(
            rows,
            customer_id,
            customer.person,
            consolidated=customer.consolidated,
            as_of=customer.as_of,
            verifiers=[each or no_password(self._recipe.hashing, self._randomness) for each in verifiers],
            accounts=accounts,
        )


def line_of(record: Record, width: int, pick: Callable[[Sequence[str]], Cells], owner: str) -> Line:
    """A line in our order of columns. One that cannot be read is taken to be of the ID before it."""
    cells = record.cells
    if record.cut or not record.readable:
        reason = Reason.TOO_LONG if record.cut else Reason.UNREADABLE
        return Line((owner, *[""] * (len(Column) - 1)), reason)
    if len(cells) == width:
        return Line(pick((*cells, "")))
    reason = Reason.CELLS_MISSING if len(cells) < width else Reason.CELLS_MORE
    return Line(pick((*cells[:width], *[""] * (width - len(cells) + 1))), reason)


def groups(lines: Iterable[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Neighbouring lines of one ID, with the index of the first."""
    first, group = 0, list[Line]()
    for index, line in enumerate(lines):
        if group and not same_id(line.cells[0], group[0].cells[0]):
            yield first, group
            first, group = index, []
        group.append(line)
    if group:
        yield first, group
