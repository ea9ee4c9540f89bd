"""Backups, restores and moves with PostgreSQL on one side: the same promises as between files."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select

from storage import copying, manifest, numbering, presence, schema
from storage.counting import tables
from storage.database import Database
from storage.dialect import backend_of, postgresql
from storage.keyring import Keyring
from storage.tables import facts
from tests.postgres import SCHEMAS
from tests.storage.people import MING, add_ming, entry, session_of
from tests.tui.backups import Home, home, sql
from tui.commands import db_copy

__all__ = ["home"]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def server() -> Iterator[str]:
    """The URL of an empty place on a server."""
    with SCHEMAS.fresh() as url:
        yield url


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows as values of their types."""
    with backend_of(url).engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables()
        }


def moved(home: Home, url: str) -> None:
    """The home goes on with the other database."""
    done = home.desk.run("db", "copy", url)
    assert (done.code, done.error) == (0, "")
    assert everything(url) == everything(home.place.database_url)
    (home.desk.home / "settings.toml").write_text(f'[database]\nurl = "{url}"\n', "utf-8")
    from dataclasses import replace

    home.place = replace(home.place, database_url=url)


def test_a_copy_to_a_server_and_back_is_the_same(home: Home, server: str, tmp_path: Path) -> None:
    home.logged_in()
    home.write(lambda tx: [tx.audit.append(entry(branch="高雄")) for _ in range(1200)])
    moved(home, server)
    assert home.desk.run("audit", "verify").code == 0
    assert home.desk.run("db", "check").out == "The database is whole; customers: 1.\n"
    # numbers go on where they were: the next rows do not meet those that came along
    customer = home.write(lambda tx: tx.customers.find(MING.id_number))
    assert customer is not None
    home.write(lambda tx: tx.audit.append(entry()))
    back = tmp_path / "back.db"
    moved(home, f"sqlite:///{back}")
    assert home.desk.run("audit", "verify").code == 0
    assert sql(back, "PRAGMA integrity_check") == [("ok",)]


def test_numbers_go_on_behind_the_copied_ones(home: Home, server: str) -> None:
    home.write(add_ming)
    moved(home, server)
    from dataclasses import replace

    other = replace(MING, id_number="A200000012")
    from storage.records import CredentialOrigin
    from tests.storage.people import NOW, verifier

    customer = home.write(lambda tx: tx.customers.add(other, consolidated=False))
    added = home.write(lambda tx: tx.credentials.add(customer.id, verifier(), CredentialOrigin.OWN, NOW))
    assert added.id > 1


def test_only_an_empty_place_on_a_server_is_filled(home: Home, server: str, tmp_path: Path) -> None:
    home.logged_in()
    assert home.desk.run("db", "copy", server).code == 0
    before = everything(server)
    assert home.desk.refused("db", "copy", server) == (
        3,
        "The other database is not empty: name an empty one.",
    )
    assert everything(server) == before


def test_a_server_that_is_not_there_is_told_without_its_password(home: Home) -> None:
    url = "postgresql://teller:Secret123@127.0.0.1:1/none"
    code, sentence = home.desk.refused("db", "copy", url)
    assert code == 1
    assert sentence.startswith("The other database cannot be used (")
    assert "Secret123" not in sentence


def test_a_copy_that_broke_off_can_be_made_again(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.logged_in()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(numbering, "carry_over", interrupt)
        assert home.desk.refused("db", "copy", server) == (1, "Interrupted; nothing is left half done.")
    assert copying.is_empty(server)
    assert home.desk.run("db", "copy", server).code == 0


def test_a_server_is_backed_up_to_a_file_and_restored_from_it(home: Home, server: str) -> None:
    customer = home.logged_in()
    moved(home, server)
    home.backed_up()
    described = manifest.read(home.backup, home.keys)
    assert described.rows["customers"] == 1
    assert sql(home.backup, "SELECT count(*) FROM sessions") == [(1,)]
    home.write(lambda tx: tx.customers.set_consolidated(customer, False))
    home.changed()
    done = home.desk.run("db", "restore", str(home.backup), "--reason", "wrong import")
    assert (done.code, done.error) == (0, "")
    assert "rows 2 to 2 are gone" in done.out
    assert "Customers whose passwords went back: 1.\n" in done.out
    found = home.write(lambda tx: tx.customers.find(MING.id_number))
    assert found is not None
    assert found.consolidated
    assert everything(server)["sessions"] == []
    checked = home.desk.run("audit", "verify")
    assert checked.code == 0
    assert "reason: wrong import." in checked.out
    assert home.numbers("台北") == [1, 3]
    (kept,) = home.desk.home.glob("*.before-*")
    assert sql(kept, "SELECT max(seq) FROM audit WHERE chain = '台北'") == [(2,)]


def test_a_servers_backup_is_restored_into_a_file(home: Home, server: str) -> None:
    home.logged_in()
    moved(home, server)
    home.backed_up()
    (home.desk.home / "settings.toml").unlink()
    assert home.desk.run("db", "restore", str(home.backup), "--reason", "no server left").code == 0
    assert home.desk.run("db", "check").out == "The database is whole; customers: 1.\n"
    assert home.desk.run("audit", "verify").code == 0


def test_a_restore_that_broke_off_leaves_the_server_as_it_was(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.logged_in()
    moved(home, server)
    home.backed_up()
    home.write(lambda tx: tx.audit.append(entry()))
    before = everything(server)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(numbering, "carry_over", interrupt)
    assert home.desk.refused("db", "restore", str(home.backup), "--reason", "drill") == (
        1,
        "Interrupted; nothing is left half done.",
    )
    assert everything(server) == before


def test_a_server_is_restored_upgraded_and_moved_alone(
    home: Home, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever works on it does so from any machine: another home is no excuse (contract §1)."""
    home.logged_in()
    moved(home, server)
    home.backed_up()
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 0.3)
    elsewhere = Database(server, home.keys, token=secrets.token_bytes)
    try:
        elsewhere.read_now(lambda tx: tx.audit.heads())
        refusal = f"Others are at work in {home.place.database_name}: end them, then try again."
        restoring = ("db", "restore", str(home.backup), "--reason", "drill")
        for command in (restoring, ("db", "upgrade"), ("db", "copy", f"sqlite:///{tmp_path / 'back.db'}")):
            assert home.desk.refused(*command) == (75, refusal)
    finally:
        elsewhere.close_now()
    assert home.desk.run(*restoring).code == 0


def test_nobody_comes_in_while_somebody_has_a_server_alone(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(home, server)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 0.3)
    with presence.alone(server):
        sentence = "The database is locked by others: try again in a moment."
        assert home.desk.refused("audit", "verify") == (75, sentence)
    assert home.desk.run("audit", "verify").code == 0


def test_rows_written_under_a_restore_are_told_and_nothing_is_changed(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who did not ask whether he may."""
    home.logged_in()
    moved(home, server)
    home.backed_up()
    carry_over = numbering.carry_over

    def meddle(source: Connection, target: Connection) -> None:
        carry_over(source, target)
        target.execute(delete(facts))

    monkeypatch.setattr(numbering, "carry_over", meddle)
    before = everything(server)
    assert home.desk.refused("db", "restore", str(home.backup), "--reason", "drill") == (
        1,
        "What arrived differs from the backup and was undone, the database is as it was: try again.",
    )
    assert everything(server) == before


def test_a_copy_that_comes_out_wrong_leaves_the_server_empty(
    home: Home, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.logged_in()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(db_copy, "_require_sound", interrupt)
        assert home.desk.refused("db", "copy", server)[0] == 1
    assert copying.is_empty(server)
    assert home.desk.run("db", "copy", server).code == 0


def test_the_server_is_read_at_one_moment(home: Home, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are written while the copy is made are in none of its tables, or in all."""
    customer = home.logged_in()
    moved(home, server)
    batches = copying._batches

    def meddled(reading: object, table: object) -> object:
        if getattr(table, "name", "") == "audit":
            home.write(lambda tx: tx.sessions.open(session_of(customer, b"x" * 32)))
            home.write(lambda tx: tx.audit.append(entry()))
        return batches(reading, table)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "_batches", meddled)
    home.backed_up()
    assert manifest.read(home.backup, home.keys).audit_findings == 0


def test_other_keys_have_no_way_to_a_server(home: Home, server: str, tmp_path: Path) -> None:
    home.logged_in()
    moved(home, server)
    from tests.storage_kit import new_keyring

    (tmp_path / "others").mkdir()
    other: Keyring = new_keyring(tmp_path / "others")
    assert not schema.is_own(server, other)
    with pytest.raises(Exception, match="keys_foreign"):
        copying.copy(home.place.database_url, server, other)
