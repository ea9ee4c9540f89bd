"""A letter on its way: what the outbox takes, and what the relay gets out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a letter travels."""

    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """What became of a letter, as everyone may see it."""

    QUEUED = "queued"
    """排隊中: not accepted by anybody yet."""
    SENT = "sent"
    """已送出: the mail server, or the SMS gateway, has taken it over."""
    DELIVERED = "delivered"
    """已送達: the network says that it arrived."""
    FAILED = "failed"
    """寄送失敗: refused for good, or its life ended first."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One letter to one address; its address and facts are sealed in the database, bound to its row."""

    id: str
    """Random, 32 hex digits; the stable part of the Message-ID."""
    channel: Channel
    kind: str
    """`services.delivery.post.LetterKind`."""
    address: str = field(repr=False)
    facts: Mapping[str, str] = field(repr=False)
    created_at: datetime
    dies_at: datetime
    """It is never sent after this."""
    reference: str | None = None
    """What screen and message both show, so that people know which code is the live one (§1.0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedMessage:
    """A letter as it arrived at a simulated phone or mailbox of the demo."""

    id: str
    channel: Channel
    arrived_at: datetime
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    reference: str | None = None
    state: DeliveryState = DeliveryState.DELIVERED
    """What the outbox says of it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one relay has taken for the time of its lease."""

    message: OutgoingMessage
    claim: str
    """Whose lease it is: a later outcome counts only while the row still names it."""
    tries: int
    """This one included."""


@dataclass(frozen=True, slots=True)
class BrokenLetter:
    """A claimed row whose seal does not open: it was changed, or is not of this keyring."""

    id: str
    channel: Channel
    kind: str
    claim: str


@dataclass(frozen=True, slots=True)
class LetterCount:
    """Letters of one channel of which the same became, for the same reason."""

    channel: Channel
    state: DeliveryState
    reason: str | None
    letters: int
    oldest: datetime
    """When the oldest of them was put in."""


@dataclass(frozen=True, slots=True)
class LetterState:
    """What the outbox still says of a letter."""

    state: DeliveryState
    dies_at: datetime
    tries: int
    reason: str | None
    """Why it failed, or why it was not accepted at the last try: a code, never a person's data."""
