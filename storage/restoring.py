"""Makes of a backup the database to go on with: ends what was pending, owns up to the rows that are lost."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import delete

from storage import backup, schema
from storage.audit_chain import StoredRow
from storage.audit_entry import AuditEntry, AuditHead, RestoreEntry
from storage.audit_heads import HeadsFile
from storage.connection import Connection
from storage.copying import fill
from storage.counting import tables
from storage.dialect import SqliteBackend, backend_of
from storage.errors import RowConflict, StorageError, StorageFault
from storage.files import Tell, copy, draft_of, publish, quiet, remove, settle
from storage.integrity import flaws
from storage.keyring import Keyring
from storage.lifetimes import ENDED
from storage.manifest import BackupError, BackupFault, Manifest
from storage.repositories.audit import NO_BRANCH, AuditRepository
from storage.snapshot import Snapshot, reading, rest
from storage.statement import Statement

_END: Final = tuple(Statement(delete(table)) for table in reversed(tables()) if table.name in ENDED)


@dataclass(frozen=True, slots=True)
class Ending:
    """What a prepared database was made of, and what it says of itself."""

    ended: int
    """Sessions, codes and other pending things that were ended."""
    heads: tuple[AuditHead, ...]
    """Of every chain."""
    told: tuple[RestoreEntry, ...]
    """The rows of this restore, one in its own chain and one in each that lost rows."""


def take(file: Path, draft: Path, manifest: Manifest, keys: Keyring, tell: Tell = quiet) -> dict[str, int]:
    """Copies a backup to `draft` and brings it to this program's schema; the last number of every chain.

    What is checked is the copy that is gone on with. Raises `BackupError(DAMAGED)` unless it is, to the byte,
    what the manifest says; `StorageError`, `OSError`.
    """
    if copy(file, draft, tell) != manifest.sha256:
        raise BackupError(BackupFault.DAMAGED)
    url = f"sqlite:///{draft}"
    schema.upgrade(url, keys)
    if flaws(url):
        raise BackupError(BackupFault.DAMAGED)
    rest(draft)
    with reading(Snapshot(draft)) as connection:
        return {head.chain: head.seq for head in AuditRepository(connection, keys, None).heads()}


def end(draft: Path, keys: Keyring, told: RestoreEntry, lost: Mapping[str, AuditHead]) -> Ending:
    """Ends what was pending, and appends the row of the restore to its own chain and to each that lost rows.

    `lost`: the last row of every chain that anybody knows of. Raises `StorageError`.
    """
    backend = backend_of(f"sqlite:///{draft}")
    connection = Connection(backend)
    try:
        connection.begin(backend.begin_write)
        ended = sum(connection.change(statement) for statement in _END)
        audit = AuditRepository(connection, keys, None)
        rows = [
            audit.append_restore(replace(told, branch="" if chain == NO_BRANCH else chain), lost.get(chain))
            for chain in sorted(_chains(audit, told, lost))
        ]
        ending = Ending(ended, audit.heads(), tuple(rows))
        connection.commit()
    finally:
        connection.close()
    rest(draft)
    return ending


def _chains(audit: AuditRepository, told: AuditEntry, lost: Mapping[str, AuditHead]) -> set[str]:
    kept = {head.chain: head.seq for head in audit.heads()}
    return {told.branch or NO_BRANCH} | {
        chain for chain, head in lost.items() if head.seq > kept.get(chain, 0)
    }


def install(draft: Path, url: str, keys: Keyring, aside: Path, tell: Tell = quiet) -> bool:
    """Puts a prepared database in the place of the one at `url`; whether there was one.

    That one is kept at `aside`, for whoever has to look into it. At every moment the old database stands
    there, or the new one, whole. Raises `StorageError`, `RowConflict`, `OSError`.
    """
    backend = backend_of(url)
    if isinstance(backend, SqliteBackend):
        return _swap(draft, backend.path, aside)
    found = schema.state(url) is not schema.SchemaState.MISSING
    schema.upgrade(url, keys)
    if found:
        with _draft_of_aside(aside) as copied:
            backup.write(url, keys, copied)
            publish(copied, aside)
    try:
        fill(f"sqlite:///{draft}", url, tell)
    except (StorageError, RowConflict) as error:
        if isinstance(error, RowConflict) or error.fault is StorageFault.FULL:
            # nothing was taken: no second copy of what still stands. After any other fault nobody knows
            remove(aside)
        raise
    return found


def _swap(draft: Path, path: Path, aside: Path) -> bool:
    found = path.exists() and path.stat().st_size > 0
    if found:
        _fold_in(path)
        _set_aside(path, aside)
    os.replace(draft, path)
    settle(path.parent)
    return found


def _fold_in(path: Path) -> None:
    """Brings what is in the side files into the file, so that none is left over for the next database.

    A damaged database refuses; its side files are set aside with it.
    """
    with suppress(sqlite3.Error):
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _set_aside(path: Path, aside: Path) -> None:
    """A second name rather than a move: the place is not without a database for a moment."""
    try:
        os.link(path, aside)
    except FileExistsError:
        raise
    except OSError:
        with _draft_of_aside(aside) as copied:
            copy(path, copied)
            publish(copied, aside)
    for side in ("-wal", "-shm"):
        beside = path.with_name(path.name + side)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + side))


def _draft_of_aside(aside: Path) -> AbstractContextManager[Path]:
    """Named without the time of this run: the next one takes over, and away, what a killed one left."""
    return draft_of(aside.with_suffix(".before"))


def tell_heads(heads: HeadsFile, ending: Ending) -> None:
    """Notes the new rows outside. A file that was gone is begun anew; the rows say so. Raises `OSError`."""
    if heads.begun():
        new = {entry.branch or NO_BRANCH for entry in ending.told}
        noted = [head for head in ending.heads if head.chain in new]
    else:
        heads.begin()
        noted = [*ending.heads]
    if not heads.append(noted):
        raise OSError


class OldRows:
    """The audit rows that a database has above the numbers of a backup, each proven by its MAC.

    Iterated once. A database that cannot be read to its end gives what can be read.
    """

    def __init__(self, url: str, keys: Keyring, after: Mapping[str, int]) -> None:
        self.whole = True
        """False once something could not be read."""
        self._url = url
        self._keys = keys
        self._after = after

    def __iter__(self) -> Iterator[StoredRow]:
        try:
            yield from proven(self._read(), self._keys)
        except (StorageError, ValueError):
            self.whole = False

    def _read(self) -> Iterator[StoredRow]:
        if schema.state(self._url) is schema.SchemaState.MISSING:
            return
        backend = backend_of(self._url)
        connection = Connection(backend)
        try:
            connection.begin(backend.begin_read)
            yield from AuditRepository(connection, self._keys, None).stored(self._after)
        finally:
            connection.rollback()
            connection.close()


def proven(rows: Iterable[StoredRow], keys: Keyring) -> Iterator[StoredRow]:
    """Those whose MAC is their own: nobody invents a row for us."""
    return (row for row in rows if row.proven(keys))


def foreign(url: str, keys: Keyring) -> bool:
    """Whether the database there is readable and another keyring's: such a one is not to be replaced."""
    try:
        return schema.state(url) is not schema.SchemaState.MISSING and not schema.is_own(url, keys)
    except StorageError:
        return False
