"""A real Kannel on free ports of this machine, set up as docs/delivery.md says, ended with the test."""

import asyncio
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers import server_or_skip

USER, PASSWORD = "desk", "gateway-Secret-1"
CONFIGURATION = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {password}-admin
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
log-file = "{folder}/bearerbox.log"
log-level = 2
dlr-storage = internal

group = smsc
smsc = smpp
smsc-id = centre
host = 127.0.0.1
port = {centre}
smsc-username = desk
smsc-password = desk
system-type = ""
transceiver-mode = true
interface-version = 34
msg-id-type = 0x00
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
log-file = "{folder}/smsbox.log"
log-level = 2

group = sendsms-user
username = {user}
password = {password}
default-sender = 0223890088
max-messages = 2
concatenation = true
user-allow-ip = "127.0.0.1"
user-deny-ip = "*.*.*.*"
"""


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@asynccontextmanager
async def kannel(folder: Path, centre_port: int) -> AsyncIterator[str]:
    """The address of its sendsms service, which answers."""
    programs = [server_or_skip(name) for name in ("bearerbox", "smsbox")]
    admin, boxes, sendsms = _free_ports(3)
    file = folder / "kannel.conf"
    file.write_text(
        CONFIGURATION.format(
            **{"admin": admin, "boxes": boxes, "sendsms": sendsms, "centre": centre_port, "folder": folder},
            **{"user": USER, "password": PASSWORD},
        )
    )
    running: list[subprocess.Popen[bytes]] = []
    try:
        for program, port in zip(programs, (boxes, sendsms), strict=True):
            running.append(_started(program, file))
            await _until_open(port)
        yield f"http://127.0.0.1:{sendsms}/cgi-bin/sendsms"
    finally:
        for one in reversed(running):
            one.send_signal(signal.SIGTERM)
        for one in running:
            await asyncio.to_thread(_ended, one)


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
