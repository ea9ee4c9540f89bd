"""Files of invented customers, and imports of them, for the tests of `db import`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from argon2.low_level import Type, hash_secret

from services.customer_import.columns import ORDER
from services.customer_import.loading import CustomerImport
from services.customer_import.reasons import Reason, RefusedLine
from services.customer_import.report import ImportOptions, ImportReport
from services.visit import Mode, Visit
from storage.records import Account, Credential, Person
from storage.transaction import Transaction
from tests.services.desk import Desk
from tests.storage_kit import KEYS_FILE

T = TypeVar("T")

VISIT = Visit("host", "總公司", Mode.COMMAND, "import")
IDS = ("A123456789", "A200000012", "B100000020", "B200000031", "C100000049", "D200000051")
USUAL = {
    "name": "王小明",
    "birth_date": "19800101",
    "mobile": "0900000001",
    "email": "ming@example.com",
    "consolidated": "no",
    "as_of": "2026-02-01",
    "business": "證券",
    "branch": "台北分公司",
    "account_number": "101-2468013",
    "verifier": "",
}


def verifier_of(password: str, salt: bytes = b"imported") -> str:
    """As another system made it: without a pepper."""
    return hash_secret(password.encode(), salt, 1, 7168, 1, 32, Type.ID).decode()


def line(id_number: str = IDS[0], **cells: str) -> dict[str, str]:
    return {"id_number": id_number, **USUAL, **cells}


def table(lines: Sequence[dict[str, str]], columns: Sequence[str] = ORDER) -> str:
    """The file's text; a cell with a comma or a quotation mark is quoted."""
    rows = [",".join(_quoted(each[name]) for name in columns) for each in lines]
    return "\n".join((",".join(columns), *rows)) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\r\n') else cell


@dataclass
class Told:
    """What a watcher was told."""

    lines: list[RefusedLine] = field(default_factory=list)
    names: tuple[str, ...] = ()
    done: int = 0

    def heading(self, names: tuple[str, ...]) -> None:
        self.names = names

    def progress(self, done: int, size: int, report: ImportReport) -> None:
        assert self.done <= done <= size
        self.done = done

    def refused(self, line: RefusedLine) -> None:
        self.lines.append(line)

    def all_read(self) -> None:
        """Nothing is kept."""

    @property
    def reasons(self) -> list[tuple[int, str | None, Reason]]:
        return [(line.line, line.column, line.reason) for line in self.lines]


@dataclass
class Importing:
    """Imports into the database of a desk."""

    desk: Desk
    folder: Path

    def text(self, text: str | bytes, **options: bool | int) -> tuple[ImportReport, Told]:
        """Writes the file and imports it; in this process unless `workers` are asked for."""
        path = self.folder / "customers.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.file(path, **options)

    def file(self, path: Path, **options: bool | int) -> tuple[ImportReport, Told]:
        told = Told()
        service = CustomerImport(
            self.desk.program.ground, self.desk.database.keyring, self.folder / KEYS_FILE
        )
        report = service.run(VISIT, path, ImportOptions(**{"workers": 0, **options}), told)  # type: ignore[arg-type]
        return report, told

    def lines(self, *lines: dict[str, str], **options: bool | int) -> tuple[ImportReport, Told]:
        return self.text(table(lines), **options)

    def refused(self, *lines: dict[str, str], **options: bool | int) -> list[tuple[int, str | None, Reason]]:
        """The reasons for which the whole file is refused, and nothing of it is there."""
        before = self.count()
        report, told = self.lines(*lines, **options)
        assert not report.imported
        assert self.count() == before
        return told.reasons

    def count(self) -> int:
        return self.desk.database.read_now(lambda tx: tx.customers.count())

    def person(self, id_number: str = IDS[0]) -> Person:
        return self._read(id_number, lambda tx, one: tx.customers.person(one))

    def accounts(self, id_number: str = IDS[0]) -> tuple[Account, ...]:
        return self._read(id_number, lambda tx, one: tx.customers.accounts(one))

    def credentials(self, id_number: str = IDS[0]) -> tuple[Credential, ...]:
        return self._read(id_number, lambda tx, one: tx.credentials.of_accounts(one))

    def number(self, id_number: str = IDS[0]) -> int:
        found = self.desk.database.read_now(lambda tx: tx.customers.find(id_number))
        assert found is not None
        return found.id

    def _read(self, id_number: str, read: Callable[[Transaction, int], T]) -> T:
        number = self.number(id_number)
        return self.desk.database.read_now(lambda tx: read(tx, number))
