"""The terminal under the program: signals that end it, and leaving nothing behind on it."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.driver import Driver

WIPE: Final = "\x1b[2J\x1b[3J\x1b[H"
"""Clears the screen and the scrollback, and puts the cursor home (K-SCROLL)."""
MODES: Final = (
    "\x1b]0;\x07"  # no title
    "\x1b[?1049h\x1b[?25l"  # the other screen, without a cursor
    "\x1b[?6l\x1b[r\x1b(B\x0f\x1b[m"  # no margins, plain letters in plain colours
    "\x1b[?2004h"  # pastes are marked
)
MOUSE: Final = "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"
"""With these, what Textual asked of the terminal when it began: the next visit finds it so again."""
ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
IGNORED: Final = (signal.SIGQUIT, signal.SIGTSTP)
_LONGEST_END: Final = 10
"""Seconds after which a program told to end is ended, even if its terminal or database hangs."""


def wipe(driver: "Driver | None") -> None:
    """Leaves nothing of the visit on the terminal or in its scrollback."""
    if driver is not None and not driver.is_headless:
        driver.write(MODES + (MOUSE if driver._mouse else "") + WIPE)
        driver.flush()


def end_on_signals(end: Callable[[int], None]) -> None:
    """`end(n)` is called on the event loop when the program is told to end by signal n."""
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, _told_to_end, end, number)


def _told_to_end(end: Callable[[int], None], number: int) -> None:
    signal.alarm(_LONGEST_END)
    end(number)


def ignore_job_control(repaint: Callable[[], object]) -> None:
    """No stopping, no core; call it once Textual has its terminal, as its own handlers are replaced (K-STOP).

    Textual would start a second reader of the keyboard when the program is continued from outside.
    """
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, repaint)


def let_go_of_lost_streams() -> None:
    """After the terminal is gone, Python would end with an exit code of its own for what it cannot write."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except (OSError, ValueError):
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115 - for the rest of the process
