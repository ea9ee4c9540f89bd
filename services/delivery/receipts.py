"""What became of an SMS, reported by the gateway to the relay's own listener on this machine.

Each message has a receipt address of its own, which only the relays and the gateway know: it ends in a MAC of
the message's number under a key of the keyring. Who does not know it changes nothing.
"""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.delivery.post import delivery_visit
from services.ports import Clock
from services.store import Keys, Store
from storage.outgoing import DeliveryState

if TYPE_CHECKING:
    from storage.transaction import Transaction

PATH: Final = "/receipts"
_STATES: Final = {"1": DeliveryState.DELIVERED, "2": DeliveryState.FAILED, "16": DeliveryState.FAILED}
"""Kannel's delivery types that say how it ended; others (buffered, handed to the centre) say nothing yet."""
_TYPES: Final = re.compile(r"[0-9]{1,3}")
_MESSAGE: Final = re.compile(r"[0-9a-f]{32}")
_NOBODYS: Final = "0" * 32
_ONCE_IN: Final = 60.0
"""Seconds in which one forged receipt is put on record, so that a flood of them does not fill the audit."""


class Answer(StrEnum):
    """What the gateway is told; it needs no more."""

    TAKEN = "200 OK"
    """Also a second time, and for a letter nobody remembers: there is nothing to send again."""
    MALFORMED = "400 Bad Request"
    FORGED = "403 Forbidden"
    NOT_NOW = "503 Service Unavailable"


@dataclass(frozen=True, slots=True)
class ReceiptAddress:
    """Where the receipts of each message are expected."""

    keys: Keys
    host: str
    port: int

    def of(self, message_id: str) -> str:
        """The address, in which Kannel puts its delivery type for `%d`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        secret = urlencode({"id": message_id, "mac": receipt_mac(self.keys, message_id)})
        return f"http://{host}:{self.port}{PATH}?{secret}&type=%d"


def receipt_mac(keys: Keys, message_id: str) -> str:
    """The secret of one message."""
    return keys.receipt_mac(message_id.encode()).hex()


class Receipts:
    """Judges receipts and puts them down."""

    def __init__(self, store: Store, trail: AuditTrail, clock: Clock) -> None:
        self._store = store
        self._trail = trail
        self._clock = clock
        self._noted_at: float | None = None

    async def take(self, target: str) -> Answer:
        """One request for `target`. Raises `ServiceError(STORAGE_…)` when it cannot be put down now."""
        given = _fields(target)
        if given is None:
            return Answer.MALFORMED
        message_id, mac, kind = given
        if not hmac.compare_digest(mac, receipt_mac(self._store.keys, message_id)):
            await self._note_forged()
            return Answer.FORGED
        state = _STATES.get(kind)
        if state is not None:
            await self._store.write(self._put_down, message_id, state, kind)
        return Answer.TAKEN

    def own_target(self) -> str:
        """What only a listener with this keyring says yes to; it reports nothing of nobody's message."""
        return f"{PATH}?{urlencode({'id': _NOBODYS, 'mac': receipt_mac(self._store.keys, _NOBODYS)})}&type=8"

    async def unheard(self, address: str) -> None:
        """Somebody else listens there. Raises `ServiceError(STORAGE_…)`."""
        await self._store.write(self._note, "", AuditEvent.RECEIPTS_UNHEARD, address)

    def _put_down(self, tx: "Transaction", message_id: str, state: DeliveryState, kind: str) -> None:
        """Late, twice, out of order: a letter that arrived has arrived; a failure counts once."""
        if state is DeliveryState.DELIVERED:
            tx.outbox.arrived(message_id)
        elif tx.outbox.lost(message_id, f"receipt {kind}"):
            self._note(tx, message_id, AuditEvent.LETTER_FAILED, f"receipt {kind}")

    async def _note_forged(self) -> None:
        now = self._clock.monotonic()
        if self._noted_at is None or now - self._noted_at >= _ONCE_IN:
            self._noted_at = now
            await self._store.write(self._note, "", AuditEvent.AUTHZ_FAIL, "forged receipt")

    def _note(self, tx: "Transaction", message_id: str, event: AuditEvent, reason: str) -> None:
        entry = self._trail.entry(
            delivery_visit(message_id), event, Outcome.FAILURE, reason=reason, actor_type="system"
        )
        tx.audit.append(entry)


def _fields(target: str) -> tuple[str, str, str] | None:
    """Message number, MAC and delivery type; None for what is no receipt."""
    try:
        parts = urlsplit(target)
        given = parse_qs(parts.query, strict_parsing=True, max_num_fields=3)
    except ValueError:
        return None
    names = ("id", "mac", "type")
    if parts.path != PATH or sorted(given) != sorted(names) or any(len(given[name]) != 1 for name in names):
        return None
    message_id, mac, kind = (given[name][0] for name in names)
    sound = _MESSAGE.fullmatch(message_id) and mac.isascii() and _TYPES.fullmatch(kind)
    return (message_id, mac, kind) if sound else None
