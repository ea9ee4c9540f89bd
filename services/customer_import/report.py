"""What an import is asked to do, what it tells meanwhile, and what it came to."""

from dataclasses import dataclass
from typing import Protocol

from services.customer_import.changes import Changes
from services.customer_import.reasons import RefusedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file is to be taken."""

    update: bool = False
    """Whether customers who are there already may be changed."""
    skip_bad: bool = False
    """Whether what is sound is imported although other lines are refused."""
    workers: int | None = None
    """Processes beside this one; None: as the machine and the file are."""


@dataclass(slots=True)
class ImportReport:
    """Counts, so far or in the end."""

    lines: int = 0
    customers: int = 0
    """New ones."""
    accounts: int = 0
    """Of new customers."""
    updated: int = 0
    unchanged: int = 0
    """There already, and as the file has them."""
    business_kept: int = 0
    """Accounts there already that the file has under another business, which is not changed."""
    refused: int = 0
    """Lines."""
    imported: bool = False
    """Whether the database has it now; False: it is as it was."""

    def count(self, changes: Changes) -> None:
        """One more who was there already."""
        self.business_kept += changes.business_kept
        if changes:
            self.updated += 1
        else:
            self.unchanged += 1

    def told(self) -> str:
        """For the audit row."""
        return (
            f"lines={self.lines} customers={self.customers} accounts={self.accounts} "
            f"updated={self.updated} refused={self.refused}"
        )


class ImportWatcher(Protocol):
    """Who is told how it goes."""

    def heading(self, names: tuple[str, ...]) -> None:
        """The columns, before the first line."""
        ...

    def progress(self, done: int, size: int, report: ImportReport) -> None:
        """So many bytes of so many are read."""
        ...

    def refused(self, line: RefusedLine) -> None:
        """A line that is not imported."""
        ...

    def all_read(self) -> None:
        """Every line was told; what is sound is shown next."""
        ...
