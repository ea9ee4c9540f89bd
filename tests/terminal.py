"""A program behind a pseudo-terminal: what a person would type, and what they would see (pyte)."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pyte

ROOT = Path(__file__).parents[1]
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$[A-Za-z]")
_UNFINISHED = re.compile(rb"\x1b(\[[0-9;?<=>$]*)?$")

F1, F2, F3, F4 = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"
F5, F6, F7, F8, F9, F10 = (b"\x1b[%d~" % number for number in (15, 17, 18, 19, 20, 21))
ENTER, TAB, SHIFT_TAB, BACKSPACE, ESCAPE = b"\r", b"\t", b"\x1b[Z", b"\x7f", b"\x1b"
UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
CLEAN_END = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""What a program must have written last of each: alternate screen, cursor, mouse twice, paste brackets."""


def paste(text: str) -> bytes:
    """A bracketed paste."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


def python(*arguments: str) -> list[str]:
    """The command of this Python."""
    return [sys.executable, *arguments]


class Terminal:
    """A command on a terminal of its own; use as a context, the command is ended on leaving."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        columns: int = 80,
        rows: int = 24,
        folder: Path = ROOT,
    ) -> None:
        self.output = b""
        """Every byte the program wrote."""
        self._unfed = b""
        self.screen = pyte.Screen(columns, rows)
        """The cells with their colours, for pictures; `text` for words."""
        self._stream = pyte.ByteStream(self.screen)
        self._exit: int | None = None
        self.pid, self._master = _start(command, _environment(environment or {}), (columns, rows), folder)

    def write(self, keys: bytes | str, *, gap: float = 0.0) -> None:
        """Types: at once, or byte groups of one key each with `gap` seconds between."""
        data = keys.encode() if isinstance(keys, str) else keys
        for part in _single_keys(data) if gap else [data]:
            os.write(self._master, part)
            self.read(gap)

    def read(self, seconds: float) -> bytes:
        """Takes in what arrives within `seconds`, all of it; returns the new bytes."""
        start, end = len(self.output), time.monotonic() + seconds
        while (left := end - time.monotonic()) >= 0 and self._take_in(left):
            pass
        return self.output[start:]

    def wait_for(self, text: str, timeout: float = 15.0) -> str:
        """The whole screen as soon as `text` stands on it; TimeoutError with the screen otherwise."""
        return self.wait_until(lambda screen: text in screen, f"{text!r} to appear", timeout)

    def wait_gone(self, text: str, timeout: float = 15.0) -> str:
        """The whole screen as soon as `text` no longer stands on it."""
        return self.wait_until(lambda screen: text not in screen, f"{text!r} to go", timeout)

    def wait_until(self, met: Callable[[str], bool], what: str, timeout: float = 15.0) -> str:
        """The whole screen as soon as `met` says yes to it."""
        end = time.monotonic() + timeout
        while not met(self.text):
            left = end - time.monotonic()
            if left <= 0 or not self._take_in(left):
                raise TimeoutError(f"waited for {what}; on screen:\n{self.text}")
        return self.text

    def wait_for_output(self, mark: bytes, timeout: float = 15.0) -> None:
        """Returns as soon as `mark` is among the raw output."""
        self.wait_until(lambda _: mark in self.output, f"{mark!r} in the output", timeout)

    def wait_exit(self, timeout: float = 15.0) -> int:
        """The exit code (128 + n when killed by signal n), once the program has ended."""
        end = time.monotonic() + timeout
        while not self._ended():
            if time.monotonic() > end:
                raise TimeoutError(f"still running; on screen:\n{self.text}")
            if not self._take_in(0.02):
                time.sleep(0.005)
        while self._take_in(0.0):
            pass
        assert self._exit is not None
        return self._exit

    @property
    def lines(self) -> list[str]:
        """The rows of the screen; a wide character is one character here."""
        grid, columns = self.screen.buffer, self.screen.columns
        return ["".join(grid[y][x].data for x in range(columns)).rstrip() for y in range(self.screen.lines)]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def running(self) -> bool:
        """Whether the program still runs."""
        return not self._ended()

    def resize(self, columns: int, rows: int) -> None:
        """Makes the window another size."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: int) -> None:
        """Sends a signal to the program itself."""
        os.kill(self.pid, number)

    def close(self) -> None:
        """Closes the terminal under the program, as an ended SSH link does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _take_in(self, seconds: float) -> bool:
        """One chunk within `seconds`; False if none came."""
        if self._master < 0 or not select.select([self._master], [], [], max(seconds, 0.0))[0]:
            return False
        try:
            chunk = os.read(self._master, 65536)
        except OSError:
            return False
        self.output += chunk
        self._feed(chunk)
        return bool(chunk)

    def _feed(self, chunk: bytes) -> None:
        data = self._unfed + chunk
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._unfed = data[cut:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[:cut]))

    def _ended(self) -> bool:
        if self._exit is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._exit = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        return self._exit is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.close()


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VIRTUAL_ENV") if name in os.environ}
    plain = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return {**kept, **plain, **more}


def _start(
    command: Sequence[str], environment: dict[str, str], size: tuple[int, int], folder: Path
) -> tuple[int, int]:
    pid, master = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.chdir(folder)
            os.execvpe(command[0], list(command), environment)  # noqa: S606 - no shell
        finally:
            os._exit(127)
    return pid, master


def _single_keys(data: bytes) -> list[bytes]:
    """Cuts typed bytes into keys: a paste, an escape sequence, or one character."""
    pattern = rb"\x1b\[200~.*?\x1b\[201~|\x1bO.|\x1b\[[0-9;]*[A-Za-z~]|[\xc0-\xff][\x80-\xbf]+|."
    return re.findall(pattern, data, re.DOTALL)
