"""The two engines behind the tests of storage and services: a test that takes `engine` runs on both.

`from tests.databases import engine` in a conftest makes the fixture known there. From then on the folder of
the test, `tmp_path`, stands for a database of that engine, in every process that the test starts.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from tests.storage_kit import URL_FILE


class Engine(StrEnum):
    """Where a test's database is."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


sqlite_only: Final = pytest.mark.parametrize("engine", [Engine.SQLITE], indirect=True)
"""For a test about the file itself."""
postgresql_only: Final = pytest.mark.parametrize("engine", [Engine.POSTGRESQL], indirect=True)
"""For a test about the server itself."""


@pytest.fixture(params=list(Engine))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Puts the database of the folder on one engine after the other."""
    chosen = Engine(request.param)
    if chosen is Engine.SQLITE:
        yield chosen
        return
    from tests.postgres import SCHEMAS

    with SCHEMAS.lent() as url:
        (tmp_path / URL_FILE).write_text(url, "utf-8")
        yield chosen
