"""A copy goes where nobody else is: not before it, not behind its back, and not at rest either."""

import secrets

import pytest

from storage import copying, schema
from storage.database import Database
from storage.dialect import postgresql
from tests.tui.backups import Home, home
from tests.tui.test_backup_on_a_server import everything, server

__all__ = ["home", "server"]

pytestmark = pytest.mark.timeout(120)


def test_who_came_into_the_other_database_meanwhile_stays(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's copy, finished between our look and our rows."""
    home.logged_in()
    assert home.desk.run("db", "copy", server).code == 0
    before = everything(server)
    with monkeypatch.context() as patch:
        patch.setattr(copying, "is_empty", lambda url: True)
        assert home.desk.refused("db", "copy", server) == (
            3,
            "What arrived differs (rows): do not use the other database.",
        )
    assert everything(server) == before


def test_a_program_at_rest_is_at_work_all_the_same(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it has not needed for long it gives back, but for one connection."""
    schema.upgrade(server, home.keys)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 0.3)
    elsewhere = Database(server, home.keys, token=secrets.token_bytes)
    try:
        elsewhere.read_now(lambda tx: tx.audit.heads())
        for _ in range(9):
            elsewhere._backend._pool._shrink_pool()  # type: ignore[attr-defined]
        assert home.desk.refused("db", "copy", server)[0] == 75
    finally:
        elsewhere.close_now()
    assert home.desk.run("db", "copy", server).code == 0
