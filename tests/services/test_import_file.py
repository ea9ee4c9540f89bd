"""One file as it is read: whose lines they are, and that it stays what it was."""

import hashlib
from pathlib import Path

import pytest

from services.customer_import import batches
from services.customer_import.reasons import FileFault, ImportRefused
from tests.services import importing as kit
from tests.services.desk import Desk
from tests.services.importing import IDS, Importing, line, table


@pytest.fixture
def importing(desk: Desk, tmp_path: Path) -> Importing:
    return Importing(desk, tmp_path)


def test_neighbouring_lines_of_an_id_are_one_customers_however_it_is_written(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (line(account_number="1"), line("a123456789", account_number="2"), line(IDS[1]))
    assert importing.lines(*lines)[0].customers == 2
    assert importing.person().account_numbers == ("1", "2")
    monkeypatch.setattr(batches, "TOGETHER", 1)
    more = (line(IDS[2], account_number="1"), line("b100000020", account_number="2"))
    assert importing.lines(*more)[0].customers == 1


@pytest.mark.parametrize("after", ["more", b"\xff\xff\n", ""])
def test_a_file_that_changes_while_it_is_read_is_refused(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, after: str | bytes
) -> None:
    path = importing.folder / "customers.csv"
    # more than is read at once
    whole = table([line(account_number=str(number)) for number in range(20)] * 10).encode()
    more = table([line(IDS[1])]).encode().partition(b"\n")[2]
    changed = {"more": whole + more, "": whole[:-100]}.get(str(after), whole[:-100] + b"\xff" * 100)
    monkeypatch.setattr(kit.Told, "heading", lambda *_: path.write_bytes(changed))
    with pytest.raises(ImportRefused) as caught:
        importing.text(whole)
    assert caught.value.fault is FileFault.CHANGED
    assert caught.value.__context__ is None
    assert importing.count() == 0


def test_what_is_on_record_is_the_hash_of_the_file(importing: Importing, desk: Desk) -> None:
    text = table([line(), line(IDS[1])]).encode("utf-16")
    importing.text(text)
    assert desk.audit()[-1].reason_code == f"sha256={hashlib.sha256(text).hexdigest()}"
