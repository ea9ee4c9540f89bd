"""What a relay needs: something that renders a letter, and for each channel something that sends it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from storage.outgoing import OutgoingMessage

AT_ONCE: Final = 64
"""Letters that a relay holds at most: what a killed one may send twice."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in words, as people read it; an SMS is its `text` alone."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)


Rendering = Callable[[OutgoingMessage], Letter]
"""Puts a letter into words; the same ones at every try."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody has taken the letter over and will carry it on."""

    provider_id: str | None = None
    """Under what name it went on, to ask them about."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now, or perhaps not: it is tried again until the letter's life ends."""

    reason: str
    """A code; never an address, nor what a server says of one."""
    after: float | None = None
    """Seconds that the other side asked for (Retry-After)."""
    doubtful: bool = False
    """Whether the letter may have been taken over all the same: another try may be a second letter."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Never: the letter has failed."""

    reason: str
    """As `Retry.reason`."""


Verdict = Accepted | Retry | Reject


class Transport(Protocol):
    """One channel's way out."""

    @property
    def at_once(self) -> int:
        """How many letters a relay may hold for it: what goes out well within their leases."""
        ...

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        """One try. Must end by itself when cancelled; may raise, which counts as a `Retry`."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...
