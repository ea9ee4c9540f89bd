"""A real Kannel on free ports of this machine, set up as docs/sms.md says, ended with the test."""

import asyncio
import re
import signal
import socket
import struct
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.servers import server_or_skip
from tests.terminal import ROOT

USER, PASSWORD = "desk", "gateway-Secret-1"
_BLOCK: Final = re.compile(r"^```\n(group = core\n.*?)^```$", re.MULTILINE | re.DOTALL)


def configuration(folder: Path, ports: "Ports") -> str:
    """The one of the documents, with only what no two installations share put in its place."""
    found = _BLOCK.search((ROOT / "docs" / "sms.md").read_text("utf-8"))
    assert found
    text = found[1]
    for written, here in (
        ("admin-port = 13000", f"admin-port = {ports.admin}"),
        ("smsbox-port = 13001", f"smsbox-port = {ports.boxes}"),
        ("bearerbox-port = 13001", f"bearerbox-port = {ports.boxes}"),
        ("sendsms-port = 13013", f"sendsms-port = {ports.sendsms}"),
        ("admin-password = A-LONG-RANDOM-WORD", f"admin-password = {PASSWORD}-admin"),
        ("password = ANOTHER-LONG-RANDOM-WORD", f"password = {PASSWORD}"),
        ("host = SMPP.PROVIDER.EXAMPLE", "host = 127.0.0.1\nreconnect-delay = 1\nmsg-id-type = 0x00"),
        ("port = 2775", f"port = {ports.centre}"),
        ('smsc-username = "GIVEN BY THE PROVIDER"', "smsc-username = desk"),
        ('smsc-password = "GIVEN BY THE PROVIDER"', "smsc-password = desk"),
        ("/var/spool/kannel", str(folder / "spool")),
        ("/var/log/kannel/bearerbox.log", f"{folder}/bearerbox.log"),
        ("/var/log/kannel/smsbox.log", f"{folder}/smsbox.log"),
    ):
        assert text.count(written) == 1, written
        text = text.replace(written, here)
    return text


@dataclass(frozen=True)
class Ports:
    """Where everybody is."""

    centre: int
    admin: int
    boxes: int
    sendsms: int


@dataclass
class Kannel:
    """Both of its programs, and the folder that they write into."""

    folder: Path
    ports: Ports
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of its sendsms service."""
        return f"http://127.0.0.1:{self.ports.sendsms}/cgi-bin/sendsms"

    @property
    def spooled(self) -> list[Path]:
        """The messages that it keeps on disk."""
        return [path for path in (self.folder / "spool").rglob("*") if path.is_file()]

    def left_behind(self) -> bytes:
        """All that it has written down by now, the configuration aside."""
        names = (path for path in self.folder.rglob("*") if path.is_file() and path.suffix != ".conf")
        return b"".join(path.read_bytes() for path in names)

    def prepare(self) -> None:
        """As the document says, but for the owner."""
        (self.folder / "spool").mkdir(mode=0o700, parents=True)
        (self.folder / "kannel.conf").write_text(configuration(self.folder, self.ports))

    async def start(self) -> None:
        """Until it answers."""
        file = self.folder / "kannel.conf"
        for program, port in (("bearerbox", self.ports.boxes), ("smsbox", self.ports.sendsms)):
            self.running.append(_started(server_or_skip(program), file))
            await _until_open(port)

    async def stop(self) -> None:
        """As at a shutdown of the machine: what it has taken stays on disk."""
        for one in reversed(self.running):
            one.send_signal(signal.SIGTERM)
        for one in self.running:
            await asyncio.to_thread(_ended, one)
        self.running.clear()

    def let_time_pass(self, minutes: int) -> None:
        """Moves the end of every message on disk back, as if it had lain there; only while it is stopped.

        A message on disk is its fields one after another, numbers in four bytes; two of them are times, and
        the later one is its end.
        """
        now = int(time.time())
        ends = {struct.pack(">I", now + ahead): now + ahead for ahead in range(30, 600)}
        for path in self.spooled:
            content = path.read_bytes()
            found = [end for end in ends if end in content]
            assert len(found) == 1, "the message has no end"
            path.write_bytes(content.replace(found[0], struct.pack(">I", ends[found[0]] - 60 * minutes)))


@asynccontextmanager
async def kannel(folder: Path, centre_port: int) -> AsyncIterator[Kannel]:
    """One that answers; all that it writes goes into the folder."""
    server_or_skip("bearerbox")
    ports = Ports(centre_port, *free_ports(3))
    made = Kannel(folder, ports)
    made.prepare()
    try:
        await made.start()
        yield made
    finally:
        await made.stop()


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _started(program: str, file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([program, str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _until_open(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def _ended(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
