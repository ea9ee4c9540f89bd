"""`audit verify` and `audit export FILE`: proof that nothing was altered, and the evidence."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from services.audit_trail import AuditEvent
from tui import words
from tui.asked import Asked
from tui.commands.restore_told import tell_found
from tui.parser import Parser
from tui.places import faults_of
from tui.sentence import Exit, Refusal

if TYPE_CHECKING:
    from tui.wiring import Database

STANDARD_OUTPUT: Final = Path("-")


def declare(parser: Parser) -> None:
    """`verify` and `export`."""
    parser.expect("ACTION")
    parser.add_command("verify", words.HELP_AUDIT_VERIFY, verify)
    exporting = parser.add_command("export", words.HELP_AUDIT_EXPORT, export)
    exporting.add_argument("file", metavar="FILE", type=Path, help=parser.spoken(words.HELP_EXPORT_FILE))


def verify(asked: Asked) -> int:
    """Proves that no row was altered, removed or moved; 3 and a line for each finding otherwise.

    A proof that holds goes on record. One that does not changes nothing: the place stays as it was found.
    """
    from tui.wiring import note

    with database_of(asked) as database:
        found = database.read_now(lambda tx: tx.audit.verify())
        for restore in found.restores:
            tell_found(asked, restore)
        if found.sound:
            note(database, asked.loaded.settings, AuditEvent.AUDIT_VERIFIED)
            asked.say(words.AUDIT_WHOLE, rows=found.rows)
            return Exit.DONE
    for finding in found.findings:
        asked.say(words.AUDIT_FINDING, chain=finding.chain, seq=finding.seq, kind=finding.kind.value)
    raise Refusal(words.AUDIT_BROKEN, Exit.REFUSED, count=len(found.findings))


def export(asked: Asked) -> int:
    """Writes every row to a new file, which is there whole or not at all; `-` is standard output."""
    from services.audit_export import export_lines

    path: Path = asked.options.file
    with database_of(asked) as database, _output(path) as file:
        count = database.read_now(lambda tx: write_lines(export_lines(tx.audit.stored()), file))
    if path == STANDARD_OUTPUT:
        return Exit.DONE
    asked.say(words.AUDIT_EXPORTED, rows=count, path=path)
    return Exit.DONE


@contextmanager
def database_of(asked: Asked, *, alone: bool = False) -> "Iterator[Database]":
    """The database with the audit rows; refuses where there is none yet. `alone`: others are kept out."""
    from tui.wiring import connected, refusing

    place = asked.place
    with refusing(place), connected(place, alone=alone) as database:
        if database is None:
            raise Refusal(words.DATABASE_NOT_YET, Exit.REFUSED, path=place.database_name)
        yield database


def write_lines(lines: Iterable[str], file: TextIO) -> int:
    """Writes them and counts them."""
    count = 0
    for line in lines:
        count += file.write(line) > 0
    return count


def _output(path: Path) -> AbstractContextManager[TextIO]:
    return nullcontext(sys.stdout) if path == STANDARD_OUTPUT else new_file(path)


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """A file that appears whole, for its owner alone, or not at all; none is overwritten."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with faults_of(path):
        if path.exists():
            raise Refusal(words.FILE_EXISTS, Exit.USED_WRONGLY, path=path)
        file = os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
    try:
        yield file
        with faults_of(path):
            file.flush()
            os.fsync(file.fileno())
            _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
        file.close()


def _publish(draft: Path, path: Path) -> None:
    """Gives the finished draft its name, unless somebody took it meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError as taken:
        raise Refusal(words.FILE_EXISTS, Exit.USED_WRONGLY, path=path) from taken
    except OSError:
        # a file system without links, as on many a stick
        draft.rename(path)
