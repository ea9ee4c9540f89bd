"""What a restore keeps and what it ends: every table is on one of the two lists."""

import subprocess
import sys

from storage.counting import tables
from storage.lifetimes import ENDED, KEPT

ANOTHER_PROCESS = "from storage.counting import tables; print(*(table.name for table in tables()))"


def test_every_table_is_kept_or_ended_by_a_restore() -> None:
    """A new table is missing here? Put it on a list in `storage/lifetimes.py`, and say why if it is kept."""
    known = {table.name for table in tables()}
    assert not KEPT & ENDED
    assert known - KEPT - ENDED == set(), "in neither list: would old codes live on after a restore?"
    assert (KEPT | ENDED) - known == set(), "on a list, and no table"


def test_whoever_counts_knows_the_tables_of_all_migrations() -> None:
    import sqlite3
    import tempfile
    from pathlib import Path

    from storage import schema
    from tests.storage_kit import DATABASE_FILE, new_keyring, url_in

    with tempfile.TemporaryDirectory() as folder:
        schema.upgrade(url_in(Path(folder)), new_keyring(Path(folder)))
        raw = sqlite3.connect(Path(folder) / DATABASE_FILE)
        made = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        raw.close()
    done = subprocess.run([sys.executable, "-c", ANOTHER_PROCESS], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == made - {"alembic_version", "sqlite_sequence"}


def test_nothing_kept_refers_to_what_is_ended() -> None:
    for table in tables():
        if table.name in KEPT:
            assert {key.column.table.name for key in table.foreign_keys} <= KEPT, table.name
