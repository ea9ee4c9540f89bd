from pathlib import Path

import pytest

from tests.tui.commands_kit import CommandLine


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a home that does not exist yet."""
    return CommandLine(tmp_path / "home", capsys)
