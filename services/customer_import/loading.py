"""The import as a whole: reads, has checked and sealed, writes hidden, and shows everything at once.

Each transaction is short, so terminals go on meanwhile. Until the last one nobody finds any of it, and what
an import that died has left is cleared away by the next one (`storage.repositories.imports`).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.customer_import.batches import Batch, Recipe, Workbench, Worked, batches
from services.customer_import.columns import Heading
from services.customer_import.placing import Placing
from services.customer_import.processes import Outcomes, bench, workers_for, working
from services.customer_import.reasons import FileFault, ImportRefused, RefusedLine
from services.customer_import.records import Record, read_records
from services.customer_import.report import ImportOptions, ImportReport, ImportWatcher
from services.customer_import.showing import Showing
from services.customer_import.source import Source, examine, open_text
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.visit import Visit

if TYPE_CHECKING:
    from storage.keyring import Keyring
    from storage.transaction import Transaction

RESERVED: Final = 1_000_000
"""Numbers are reserved by so many."""
CLEARED: Final = 5_000
"""Numbers that one transaction clears."""
_Work = Callable[[Iterable[Batch]], Outcomes]


class CustomerImport:
    """Imports one file after the other."""

    def __init__(self, ground: Ground, keyring: "Keyring", keyring_path: Path) -> None:
        self._ground = ground
        self._keyring = keyring
        self._keyring_path = keyring_path

    def run(self, visit: Visit, path: Path, options: ImportOptions, watcher: ImportWatcher) -> ImportReport:
        """All of the file, or nothing of it; with `skip_bad` all but the lines that are refused.

        Raises `ImportRefused`, `OSError` of the file, `ServiceError` STORAGE_…; nothing is imported then,
        nor after `KeyboardInterrupt`.
        """
        with self._alone():
            self._clear()
            source = examine(path)
            with self._clean_behind():
                return self._run(visit, source, options, watcher)

    def _run(
        self, visit: Visit, source: Source, options: ImportOptions, watcher: ImportWatcher
    ) -> ImportReport:
        text, raw = open_text(source)
        with text:
            records = read_records(text)
            heading = _heading(records, options)
            watcher.heading(heading.names)
            recipe = self._recipe(heading, options)
            here = bench(recipe, self._keyring, self._ground.randomness)
            placing = Placing(self._ground, here, recipe)
            course = _Course(placing, options, watcher)
            lines = batches(records, heading, self._reserve())
            with self._at_work(recipe, here, source, options) as work:
                for batch, worked in work(self._reserved(lines)):
                    course.take(batch, worked)
                    watcher.progress(raw.tell(), source.size, course.report)
        report = course.report
        showing = Showing(self._ground, visit, source.sha256)
        if report.refused and not options.skip_bad:
            self._clear()
            showing.record_refusal(report)
        else:
            watcher.all_read()
            showing.show(report)
            report.imported = True
        return report

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

    def _reserve(self) -> int:
        """The first of the numbers that are ours from now on."""

        def reserve(tx: "Transaction") -> int:
            first = tx.customers.next_id()
            tx.imports.reserve(first, RESERVED)
            return first

        self._end = self._ground.store.write_now(reserve) + RESERVED
        return self._end - RESERVED

    def _reserved(self, lines: Iterable[Batch]) -> Iterator[Batch]:
        """The batches, each under numbers that are reserved."""
        shift = 0
        for batch in lines:
            batch.first_id += shift
            if batch.first_id + len(batch.records) > self._end:
                first = self._reserve()
                shift += first - batch.first_id
                batch.first_id = first
            yield batch

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            lock = self._ground.store.import_lock()
        except ServiceError as error:
            if error.code is ErrorCode.STORAGE_BUSY:
                raise ImportRefused(FileFault.ANOTHER_AT_WORK) from error
            raise
        with lock:
            yield

    @contextmanager
    def _clean_behind(self) -> Iterator[None]:
        """Leaves nothing hidden behind, where that is possible; the next import would see to it."""
        try:
            yield
        except BaseException:
            with suppress(ServiceError):
                self._clear()
            raise

    def _clear(self) -> None:
        while not self._ground.store.write_now(lambda tx: tx.imports.clear(CLEARED)):
            pass


class _Course:
    """What becomes of the batches, one after the other."""

    def __init__(self, placing: Placing, options: ImportOptions, watcher: ImportWatcher) -> None:
        self.report = ImportReport()
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
