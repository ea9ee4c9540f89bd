"""`db import` as operators see it."""

import csv
import os
from pathlib import Path

import pytest

from storage.errors import StorageError, StorageFault
from tests.services.importing import IDS, line, table
from tests.tui.commands_kit import CommandLine


@pytest.fixture
def file(desk: CommandLine, tmp_path: Path) -> Path:
    """A place with a database, and a file of two customers."""
    assert desk.run("db", "upgrade").code == 0
    path = tmp_path / "customers.csv"
    path.write_text(table([line(), line(IDS[1])]), "utf-8")
    return path


def test_customers_come_in(desk: CommandLine, file: Path) -> None:
    done = desk.run("db", "import", str(file))
    told = "Imported 2 new customers with 2 accounts; 0 updated, 0 unchanged.\n"
    assert (done.code, done.out, done.error) == (0, told, "")
    assert desk.run("db", "check").out == "The database is whole; customers: 2.\n"
    assert desk.run("audit", "verify").code == 0


def test_a_refused_line_is_told_and_nothing_comes_in(desk: CommandLine, file: Path) -> None:
    file.write_text(table([line(), line(IDS[1], birth_date="0740214")]), "utf-8")
    done = desk.run("db", "import", str(file))
    assert (done.code, done.out) == (3, "")
    assert done.error.splitlines() == [
        "line 3, birth_date: write the year of the Western calendar",
        "Lines refused: 1, so nothing was imported: correct them, or add --skip-bad.",
    ]
    assert desk.run("db", "check").out == "The database is whole; customers: 0.\n"


def test_refused_lines_come_in_once_they_are_corrected(desk: CommandLine, file: Path) -> None:
    formula = "=cmd|' /C calc'!A0"
    file.write_text(table([line(), line(IDS[1], name=formula), line(IDS[2])]), "utf-8")
    done = desk.run("db", "import", "--skip-bad", str(file))
    beside = file.with_name("customers.refused.csv")
    assert (done.code, done.error) == (0, "")
    assert done.out.endswith(f"Lines left out: 1; for the reasons see {beside}.\n")
    assert beside.stat().st_mode & 0o777 == 0o600
    (row,) = csv.DictReader(beside.read_text("utf-8").splitlines())
    assert row["refused_line"] == "3"
    assert row["refused_reason"] == "name: it begins with = + - or @, as a formula does"
    # a spreadsheet shows it and does not calculate it
    assert row["name"] == "'" + formula
    assert desk.refused("db", "import", "--skip-bad", str(file))[0] == 2
    corrected = file.with_name("corrected.csv")
    corrected.write_text(beside.read_text("utf-8").replace("'" + formula, "陳美玲"), "utf-8")
    done = desk.run("db", "import", str(corrected))
    assert done.out == "Imported 1 new customers with 1 accounts; 0 updated, 0 unchanged.\n"


def refused_file(file: Path) -> Path:
    return file.with_name("customers.refused.csv")


def test_nothing_is_left_out_of_an_import_that_fails_at_its_end(
    desk: CommandLine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of refused lines stands by then; it goes away again, and does not stop the next try."""

    def full(*_: object) -> None:
        assert refused_file(file).exists()
        raise StorageError(StorageFault.FULL)

    file.write_text(table([line(), line(IDS[1], name="")]), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("storage.repositories.imports.ImportRepository.publish", full)
        assert desk.refused("db", "import", "--skip-bad", str(file))[0] == 1
    assert not refused_file(file).exists()
    assert desk.run("db", "import", "--skip-bad", str(file)).code == 0
    assert refused_file(file).exists()


def test_a_disk_that_is_full_of_refused_lines(
    desk: CommandLine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def open_full(path: Path, *how: int) -> int:
        if isinstance(path, Path) and path.name.startswith(".customers.refused"):
            os.close(opened(path, *how))
            return opened("/dev/full", os.O_WRONLY)
        return opened(path, *how)

    file.write_text(table([line(), *(line(IDS[1], name="", email="x" * 99) for _ in range(200))]), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("tui.commands.audit.os.open", open_full)
        code, sentence = desk.refused("db", "import", "--skip-bad", str(file))
    assert code == 1
    assert sentence.startswith(f"The disk of {refused_file(file)} is full")
    assert desk.run("db", "check").out == "The database is whole; customers: 0.\n"
    assert sorted(path.name for path in file.parent.iterdir() if "refused" in path.name) == []


def test_accounts_under_another_business_are_told(desk: CommandLine, file: Path) -> None:
    desk.run("db", "import", str(file))
    file.write_text(table([line(business="期貨"), line(IDS[1])]), "utf-8")
    done = desk.run("db", "import", "--update", str(file))
    assert done.out.splitlines()[1:] == [
        "Accounts that the file has under another business than before: 1; those were left alone."
    ]


def test_ctrl_c_before_the_last_step(desk: CommandLine, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tui.commands.db_import.Watcher.all_read", press)
        done = desk.run("db", "import", "--skip-bad", str(file))
    assert (done.code, done.out) == (1, "")
    assert "Interrupted" in done.error
    assert desk.run("db", "check").out == "The database is whole; customers: 0.\n"


def test_many_refused_lines_are_not_all_listed(desk: CommandLine, file: Path) -> None:
    file.write_text(table([line(IDS[0], account_number=str(n), name="") for n in range(30)]), "utf-8")
    done = desk.run("db", "import", str(file))
    lines = done.error.splitlines()
    assert len(lines) == 22
    assert lines[20] == "(further lines are not listed)"


def test_an_update_is_asked_for(desk: CommandLine, file: Path) -> None:
    desk.run("db", "import", str(file))
    assert desk.run("db", "import", str(file)).code == 3
    file.write_text(table([line(mobile="0912345678"), line(IDS[1])]), "utf-8")
    done = desk.run("db", "import", "--update", str(file))
    assert done.out == "Imported 0 new customers with 0 accounts; 1 updated, 1 unchanged.\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "{path} is empty: its first line must name the columns."),
        (
            "a,b,name\n",
            "{path} has columns nobody knows, a, b: rename or remove them (docs/import.md).",
        ),
        (
            "A123456789,王小明,19800101,ming\n",
            "{path} does not begin with the names of its columns: add a first line (docs/import.md).",
        ),
        ("id_number,id_number\n", "{path} has the columns id_number twice: keep one of each."),
    ],
)
def test_a_file_that_is_no_table_of_ours(desk: CommandLine, file: Path, text: str, sentence: str) -> None:
    file.write_text(text, "utf-8")
    assert desk.refused("db", "import", str(file)) == (3, sentence.format(path=file))


def test_without_a_database_or_a_file(desk: CommandLine, tmp_path: Path) -> None:
    desk.home.mkdir()
    assert desk.refused("db", "import", str(tmp_path / "no.csv"))[0] == 3
    assert desk.run("db", "upgrade").code == 0
    code, sentence = desk.refused("db", "import", str(tmp_path / "no.csv"))
    assert code == 1
    assert "No such file or directory" in sentence


def test_the_sample_comes_in_as_it_is(desk: CommandLine) -> None:
    sample = Path(__file__).parents[2] / "docs" / "import-sample.csv"
    assert desk.run("db", "upgrade").code == 0
    done = desk.run("db", "import", str(sample))
    assert done.out == "Imported 5 new customers with 8 accounts; 0 updated, 0 unchanged.\n"


def test_every_reason_has_its_words() -> None:
    from services.customer_import.reasons import FileFault, Reason
    from tui import words_import

    assert words_import.REASONS.keys() == set(Reason)
    assert words_import.FILES.keys() == set(FileFault)
