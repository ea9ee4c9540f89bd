"""The file itself: which characters it is written in, and what identifies it on record.

It is looked through first and read then. What is put on record is of the reading that the rows are from, and
a file that somebody changes meanwhile is refused.
"""

import codecs
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from services.customer_import.reasons import FileFault, ImportRefused

BLOCK: Final = 1 << 20
Stamp = tuple[int, int, int, int]
"""Which file it is, how long, and when it was last written."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked through once, and is text from end to end."""

    path: Path
    encoding: str
    size: int
    """In bytes."""
    stamp: Stamp


def examine(path: Path) -> Source:
    """Looks the whole file through, block by block. Raises `ImportRefused` EMPTY, NOT_TEXT; `OSError`."""
    with path.open("rb") as file:
        stamp, begin = _stamp(file), file.read(4)
        if not begin:
            raise ImportRefused(FileFault.EMPTY)
        wrong = 0
        for encoding in _candidates(begin):
            found = _first_wrong_line(file, encoding)
            if not found:
                return Source(path, encoding, file.tell(), stamp)
            # most likely it was meant to be the one that goes furthest
            wrong = max(wrong, found)
    raise ImportRefused(FileFault.NOT_TEXT, line=wrong)


class Reading:
    """The file as text, its line ends as they are."""

    def __init__(self, source: Source, file: "_Hashed") -> None:
        self.text = io.TextIOWrapper(file, encoding=source.encoding, newline="")
        self._source = source
        self._file = file

    def done(self) -> int:
        """How many of its bytes were read."""
        return min(self._file.tell(), self._source.size)

    def ended(self) -> str:
        """The SHA-256 of what was read; raises `ImportRefused(CHANGED)` if the file is not as it was."""
        if _stamp(self._file) != self._source.stamp:
            raise ImportRefused(FileFault.CHANGED)
        return self._file.sha256.hexdigest()


@contextmanager
def open_text(source: Source) -> Iterator[Reading]:
    """Opens it again, to be read once."""
    reading = Reading(source, _Hashed(io.FileIO(source.path)))
    with reading.text:
        yield reading


class _Hashed(io.BufferedReader):
    """Counts into a hash what is read through it."""

    def __init__(self, raw: io.FileIO) -> None:
        super().__init__(raw, BLOCK)
        self.sha256 = hashlib.sha256()

    def read1(self, size: int = -1, /) -> bytes:
        """What a `TextIOWrapper` reads by."""
        found = super().read1(size)
        self.sha256.update(found)
        return found


def _candidates(begin: bytes) -> tuple[str, ...]:
    """By the mark at the beginning; else UTF-16 that forgot it, else UTF-8, else Big5 as Windows has it."""
    for bom, encoding in _BOMS:
        if begin.startswith(bom):
            return (encoding,)
    if len(begin) == 4 and 0 in begin:
        return ("utf-16-le",) if begin[1] == 0 else ("utf-16-be",)
    return "utf-8", "cp950"


def _first_wrong_line(file: BinaryIO, encoding: str) -> int:
    """The line in which the bytes are none of this encoding; 0 if there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    line, more = 1, True
    while more:
        block = file.read(BLOCK)
        more = bool(block)
        try:
            decoder.decode(block, not more)
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].count(b"\n")
        line += block.count(b"\n")
    return 0


def _stamp(file: BinaryIO | io.BufferedReader) -> Stamp:
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
