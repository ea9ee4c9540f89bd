"""Whether a channel gets its letters out: told when that ends, and when it begins again."""

from collections.abc import Callable
from typing import Final

from services.delivery.transport import Accepted, Retry, Verdict
from storage.outgoing import Channel

IN_A_ROW: Final = 3
"""Tries in vain with none between that went well: a single letter may have to wait (greylisting)."""

Heard = Callable[[Channel, str | None], None]
"""Told the reason (`Retry.reason`) when nothing goes out any more, None when something does again."""


class Health:
    """Of the channels of one relay."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._in_vain: dict[Channel, int] = {}

    def note(self, channel: Channel, verdict: Verdict) -> None:
        """What became of a try; a letter that is refused for good says nothing of its channel."""
        if isinstance(verdict, Retry):
            self._in_vain[channel] = self._in_vain.get(channel, 0) + 1
            if self._in_vain[channel] == IN_A_ROW:
                self._heard(channel, verdict.reason)
        elif isinstance(verdict, Accepted) and self._in_vain.pop(channel, 0) >= IN_A_ROW:
            self._heard(channel, None)
