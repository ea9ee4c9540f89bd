"""Nothing secret or personal is left anywhere: everything that a run wrote or showed is searched for it."""

import csv
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

from tests.flows.kit import CHEAP, log_in, program
from tests.terminal import DOWN, ENTER, ESCAPE, ROOT, TAB, UP, Terminal, python

OLD, NEW, WRONG = "Kiosk2026", "Harbor731", "Wrong71xq"
CTRL_A, CTRL_C, CTRL_X = b"\x01", b"\x03", b"\x18"


def people() -> list[dict[str, str]]:
    text = (files("services") / "demo" / "demo-customers.csv").read_text("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def secrets_of(person: dict[str, str]) -> set[str]:
    """Every password of a demo customer, as it is written in the file."""
    singles = [one.split("=")[-1] for one in person["login_passwords"].split(";")]
    return {word for word in (*singles, person["withdrawal_password"]) if word}


def personal_data_of(person: dict[str, str]) -> set[str]:
    return {person[column] for column in ("id", "name", "mobile", "email") if person[column]}


def searched(home: Path) -> dict[str, bytes]:
    """Every file of the place by name, the database and its side files among them."""
    found = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert any(name.endswith(".db") for name in found)
    return found


def process_list(pid: int) -> bytes:
    """What `ps` can tell of a process: its command line and environment."""
    return Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()


def occurrences(words: set[str], haystacks: dict[str, bytes]) -> list[tuple[str, str]]:
    """Which word stands where, in UTF-8 or UTF-16."""
    return [
        (word, where)
        for word in words
        for where, data in haystacks.items()
        if any(word.encode(code) in data for code in ("utf-8", "utf-16-le"))
    ]


@pytest.fixture
def visited(home: Path) -> tuple[Path, bytes, bytes]:
    """A place in which a password was guessed wrongly, used and changed, and copy keys were tried."""
    with program(home) as desk:
        log_in(desk, "A123456789", WRONG)
        desk.wait_for("錯誤:")
        desk.write(OLD.encode() + CTRL_A + CTRL_X + CTRL_C)
        desk.read(0.2)
        if "離開" in desk.text:
            desk.write(b"\x1b")
        seen_by_ps = process_list(desk.pid)
        output = desk.output
    with program(home) as desk:
        log_in(desk, "A123456789", OLD)
        desk.wait_for("您好:")
        desk.write(OLD.encode() + TAB + NEW.encode() + TAB + NEW.encode() + ENTER)
        desk.read(0.1)
        desk.write(b" " + ENTER + ENTER)
        desk.wait_for("變更成功")
        seen_by_ps += process_list(desk.pid)
        output += desk.output
    return home, output, seen_by_ps


def test_no_secret_is_left_in_files_on_screen_or_in_the_process_list(
    visited: tuple[Path, bytes, bytes],
) -> None:
    home, output, seen_by_ps = visited
    secrets = {OLD, NEW, WRONG}.union(*map(secrets_of, people()))
    assert len(secrets) > 20
    assert occurrences(secrets, {**searched(home), "terminal": output, "process list": seen_by_ps}) == []


def test_no_personal_data_is_left_in_files(visited: tuple[Path, bytes, bytes]) -> None:
    home, _, seen_by_ps = visited
    personal = set[str]().union(*map(personal_data_of, people()))
    assert len(personal) > 50
    assert occurrences(personal, {**searched(home), "process list": seen_by_ps}) == []


def test_nothing_is_ever_sent_to_the_clipboard(visited: tuple[Path, bytes, bytes]) -> None:
    _, output, _ = visited
    assert b"\x1b]52;" not in output


def test_the_audit_of_the_run_is_whole_and_names_nobody(
    visited: tuple[Path, bytes, bytes], tmp_path: Path
) -> None:
    home, _, _ = visited
    place = ["--home", str(home / "demo")]
    exported = tmp_path / "audit.jsonl"
    for words in (["audit", "verify"], ["audit", "export", str(exported)]):
        done = subprocess.run(python("-m", "tui", *place, *words), cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
    text = exported.read_text("utf-8")
    for event in ("authn_login_fail", "authn_login_success", "authn_password_change"):
        assert event in text
    named = {OLD, NEW, WRONG}.union(*map(personal_data_of, people()))
    assert occurrences(named, {"audit": text.encode()}) == []


def test_a_crash_shows_an_incident_and_no_value(home: Path) -> None:
    """The database torn away under an open form: a sentence, and nothing of what was typed."""
    with program(home) as desk:
        log_in(desk, "A123456789", OLD)
        desk.wait_for("您好:")
        desk.write(OLD.encode() + TAB + NEW.encode() + TAB + NEW.encode())
        for path in (home / "demo").glob("password-center.db*"):
            path.write_bytes(b"no database" * 1000)
        desk.write(ENTER * 3)
        desk.wait_until(
            lambda screen: "錯誤:" in screen or "代碼" in screen or "系統" in screen, "a sentence"
        )
        assert occurrences({OLD, NEW}, {"terminal": desk.output, **searched(home)}) == []
    assert b"Traceback" not in desk.output


def test_terminal_ends_cleanly_when_killed_in_a_form(home: Path) -> None:
    command = python("-m", "tui", "--home", str(home), "demo")
    with Terminal(command, environment=CHEAP) as desk:
        desk.wait_for("F9")
        log_in(desk, "A123456789", OLD)
        desk.wait_for("您好:")
        desk.write(OLD.encode())
        desk.signal(15)
        assert desk.wait_exit() == 128 + 15
        assert desk.output.rfind(b"\x1b[3J") > desk.output.rfind("您好".encode())


@dataclass(frozen=True)
class Traces:
    """What a visit left behind, and what was typed in it that nobody may find."""

    home: Path
    output: bytes
    everywhere: dict[str, bytes]
    """Files while it ran and afterwards, the terminal and the process list."""


GRID = "該 ID 的所有符合登入密碼之帳號"
OWN = ("Stock2026", "Future26x", "Wd26ab")
NEWER, SHARED, WITHDRAWAL, WRONG_WITHDRAWAL = "Branch95k", "Temple842", "Wd77xy", "No7pe9"
TYPED = {*OWN, NEW, NEWER, SHARED, WITHDRAWAL, WRONG_WITHDRAWAL, WRONG}


def fields(*texts: str) -> bytes:
    """One field after the other, each tried to be cut out before it is left with Tab."""
    return b"".join(text.encode() + CTRL_A + CTRL_X + TAB for text in texts)


@pytest.fixture
def every_form(home: Path) -> Traces:
    """The grid, both blocks of an account with a wrong password each, another account, and 密碼歸戶."""
    with program(home) as desk:
        log_in(desk, "A200000012", "Stock2026")
        desk.wait_for(GRID)
        desk.write(DOWN + ENTER + b" " + TAB + fields(WRONG, NEW, NEW) + TAB)
        desk.write(b" " + TAB + fields(WRONG_WITHDRAWAL, WITHDRAWAL, WITHDRAWAL) + ENTER)
        desk.wait_for("舊密碼錯誤")
        desk.write(b"Future26x" + TAB * 8 + ENTER)
        desk.wait_for("舊出金密碼錯誤")
        running, seen_by_ps = searched(home), process_list(desk.pid)
        desk.write(b"Wd26ab" + TAB * 3 + ENTER)
        desk.wait_for("網路出金密碼已變更")
        desk.write(b"x")
        desk.wait_for(GRID)
        desk.write(UP + ENTER + b" " + TAB + fields("Stock2026", NEWER, NEWER) + TAB + ENTER)
        desk.wait_for("變更成功")
        desk.write(b"x")
        desk.wait_for(GRID)
        desk.write(TAB + ENTER + fields("Stock2026", SHARED) + SHARED.encode() + ENTER)
        desk.wait_for("[ 確定歸戶 ]")
        desk.write(ESCAPE)
        desk.wait_gone("[ 確定歸戶 ]")
        desk.write(ENTER)
        desk.wait_for("[ 確定歸戶 ]")
        desk.write(TAB + ENTER)
        desk.wait_for("歸戶成功")
        running |= {f"{name} at the end": data for name, data in searched(home).items()}
        output = desk.output
    everywhere = {**running, **{f"{name} afterwards": data for name, data in searched(home).items()}}
    return Traces(home, output, {**everywhere, "terminal": output, "process list": seen_by_ps})


def test_no_password_of_any_form_is_left_anywhere(every_form: Traces) -> None:
    assert any(name.endswith("-wal") for name in every_form.everywhere)
    assert occurrences(TYPED, every_form.everywhere) == []
    assert b"\x1b]52;" not in every_form.output
    personal = set[str]().union(*map(personal_data_of, people()))
    files_only = {name: data for name, data in every_form.everywhere.items() if name != "terminal"}
    assert occurrences(personal, files_only) == []
