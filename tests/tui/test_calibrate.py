"""`calibrate`: what hashing may cost on this machine."""

import pytest

from tests.tui.commands_kit import CommandLine
from tui import calibration


def no_progress(_: int) -> None:
    pass


def test_calibrate_raises_memory_to_what_the_time_allows() -> None:
    tried: list[int] = []
    found = calibration.propose(200, 1_000_000, tried.append, stopwatch=lambda memory: memory / 1024)
    assert found.iterations == 2
    assert 190_000 < found.memory_kib <= 200 * 1024
    assert found.milliseconds <= 200
    assert tried[0] == calibration.LEAST_KIB


def test_calibrate_keeps_within_the_memory_there_is() -> None:
    assert (
        calibration.propose(10_000, 65_536, no_progress, stopwatch=lambda memory: memory / 1024).memory_kib
        == 65_536
    )


def test_calibrate_never_goes_below_what_is_safe() -> None:
    found = calibration.propose(10, 1_000_000, no_progress, stopwatch=lambda memory: memory / 1024)
    assert (found.memory_kib, found.milliseconds) == (calibration.LEAST_KIB, 19)


def test_calibrate_comes_to_an_end_where_time_jumps_about() -> None:
    turns = iter([10.0, 500.0, 400.0, 300.0, 250.0, *[210.0] * 200])
    found = calibration.propose(200, 10_000_000, no_progress, stopwatch=lambda _: next(turns))
    assert found.memory_kib == calibration.LEAST_KIB


def test_calibrate_prints_a_section_that_can_be_used(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "milliseconds", lambda memory: memory / 1024)
    done = desk.run("calibrate")
    assert done.code == 0
    assert "trying 19 MiB…\n" in done.error
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(done.out)
    assert desk.run("config", "check").code == 0
