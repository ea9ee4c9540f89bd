"""A gap that a restore owns up to is told as one; every other stays a finding, whoever pretends."""

import sqlite3
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.audit_chain import AuditFindings, FindingKind, StoredRow, row_mac
from storage.audit_entry import RESTORED, AuditHead, RestoreEntry
from storage.database import Database
from storage.keyring import Keyring
from storage.restoring import proven
from tests.storage.people import NOW, entry
from tests.storage_kit import DATABASE_FILE, HEADS_FILE, new_database, new_keyring, open_database

LAST = bytes([7]) * 32


def restore_entry(branch: str = "台北", *, heads_known: bool = True) -> RestoreEntry:
    plain = entry(RESTORED, branch=branch, reason_code="disk died", actor_id="lin")
    return RestoreEntry(
        **{field.name: getattr(plain, field.name) for field in fields(plain)},
        lost_from=1,
        lost_to=0,
        lost_mac=None,
        backup_made_at=datetime(2026, 3, 1, tzinfo=UTC),
        backup_sha256="ab" * 32,
        heads_known=heads_known,
    )


def restored(folder: Path, lost: AuditHead | None) -> None:
    """Three rows at 台北, then what a restore writes that lost the rows up to `lost`."""
    database = new_database(folder)
    for _ in range(3):
        database.write_now(lambda tx: tx.audit.append(entry()))
    database.write_now(lambda tx: tx.audit.append_restore(restore_entry(), lost))
    database.write_now(lambda tx: tx.audit.append(entry()))
    database.close_now()


def verified(folder: Path) -> AuditFindings:
    database = open_database(folder)
    try:
        return database.read_now(lambda tx: tx.audit.verify())
    finally:
        database.close_now()


def kinds(found: AuditFindings) -> list[tuple[FindingKind, int]]:
    return [(finding.kind, finding.seq) for finding in found.findings]


def change(folder: Path, *statements: str) -> None:
    raw = sqlite3.connect(folder / DATABASE_FILE)
    with raw:
        for statement in statements:
            assert raw.execute(statement).rowcount > 0
    raw.close()


def test_the_gap_of_a_restore_is_told_and_numbers_go_on_behind_it(tmp_path: Path) -> None:
    restored(tmp_path, AuditHead("台北", 9, LAST))
    found = verified(tmp_path)
    assert found.sound
    assert found.rows == 5
    (restore,) = found.restores
    assert (restore.chain, restore.seq) == ("台北", 10)
    told = restore.entry
    assert (told.lost_from, told.lost_to, told.lost_mac) == (4, 9, LAST.hex())
    assert (told.reason_code, told.actor_id, told.ts_utc) == ("disk died", "lin", NOW)
    database = open_database(tmp_path)
    assert database.heads
    assert database.heads.newest()["台北"].seq == 11
    assert database.read_now(lambda tx: [row.seq for row in tx.audit.rows("台北")]) == [1, 2, 3, 10, 11]
    rows = database.read_now(lambda tx: list(tx.audit.rows("台北", after=9, limit=1)))
    assert isinstance(rows[0].entry, RestoreEntry)
    database.close_now()


@pytest.mark.parametrize("lost", [None, AuditHead("台北", 2, LAST), AuditHead("台北", 3, LAST)])
def test_a_restore_that_lost_nothing_is_told_too(tmp_path: Path, lost: AuditHead | None) -> None:
    restored(tmp_path, lost)
    found = verified(tmp_path)
    assert found.sound
    assert [(each.seq, each.entry.lost_from, each.entry.lost_to) for each in found.restores] == [(4, 4, 3)]


def test_a_head_that_the_crash_left_at_the_last_lost_row_is_that_row(tmp_path: Path) -> None:
    restored(tmp_path, AuditHead("台北", 9, LAST))
    for mac, expected in ((LAST, []), (bytes(32), [(FindingKind.HEAD_DIFFERS, 10)])):
        (tmp_path / HEADS_FILE).unlink()
        database = open_database(tmp_path)
        assert database.heads
        database.heads.begin()
        database.heads.append([AuditHead("台北", 9, mac)])
        assert kinds(database.read_now(lambda tx: tx.audit.verify())) == expected
        database.close_now()


CUTS: list[tuple[list[str], list[tuple[FindingKind, int]]]] = [
    # the rows from the restore on: a cut tail without its signed row
    (["DELETE FROM audit WHERE seq >= 10"], [(FindingKind.TAIL_CUT, 11)]),
    # one more row than the restore named
    (["DELETE FROM audit WHERE seq = 3"], [(FindingKind.MISSING, 10)]),
    # the restore's row itself
    (["DELETE FROM audit WHERE seq = 10"], [(FindingKind.MISSING, 11)]),
    # the gap made wider by hand
    (
        ["UPDATE audit SET facts = replace(facts, '\"lost_from\":4', '\"lost_from\":3') WHERE seq = 10"],
        [(FindingKind.MISSING, 10), (FindingKind.EDITED, 10)],
    ),
    (
        ["UPDATE audit SET facts = replace(facts, 'disk died', 'routine x') WHERE seq = 10"],
        [(FindingKind.MISSING, 10), (FindingKind.EDITED, 10)],
    ),
    (
        ["UPDATE audit SET event = 'authn_login_fail' WHERE seq = 10"],
        [(FindingKind.MISSING, 10), (FindingKind.COLUMNS_EDITED, 10)],
    ),
]


@pytest.mark.parametrize(("statements", "expected"), CUTS)
def test_what_the_restore_does_not_name_stays_a_finding(
    tmp_path: Path, statements: list[str], expected: list[tuple[FindingKind, int]]
) -> None:
    restored(tmp_path, AuditHead("台北", 9, LAST))
    change(tmp_path, *statements)
    assert kinds(verified(tmp_path)) == expected


def forge(database: Database, keys: Keyring) -> None:
    """Puts a restore's row behind a cut tail, as somebody would who has the tables and no audit key."""
    (head,) = database.read_now(lambda tx: tx.audit.heads())
    (last,) = database.read_now(lambda tx: list(tx.audit.rows("台北", after=2)))
    forged = replace(restore_entry(), lost_from=3, lost_to=head.seq, lost_mac=head.mac.hex())
    from storage.audit_chain import facts_of

    facts = facts_of(forged)
    mac = row_mac(keys, "台北", head.seq + 1, last.prev_mac, facts)
    raw = sqlite3.connect(str(database._backend.path))  # type: ignore[attr-defined]
    with raw:
        raw.execute("DELETE FROM audit WHERE seq >= 3")
        raw.execute(
            "INSERT INTO audit SELECT chain, ?, ts_utc, 'sys_restored', outcome, customer_pseudonym, ?,"
            " terminal_id, ?, ?, ? FROM audit WHERE seq = 1",
            (head.seq + 1, "lin", facts, last.prev_mac, mac),
        )
        raw.execute("UPDATE audit_heads SET seq = ?, mac = ?", (head.seq + 1, mac))
    raw.close()


@pytest.mark.parametrize("own", [False, True])
def test_nobody_without_the_audit_key_forges_a_restore(tmp_path: Path, own: bool) -> None:
    database = new_database(tmp_path)
    for _ in range(3):
        database.write_now(lambda tx: tx.audit.append(entry()))
    # with the key it works, which shows that it is the key that matters
    forge(database, database.keyring if own else new_keyring(tmp_path / "others.json"))
    found = database.read_now(lambda tx: tx.audit.verify())
    database.close_now()
    assert found.sound == own
    if not own:
        assert {FindingKind.MISSING, FindingKind.EDITED} <= {kind for kind, _ in kinds(found)}
        assert found.restores == ()


def test_only_rows_with_their_own_mac_tell_what_was_lost(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    database.write_now(lambda tx: tx.audit.append(entry()))
    (row,) = database.read_now(lambda tx: list(tx.audit.stored()))
    database.close_now()
    edits: list[Callable[[StoredRow], StoredRow]] = [
        lambda row: row._replace(seq=999),
        lambda row: row._replace(chain="高雄"),
        lambda row: row._replace(facts=row.facts.replace("success", "failure")),
    ]
    for edit in edits:
        assert list(proven([edit(row), row], database.keyring)) == [row]
