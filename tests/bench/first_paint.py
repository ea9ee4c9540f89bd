"""From the start of the process to the first screen's text, against a bare Textual app with one Input."""

import subprocess
import sys
import tempfile

from tests.bench.figure import Figure, Round, run, summarise
from tests.bench.painted import BARE, BARE_MARK, PaintedProgram

MARK = "密碼修改".encode()


def until(command: list[str], mark: bytes) -> float:
    """Milliseconds to the first paint of one start."""
    with PaintedProgram(command) as program:
        return program.wait_for(mark) * 1000


def measure(full: bool) -> Figure:
    """Starts of `kiosk` on a place that is set up, one after another with the bare app."""
    with tempfile.TemporaryDirectory() as home:
        kiosk = [sys.executable, "-m", "tui", "--home", home, "--lang", "zh-Hant", "kiosk"]
        subprocess.run(
            [sys.executable, "-m", "tui", "--home", home, "db", "upgrade"], check=True, capture_output=True
        )
        until(kiosk, MARK), until(BARE, BARE_MARK)
        rounds = [Round(until(kiosk, MARK), until(BARE, BARE_MARK)) for _ in range(40 if full else 15)]
    return summarise("first_paint", "ms", rounds)


if __name__ == "__main__":
    run(measure)
