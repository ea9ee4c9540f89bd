"""Servers that tests bring up for themselves, on this machine alone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

_BESIDE_THE_PATH: Final = ("/usr/lib/postgresql/*/bin", "/usr/sbin", "/usr/local/sbin", "/sbin")
"""Where Debian puts servers that nobody starts by hand."""


def server_or_skip(program: str) -> str:
    """The path of a server's program; without it the test is skipped, and fails where `CI` is set."""
    found = shutil.which(program) or next(_elsewhere(program), None)
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{program} is not installed; .ci/run brings it", pytrace=False)
    pytest.skip(f"{program} is not installed")


def _elsewhere(program: str) -> Iterator[str]:
    for folders in _BESIDE_THE_PATH:
        # the newest version last in the order of names
        for folder in sorted(Path("/").glob(folders.lstrip("/")), reverse=True):
            if os.access(folder / program, os.X_OK):
                yield str(folder / program)
