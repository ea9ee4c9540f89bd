"""The database goes away before a customer and comes back: a sentence, typed input stays, again works."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.kit import program, whole
from tests.postgres import Cluster, own_cluster
from tests.services.desk import FIRST, MING, Desk
from tests.storage_kit import DATABASE_FILE, HEADS_FILE, KEYS_FILE, URL_FILE, url_in
from tests.terminal import ENTER, TAB, Terminal

GREETING = "您好:"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with own_cluster(fsync="off") as cluster:
        (tmp_path / URL_FILE).write_text(cluster.url(), "utf-8")
        yield cluster


async def prepare(folder: Path) -> None:
    """A desk with one customer, and the settings of a kiosk on it."""
    desk = Desk.beside(folder)
    await desk.customer()
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


async def test_a_server_that_is_away(cluster: Cluster, tmp_path: Path) -> None:
    await prepare(tmp_path)
    with program(tmp_path, "kiosk") as kiosk:
        fill_in(kiosk)
        cluster.stop()
        kiosk.write(ENTER + ENTER)
        screen = whole(kiosk, "系統暫時無法使用")
        assert MING in screen
        assert "•" * len(FIRST) in screen or "●" * len(FIRST) in screen
        cluster.start()
        kiosk.write(ENTER)
        kiosk.wait_for(GREETING)


async def test_a_file_that_is_held(tmp_path: Path) -> None:
    await prepare(tmp_path)
    with program(tmp_path, "kiosk") as kiosk, closing(holder(tmp_path)) as other:
        fill_in(kiosk)
        other.execute("BEGIN IMMEDIATE")
        kiosk.write(ENTER + ENTER)
        kiosk.wait_for("系統忙碌", timeout=30)
        assert MING in kiosk.text
        other.execute("ROLLBACK")
        kiosk.write(ENTER)
        kiosk.wait_for(GREETING)


def holder(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)
