"""A command of the program that dies by SIGKILL before or after one of its steps.

Run as `python -m tests.tui.killed_command MODULE NAME before|after WORDS…`.
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from tui.main import main


def die_at(step: Callable[..., Any], when: str) -> Callable[..., Any]:
    """The step, with the death of the program built in."""

    def last(*args: Any, **words: Any) -> None:
        if when == "after":
            step(*args, **words)
        os.kill(os.getpid(), signal.SIGKILL)

    return last


if __name__ == "__main__":
    module, name, when, *words = sys.argv[1:]
    place = importlib.import_module(module)
    setattr(place, name, die_at(getattr(place, name), when))
    sys.exit(main(words))
