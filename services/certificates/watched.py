"""Files that others renew while the program runs: read once, and again when they have changed on the disk."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final, Generic, TypeVar

T = TypeVar("T")
Stamp = tuple[tuple[str, int, int, int], ...]

LARGEST: Final = 64 * 1024 * 1024
"""Bytes: a revocation list of a million entries has less; more is read by nobody."""


_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


class Exposed(OSError):
    """Others than its owner can change a file that has to be believed, or put another in its place."""


class Watched(Generic[T]):
    """What `read` makes of a file, or of the files of a folder in the order of their names.

    Of a folder, names that begin with a dot are left out: drafts that are still being written. What is
    `guarded` counts only while nobody but root and this program's user can change it.
    """

    def __init__(self, path: Path, read: Callable[[list[bytes]], T], *, guarded: bool = False) -> None:
        self._path = path
        self._read = read
        self._guarded = guarded
        self._lock = Lock()
        self._kept: tuple[Stamp, T] | None = None

    def get(self) -> T:
        """Raises `OSError` (`Exposed`), and whatever `read` raises; neither is kept."""
        with self._lock:
            files = _files(self._path)
            if self._guarded:
                _require_guarded(self._path, files)
            stamp = tuple(map(_stamp, files))
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._read(list(map(_content, files))))
            return self._kept[1]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if not file.name.startswith(".") and file.is_file())


def _require_guarded(path: Path, files: list[Path]) -> None:
    """ASVS 6.7.1. A folder in which everybody may write, but change only what is theirs, will do."""
    for each in {path, path.parent, path.resolve().parent, *files}:
        found = each.stat()
        sticky = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
        if found.st_uid not in {0, os.geteuid()} or (found.st_mode & _OTHERS and not sticky):
            raise Exposed(str(each))


def _stamp(file: Path) -> tuple[str, int, int, int]:
    found = file.stat()
    return (file.name, found.st_mtime_ns, found.st_size, found.st_ino)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(f"{file.name} is too large")
    return content
