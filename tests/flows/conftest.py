"""The demonstration prepared once a test process; every test works on a copy."""

from pathlib import Path

import pytest

from tests.flows.kit import copied, program
from tests.terminal import F10


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("prepared") / "home"
    with program(home) as desk:
        desk.write(b"1")
        desk.wait_for("身分證字號")
        desk.write(F10 + F10)
        desk.wait_for("離開")
        desk.write(b"\x1b[C\r")
        desk.wait_exit()
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    return copied(prepared, tmp_path)
