"""The last transaction of an import: the new customers are found, the others are as the file has them."""

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from services.audit_trail import AuditEvent, Outcome
from services.customer_import.reasons import CellRefused, FileFault, ImportRefused
from services.customer_import.report import ImportReport
from services.customer_import.updates import PendingUpdate, carry_out, changes_of, record
from services.delivery.letter_kinds import LetterKind
from services.ground import Ground
from services.visit import Visit
from storage.records import Person

if TYPE_CHECKING:
    from storage.transaction import Transaction


class Showing:
    """Ends the import of one file, one way or the other, with its audit row."""

    def __init__(self, ground: Ground, visit: Visit, sha256: str) -> None:
        self._ground = ground
        self._visit = visit
        self._sha256 = sha256

    def show(self, report: ImportReport) -> None:
        """Raises `ImportRefused(OVERTAKEN)`, `ServiceError` STORAGE_…: nothing is shown then."""
        self._ground.store.write_now(self._show, report)

    def record_refusal(self, report: ImportReport) -> None:
        """A file of which nothing was imported."""
        self._ground.store.write_now(self._record, report, Outcome.FAILURE)

    def _show(self, tx: "Transaction", report: ImportReport) -> None:
        for encoded in tx.imports.postponed():
            self._carry_out(tx, msgspec.json.decode(encoded, type=PendingUpdate))
        tx.imports.publish()
        self._record(tx, report, Outcome.SUCCESS)

    def _carry_out(self, tx: "Transaction", update: PendingUpdate) -> None:
        """Compared once more: the customer may have done something meanwhile."""
        tx.locks.hold(update.customer_id)
        try:
            changes = changes_of(tx, update, self._ground.policy)
        except CellRefused:
            raise ImportRefused(FileFault.OVERTAKEN) from None
        if changes:
            before = tx.customers.person(update.customer_id)
            carry_out(tx, update, changes, self._ground.clock.now())
            record(tx, self._ground.trail, self._visit, changes)
            if changes.contacts:
                self._tell(tx, before, changes.person)

    def _tell(self, tx: "Transaction", before: Person, after: Person) -> None:
        """A notice to the old contacts, and to those that are new."""
        post = self._ground.post
        post.notice(tx, before, LetterKind.CONTACT_CHANGE)
        new = replace(
            after,
            mobile=None if after.mobile == before.mobile else after.mobile,
            email=None if after.email == before.email else after.email,
        )
        if new.mobile or new.email:
            post.notice(tx, new, LetterKind.CONTACT_CHANGE)

    def _record(self, tx: "Transaction", report: ImportReport, outcome: Outcome) -> None:
        entry = self._ground.trail.entry(
            self._visit,
            AuditEvent.CUSTOMERS_IMPORTED,
            outcome,
            reason=f"sha256={self._sha256}",
            actor_type="system",
        )
        tx.audit.append(replace(entry, counters=report.told()))
