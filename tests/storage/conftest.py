from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.records import Customer
from tests.databases import Engine, engine
from tests.storage.people import add_ming
from tests.storage_kit import new_database

__all__ = ["Engine", "engine"]


@pytest.fixture
def database(tmp_path: Path, engine: Engine) -> Iterator[Database]:
    database = new_database(tmp_path)
    yield database
    database.close_now()


@pytest.fixture
def ming(database: Database) -> Customer:
    return database.write_now(add_ming)
