"""The services of an import over a database, and a watcher that says nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.ambient import SystemClock, SystemRandomness
from services.customer_import.reasons import RefusedLine
from services.customer_import.report import ImportReport
from services.program import Ambient, Program
from services.visit import Mode, Visit
from storage.database import Database
from tui.settings_sections import Settings
from tui.wiring import assembled


class Quiet:
    """Nobody is told; a refused line ends the measurement."""

    visit = Visit("bench", "總公司", Mode.COMMAND, "bench")

    def heading(self, names: tuple[str, ...]) -> None:
        """Known."""

    def progress(self, done: int, size: int, report: ImportReport) -> None:
        """Measured as a whole."""

    def refused(self, line: RefusedLine) -> None:
        """The file is sound."""
        raise AssertionError(line)

    def all_read(self) -> None:
        """Nothing is kept."""


quiet = Quiet()


@contextmanager
def services_over(database: Database) -> Iterator[Program]:
    """As the command has them."""
    ambient = Ambient(SystemClock(), SystemRandomness())
    program = assembled(database, database.keyring, Settings(), Mode.COMMAND, ambient)
    yield program
    program.close()
