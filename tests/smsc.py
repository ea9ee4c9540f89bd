"""An SMS centre on this machine, as far as Kannel needs one: SMPP 3.4, takes messages, sends receipts."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

SUBMIT, DELIVER, RESPONSE = 0x4, 0x5, 0x80000000
RECEIPT = 0x04
"""The esm_class of a receipt."""


@dataclass(frozen=True)
class Submitted:
    """One part of a message, as it would go out over the air."""

    number: str
    coding: int
    has_header: bool
    content: bytes

    @property
    def text(self) -> str:
        """The words, without the header that joins parts."""
        start = 1 + self.content[0] if self.has_header else 0
        return self.content[start:].decode("utf-16-be")


@dataclass
class Centre:
    """Answers every message with `stat` (DELIVRD, UNDELIV)."""

    stat: str = "DELIVRD"
    port: int = 0
    taken: list[Submitted] = field(default_factory=list)
    serial: int = 0
    bound: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a gateway has said anything."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length, command, _, sequence = struct.unpack(">IIII", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                self.bound.set()
                if command == SUBMIT:
                    self._submit(writer, sequence, body)
                elif command < RESPONSE:
                    # bind, enquire_link, unbind
                    _send(writer, command | RESPONSE, sequence, b"centre\0" if command in {1, 2, 9} else b"")
                await writer.drain()
        writer.close()

    def _submit(self, writer: asyncio.StreamWriter, sequence: int, body: bytes) -> None:
        part, wants_receipt = _parse(body)
        self.taken.append(part)
        self.serial += 1
        name = str(self.serial).encode()
        _send(writer, SUBMIT | RESPONSE, sequence, name + b"\0")
        if wants_receipt:
            words = (
                b"id:%s sub:001 dlvrd:001 submit date:2611240000 done date:2611240001 stat:%s err:000 text:"
            )
            text = words % (name, self.stat.encode())
            ends = b"\1\1" + part.number.encode() + b"\0" + b"\1\1desk\0"
            head = b"\0" + ends + bytes([RECEIPT, 0, 0]) + b"\0\0" + bytes([0, 0, 0, 0, len(text)])
            _send(writer, DELIVER, 1_000 + self.serial, head + text)


def _send(writer: asyncio.StreamWriter, command: int, sequence: int, body: bytes) -> None:
    writer.write(struct.pack(">IIII", 16 + len(body), command, 0, sequence) + body)


def _parse(body: bytes) -> tuple[Submitted, bool]:
    """A submit_sm, and whether a receipt is wanted."""
    _, rest = body.split(b"\0", 1)
    _, rest = rest[2:].split(b"\0", 1)
    number, rest = rest[2:].split(b"\0", 1)
    kind, rest = rest[0], rest[3:]
    _, rest = rest.split(b"\0", 1)
    _, rest = rest.split(b"\0", 1)
    wanted, _, coding, _, length = rest[:5]
    content = rest[5 : 5 + length]
    return Submitted(number.decode(), coding, bool(kind & 0x40), content), bool(wanted & 1)


@asynccontextmanager
async def centre(stat: str = "DELIVRD", port: int = 0) -> AsyncIterator[Centre]:
    """A centre, on a free port unless one is asked for."""
    made = Centre(stat)
    server = await asyncio.start_server(made.serve, "127.0.0.1", port)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await asyncio.sleep(0)
