"""What a visitor must not reach: palette, clipboard, screenshots, a shell; and switches in the environment.

Imports nothing of Textual, which reads its switches when it is imported: they are scrubbed before that.
"""

import faulthandler
import os
import resource
import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, ClassVar, Final

from tui.keyboard import give_back_terminal

if TYPE_CHECKING:
    from textual.app import App

    _App = App[int]
else:
    _App = object

SCRUBBED_BEGINNINGS: Final = ("TEXTUAL", "PYTHON", "LD_", "RICH_", "MALLOC_")
SCRUBBED_NAMES: Final = frozenset(
    {"COLUMNS", "LINES", "ESCDELAY", "SSLKEYLOGFILE", "BROWSER", "EDITOR", "VISUAL", "PAGER"}
)
KEPT: Final = frozenset({"PYTHONPATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONIOENCODING", "LD_LIBRARY_PATH"})
"""Without these a program may not start again; they switch nothing on."""
_IN_FORCE_ALREADY: Final = ("PYTHONINSPECT", "LD_PRELOAD", "LD_AUDIT", "PYTHONDEVMODE", "PYTHONFAULTHANDLER")
_PR_SET_DUMPABLE: Final = 4


def scrub_environment(environment: MutableMapping[str, str] = os.environ) -> bool:
    """Takes the switches of Textual, Python and the loader out (K-ENV); call it before Textual is imported.

    Returns True when one of them was in force already: only a fresh start gets rid of it (`start_again`).
    """
    in_force = any(name in environment for name in _IN_FORCE_ALREADY)
    for name in [*environment]:
        if name not in KEPT and (name in SCRUBBED_NAMES or name.startswith(SCRUBBED_BEGINNINGS)):
            del environment[name]
    return in_force


def start_again() -> None:
    """Puts the same program with the scrubbed environment in this one's place; never returns.

    PYTHONINSPECT would otherwise leave a Python prompt behind, and a preloaded library stays loaded.
    """
    # what the new program finds is what it gives back; meanwhile ignored signals stay ignored
    give_back_terminal()
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], dict(os.environ))  # noqa: S606 - no shell


def forbid_core_dumps() -> None:
    """No core file and no fault dump on the terminal, whatever happens (K-DUMP, K-CRASH)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.disable()


def forbid_memory_access() -> None:
    """Keeps other processes of the same user out of this one's memory, where the system can (K-DUMP).

    Loading `ctypes` takes some milliseconds, so this waits until the first screen is painted.
    """
    try:
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return


class LockedDown(_App):
    """Takes away what Textual offers beside our own screens; on the kiosk and everywhere else."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing is copied, so no OSC 52 reaches the terminal (K-CLIP)."""

    def action_command_palette(self) -> None:
        """There is none (K-PAL)."""

    def search_themes(self) -> None:
        """F9 is the way to other colours."""

    def action_change_theme(self) -> None:
        """F9 is the way to other colours."""

    async def action_quit(self) -> None:
        """How one leaves: contract §3 (K-QUIT)."""

    def action_help_quit(self) -> None:
        """How one leaves: contract §3 (K-QUIT)."""

    def action_suspend_process(self) -> None:
        """There is no shell to go to (K-STOP)."""

    def action_show_help_panel(self) -> None:
        """F1 is our own help."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """No picture of a customer's screen is kept (K-PAL)."""

    def save_screenshot(self, *_: object, **__: object) -> str:
        """No picture of a customer's screen is kept (K-PAL)."""
        return ""

    def deliver_screenshot(self, *_: object, **__: object) -> str | None:
        """No picture of a customer's screen is kept (K-PAL)."""
        return None

    def deliver_text(self, *_: object, **__: object) -> str | None:
        """No file leaves the program."""
        return None

    def deliver_binary(self, *_: object, **__: object) -> str | None:
        """No file leaves the program."""
        return None

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No other program is started (K-QUIT)."""
