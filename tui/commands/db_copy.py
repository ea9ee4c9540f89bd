"""`db copy URL`: everything into another database, SQLite or PostgreSQL, under the same keyring."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent
from tui import words_backup as words
from tui.asked import Asked
from tui.commands.alone import alone_on_server
from tui.commands.audit import database_of
from tui.parser import Parser
from tui.places import faults_of, present
from tui.progress import progress
from tui.sentence import Exit, Refusal
from tui.typed_secret import given_or_read

if TYPE_CHECKING:
    from storage.errors import StorageError
    from tui.wiring import Database

SQLITE: Final = "sqlite:///"


def declare(parser: Parser) -> None:
    """`URL`."""
    copying = parser.add_command("copy", words.HELP_COPY, copy)
    copying.add_argument("url", metavar="URL", help=parser.spoken(words.HELP_COPY_URL))


def copy(asked: Asked) -> int:
    """Moves every row at one stroke, then looks at what arrived; the database of the settings stays.

    Needs the place alone. 3 where the other database has something in it, or arrives otherwise than it was.
    """
    from storage import presence
    from tui.wiring import note, refusing

    url = _absolute(given_or_read(asked, asked.options.url, words.ASK_URL))
    with (
        present(asked.home, alone=True),
        refusing(asked.place),
        alone_on_server(asked.place),
        database_of(asked, alone=True) as database,
        _faults_of_target(),
        # from the look whether it is empty to the last one at what arrived, nobody else comes in
        presence.alone(url),
        _left_empty(asked, url) as target,
    ):
        note(database, asked.loaded.settings, AuditEvent.SYS_COPIED, reason=url.split(":", 1)[0])
        rows = _copied(asked, database, url)
        target.filled = True
        _require_sound(asked, database, url)
    asked.say(words.COPIED, rows=rows)
    return Exit.DONE


def _absolute(url: str) -> str:
    """A relative path is one in the folder that the operator stands in."""
    return SQLITE + os.path.abspath(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else url


def _require_empty(url: str) -> None:
    from storage.copying import is_empty

    if not is_empty(url):
        raise Refusal(words.TARGET_NOT_EMPTY, Exit.REFUSED)


def _copied(asked: Asked, database: "Database", url: str) -> int:
    from storage import copying

    with progress(asked, words.MOVING) as tell:
        counts = copying.copy(asked.place.database_url, url, database.keyring, tell)
    return sum(counts.values())


def _require_sound(asked: Asked, database: "Database", url: str) -> None:
    """The audit chains of the target, against the heads that are kept outside, find what the source's do."""
    from storage.audit_heads import HeadsFile
    from storage.database import Database
    from tui.wiring import real_ambient

    place = asked.place
    with faults_of(place.audit_heads):
        before = database.read_now(lambda tx: tx.audit.verify())
    heads = HeadsFile(place.audit_heads, database.keyring)
    token = real_ambient().randomness.token
    target = Database(url, database.keyring, token=token, heads=heads, alone=True)
    try:
        target.check_open()
        found = target.read_now(lambda tx: tx.audit.verify())
    finally:
        target.close_now()
    if found != before:
        raise Refusal(words.COPY_CAME_OUT_WRONG, Exit.REFUSED, reason="audit")


@dataclass
class _Target:
    filled: bool = False
    """Whether what is in the other database came from here."""


@contextmanager
def _left_empty(asked: Asked, url: str) -> Iterator[_Target]:
    """The other database, empty before, is empty again when the copy does not come about."""
    from storage.files import remove

    path = Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None
    new = path is not None and not path.exists()
    _require_empty(url)
    target = _Target()
    try:
        yield target
    except BaseException:
        if path is not None and new:
            remove(path)
        elif target.filled:
            _emptied(asked, url)
        raise


def _emptied(asked: Asked, url: str) -> None:
    from storage import copying
    from storage.errors import RowConflict, StorageError

    try:
        copying.clear(url)
    except (StorageError, RowConflict):
        asked.say(words.COPY_NOT_TAKEN_BACK)


@contextmanager
def _faults_of_target() -> Iterator[None]:
    """The faults of a database that the settings do not name."""
    from storage.errors import RowConflict, StorageError

    try:
        yield
    except RowConflict as conflict:
        raise Refusal(words.COPY_CAME_OUT_WRONG, Exit.REFUSED, reason="rows") from conflict
    except StorageError as error:
        if error.facts.get("code") == "url":
            raise Refusal(words.TARGET_URL, Exit.USED_WRONGLY) from error
        raise Refusal(words.TARGET_FAULT, _code(error), reason=_reason(error)) from error


def _code(error: "StorageError") -> Exit:
    from tui.wiring import FAULTS

    return FAULTS[error.fault][1]


def _reason(error: "StorageError") -> str:
    return error.facts.get("code") or error.fault.value
