"""Letters on their way. A row is made by what causes it; its content goes when it is settled."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import bindparam, delete, or_, select, update

from storage.connection import Connection
from storage.errors import SealBroken
from storage.keyring import Keyring, Token
from storage.outgoing import (
    BrokenLetter,
    Channel,
    Claimed,
    DeliveryState,
    LetterCount,
    LetterState,
    OutgoingMessage,
)
from storage.repositories.letter_counts import read_counts
from storage.statement import Row, Statement, inserting
from storage.tables_delivery import outbox as _outbox

_c = _outbox.c
_OPEN: Final = _c.state == bindparam("queued", DeliveryState.QUEUED.value)
_ADD: Final = inserting(_outbox)
_STATE: Final = Statement(select(_c.state, _c.dies_at, _c.tries, _c.reason).where(_c.id == bindparam("id_")))
_CLAIM: Final = Statement(
    update(_outbox)
    .where(
        _c.id.in_(
            select(_c.id)
            .where(
                _c.due_at <= bindparam("now"),
                _c.dies_at > bindparam("now"),
                or_(_c.channel == bindparam("one"), _c.channel == bindparam("other")),
            )
            .order_by(_c.due_at)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(claim=bindparam("new_claim"), due_at=bindparam("until"), tries=_c.tries + 1)
    .returning(_c.id, _c.channel, _c.kind, _c.payload, _c.created_at, _c.dies_at, _c.tries)
)
_SETTLED: Final = {"payload": None, "due_at": None, "claim": None}
_SENT: Final = Statement(
    update(_outbox)
    .where(_c.id == bindparam("id_"), _OPEN)
    .values(
        state=DeliveryState.SENT.value,
        reason=None,
        provider_id=bindparam("new_provider_id"),
        **_SETTLED,
    )
)
_FAIL: Final = Statement(
    update(_outbox)
    .where(_c.id == bindparam("id_"), _c.claim == bindparam("seen_claim"), _OPEN)
    .values(state=DeliveryState.FAILED.value, reason=bindparam("new_reason"), **_SETTLED)
)
_AGAIN: Final = Statement(
    update(_outbox)
    .where(_c.id == bindparam("id_"), _c.claim == bindparam("seen_claim"), _OPEN)
    .values(due_at=bindparam("new_due_at"), claim=None, reason=bindparam("new_reason"))
)
_HOLD: Final = Statement(
    update(_outbox)
    .where(_c.id == bindparam("id_"), _c.claim == bindparam("seen_claim"), _OPEN)
    .values(due_at=bindparam("new_due_at"))
)
_BURY: Final = Statement(
    update(_outbox)
    .where(
        _c.id.in_(
            select(_c.id)
            .where(_c.due_at <= bindparam("now"), _c.dies_at <= bindparam("now"))
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(state=DeliveryState.FAILED.value, **_SETTLED)
    .returning(_c.id, _c.channel, _c.kind, _c.reason)
)
_ARRIVED: Final = Statement(
    update(_outbox)
    .where(_c.id == bindparam("id_"), _c.state != bindparam("seen", DeliveryState.DELIVERED.value))
    .values(state=DeliveryState.DELIVERED.value, reason=None, **_SETTLED)
)
_LOST: Final = Statement(
    update(_outbox)
    .where(_c.id == bindparam("id_"), or_(_OPEN, _c.state == bindparam("seen", DeliveryState.SENT.value)))
    .values(state=DeliveryState.FAILED.value, reason=bindparam("new_reason"), **_SETTLED)
)
_NEXT: Final = Statement(select(_c.due_at).where(_c.due_at.is_not(None)).order_by(_c.due_at).limit(1))
_SWEEP: Final = Statement(delete(_outbox).where(_c.dies_at <= bindparam("before"), _c.due_at.is_(None)))


class _Content(msgspec.Struct, array_like=True):
    """What is sealed."""

    address: str
    facts: dict[str, str]
    reference: str | None


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_Content).decode


class OutboxRepository:
    """Adds letters, hands them out under a lease, and keeps what became of them."""

    def __init__(self, connection: Connection, keys: Keyring, token: Token) -> None:
        self._connection = connection
        self._keys = keys
        self._token = token
        self.added = False
        """Whether this transaction put a letter in: then the relays are told after its commit."""

    def add(self, message: OutgoingMessage, failed: str | None = None) -> None:
        """A letter that is due at once; with `failed` one that is not sent at all, for that reason."""
        state = DeliveryState.FAILED if failed else DeliveryState.QUEUED
        self._connection.change(
            _ADD,
            id=message.id,
            channel=message.channel.value,
            kind=message.kind,
            state=state.value,
            payload=None if failed else self._sealed(message),
            tries=0,
            due_at=None if failed else message.created_at,
            created_at=message.created_at,
            dies_at=message.dies_at,
            claim=None,
            reason=failed,
            provider_id=None,
        )
        if not (failed or self.added):
            self._connection.tell_others()
            self.added = True

    def state(self, message_id: str) -> LetterState | None:
        """What became of a letter; None when nobody remembers it any more."""
        row = self._connection.row(_STATE, id_=message_id)
        return LetterState(DeliveryState(row[0]), *row[1:]) if row else None

    def claim(
        self, channels: Collection[Channel], now: datetime, until: datetime, most: int
    ) -> list[Claimed | BrokenLetter]:
        """Takes up to `most` letters that are due and alive; nobody else gets them before `until`."""
        if not channels:
            return []
        names = [channel.value for channel in channels]
        claim = self._token(16).hex()
        rows = self._connection.rows(
            _CLAIM, now=now, until=until, most=most, one=names[0], other=names[-1], new_claim=claim
        )
        return [self._claimed(row, claim) for row in rows]

    def sent(self, message_id: str, provider_id: str | None) -> bool:
        """Somebody accepted it, whoever holds the lease by now; its content is erased."""
        short = provider_id[:128] if provider_id else None
        return self._connection.change(_SENT, id_=message_id, new_provider_id=short) == 1

    def failed(self, message_id: str, claim: str, reason: str) -> bool:
        """It will never be sent; its content is erased. False when the lease is not ours any more."""
        changed = self._connection.change(_FAIL, id_=message_id, seen_claim=claim, new_reason=reason[:64])
        return changed == 1

    def hold(self, message_id: str, claim: str, until: datetime) -> bool:
        """Still on its way: nobody else gets it before `until`. False when the lease is not ours any more."""
        changed = self._connection.change(_HOLD, id_=message_id, seen_claim=claim, new_due_at=until)
        return changed == 1

    def again(self, message_id: str, claim: str, due_at: datetime, reason: str) -> bool:
        """Not accepted now: due once more at `due_at`. False when the lease is not ours any more."""
        changed = self._connection.change(
            _AGAIN, id_=message_id, seen_claim=claim, new_due_at=due_at, new_reason=reason[:64]
        )
        return changed == 1

    def arrived(self, message_id: str) -> bool:
        """The network says that it arrived, whatever we knew of it until now; False when that was known."""
        return self._connection.change(_ARRIVED, id_=message_id) == 1

    def lost(self, message_id: str, reason: str) -> bool:
        """The network says that it never will; False for one that arrived, or had failed already."""
        return self._connection.change(_LOST, id_=message_id, new_reason=reason[:64]) == 1

    def bury(self, now: datetime, most: int) -> list[tuple[str, str, str, str | None]]:
        """Erases letters whose life has ended and that nobody holds: id, channel, kind, last reason."""
        return [tuple(row) for row in self._connection.rows(_BURY, now=now, most=most)]

    def next_due(self) -> datetime | None:
        """When the next letter may be claimed."""
        row = self._connection.row(_NEXT)
        return row[0] if row else None

    def counts(self, now: datetime) -> list[LetterCount]:
        """All letters that are remembered; who waits beyond its life has failed, buried or not."""
        return read_counts(self._connection, now)

    def sweep(self, before: datetime) -> int:
        """Forgets settled letters whose life ended before then; how many those were."""
        return self._connection.change(_SWEEP, before=before)

    def _sealed(self, message: OutgoingMessage) -> bytes:
        plain = _encode(_Content(message.address, dict(message.facts), message.reference))
        return self._keys.seal(plain, _bound_to(message.id, message.channel, message.kind), self._token)

    def _claimed(self, row: Row, claim: str) -> Claimed | BrokenLetter:
        message_id, channel, kind, payload, created_at, dies_at, tries = row
        try:
            content = _decode(self._keys.unseal(payload, _bound_to(message_id, channel, kind)))
        except (SealBroken, msgspec.DecodeError):
            # told below, without the data hanging on to it
            return BrokenLetter(message_id, Channel(channel), kind, claim)
        message = OutgoingMessage(
            message_id,
            Channel(channel),
            kind,
            content.address,
            content.facts,
            created_at,
            dies_at,
            content.reference,
        )
        return Claimed(message, claim, tries)


def _bound_to(message_id: str, channel: str, kind: str) -> bytes:
    return f"outbox\0{message_id}\0{channel}\0{kind}".encode()
