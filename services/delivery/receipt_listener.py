"""The listener for receipts: as much of HTTP as a gateway on this machine needs, within narrow limits.

One request a connection, a few connections at once, a few seconds each; whatever else is answered shortly.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from services.delivery.receipts import Answer
from services.errors import ServiceError

LONGEST_HEAD: Final = 8_192
"""Bytes of request line and headers."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a stranger on this machine may take up."""

    connections: int = 64
    """At once."""
    wait: float = 5.0
    """Seconds for a whole request."""
    bind_again: float = 5.0
    """Seconds until a taken port is asked for again: its owner may be another relay of ours that ends."""


class ReceiptListener:
    """Listens while `run` runs. Of several relays on one machine one has the port, and serves them all."""

    def __init__(
        self,
        host: str,
        port: int,
        take: Callable[[str], Awaitable[Answer]],
        limits: Limits = Limits(),
    ) -> None:
        self._host = host
        self._port = port
        self._take = take
        self._limits = limits
        self._answering: set[asyncio.Task[None]] = set()
        self.port: int | None = None
        """The port it listens at, once it does; another than asked for only for port 0."""
        self.listening = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; a port that is taken is tried again."""
        while True:
            with suppress(OSError):
                await self._serve()
            await asyncio.sleep(self._limits.bind_again)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._begin, self._host, self._port, limit=LONGEST_HEAD)
        try:
            self.port = server.sockets[0].getsockname()[1]
            self.listening.set()
            await server.serve_forever()
        finally:
            server.close()
            for task in self._answering:
                task.cancel()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._answering) >= self._limits.connections:
            writer.close()
            return
        # a task of our own: asyncio writes one of its own that is cancelled at the end into the log
        task = asyncio.create_task(self._answer(reader, writer))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # who hangs up, sends nothing or sends rubbish is owed no answer
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                async with asyncio.timeout(self._limits.wait):
                    status = await self._status(reader)
                    writer.write(
                        f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
                    )
                    await writer.drain()
        finally:
            writer.close()

    async def _status(self, reader: asyncio.StreamReader) -> str:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            return "431 Request Header Fields Too Large"
        method, _, rest = head.split(b"\r\n", 1)[0].decode("latin-1").partition(" ")
        target, _, version = rest.partition(" ")
        if version not in {"HTTP/1.0", "HTTP/1.1"}:
            return Answer.MALFORMED
        if method != "GET":
            return "405 Method Not Allowed"
        try:
            return await self._take(target)
        except ServiceError:
            return Answer.NOT_NOW
