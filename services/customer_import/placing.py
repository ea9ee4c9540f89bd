"""Puts what was checked into the database, still hidden; tells the lines that do not fit what is there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from services.customer_import.batches import Batch, LineRefused, Recipe, Workbench, Worked
from services.customer_import.changes import Changes, PendingUpdate, changes_of, contacts_in
from services.customer_import.customer import Line
from services.customer_import.reasons import CellRefused, FileFault, ImportRefused, Reason
from services.customer_import.report import ImportReport
from services.customer_import.verifiers import no_password
from services.ground import Ground
from storage.bulk import BulkRows

if TYPE_CHECKING:
    from storage.transaction import Transaction


class Placing:
    """One import's way into the database."""

    def __init__(self, ground: Ground, bench: Workbench, recipe: Recipe, owner: str) -> None:
        self._owner = owner
        self._ground = ground
        self._bench = bench
        self._recipe = recipe

    def place(self, batch: Batch, worked: Worked, report: ImportReport) -> list[LineRefused]:
        """One short transaction for the new customers of a batch, and one for changes to come."""
        rows, known, twice = self._ground.store.write_now(self._put, worked.rows)
        report.customers += len(rows.customers)
        report.accounts += len(rows.accounts)
        refused = [line for key in twice for line in self._refuse(batch, key, Reason.ID_APART)]
        if not self._recipe.update:
            return refused + [line for key, _ in known for line in self._refuse(batch, key, Reason.ID_KNOWN)]
        return refused + self._plan(batch, known, report)

    def _put(self, tx: "Transaction", rows: BulkRows) -> tuple[BulkRows, list[tuple[int, int]], list[int]]:
        """What went in; who is there already, by the number meant for him and his own; who came before."""
        there = tx.imports.known([row[1] for row in rows.customers])
        known: list[tuple[int, int]] = []
        twice: list[int] = []
        seen: set[bytes] = set()
        for row in rows.customers:
            customer_id, visible = there.get(row[1], (0, False))
            if row[1] in seen or (customer_id and not visible):
                twice.append(row[0])
            elif customer_id:
                known.append((row[0], customer_id))
            seen.add(row[1])
        new = rows.without((*twice, *(meant for meant, _ in known)))
        tx.imports.add(self._owner, new)
        return new, known, twice

    def _plan(
        self, batch: Batch, known: Sequence[tuple[int, int]], report: ImportReport
    ) -> list[LineRefused]:
        """Compares; what is different is kept for the end, an ID only once."""
        updates = [(meant, self._update(batch, meant, customer_id)) for meant, customer_id in known]
        compared = self._ground.store.read_now(self._compare, updates)
        found = [(*one, changes) for one, changes in zip(updates, compared, strict=True)]
        twice = self._ground.store.write_now(self._postpone, found) if found else frozenset()
        refused: list[LineRefused] = []
        for meant, _, changes in found:
            if meant in twice:
                refused += self._refuse(batch, meant, Reason.ID_APART)
            elif isinstance(changes, CellRefused):
                refused += self._refuse(batch, meant, changes.reason, changes.column)
            else:
                report.count(changes)
        if report.updated > self._ground.policy.import_updates:
            raise ImportRefused(FileFault.TOO_MANY_UPDATES, limit=self._ground.policy.import_updates)
        return refused

    def _compare(
        self, tx: "Transaction", updates: Sequence[tuple[int, PendingUpdate]]
    ) -> list[Changes | CellRefused]:
        """How each is different from what is there, or why it cannot be."""
        found: list[Changes | CellRefused] = []
        for _, update in updates:
            try:
                found.append(changes_of(tx, update, self._ground.policy))
            except CellRefused as refused:
                found.append(refused)
        return found

    def _postpone(
        self, tx: "Transaction", found: Sequence[tuple[int, PendingUpdate, Changes | CellRefused]]
    ) -> frozenset[int]:
        """Keeps what is to be done; the numbers meant for those whom the file had before."""
        tx.imports.hold(self._owner)
        return frozenset(meant for meant, update, changes in found if not self._keep(tx, update, changes))

    def _keep(self, tx: "Transaction", update: PendingUpdate, changes: Changes | CellRefused) -> bool:
        """False for a customer of whom something is kept already."""
        if isinstance(changes, CellRefused):
            return True
        if changes:
            return tx.import_updates.postpone(update.customer_id, msgspec.json.encode(update))
        if changes.confirmed is not None:
            return tx.import_updates.confirm(self._owner, update.customer_id, changes.confirmed)
        return True

    def _update(self, batch: Batch, meant: int, customer_id: int) -> PendingUpdate:
        wanted = self._bench.customer(self._group(batch, meant))
        return PendingUpdate(
            customer_id=customer_id,
            wanted=wanted,
            contacts=contacts_in(self._recipe.heading),
            without=no_password(self._recipe.hashing, self._ground.randomness),
        )

    def _group(self, batch: Batch, meant: int) -> list[Line]:
        return self._bench.group(batch, meant - batch.first_id)

    def _refuse(
        self, batch: Batch, meant: int, reason: Reason, column: str | None = None
    ) -> list[LineRefused]:
        first = meant - batch.first_id
        count = len(self._group(batch, meant))
        return [LineRefused(first + index, column, reason) for index in range(count)]
