"""The demo's simulated phones and mailboxes: what arrived, as it can be read there (contract §6)."""

from collections.abc import Collection
from typing import Final

import msgspec
from sqlalchemy import bindparam, delete, select

from storage.connection import Connection
from storage.errors import SealBroken
from storage.keyring import Keyring, Token
from storage.outgoing import Channel, DeliveryState, SimulatedMessage
from storage.statement import Row, Statement, inserting
from storage.tables_delivery import outbox as _outbox
from storage.tables_delivery import simulated_messages as _messages

KEPT: Final = 100
"""Older messages go when new ones come."""

_c = _messages.c
_ADD: Final = inserting(_messages)
_REMOVE: Final = Statement(delete(_messages).where(_c.id == bindparam("id_")))
_ALL: Final = Statement(
    select(_c.id, _c.channel, _c.arrived_at, _c.content, _outbox.c.state)
    .select_from(_messages.outerjoin(_outbox, _outbox.c.id == _c.id))
    .order_by(_c.arrived_at.desc(), _c.channel, _c.id)
)


class _Content(msgspec.Struct, array_like=True):
    """What is sealed."""

    address: str
    subject: str
    text: str
    reference: str | None


_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(_Content).decode


class SimulatedRepository:
    """Adds messages, shows them newest first, throws them away."""

    def __init__(self, connection: Connection, keys: Keyring, token: Token) -> None:
        self._connection = connection
        self._keys = keys
        self._token = token

    def add(self, message: SimulatedMessage) -> None:
        """A message has arrived; one that arrives again takes the place of itself."""
        self._connection.change(_REMOVE, id_=message.id)
        plain = _encode(_Content(message.address, message.subject, message.text, message.reference))
        self._connection.change(
            _ADD,
            id=message.id,
            channel=message.channel.value,
            arrived_at=message.arrived_at,
            content=self._keys.seal(plain, _bound_to(message.id), self._token),
        )
        for old in self.all()[KEPT:]:
            self._connection.change(_REMOVE, id_=old.id)

    def all(self) -> list[SimulatedMessage]:
        """Every message, newest first; one whose seal does not open is left out."""
        found = (self._opened(row) for row in self._connection.rows(_ALL))
        return [message for message in found if message is not None]

    def remove_of(self, addresses: Collection[str]) -> None:
        """Throws away what arrived at any of the addresses."""
        for message in self.all():
            if message.address in addresses:
                self._connection.change(_REMOVE, id_=message.id)

    def _opened(self, row: Row) -> SimulatedMessage | None:
        message_id, channel, arrived_at, sealed, state = row
        try:
            content = _decode(self._keys.unseal(sealed, _bound_to(message_id)))
        except (SealBroken, msgspec.DecodeError):
            return None
        return SimulatedMessage(
            id=message_id,
            channel=Channel(channel),
            arrived_at=arrived_at,
            address=content.address,
            subject=content.subject,
            text=content.text,
            reference=content.reference,
            state=DeliveryState(state) if state else DeliveryState.DELIVERED,
        )


def _bound_to(message_id: str) -> bytes:
    return b"simulated\0%b" % message_id.encode()
