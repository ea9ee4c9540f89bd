"""`db backup FILE`: one moment of the database as a file, and beside it what proves that file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from services.audit_trail import AuditEvent
from tui import words, words_backup
from tui.asked import Asked
from tui.commands.audit import database_of
from tui.parser import Parser
from tui.places import fault_sentence, faults_of, present
from tui.progress import progress
from tui.sentence import Exit, Refusal

if TYPE_CHECKING:
    from storage.keyring import Keyring
    from storage.manifest import Manifest

MIB = 1 << 20


def declare(parser: Parser) -> None:
    """`FILE`."""
    backing = parser.add_command("backup", words_backup.HELP_BACKUP, backup)
    backing.add_argument("file", metavar="FILE", type=Path, help=parser.spoken(words_backup.HELP_BACKUP_FILE))


def backup(asked: Asked) -> int:
    """Copies, checks the copy, and only then gives it its name; 3 when its audit trail does not add up."""
    from tui.wiring import note

    path: Path = asked.options.file
    with present(asked.home), database_of(asked) as database:
        with drafted(path) as draft:
            manifest = _written(asked, draft, database.keyring, path)
            _publish(draft, manifest, path)
        note(database, asked.loaded.settings, AuditEvent.SYS_BACKED_UP, reason=manifest.sha256[:16])
    if manifest.audit_findings:
        found = manifest.audit_findings
        raise Refusal(words_backup.BACKED_UP_WITH_FINDINGS, Exit.REFUSED, path=path, count=found)
    asked.say(
        words_backup.BACKED_UP,
        path=path,
        size=f"{manifest.size / MIB:.1f}",
        customers=manifest.rows["customers"],
        audit=manifest.rows["audit"],
    )
    return Exit.DONE


def _written(asked: Asked, draft: Path, keys: "Keyring", path: Path) -> "Manifest":
    """The copy, looked through from its first byte to its last."""
    from storage import backup, manifest
    from tui.version import version
    from tui.wiring import real_ambient

    made_at = real_ambient().clock.now()
    with progress(asked, words_backup.BACKING_UP) as tell, faults_at(path):
        counts = backup.write(asked.place.database_url, keys, draft, tell)
        described = manifest.describe(draft, keys, made_at=made_at, app_version=version())
    if described.rows != counts:
        raise Refusal(words_backup.BACKUP_CAME_OUT_WRONG, Exit.FAILED, path=path)
    return described


def _publish(draft: Path, manifest: "Manifest", path: Path) -> None:
    """The manifest first: where the backup stands, it stands whole."""
    from storage import files
    from storage.manifest import beside, written

    with faults_of(path):
        # one without its backup is the left-over of a run that was killed just here
        beside(path).unlink(missing_ok=True)
        files.write_new(beside(path), written(manifest))
        try:
            files.publish(draft, path)
        except FileExistsError as taken:
            raise Refusal(words.FILE_EXISTS, Exit.USED_WRONGLY, path=path) from taken


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A draft of a new file; refuses where the file is there, or being written, already."""
    from storage.files import draft_of
    from storage.manifest import beside, is_one

    if path.exists():
        raise Refusal(words.FILE_EXISTS, Exit.USED_WRONGLY, path=path)
    with faults_of(beside(path)):
        if beside(path).exists() and not is_one(beside(path)):
            # somebody's own file, which only happens to have that name
            raise Refusal(words.FILE_EXISTS, Exit.USED_WRONGLY, path=beside(path))
    with drafting(path), draft_of(path) as draft:
        yield draft


@contextmanager
def drafting(path: Path) -> Iterator[None]:
    """Turns what can go wrong with the draft of `path` into sentences."""
    try:
        yield
    except BlockingIOError as held:
        raise Refusal(words_backup.BACKUP_UNDER_WAY, Exit.TRY_LATER, path=path) from held
    except OSError as fault:
        raise fault_sentence(fault, path) from fault


@contextmanager
def faults_at(path: Path) -> Iterator[None]:
    """The faults of a database that is no place of its own, named by its file."""
    from storage.errors import StorageError, StorageFault
    from storage.manifest import BackupError
    from tui.wiring import FAULTS

    try:
        yield
    except BackupError as error:
        raise Refusal(words_backup.BACKUP_CAME_OUT_WRONG, Exit.FAILED, path=path) from error
    except StorageError as error:
        if error.fault not in {StorageFault.FULL, StorageFault.READ_ONLY}:
            raise
        phrase, code = FAULTS[error.fault]
        raise Refusal(phrase, code, path=path) from error
