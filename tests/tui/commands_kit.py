"""A home folder and the command line on it, in this process."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.main import main


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    error: str


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on `home`, in English."""

    home: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Done:
        """One command; what it printed before is dropped."""
        self.capture.readouterr()
        try:
            code = main(["--home", str(self.home), "--lang", "en", *arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = self.capture.readouterr()
        return Done(int(code), said.out, said.err)

    def refused(self, *arguments: str) -> tuple[int, str]:
        """A command that is refused: its code, and the one sentence that it says."""
        done = self.run(*arguments)
        assert done.out == ""
        assert done.error.count("\n") == 1, done.error
        return done.code, done.error.rstrip("\n")
