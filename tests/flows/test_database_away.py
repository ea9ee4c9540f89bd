"""The database goes away before a customer and comes back: a sentence, typed input stays, again works."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.flows.kit import program, whole
from tests.postgres import Cluster, own_cluster
from tests.services import changes
from tests.services.changes import NEW, NEW_WITHDRAWAL, WITHDRAWAL
from tests.services.desk import FIRST, MING, Desk
from tests.storage_kit import DATABASE_FILE, HEADS_FILE, KEYS_FILE, URL_FILE, url_in
from tests.terminal import DOWN, ENTER, TAB, Terminal

GREETING = "您好:"
GRID = "該 ID 的所有符合登入密碼之帳號"
SURE = "[ 確定歸戶 ]"
AWAY, HELD = "系統暫時無法使用", "系統忙碌"


def typed(*fields: str) -> bytes:
    return b"".join(field.encode() + TAB for field in fields)


@dataclass(frozen=True)
class Form:
    """A form that a customer has filled in: how one comes there, what stands in it, and what it leads to."""

    consolidated: bool
    way: bytes
    there: str
    fields: bytes
    secrets: int
    """How many characters stand in it, each as a dot."""
    done: str


BOTH = typed(FIRST, NEW, NEW) + TAB + b" " + TAB + typed(WITHDRAWAL, NEW_WITHDRAWAL, NEW_WITHDRAWAL)
OF_BOTH = len(FIRST + 2 * NEW + WITHDRAWAL + 2 * NEW_WITHDRAWAL)
FORMS = {
    "shared": Form(True, b"", "[ ] 網路出金密碼變更-歸戶", BOTH, OF_BOTH, "變更成功"),
    "one": Form(False, DOWN + ENTER, "[ ] 網路登入密碼變更-期貨", b" " + TAB + BOTH, OF_BOTH, "變更成功"),
}
EACH_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=[*FORMS])
TO_CONSOLIDATION = TAB + ENTER + typed(FIRST, NEW) + NEW.encode()
OF_CONSOLIDATION = len(FIRST + 2 * NEW)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with own_cluster(fsync="off") as server:
        yield server


@pytest.fixture
def cluster(server: Cluster, tmp_path: Path) -> Cluster:
    """A schema of its own for every test."""
    schema = f"t{secrets.token_hex(6)}"
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {schema}")
    (tmp_path / URL_FILE).write_text(server.url(schema), "utf-8")
    return server


async def prepare(folder: Path, *, consolidated: bool = True) -> None:
    """A desk with one customer, and the settings of a kiosk on it."""
    desk = Desk.beside(folder)
    await changes.give_withdrawal(desk, await desk.customer(consolidated=consolidated))
    desk.close()
    (folder / "settings.toml").write_text(
        f'[database]\nurl = "{url_in(folder)}"\n[keys]\npath = "{KEYS_FILE}"\n'
        f'[log]\naudit_heads = "{HEADS_FILE}"\n[robot_check]\nmode = "never"\n',
        "utf-8",
    )


def fill_in(kiosk: Terminal) -> None:
    """The whole login but the last key."""
    kiosk.write(b"1" + MING.encode() + TAB + FIRST.encode())
    kiosk.wait_for(MING)


def stay(screen: str, secrets: int) -> None:
    """Everything typed is there still."""
    assert screen.count("•") == secrets, screen


def filled(kiosk: Terminal, form: Form) -> None:
    """The whole form but the last key."""
    fill_in(kiosk)
    kiosk.write(ENTER)
    kiosk.wait_for(GREETING if form.consolidated else GRID)
    kiosk.write(form.way)
    kiosk.wait_for(form.there)
    kiosk.write(form.fields)
    kiosk.wait_until(lambda screen: screen.count("•") == form.secrets, "everything is typed")


def to_consolidation(kiosk: Terminal) -> None:
    """密碼歸戶設定, filled in but for the last key."""
    fill_in(kiosk)
    kiosk.write(ENTER)
    kiosk.wait_for(GRID)
    kiosk.write(TO_CONSOLIDATION)
    kiosk.wait_until(lambda screen: screen.count("•") == OF_CONSOLIDATION, "everything is typed")


def consolidate(kiosk: Terminal) -> None:
    """From the form to its end, nothing typed again."""
    kiosk.write(ENTER)
    kiosk.wait_for(SURE, timeout=20)
    kiosk.write(TAB + ENTER)
    kiosk.wait_for("歸戶成功", timeout=20)


def said(kiosk: Terminal, sentence: str) -> str:
    """The screen once it says so and nothing more is painted."""
    kiosk.wait_for(sentence, timeout=40)
    return whole(kiosk, sentence)


async def test_a_server_that_is_away(cluster: Cluster, tmp_path: Path) -> None:
    await prepare(tmp_path)
    with program(tmp_path, "kiosk") as kiosk:
        fill_in(kiosk)
        cluster.stop()
        kiosk.write(ENTER)
        screen = whole(kiosk, AWAY)
        assert MING in screen
        stay(screen, len(FIRST))
        cluster.start()
        kiosk.write(ENTER)
        kiosk.wait_for(GREETING)


@EACH_FORM
async def test_a_server_that_is_away_from_a_form(cluster: Cluster, tmp_path: Path, form: Form) -> None:
    await prepare(tmp_path, consolidated=form.consolidated)
    with program(tmp_path, "kiosk") as kiosk:
        filled(kiosk, form)
        cluster.stop()
        kiosk.write(ENTER)
        stay(said(kiosk, AWAY), form.secrets)
        cluster.start()
        kiosk.write(ENTER)
        kiosk.wait_for(form.done, timeout=20)


async def test_a_server_that_is_away_from_consolidation(cluster: Cluster, tmp_path: Path) -> None:
    """Before the question, and again while it is open: nothing is done, nothing has to be typed again."""
    await prepare(tmp_path, consolidated=False)
    with program(tmp_path, "kiosk") as kiosk:
        to_consolidation(kiosk)
        cluster.stop()
        kiosk.write(ENTER)
        stay(said(kiosk, AWAY), OF_CONSOLIDATION)
        cluster.start()
        kiosk.write(ENTER)
        kiosk.wait_for(SURE, timeout=20)
        cluster.stop()
        kiosk.write(TAB + ENTER)
        stay(said(kiosk, AWAY), OF_CONSOLIDATION)
        cluster.start()
        consolidate(kiosk)


async def test_a_file_that_is_held(tmp_path: Path) -> None:
    await prepare(tmp_path)
    with program(tmp_path, "kiosk") as kiosk, closing(holder(tmp_path)) as other:
        fill_in(kiosk)
        other.execute("BEGIN IMMEDIATE")
        kiosk.write(ENTER)
        kiosk.wait_for(HELD, timeout=30)
        assert MING in kiosk.text
        other.execute("ROLLBACK")
        kiosk.write(ENTER)
        kiosk.wait_for(GREETING)


@EACH_FORM
async def test_a_file_that_is_held_from_a_form(tmp_path: Path, form: Form) -> None:
    await prepare(tmp_path, consolidated=form.consolidated)
    with program(tmp_path, "kiosk") as kiosk, closing(holder(tmp_path)) as other:
        filled(kiosk, form)
        other.execute("BEGIN IMMEDIATE")
        kiosk.write(ENTER)
        stay(said(kiosk, HELD), form.secrets)
        other.execute("ROLLBACK")
        kiosk.write(ENTER)
        kiosk.wait_for(form.done, timeout=20)


async def test_a_file_that_is_held_from_consolidation(tmp_path: Path) -> None:
    await prepare(tmp_path, consolidated=False)
    with program(tmp_path, "kiosk") as kiosk, closing(holder(tmp_path)) as other:
        to_consolidation(kiosk)
        kiosk.write(ENTER)
        kiosk.wait_for(SURE)
        other.execute("BEGIN IMMEDIATE")
        kiosk.write(TAB + ENTER)
        stay(said(kiosk, HELD), OF_CONSOLIDATION)
        other.execute("ROLLBACK")
        consolidate(kiosk)


def holder(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)
