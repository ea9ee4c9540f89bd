"""A Postfix of the tests' own, on 127.0.0.1: takes letters over, TLS or not, and throws them away or on."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from tests.servers import server_or_skip
from tests.smtp_server import certificates

_MAIN: Final = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/mail.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = permit_mynetworks, reject
default_transport = {way}
relay_transport = {way}
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/mail-key.pem, {folder}/mail-ca.pem
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
smtp_host_lookup = native
smtp_tls_security_level = none
local_recipient_maps =
alias_maps =
alias_database =
"""
_MASTER: Final = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """One that runs."""

    port: int
    ca: Path
    log: Path
    """What it did, one line a step; each letter that came to its end has `status=sent`."""

    @property
    def queue(self) -> Path:
        """Where letters are that it has not carried to their end."""
        return self.log.parent / "spool"

    def delivered(self) -> list[str]:
        """The Message-IDs of the letters it has carried to their end, in that order."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        names = {_queue_id(line): _value(line, "message-id=<") for line in lines if "message-id=<" in line}
        return [names[_queue_id(line)] for line in lines if "status=sent" in line]

    def wait_delivered(self, count: int, *, seconds: float = 20) -> list[str]:
        """The same, once there are so many."""
        end = time.monotonic() + seconds
        while len(found := self.delivered()) < count and time.monotonic() < end:
            time.sleep(0.05)
        return found


@contextmanager
def postfix(onward: int | None = None) -> Iterator[Postfix]:
    """Starts one, and stops it; skips, or fails under CI, where that is not possible.

    It throws letters away, or hands them to the server at the port `onward`.
    """
    program = server_or_skip("postfix")
    if os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("postfix is started by root only", pytrace=False)
        pytest.skip("postfix is started by root only")
    folder = Path(tempfile.mkdtemp(prefix="password-center-postfix-"))
    try:
        made = _configured(folder, onward)
        command = [program, "-c", str(folder / "etc")]
        try:
            port = _started(command, folder)
            _wait_for(port)
            yield replace(made, port=port)
        finally:
            subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configured(folder: Path, onward: int | None) -> Postfix:
    # its own user goes through here
    folder.chmod(0o755)
    made = certificates(folder)
    (folder / "mail-key.pem").chmod(0o600)
    for name in ("etc", "spool", "data"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", "postfix")
    way = "discard:" if onward is None else f"smtp:[127.0.0.1]:{onward}"
    (folder / "etc" / "main.cf").write_text(_MAIN.format(folder=folder, way=way))
    return Postfix(0, made.ca, folder / "mail.log")


def _started(command: list[str], folder: Path) -> int:
    """Its port. Somebody may have taken that meanwhile, or a busy machine be too slow for it: then anew."""
    for last in (False, False, True):
        port = _free_port()
        (folder / "etc" / "master.cf").write_text(_MASTER.format(port=port))
        done = subprocess.run([*command, "start"], check=last, capture_output=True, timeout=60)
        if done.returncode == 0:
            break
        subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=30)
    return port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _queue_id(line: str) -> str:
    return line.partition("]: ")[2].partition(":")[0]


def _value(line: str, behind: str) -> str:
    return line.partition(behind)[2].partition(">")[0]
