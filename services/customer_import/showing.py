"""The last transaction of an import: the new customers are found, the others are as the file has them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec

from services.audit_trail import AuditEvent, Outcome
from services.customer_import.changes import Changes, PendingUpdate, changes_of
from services.customer_import.reasons import CellRefused, FileFault, ImportRefused
from services.customer_import.report import ImportReport
from services.customer_import.reservation import Reservation
from services.customer_import.updates import carry_out, entry_of
from services.delivery.letter_kinds import LetterKind
from services.errors import ServiceError
from services.ground import Ground
from services.visit import Visit
from storage.audit_entry import AuditEntry
from storage.errors import ReservationLost
from storage.records import Person

if TYPE_CHECKING:
    from storage.transaction import Transaction


SHOWN: Final = "last_import"
"""The fact that names the owner of the last import that was shown."""


class Showing:
    """Ends the import of one file, one way or the other, with its audit row."""

    def __init__(self, ground: Ground, visit: Visit, reservation: Reservation) -> None:
        self.reservation = reservation
        self._ground = ground
        self._visit = visit
        self._begun = self._shown = False

    def show(self, report: ImportReport, sha256: str) -> None:
        """Raises `ImportRefused(OVERTAKEN)`, `ReservationLost`, `ServiceError` STORAGE_…."""
        self._begun = True
        self._ground.store.write_now(self._show, report, sha256)
        self._shown = True

    def record_refusal(self, report: ImportReport, sha256: str) -> None:
        """A file of which nothing was imported."""
        self._ground.store.write_now(self._record, report, sha256, Outcome.FAILURE)

    def came_through(self) -> bool:
        """Whether the import was shown although something was raised: the interruption, or the answer to the
        commit was lost.

        Raises `ImportRefused(OUTCOME_UNKNOWN)` where the database cannot be asked.
        """
        while self._begun and not self._shown:
            try:
                return self._ground.store.write_now(self._is_shown)
            except KeyboardInterrupt:
                # whoever presses it again wants to know all the more
                continue
            except ServiceError as error:
                raise ImportRefused(FileFault.OUTCOME_UNKNOWN) from error
        return self._shown

    def _is_shown(self, tx: "Transaction") -> bool:
        with suppress(ReservationLost):
            # waits for a commit that is still under way
            tx.imports.hold(self.reservation.owner)
        return tx.facts.find(SHOWN) == self.reservation.owner

    def _show(self, tx: "Transaction", report: ImportReport, sha256: str) -> None:
        owner = self.reservation.owner
        tx.imports.hold(owner)
        for encoded, _ in tx.import_updates.postponed():
            self._carry_out(tx, msgspec.json.decode(encoded, type=PendingUpdate))
        # behind them all, since others of the branch wait for its chain
        tx.audit.append_all(self._entries(tx))
        tx.imports.publish(owner, self.reservation.ranges)
        tx.facts.put(SHOWN, owner)
        self._record(tx, report, sha256, Outcome.SUCCESS)

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
            tx.import_updates.tell(update.customer_id, changes.told())
            self._notify(tx, before, changes)

    def _entries(self, tx: "Transaction") -> Iterator[AuditEntry]:
        """The audit rows of the customers who were changed: made again, so that none is kept in memory."""
        for encoded, told in tx.import_updates.postponed():
            if told is not None:
                person = msgspec.json.decode(encoded, type=PendingUpdate).wanted.person
                yield entry_of(self._ground.trail, self._visit, person, told)

    def _notify(self, tx: "Transaction", before: Person, changes: Changes) -> None:
        if changes.born:
            self._ground.post.notice(tx, before, LetterKind.BIRTH_DATE_CHANGE)
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

    def _record(self, tx: "Transaction", report: ImportReport, sha256: str, outcome: Outcome) -> None:
        entry = self._ground.trail.entry(
            self._visit,
            AuditEvent.CUSTOMERS_IMPORTED,
            outcome,
            reason=f"sha256={sha256}",
            actor_type="system",
        )
        tx.audit.append(replace(entry, counters=report.told()))
