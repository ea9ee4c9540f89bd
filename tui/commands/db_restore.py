"""`db restore FILE`: back to a backup, owning up to what is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui import words_backup as words
from tui.asked import Asked
from tui.commands.alone import alone_on_server
from tui.commands.audit import database_of
from tui.commands.db_backup import drafting
from tui.commands.restore_told import Loss, local, tell_restore
from tui.operator import operator, reason_for
from tui.parser import Parser
from tui.places import faults_of, make_folder, present
from tui.progress import progress
from tui.sentence import Exit, Refusal, Sentence
from tui.words import DISK_FULL

if TYPE_CHECKING:
    from services.program import Ambient
    from services.went_back import LostRows
    from storage.audit_entry import AuditHead, RestoreEntry
    from storage.audit_heads import HeadsFile
    from storage.keyring import Keyring
    from storage.manifest import Manifest


def declare(parser: Parser) -> None:
    """`FILE`, `--reason`, `--audit`."""
    restoring = parser.add_command("restore", words.HELP_RESTORE, restore)
    restoring.add_argument("file", metavar="FILE", type=Path, help=parser.spoken(words.HELP_RESTORE_FILE))
    restoring.add_argument("--reason", metavar="TEXT", help=parser.spoken(words.HELP_REASON))
    restoring.add_argument(
        "--audit",
        metavar="EXPORT",
        type=Path,
        action="append",
        default=[],
        help=parser.spoken(words.HELP_RESTORE_AUDIT),
    )


def restore(asked: Asked) -> int:
    """Checks the backup, prepares it beside the database, and puts it in its place at one stroke.

    Needs the place alone. 3 for a backup that is not to be trusted, or other keys than its own.
    """
    from tui.wiring import refusing

    make_folder(asked.home)
    with present(asked.home, alone=True), refusing(asked.place), _distrusting(asked.options.file):
        manifest, keys = _manifest(asked)
        reason = reason_for(asked, Sentence.of(words.ASK_REASON, made_at=local(manifest.made_at)))
        with alone_on_server(asked.place):
            _Restoring(asked, manifest, keys, reason).run()
        return _verified(asked)


def _manifest(asked: Asked) -> "tuple[Manifest, Keyring]":
    """What the backup says of itself, under the keyring of this place."""
    from storage import manifest
    from storage.errors import StorageError, StorageFault
    from storage.keyring import Keyring
    from storage.restoring import foreign

    path: Path = asked.options.file
    if not path.exists():
        raise Refusal(words.NO_BACKUP, Exit.FAILED, path=path)
    keys = Keyring.load(asked.place.keyring)
    with faults_of(path):
        found = manifest.read(path, keys)
    if foreign(asked.place.database_url, keys):
        raise StorageError(StorageFault.KEYS_FOREIGN)
    return found, keys


@contextmanager
def _distrusting(path: Path) -> Iterator[None]:
    """Turns what is wrong with a backup into sentences."""
    from storage.errors import RowConflict
    from storage.manifest import BackupError, BackupFault

    phrases: Final = {
        BackupFault.NO_MANIFEST: words.NO_MANIFEST,
        BackupFault.MANIFEST_DAMAGED: words.MANIFEST_DAMAGED,
        BackupFault.WRONG_KEYS: words.WRONG_KEYS,
        BackupFault.DAMAGED: words.BACKUP_DAMAGED,
        BackupFault.TOO_NEW: words.BACKUP_TOO_NEW,
    }
    try:
        yield
    except BackupError as error:
        raise Refusal(phrases[error.fault], Exit.REFUSED, path=path) from error
    except RowConflict as conflict:
        raise Refusal(words.RESTORED_OTHERWISE, Exit.FAILED) from conflict


@contextmanager
def _room_for(path: Path) -> Iterator[None]:
    """The backup is prepared, and the database of before kept, beside `path`, wherever the database is."""
    from storage.errors import StorageError, StorageFault

    try:
        yield
    except StorageError as error:
        if error.fault is not StorageFault.FULL or "path" not in error.facts:
            raise
        raise Refusal(DISK_FULL, Exit.FAILED, path=path) from error


@dataclass(frozen=True)
class _Restoring:
    """One restore, from the backup's bytes to what the operator reads."""

    asked: Asked
    manifest: "Manifest"
    keys: "Keyring"
    reason: str

    def run(self) -> None:
        """Takes the copy, prepares it, installs it, and tells."""
        from storage import restoring
        from storage.audit_heads import HeadsFile
        from storage.files import draft_of
        from tui.wiring import real_ambient

        place, ambient = self.asked.place, real_ambient()
        heads = HeadsFile(place.audit_heads, self.keys)
        aside = _aside(place.database_file, ambient)
        place.database_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        here = place.database_file
        with _room_for(here), drafting(here), draft_of(here) as draft:
            with progress(self.asked, words.TAKING) as tell:
                kept = restoring.take(self.asked.options.file, draft, self.manifest, self.keys, tell)
            lost, whole = self._lost(kept)
            known = heads.begun()
            last = _last(heads, lost)
            ending = restoring.end(draft, self.keys, self._entry(ambient, known), last)
            with progress(self.asked, words.MOVING) as tell:
                replaced = restoring.install(draft, place.database_url, self.keys, aside, tell)
        with faults_of(place.audit_heads):
            restoring.tell_heads(heads, ending)
        loss = Loss(lost.people(), heads_known=known, old_readable=whole)
        tell_restore(self.asked, self.manifest, ending, loss, aside if replaced else None)

    def _lost(self, kept: dict[str, int]) -> "tuple[LostRows, bool]":
        """The rows that the backup lacks, from the old database and from exports; whether all were read."""
        from services.audit_export import exported_rows
        from services.went_back import LostRows
        from storage.restoring import OldRows, proven

        lost, old = LostRows(kept), OldRows(self.asked.place.database_url, self.keys, kept)
        lost.learn(old)
        for export in self.asked.options.audit:
            with faults_of(export), export.open(encoding="utf-8", errors="replace") as lines:
                lost.learn(proven(exported_rows(lines), self.keys))
        return lost, old.whole

    def _entry(self, ambient: "Ambient", known: bool) -> "RestoreEntry":
        """The row to be signed; storage fills in which numbers are gone."""
        from services.audit_trail import AuditTrail
        from services.restore_record import restore_entry
        from tui.version import version
        from tui.wiring import command_visit

        return restore_entry(
            AuditTrail(ambient.clock, self.keys, version()),
            command_visit(self.asked.loaded.settings, ambient),
            by=operator(),
            reason=self.reason,
            made_at=self.manifest.made_at,
            sha256=self.manifest.sha256,
            heads_known=known,
        )


def _last(heads: "HeadsFile", lost: "LostRows") -> "dict[str, AuditHead]":
    """The last row of every chain that anybody knows of: the heads file, the old database, an export."""
    from storage.audit_entry import AuditHead

    with faults_of(heads.path):
        known = heads.newest()
    for chain, row in lost.last.items():
        if chain not in known or row.seq > known[chain].seq:
            known[chain] = AuditHead(chain, row.seq, row.mac)
    return known


def _aside(database_file: Path, ambient: "Ambient") -> Path:
    """Where the database of before is kept."""
    stamp = ambient.clock.now().strftime("%Y%m%dT%H%M%S%fZ")
    return database_file.with_name(f"{database_file.name}.before-{stamp}")


def _verified(asked: Asked) -> int:
    """Looks at what now stands there as `audit verify` does."""
    with database_of(asked) as database:
        found = database.read_now(lambda tx: tx.audit.verify()).findings
    if found:
        raise Refusal(words.RESTORED_WITH_FINDINGS, Exit.REFUSED, count=len(found))
    return Exit.DONE
