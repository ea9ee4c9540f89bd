from collections.abc import Callable
from pathlib import Path

import pytest

from storage.audit_chain import AuditFindings, Finding, FindingKind
from storage.database import Database
from storage.transaction import Transaction
from tests.databases import Engine
from tests.storage.people import entry
from tests.storage_kit import HEADS_FILE, by_hand, new_database, open_database


def append(tx: Transaction, event: str) -> None:
    tx.audit.append(entry(event, reason_code="why"))


@pytest.fixture
def folder(tmp_path: Path, engine: Engine) -> Path:
    """Two chains: six rows at 台北, two at 高雄."""
    database = new_database(tmp_path)
    for number in range(6):
        database.write_now(append, f"event_{number}")
    database.write_now(lambda tx: [tx.audit.append(entry(branch="高雄")) for _ in range(2)])
    database.close_now()
    return tmp_path


def verify(folder: Path) -> AuditFindings:
    database = open_database(folder)
    try:
        return database.read_now(lambda tx: tx.audit.verify())
    finally:
        database.close_now()


def findings_after(
    folder: Path, *statements: str, mac: bytes | None = None
) -> set[tuple[FindingKind, str, int]]:
    for statement in statements:
        ((changed,),) = by_hand(folder, statement, **({"mac": mac} if ":mac" in statement else {}))
        assert changed > 0
    found = verify(folder)
    assert not found.sound
    return {(finding.kind, finding.chain, finding.seq) for finding in found.findings}


def test_a_chain_that_nobody_touched_is_sound(folder: Path) -> None:
    found = verify(folder)
    assert found.sound
    assert (found.rows, found.chains) == (8, 2)


def test_rows_are_read_by_chain_and_in_portions(folder: Path) -> None:
    database = open_database(folder)

    def numbers(*args: object, **kw: object) -> list[tuple[str, int]]:
        def read(tx: Transaction) -> list[tuple[str, int]]:
            return [(row.chain, row.seq) for row in tx.audit.rows(*args, **kw)]  # type: ignore[arg-type]

        return database.read_now(read)

    assert numbers("高雄") == [("高雄", 1), ("高雄", 2)]
    assert numbers("台北", after=4) == [("台北", 5), ("台北", 6)]
    assert numbers("台北", limit=2) == [("台北", 1), ("台北", 2)]
    assert numbers(limit=7) == [("台北", n) for n in range(1, 7)] + [("高雄", 1)]
    assert len(numbers()) == 8
    assert numbers("nowhere") == []
    database.close_now()


def test_an_edit_of_the_facts_is_found(folder: Path) -> None:
    edit = "UPDATE audit SET facts = replace(facts, 'success', 'failure') WHERE chain = '台北' AND seq = 3"
    assert findings_after(folder, edit) == {(FindingKind.EDITED, "台北", 3)}


@pytest.mark.parametrize(
    "column", ["ts_utc", "event", "outcome", "customer_pseudonym", "actor_id", "terminal_id"]
)
def test_an_edit_of_a_searched_column_is_found(folder: Path, column: str) -> None:
    value = "2026-01-01 00:00:00.000000" if column == "ts_utc" else "other"
    edit = f"UPDATE audit SET {column} = '{value}' WHERE chain = '台北' AND seq = 2"  # noqa: S608
    assert findings_after(folder, edit) == {(FindingKind.COLUMNS_EDITED, "台北", 2)}


def test_a_mac_that_was_changed_is_found(folder: Path) -> None:
    edit = "UPDATE audit SET mac = :mac WHERE chain = '台北' AND seq = 3"
    assert findings_after(folder, edit, mac=bytes(32)) == {
        (FindingKind.EDITED, "台北", 3),
        (FindingKind.UNLINKED, "台北", 4),
    }


def test_a_deleted_row_is_found(folder: Path) -> None:
    deletion = "DELETE FROM audit WHERE chain = '台北' AND seq = 3"
    assert findings_after(folder, deletion) == {(FindingKind.MISSING, "台北", 4)}


def test_a_deletion_with_the_rest_renumbered_is_found(folder: Path) -> None:
    found = findings_after(
        folder,
        "DELETE FROM audit WHERE chain = '台北' AND seq = 3",
        "UPDATE audit SET seq = seq - 1 WHERE chain = '台北' AND seq = 4",
        "UPDATE audit SET seq = seq - 1 WHERE chain = '台北' AND seq = 5",
        "UPDATE audit SET seq = seq - 1 WHERE chain = '台北' AND seq = 6",
    )
    assert {(FindingKind.EDITED, "台北", 3), (FindingKind.UNLINKED, "台北", 3)} <= found
    assert (FindingKind.TAIL_CUT, "台北", 6) in found


def test_a_first_row_that_is_gone_is_found(folder: Path) -> None:
    deletion = "DELETE FROM audit WHERE chain = '台北' AND seq = 1"
    assert findings_after(folder, deletion) == {(FindingKind.MISSING, "台北", 2)}


def test_reordered_rows_are_found(folder: Path) -> None:
    found = findings_after(
        folder,
        "UPDATE audit SET seq = 99 WHERE chain = '台北' AND seq = 2",
        "UPDATE audit SET seq = 2 WHERE chain = '台北' AND seq = 3",
        "UPDATE audit SET seq = 3 WHERE chain = '台北' AND seq = 99",
    )
    assert {(FindingKind.EDITED, "台北", 2), (FindingKind.EDITED, "台北", 3)} <= found


def test_a_row_moved_to_another_chain_is_found(folder: Path) -> None:
    found = findings_after(
        folder, "UPDATE audit SET chain = '高雄', seq = 3 WHERE chain = '台北' AND seq = 6"
    )
    assert {(FindingKind.EDITED, "高雄", 3), (FindingKind.TAIL_CUT, "台北", 6)} <= found


def test_a_cut_tail_is_found(folder: Path) -> None:
    cut = "DELETE FROM audit WHERE chain = '台北' AND seq > 4"
    assert findings_after(folder, cut) == {(FindingKind.TAIL_CUT, "台北", 6)}


def head_put_back(seq: int) -> str:
    told = f"(SELECT mac FROM audit WHERE chain = '台北' AND seq = {seq})"  # noqa: S608
    return f"UPDATE audit_heads SET seq = {seq}, mac = {told} WHERE chain = '台北'"  # noqa: S608


def test_a_tail_cut_with_its_head_put_back_is_found_by_the_head_outside(folder: Path) -> None:
    cut = "DELETE FROM audit WHERE chain = '台北' AND seq > 4"
    assert findings_after(folder, cut, head_put_back(4)) == {(FindingKind.TAIL_CUT, "台北", 6)}


def removed(heads: Path) -> None:
    heads.unlink()


def emptied(heads: Path) -> None:
    heads.write_bytes(b"")


FILE_GONE = (FindingKind.HEADS_FILE_MISSING, "-", 0)


@pytest.mark.parametrize("take_away", [removed, emptied])
def test_that_cut_with_the_file_outside_taken_away_is_found(
    folder: Path, take_away: Callable[[Path], None]
) -> None:
    take_away(folder / HEADS_FILE)
    cut = "DELETE FROM audit WHERE chain = '台北' AND seq > 4"
    assert findings_after(folder, cut, head_put_back(4)) == {
        FILE_GONE,
        (FindingKind.HEAD_NOT_OUTSIDE, "台北", 4),
        (FindingKind.HEAD_NOT_OUTSIDE, "高雄", 2),
    }


@pytest.mark.parametrize("take_away", [removed, emptied])
def test_a_trail_emptied_with_the_file_outside_is_found(
    folder: Path, take_away: Callable[[Path], None]
) -> None:
    take_away(folder / HEADS_FILE)
    assert findings_after(folder, "DELETE FROM audit", "DELETE FROM audit_heads") == {FILE_GONE}


def test_a_file_that_grew_anew_after_it_was_taken_away_is_found(folder: Path) -> None:
    (folder / HEADS_FILE).unlink()
    database = open_database(folder)
    database.keep_heads()
    database.write_now(lambda tx: [tx.audit.append(entry(branch=branch)) for branch in ("台北", "高雄")])
    database.close_now()
    assert {finding.kind for finding in verify(folder).findings} == {FindingKind.HEADS_FILE_MISSING}


def test_without_the_fact_rows_alone_tell_that_there_was_a_file(folder: Path) -> None:
    (folder / HEADS_FILE).unlink()
    found = findings_after(folder, "DELETE FROM facts WHERE name = 'audit_heads'")
    assert FILE_GONE in found
    database = open_database(folder)
    database.keep_heads()  # never begun again over rows
    database.close_now()
    assert not (folder / HEADS_FILE).exists()


def test_a_forged_head_outside_is_none(folder: Path) -> None:
    lines = (folder / HEADS_FILE).read_text("utf-8").splitlines()
    others = [line for line in lines if not line.startswith("台北")]
    last = next(line for line in lines if line.startswith("台北 6 "))
    (folder / HEADS_FILE).write_text("\n".join([*others, last.replace(" 6 ", " 4 "), ""]), "utf-8")
    cut = "DELETE FROM audit WHERE chain = '台北' AND seq > 4"
    assert findings_after(folder, cut, head_put_back(4)) == {(FindingKind.HEAD_NOT_OUTSIDE, "台北", 4)}


def test_a_chain_that_is_gone_altogether_is_found(folder: Path) -> None:
    found = findings_after(
        folder, "DELETE FROM audit WHERE chain = '高雄'", "DELETE FROM audit_heads WHERE chain = '高雄'"
    )
    assert found == {(FindingKind.TAIL_CUT, "高雄", 2)}


def test_a_tail_cut_and_grown_anew_is_found(folder: Path) -> None:
    cut = "DELETE FROM audit WHERE chain = '台北' AND seq > 5"
    back = head_put_back(5)
    by_hand(folder, cut)
    by_hand(folder, back)
    (folder / HEADS_FILE).rename(folder / "kept")
    database = open_database(folder)
    database.write_now(lambda tx: tx.audit.append(entry("another")))
    database.close_now()
    (folder / "kept").replace(folder / HEADS_FILE)
    assert verify(folder).findings == (Finding(FindingKind.HEAD_DIFFERS, "台北", 6),)


def test_a_head_that_is_gone_or_lags_is_found(folder: Path) -> None:
    assert findings_after(folder, head_put_back(4)) == {(FindingKind.HEAD_DIFFERS, "台北", 4)}
    assert findings_after(folder, "DELETE FROM audit_heads WHERE chain = '台北'") == {
        (FindingKind.HEAD_MISSING, "台北", 6)
    }


def test_a_forged_row_is_found(folder: Path) -> None:
    found = findings_after(
        folder,
        "INSERT INTO audit SELECT chain, 7, ts_utc, event, outcome, customer_pseudonym, actor_id,"
        " terminal_id, facts, mac, mac FROM audit WHERE chain = '台北' AND seq = 6",
    )
    assert (FindingKind.EDITED, "台北", 7) in found


def test_facts_that_are_no_entry_are_found(database: Database, tmp_path: Path) -> None:
    """Somebody with the MAC key, but not with our JSON."""
    from storage.audit_chain import FIRST_MAC, row_mac

    mac = row_mac(database.keyring, "台北", 1, FIRST_MAC, "{}")
    database.write_now(lambda tx: tx.audit.append(entry()))
    by_hand(tmp_path, "UPDATE audit SET facts = '{}', mac = :mac", mac=mac)
    by_hand(tmp_path, "UPDATE audit_heads SET mac = :mac", mac=mac)
    kinds = {finding.kind for finding in database.read_now(lambda tx: tx.audit.verify()).findings}
    assert kinds == {FindingKind.COLUMNS_EDITED, FindingKind.HEAD_DIFFERS}
