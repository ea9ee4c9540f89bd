"""From a key to the first changed output in the login's first field, against a bare Textual Input."""

import subprocess
import sys
import tempfile

from tests.bench.figure import Figure, Round, percentile, run, summarise
from tests.bench.painted import BARE, BARE_MARK, PaintedProgram

KEYS = [b"A", b"1", b"2", b"3", b"\x7f", b"\x7f", b"\x7f", b"\x7f"]


def pressed(ours: PaintedProgram, bare: PaintedProgram) -> list[tuple[float, float]]:
    """The same keys to both, in turns; milliseconds each."""
    readings = []
    for key in KEYS * 5:
        ours.settle(0.02)
        bare.settle(0.02)
        readings.append((ours.press(key) * 1000, bare.press(key) * 1000))
    return readings


def rounds_of(ours: PaintedProgram, bare: PaintedProgram, count: int) -> tuple[list[Round], dict[str, float]]:
    """One 95th percentile a round, and the medians of all keys."""
    every: list[tuple[float, float]] = []
    rounds = []
    for _ in range(count):
        readings = pressed(ours, bare)
        every += readings
        rounds.append(Round(*(percentile([one[side] for one in readings], 0.95) for side in (0, 1))))
    medians = {
        "p50_ours": percentile([one[0] for one in every], 0.5),
        "p50_bare": percentile([one[1] for one in every], 0.5),
    }
    return rounds, medians


def measure(full: bool) -> Figure:
    """Both programs stand open; keys go to one and the other in turns."""
    with tempfile.TemporaryDirectory() as home:
        program = [sys.executable, "-m", "tui", "--home", home, "--lang", "zh-Hant"]
        subprocess.run([*program, "db", "upgrade"], check=True, capture_output=True)
        with PaintedProgram([*program, "kiosk"]) as ours, PaintedProgram(BARE) as bare:
            ours.wait_for("密碼修改".encode()), bare.wait_for(BARE_MARK)
            ours.press(b"1"), ours.wait_for("身分證字號".encode())
            ours.settle(0.5)
            bare.settle()
            rounds, medians = rounds_of(ours, bare, 20 if full else 6)
    return summarise(
        "key_to_paint", "ms (p95)", rounds, **{name: round(value, 2) for name, value in medians.items()}
    )


if __name__ == "__main__":
    run(measure)
