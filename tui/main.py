"""The way in: the keyboard first, everything else is imported behind it."""

import sys

from tui import keyboard


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; every refusal is one sentence on stderr."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        keyboard.take_for(given)
        from tui.one_command import run_command

        keyboard.raise_if_interrupted()
        return run_command(given)
    except KeyboardInterrupt as interrupt:
        from tui.one_command import tell

        return tell(interrupt, given)
    finally:
        keyboard.give_back()
