"""Files that appear whole, for their owner alone, or not at all."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

Tell = Callable[[int, int], None]
"""Told now and then how much is done, and of how much."""

PIECE: Final = 1 << 20
"""Bytes that are read at once."""
SIDES: Final = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database file."""


def quiet(done: int, total: int) -> None:
    """A `Tell` that tells nobody."""


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to, gone afterwards whatever happened.

    Raises `BlockingIOError` while another process writes a draft of the same file; the draft of one that was
    killed is taken over. Raises `OSError`.
    """
    draft = path.with_name(f".{path.name}.draft")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _require_same(handle, draft)
        os.ftruncate(handle, 0)
        try:
            yield draft
        finally:
            remove(draft)
    finally:
        os.close(handle)


def _require_same(handle: int, draft: Path) -> None:
    """Another process may have finished, and taken its draft away, between our opening and locking it."""
    if not draft.exists() or not os.path.samestat(os.fstat(handle), os.stat(draft)):
        raise BlockingIOError


def remove(path: Path) -> None:
    """Takes a database file away, with what stands beside it; nothing happens where there is none."""
    for name in (path.name, *(path.name + side for side in SIDES)):
        path.with_name(name).unlink(missing_ok=True)


def copy(source: Path, target: Path, tell: Tell = quiet) -> str:
    """Copies the bytes and sees them onto the disk; their SHA-256 (hex). Raises `OSError`."""
    digest, done = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("wb") as writing:
        total = os.fstat(reading.fileno()).st_size
        while piece := reading.read(PIECE):
            digest.update(piece)
            writing.write(piece)
            done += len(piece)
            tell(done, total)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file (hex), once it is on the disk. Raises `OSError`."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(draft: Path, path: Path) -> None:
    """Gives a finished draft its name; raises `FileExistsError` where there is such a file by now."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # a file system without links, as on many a stick
        if path.exists():
            raise FileExistsError(path) from None
        draft.rename(path)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Sees to it that names given in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes) -> None:
    """Writes a small file whole, for its owner alone. Raises `FileExistsError`, `OSError`."""
    with draft_of(path) as draft:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        publish(draft, path)
