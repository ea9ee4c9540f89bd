"""Writing and reading audit rows; whether tampering shows is tried in `test_audit_chain`."""

from pathlib import Path

import msgspec
import pytest

from storage.audit_chain import StoredRow
from storage.audit_entry import AuditEntry
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.people import entry
from tests.storage_kit import by_hand


def test_entries_come_back_whole(database: Database) -> None:
    more = dict.fromkeys(("maker_id", "checker_id", "form_no", "slip_no", "cert_serial"), "x-1")
    written = entry(reason_code="line\r\nbreak [b]", customer_masked="A12345****", counters="1/3", **more)
    database.write_now(lambda tx: tx.audit.append(written))
    (head,) = database.read_now(lambda tx: tx.audit.heads())
    (row,) = database.read_now(lambda tx: list(tx.audit.rows()))
    assert (row.entry, row.chain, row.seq, row.mac) == (written, "台北", 1, head.mac)
    assert database.read_now(lambda tx: tx.audit.heads()) == (head,)


def test_line_ends_are_escaped_in_the_table(tmp_path: Path, database: Database) -> None:
    database.write_now(lambda tx: tx.audit.append(entry(reason_code="a\r\nb")))
    ((facts,),) = by_hand(tmp_path, "SELECT facts FROM audit")
    assert "\r" not in facts
    assert "\n" not in facts
    assert list(msgspec.json.decode(facts)) == sorted(msgspec.json.decode(facts))


def test_an_entry_of_no_branch_has_a_chain_of_its_own(database: Database) -> None:
    database.write_now(lambda tx: tx.audit.append(entry(branch="")))
    assert database.read_now(lambda tx: tx.audit.chains()) == ("-",)


def test_pages_join_without_a_seam(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.repositories.audit.PAGE", 3)
    database.write_now(lambda tx: [tx.audit.append(entry()) for _ in range(9)])
    assert [row.seq for row in database.read_now(lambda tx: list(tx.audit.rows()))] == list(range(1, 10))
    assert database.read_now(lambda tx: tx.audit.verify()).rows == 9
    assert len(database.read_now(lambda tx: list(tx.audit.rows(limit=5)))) == 5


def test_an_entry_of_an_earlier_program_still_reads(database: Database) -> None:
    """Fields can be added to an entry without a migration: what an old row lacks has its default."""
    facts = msgspec.json.encode(
        {
            "ts_utc": "2020-01-01T00:00:00Z",
            "event": "e",
            "outcome": "o",
            "branch": "b",
            "terminal_id": "t",
            "mode": "kiosk",
            "interaction_id": "i",
            "app_version": "0",
            "long_gone": 1,
        }
    ).decode()
    old = StoredRow("b", 1, entry().ts_utc, "e", "o", None, None, "t", facts, b"", b"").row()
    assert isinstance(old.entry, AuditEntry)
    assert old.entry.factors == ()


def test_a_transaction_that_raises_appends_nothing(database: Database) -> None:
    def fails(tx: Transaction) -> None:
        tx.audit.append(entry())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write_now(fails)
    assert database.heads
    assert database.heads.newest() == {}
    database.write_now(lambda tx: tx.audit.append(entry()))
    assert [head.seq for head in database.read_now(lambda tx: tx.audit.heads())] == [1]
    assert database.read_now(lambda tx: tx.audit.verify()).sound
