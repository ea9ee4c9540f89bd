"""`calibrate`: the strongest Argon2id settings that this machine can afford (requirements §1.0).

One verification may take half of the login floor: a login costs one as a rule, and whoever has several
passwords has them verified side by side, so the floor still hides the difference. Memory is what a
guesser pays for, so memory is raised and the passes stay at two. All workers together get at most a
quarter of the machine's memory.
"""

import os
import sys
from typing import Final

from tui import words
from tui.asked import Asked
from tui.calibration import Measured, propose
from tui.parser import Parser
from tui.sentence import Exit, Sentence
from tui.settings import FILE

MIB: Final = 1024


def declare(parser: Parser) -> None:
    """Takes nothing of its own."""
    parser.set_defaults(run=calibrate)


def calibrate(asked: Asked) -> int:
    """Measures, and prints a `[hashing]` section; changes nothing."""
    settings = asked.loaded.settings
    target = settings.policy.login_floor_ms // 2
    workers = settings.hashing.workers or os.cpu_count() or 1
    found = propose(target, _room() // workers, lambda memory: _progress(asked, memory))
    _end_progress()
    phrase = words.CALIBRATED if found.milliseconds <= target else words.CALIBRATED_SLOW
    asked.say(
        phrase,
        took=round(found.milliseconds),
        target=target,
        workers=workers,
        total=found.memory_kib * workers // MIB,
        file=asked.home / FILE,
    )
    sys.stdout.write(snippet(found))
    return Exit.DONE


def snippet(found: Measured) -> str:
    """The `[hashing]` section."""
    return (
        f"[hashing]\nmemory_kib = {found.memory_kib}\niterations = {found.iterations}\n"
        f"parallelism = {found.parallelism}\n"
    )


def _room() -> int:
    """The KiB that hashing may take: a quarter of the machine's memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024 // 4


def _progress(asked: Asked, memory_kib: int) -> None:
    """Rewrites one line on a terminal; a line each elsewhere."""
    text = Sentence.of(words.CALIBRATING, memory=memory_kib // MIB).text(asked.language)
    sys.stderr.write(f"\r\x1b[K{text}" if sys.stderr.isatty() else f"{text}\n")
    sys.stderr.flush()


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
