"""A home with a customer, a backup of it, and what was done after the backup."""

import os
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

import pytest

from services.audit_trail import AuditEvent
from storage.audit_chain import AuditFindings
from storage.audit_entry import AuditEntry
from storage.audit_heads import HeadsFile
from storage.database import Database
from storage.keyring import Keyring
from storage.transaction import Transaction
from tests.storage.people import add_ming, entry, session_of
from tests.tui.commands_kit import CommandLine
from tui import progress
from tui.places import Place
from tui.settings import Settings

T = TypeVar("T")
MASKED = "A12345****"


class Home:
    """The files of a home, and shortcuts into its database."""

    def __init__(self, desk: CommandLine) -> None:
        self.desk = desk
        assert desk.run("db", "upgrade").code == 0
        self.place = Place.of(desk.home, Settings())
        self.path = self.place.database_file
        self.backup = desk.home.parent / "nightly.db"

    @property
    def keys(self) -> Keyring:
        return Keyring.load(self.place.keyring)

    def database(self) -> Database:
        heads = HeadsFile(self.place.audit_heads, self.keys)
        return Database(self.place.database_url, self.keys, token=secrets.token_bytes, heads=heads)

    def write(self, work: Callable[[Transaction], T]) -> T:
        database = self.database()
        try:
            return database.write_now(work)
        finally:
            database.close_now()

    def verified(self) -> AuditFindings:
        return self.write(lambda tx: tx.audit.verify())

    def numbers(self, chain: str) -> list[int]:
        return self.write(lambda tx: [row.seq for row in tx.audit.rows(chain)])

    def logged_in(self) -> int:
        """Somebody who is logged in, and has done so."""
        customer = self.write(add_ming)
        self.write(lambda tx: [tx.sessions.open(session_of(customer.id)), tx.audit.append(entry())])
        return customer.id

    def changed(self, event: AuditEvent = AuditEvent.PASSWORD_CHANGE, outcome: str = "success") -> None:
        """A customer who chose another password."""
        plain = entry(event, customer_masked=MASKED)
        told = {field.name: getattr(plain, field.name) for field in fields(plain)} | {"outcome": outcome}
        self.write(lambda tx: tx.audit.append(AuditEntry(**told)))

    def backed_up(self) -> Path:
        done = self.desk.run("db", "backup", str(self.backup))
        assert (done.code, done.out.startswith(f"Backed up to {self.backup} and checked: ")) == (0, True)
        return self.backup

    def bytes_of_all(self) -> dict[str, bytes]:
        """Everything in the home but the locks."""
        return {file.name: file.read_bytes() for file in self.desk.home.iterdir() if file.is_file()}


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if "draft" in path.name]


def sql(path: Path, statement: str) -> list[tuple[object, ...]]:
    raw = sqlite3.connect(path)
    with raw:
        found = raw.execute(statement).fetchall()
    raw.close()
    return found


@pytest.fixture
def home(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Home:
    # a machine with much to do says how far it is, which is no error
    monkeypatch.setattr(progress, "LONG", float("inf"))
    return Home(desk)


def damage(path: Path, at: int = 5000) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + 8] = os.urandom(8)
    path.write_bytes(data)
