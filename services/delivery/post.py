"""Puts letters into the outbox, in the transaction that causes them: both are kept, or neither.

Sealed, under the sending limits; what becomes of them can be asked for (§1.0, N-REC-3, FP-4).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, AuditTrail, Outcome, Subject
from services.delivery.letter_kinds import CODES, LetterKind, check_facts
from services.delivery.settings import DeliverySettings
from services.delivery.sms import e164
from services.ports import Clock, Randomness
from services.store import Store
from services.visit import Mode, Visit
from storage.outgoing import Channel, DeliveryState, LetterState, OutgoingMessage
from storage.records import Person

if TYPE_CHECKING:
    from storage.transaction import Transaction

__all__ = ["Channel", "DeliveryState", "LetterKind", "Post", "channels_of"]

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
TOO_MANY: Final = "too_many"
"""Why a letter beyond the sending limits failed."""
_KEPT_FOR_NOTICES: Final = 4
"""A quarter of each limit: whoever has codes sent cannot keep a customer from hearing of it (N-REC-3)."""


class Post:
    """Takes letters; a relay sends them."""

    def __init__(
        self,
        store: Store,
        trail: AuditTrail,
        clock: Clock,
        randomness: Randomness,
        settings: DeliverySettings,
    ) -> None:
        self._store = store
        self._trail = trail
        self._clock = clock
        self._randomness = randomness
        self._settings = settings

    def letter(
        self,
        tx: "Transaction",
        kind: LetterKind,
        channel: Channel,
        to: str,
        *,
        facts: Mapping[str, str],
        dies_at: datetime,
        reference: str | None = None,
    ) -> str:
        """Puts one letter in; its id. It is sent once `tx` is committed, and never after `dies_at`.

        Beyond the limits of its address it is 寄送失敗 at once, which is audited; what causes it goes on.
        Raises `ValueError` for facts that do not make such a letter (`letter_kinds`).
        """
        check_facts(kind, channel, (*facts, "reference") if reference else facts)
        now = self._clock.now()
        message = OutgoingMessage(
            self._randomness.token(16).hex(), channel, kind.value, to, facts, now, dies_at, reference
        )
        if self._within_limits(tx, kind, to, now):
            tx.outbox.add(message)
        else:
            tx.outbox.add(message, failed=TOO_MANY)
            self._note(tx, AuditEvent.LETTER_LIMIT, kind, message_id=message.id)
        return message.id

    def notice(
        self, tx: "Transaction", whom: int | Person, kind: LetterKind, **facts: str
    ) -> tuple[str, ...]:
        """One letter to every channel that the customer has registered (N-REC-3); their ids.

        `whom` is a customer's number of ours, or the person where the caller has it (as before a change of
        contacts). `occurred_at` is now unless it is given. Who has no channel gets none, which is audited.
        """
        person = tx.customers.person(whom) if isinstance(whom, int) else whom
        facts.setdefault("occurred_at", self._clock.now().isoformat())
        dies_at = self._clock.now() + timedelta(hours=self._settings.notice_hours)
        to = channels_of(person)
        if not to:
            subject = self._trail.subject(person.id_number)
            self._note(tx, AuditEvent.NOTICE_WITHOUT_CHANNEL, kind, subject=subject)
        return tuple(
            self.letter(tx, kind, channel, address, facts=facts, dies_at=dies_at)
            for channel, address in to.items()
        )

    def wake(self) -> None:
        """Has the relays of this program look now; every commit with a letter does it by itself."""
        self._store.ring()

    async def state(self, message_id: str) -> DeliveryState:
        """What became of a letter. 寄送失敗 too for one that nobody remembers, or whose life has ended.

        Raises `ServiceError(STORAGE_…)`.
        """
        return await self._store.read(self.state_in, message_id)

    def state_in(self, tx: "Transaction", message_id: str) -> DeliveryState:
        """`state` within a transaction."""
        return self._judged(tx.outbox.state(message_id))

    def _judged(self, found: LetterState | None) -> DeliveryState:
        if found is None:
            return DeliveryState.FAILED
        waiting = found.state is DeliveryState.QUEUED
        return DeliveryState.FAILED if waiting and found.dies_at <= self._clock.now() else found.state

    def _within_limits(self, tx: "Transaction", kind: LetterKind, to: str, now: datetime) -> bool:
        address = _canonical(to)
        limits = ((_HOUR, self._settings.per_address_hour), (_DAY, self._settings.per_address_day))
        return all(
            tx.sending_counts.to_address(address, now, length, _share(kind, most)) for length, most in limits
        )

    def _note(
        self,
        tx: "Transaction",
        event: AuditEvent,
        kind: LetterKind,
        *,
        subject: Subject | None = None,
        message_id: str = "",
    ) -> None:
        entry = self._trail.entry(
            delivery_visit(message_id),
            event,
            Outcome.FAILURE,
            subject=subject,
            reason=kind.value,
            actor_type="system",
        )
        tx.audit.append(entry)


def channels_of(person: Person) -> Mapping[Channel, str]:
    """Where a customer can be reached; empty for who left neither address nor number."""
    found = {Channel.EMAIL: person.email, Channel.SMS: person.mobile}
    return {channel: address.strip() for channel, address in found.items() if address and address.strip()}


def delivery_visit(message_id: str) -> Visit:
    """Under whose name delivery writes audit rows: nobody's visit, the letter's number ties them together."""
    return Visit("delivery", "delivery", Mode.COMMAND, message_id)


def _canonical(address: str) -> str:
    """One spelling of an address: capitals, spaces, dashes and the country's number make no second one."""
    folded = address.strip().casefold()
    if "@" in folded:
        return folded
    return e164(address) or "".join(filter(str.isalnum, folded))


def _share(kind: LetterKind, most: int) -> int:
    """How many letters to one address there may be for another of this kind: codes leave room for notices."""
    if kind not in CODES:
        return most
    return max(1, most - most // _KEPT_FOR_NOTICES)
