"""A program behind a pseudo-terminal, read byte by byte with the time of each arrival."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

BARE_APP = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="bare-input-ready")
Bare().run()
"""
BARE = [sys.executable, "-c", BARE_APP]
BARE_MARK = b"are-input-ready"  # the first letter is painted apart, under the cursor


class PaintedProgram:
    """A program on an 80x24 pseudo-terminal; use as a context, it is ended on leaving."""

    def __init__(self, command: list[str]) -> None:
        self.started = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            environment = {
                **os.environ,
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LANG": "zh_TW.UTF-8",
            }
            os.execvpe(command[0], command, environment)  # noqa: S606 - no shell
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""

    def read(self, seconds: float) -> bytes:
        """What arrives within `seconds`, at most one chunk; empty if nothing came."""
        ready, _, _ = select.select([self.terminal], [], [], seconds)
        chunk = os.read(self.terminal, 65536) if ready else b""
        self.seen += chunk
        return chunk

    def wait_for(self, mark: bytes, seconds: float = 20.0) -> float:
        """Seconds from the start of the process until `mark` was painted."""
        end = time.perf_counter() + seconds
        while mark not in self.seen:
            if time.perf_counter() > end:
                raise TimeoutError(f"{mark!r} was not painted")
            self.read(0.2)
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 0.15) -> None:
        """Reads until nothing has arrived for `quiet` seconds."""
        while self.read(quiet):
            pass

    def press(self, keys: bytes) -> float:
        """Seconds from writing `keys` to the first output after them."""
        began = time.perf_counter()
        os.write(self.terminal, keys)
        if not self.read(2.0):
            raise TimeoutError("a key changed nothing")
        return time.perf_counter() - began

    def __enter__(self) -> "PaintedProgram":
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.terminal)
        os.waitpid(self.pid, 0)
