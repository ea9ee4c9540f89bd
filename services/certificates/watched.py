"""Files that others renew while the program runs: read once, and again when they have changed on the disk."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final, Generic, TypeVar

T = TypeVar("T")
Stamp = tuple[tuple[str, int, int, int], ...]

LARGEST: Final = 64 * 1024 * 1024
"""Bytes: a revocation list of a million entries has less; more is read by nobody."""


class Watched(Generic[T]):
    """What `read` makes of a file, or of the files of a folder in the order of their names."""

    def __init__(self, path: Path, read: Callable[[list[bytes]], T]) -> None:
        self._path = path
        self._read = read
        self._lock = Lock()
        self._kept: tuple[Stamp, T] | None = None

    def get(self) -> T:
        """Raises `OSError`, and whatever `read` raises; neither is kept."""
        with self._lock:
            files = _files(self._path)
            stamp = tuple(map(_stamp, files))
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._read(list(map(_content, files))))
            return self._kept[1]


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]


def _stamp(file: Path) -> tuple[str, int, int, int]:
    found = file.stat()
    return (file.name, found.st_mtime_ns, found.st_size, found.st_ino)


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(f"{file.name} is too large")
    return content
