"""The import as a whole: reads, has checked and sealed, writes hidden, and shows everything at once.

Each transaction is short, so terminals go on meanwhile. Until the last one nobody finds any of it, and what
an import that died has left is cleared away by the next one (`storage.repositories.imports`).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from services.customer_import.batches import Batch, Recipe, Workbench, Worked, batches
from services.customer_import.columns import Heading
from services.customer_import.placing import Placing
from services.customer_import.processes import Outcomes, bench, workers_for, working
from services.customer_import.reasons import FileFault, ImportRefused, RefusedLine
from services.customer_import.records import Record, read_records
from services.customer_import.report import ImportOptions, ImportReport, ImportWatcher
from services.customer_import.reservation import Reservation, clear_all, put_down_confirmed
from services.customer_import.showing import Showing
from services.customer_import.source import Source, examine, open_text
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.visit import Visit
from storage.errors import ReservationLost

if TYPE_CHECKING:
    from storage.keyring import Keyring

_Work = Callable[[Iterable[Batch]], Outcomes]


class CustomerImport:
    """Imports one file after the other."""

    def __init__(self, ground: Ground, keyring: "Keyring", keyring_path: Path) -> None:
        self._ground = ground
        self._keyring = keyring
        self._keyring_path = keyring_path

    def run(self, visit: Visit, path: Path, options: ImportOptions, watcher: ImportWatcher) -> ImportReport:
        """All of the file, or nothing of it; with `skip_bad` all but the lines that are refused.

        Raises `ImportRefused`, `OSError` of the file, `ServiceError` STORAGE_…: nothing is imported then,
        unless it is `ImportRefused(OUTCOME_UNKNOWN)`. Nor is anything after `KeyboardInterrupt`: one that
        comes too late leads to a report like any other.
        """
        store = self._ground.store
        with self._alone():
            clear_all(store)
            source = examine(path)
            reservation = Reservation(store, self._ground.randomness.token(8).hex())
            showing = Showing(self._ground, visit, reservation)
            report = ImportReport()
            try:
                self._run(source, options, watcher, showing, report)
            except BaseException:
                report.imported = showing.came_through()
                if not report.imported:
                    # nothing hidden is left behind, where that is possible; the next import would see to it
                    with suppress(ServiceError):
                        reservation.clear()
                    raise
            return report

    def _run(
        self,
        source: Source,
        options: ImportOptions,
        watcher: ImportWatcher,
        showing: Showing,
        report: ImportReport,
    ) -> None:
        with open_text(source) as reading:
            records = read_records(reading.text)
            heading = _heading(records, options)
            watcher.heading(heading.names)
            recipe = self._recipe(heading, options)
            here = bench(recipe, self._keyring, self._ground.randomness)
            placing = Placing(self._ground, here, recipe, showing.reservation.owner)
            course = _Course(placing, options, watcher, report)
            lines = showing.reservation.under(batches(records, heading))
            with self._at_work(recipe, here, source, options) as work:
                for batch, worked in work(lines):
                    course.take(batch, worked)
                    watcher.progress(reading.done(), source.size, report)
            sha256 = reading.ended()
        if report.refused and not options.skip_bad:
            showing.reservation.clear()
            showing.record_refusal(report, sha256)
            return
        watcher.all_read()
        showing.show(report, sha256)
        report.imported = True
        put_down_confirmed(self._ground.store)

    def _recipe(self, heading: Heading, options: ImportOptions) -> Recipe:
        ground = self._ground
        return Recipe(
            heading=heading,
            policy=ground.policy,
            hashing=ground.pool.settings,
            engine=ground.store.engine_name,
            now=ground.clock.now(),
            update=options.update,
        )

    @contextmanager
    def _at_work(
        self, recipe: Recipe, here: Workbench, source: Source, options: ImportOptions
    ) -> "Iterator[_Work]":
        workers = workers_for(source.size) if options.workers is None else options.workers
        if workers:
            with working(recipe, self._keyring_path, workers, here) as work:
                yield work
        else:
            yield lambda lines: ((batch, here.work(batch)) for batch in lines)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            lock = self._ground.store.import_lock()
        except ServiceError as error:
            if error.code is ErrorCode.STORAGE_BUSY:
                raise ImportRefused(FileFault.ANOTHER_AT_WORK) from error
            raise
        with lock:
            try:
                yield
            except ReservationLost:
                raise ImportRefused(FileFault.DISPLACED) from None


class _Course:
    """What becomes of the batches, one after the other."""

    def __init__(
        self, placing: Placing, options: ImportOptions, watcher: ImportWatcher, report: ImportReport
    ) -> None:
        self.report = report
        self._placing = placing
        self._options = options
        self._watcher = watcher

    def take(self, batch: Batch, worked: Worked) -> None:
        """Places it; once something is refused and nothing will be kept, the rest is only looked through."""
        report = self.report
        report.lines += len(batch.records)
        refused = list(worked.refused)
        if self._options.skip_bad or not (refused or report.refused):
            refused += self._placing.place(batch, worked, report)
        report.refused += len(refused)
        for line in sorted(refused, key=lambda line: line.index):
            record = batch.records[line.index]
            self._watcher.refused(RefusedLine(record.line, line.column, line.reason, tuple(record.cells)))


def _heading(records: Iterator[Record], options: ImportOptions) -> Heading:
    first = next(records, None)
    if first is None:
        raise ImportRefused(FileFault.EMPTY)
    return Heading.read(first.cells, update=options.update)
