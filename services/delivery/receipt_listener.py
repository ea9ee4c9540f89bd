"""The listener for receipts: as much of HTTP as a gateway on this machine needs, within narrow limits.

One request a connection, a few connections at once, a few seconds each; whatever else is answered shortly.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from services.delivery.receipts import Answer
from services.errors import ServiceError

UNASKED: Final = "/receipts"
"""A request that says nothing: a listener of ours answers it with 400 and no more."""
LONGEST_HEAD: Final = 8_192
"""Bytes of request line and headers."""
_ANSWER: Final = "HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a stranger on this machine may take up."""

    connections: int = 64
    """At once."""
    wait: float = 5.0
    """Seconds for a whole request."""
    bind_again: float = 5.0
    """Seconds until a taken port is asked for again: its owner may be another relay of ours that ends."""
    doubt_every: int = 3
    """After so many tries in vain, the owner is asked whether it is one."""


class Owner(Protocol):
    """Who wants to hear receipts."""

    def own_target(self) -> str:
        """What a listener of the same keyring, and no other, answers with `Answer.TAKEN`."""
        ...

    async def unheard(self) -> None:
        """Somebody else has the port: receipts go nowhere. Told again after a `ServiceError`."""
        ...


class ReceiptListener:
    """Listens while `run` runs. Of several relays on one machine one has the port, and serves them all."""

    def __init__(
        self,
        host: str,
        port: int,
        take: Callable[[str], Awaitable[Answer]],
        limits: Limits = Limits(),
        owner: Owner | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._take = take
        self._limits = limits
        self._owner = owner
        self._answering: set[asyncio.Task[None]] = set()
        self.port: int | None = None
        """The port it listens at, once it does; another than asked for only for port 0."""
        self.listening = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; a port that is taken is tried again."""
        tries, told = 0, False
        while True:
            try:
                await self._serve()
            except OSError:
                tries += 1
            if self._owner and not told and tries % self._limits.doubt_every == 0:
                told = await self._is_strangers(self._owner)
            await asyncio.sleep(self._limits.bind_again)

    async def _is_strangers(self, owner: Owner) -> bool:
        """Whether somebody else has the port, who is told of then; once is enough."""
        if await answer_at(self._host, self._port, owner.own_target()) == Answer.TAKEN:
            return False
        with suppress(ServiceError):
            await owner.unheard()
            return True
        return False

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
                    writer.write(_ANSWER.format(status).encode())
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


async def answer_at(host: str, port: int, target: str, wait: float = Limits().wait) -> str | None:
    """What somebody who listens there answers to `target`; None for nothing that a listener of ours says."""
    writer, head = None, ""
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(wait):
            reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_HEAD)
            writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    if writer is not None:
        writer.close()
    status = head.partition("\r\n")[0].removeprefix("HTTP/1.1 ")
    return status if head == _ANSWER.format(status) else None


class Port(Enum):
    """Who is where receipts are to be heard."""

    FREE = "free"
    OURS = "ours"
    TAKEN = "taken"


async def who_is_at(host: str, port: int) -> Port:
    """Looks, and leaves it as it was."""
    try:
        (await asyncio.start_server(lambda *_: None, host, port)).close()
    except OSError:
        ours = await answer_at(host, port, UNASKED) == Answer.MALFORMED
        return Port.OURS if ours else Port.TAKEN
    return Port.FREE
