"""What a mail server answers (RFC 5321 §4.2), one reply after another, also when several come at once."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 16_384
"""Bytes of one reply; who says more is not listened to."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A code and its text; of several lines the last."""

    code: int
    text: str


class Replies(asyncio.Protocol):
    """Takes a connection over once it is set up; every reply goes to who has waited for it the longest."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._waiting: deque[asyncio.Future[Reply]] = deque()
        self._buffer = b""
        self.open = True
        """Whether the other side has not hung up, as far as is known."""
        transport.set_protocol(self)

    def say(self, lines: bytes, replies: int) -> list["asyncio.Future[Reply]"]:
        """Sends lines that so many replies are due for (RFC 2920 lets several be sent in one go)."""
        loop = asyncio.get_running_loop()
        due = [loop.create_future() for _ in range(replies)]
        if not self.open:
            raise ConnectionError
        self._waiting.extend(due)
        self._transport.write(lines)
        return due

    def data_received(self, data: bytes) -> None:
        """Lines of replies; what nobody waits for means that the two sides are out of step."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            if line[3:4] != b"-":
                self._take(line)
        if len(self._buffer) > _LONGEST:
            self.hang_up()

    def _take(self, line: bytes) -> None:
        if not self._waiting or not line[:3].isdigit():
            self.hang_up()
            return
        due = self._waiting.popleft()
        if not due.done():
            due.set_result(Reply(int(line[:3]), line[4:].decode("utf-8", "replace").strip()))

    def eof_received(self) -> None:
        """The other side will say no more."""
        self.connection_lost(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody gets a reply any more."""
        self.open = False
        while self._waiting:
            due = self._waiting.popleft()
            if not due.done():
                due.set_exception(ConnectionError())
                # one of several may never be looked at
                due.exception()

    def hang_up(self) -> None:
        """At once."""
        self.open = False
        self._transport.abort()
        self.connection_lost(None)
