"""The keyboard while the screens start and end: nothing is echoed, and on the kiosk no key is a way out.

Imports next to nothing, as until it has run Ctrl+C, Ctrl+\\ and Ctrl+Z are the terminal's (K-STOP, K-QUIT).
"""

import os
import sys
import termios

_terminal: list[list[object]] = []
"""How the terminal was before, if it was changed."""
_handlers: dict[int, object] = {}
"""What the signals did before."""
_kept: set[str] = set()
"""`locked`, `shown`: whose terminal this is, as it decides what is given back."""
_interrupts: list[int] = []
"""Ctrl+C, each time it was pressed while the screens started."""
_LFLAG, _IFLAG = 3, 0
_OPTIONS_WITH_VALUE = ("--home", "--lang")


def take_for(words: list[str]) -> None:
    """Takes the keyboard if these words of the command line ask for screens."""
    command = _command(words)
    if command in ("kiosk", "demo"):
        take(locked=command == "kiosk" or "--kiosk" in words)


def _command(words: list[str]) -> str:
    """The name of the command; what follows `--home` is none."""
    rest = iter(words)
    for word in rest:
        if word in _OPTIONS_WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return ""


def take(*, locked: bool) -> None:
    """From here on keys wait unechoed, Enter stays Enter; locked, none of them makes a signal."""
    _kept.clear()
    if locked:
        _kept.add("locked")
    # the terminal first: every further import is time in which a key could end the program
    _quieten(locked=locked)
    mind_signals(locked=locked)


def _quieten(*, locked: bool) -> None:
    try:
        before = termios.tcgetattr(sys.stdin.fileno())
        quiet = [*before]
        quiet[_IFLAG] &= ~(termios.ICRNL | termios.IXON)
        quiet[_LFLAG] &= ~(termios.ECHO | termios.ICANON | (termios.ISIG if locked else 0))
        _terminal[:] = [before]
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
    except (termios.error, OSError, ValueError):
        return  # no terminal: the command itself says so


def mind_signals(*, locked: bool) -> None:
    """Told to end, the program leaves the terminal as it was; it neither stops nor dumps.

    The screens put their own handlers in the place of these, and Python its own once they are gone.
    """
    import signal

    for number, answer in (
        (signal.SIGINT, signal.SIG_IGN if locked else _note_interrupt),
        (signal.SIGTERM, _end),
        (signal.SIGHUP, _end),
        (signal.SIGQUIT, signal.SIG_IGN),
        (signal.SIGTSTP, signal.SIG_IGN),
    ):
        _handlers.setdefault(number, signal.signal(number, answer))


def _end(number: int, _: object) -> None:
    """Nothing is open yet, or any more: an error raised here would break whatever is being imported."""
    give_back_terminal(echo="locked" not in _kept)
    os._exit(128 + number)


def screens_are_shown() -> None:
    """From here on somebody may be typing: a kiosk that ends does not echo it."""
    _kept.add("shown")


def _note_interrupt(number: int, _: object) -> None:
    _interrupts.append(number)


def interrupted() -> bool:
    """Whether Ctrl+C was pressed while the screens started."""
    return bool(_interrupts)


def raise_if_interrupted() -> None:
    """Raises `KeyboardInterrupt` if so: called where nothing is half imported."""
    if _interrupts:
        raise KeyboardInterrupt


def give_back_terminal(*, echo: bool = True) -> None:
    """The terminal is as it was; keys make signals again.

    Without `echo` what is typed stays unseen, until the kiosk has started again, and nothing typed so far is
    left to whoever reads the terminal next.
    """
    if _terminal:
        before = _terminal.pop()
        try:
            if not echo:
                before[_LFLAG] &= ~termios.ECHO  # type: ignore[operator]
                termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, before)  # type: ignore[arg-type]
        except (termios.error, OSError, ValueError):
            return  # it is gone


def give_back() -> None:
    """The terminal and the signals are as they were, but for the echo where screens of a kiosk were shown."""
    give_back_terminal(echo=not {"locked", "shown"} <= _kept)
    if _handlers:
        import signal

        for number, before in _handlers.items():
            signal.signal(number, before)  # type: ignore[arg-type]
        _handlers.clear()
    _interrupts.clear()
