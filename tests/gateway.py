"""A small HTTP server in place of an SMS gateway: says what it is told to, remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class Gateway:
    """`statuses` are answered in turn, the last one for ever; None hangs, 0 hangs up."""

    statuses: list[int | None]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    extra: str = ""
    connections: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._one(reader, writer, number):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *rest = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in rest)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.asked.append(Asked(line, headers, body, number))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            await self.over.wait()
        if not status:
            return False
        text = b"0: Accepted for delivery" if status == 202 else b"refused, quoting +886900000001"
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(text)}\r\n{self.extra}\r\n"
        writer.write(head.encode() + text)
        await writer.drain()
        return True


@asynccontextmanager
async def gateway(*statuses: int | None) -> AsyncIterator[Gateway]:
    """A gateway on a free port of this machine."""
    made = Gateway(list(statuses) or [202])
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        # lets go of requests that hang on purpose
        made.over.set()
        server.close()
        await asyncio.sleep(0)
