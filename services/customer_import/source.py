"""The file itself: which characters it is written in, and what identifies it on record."""

import codecs
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from services.customer_import.reasons import FileFault, ImportRefused

BLOCK: Final = 1 << 20
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
    sha256: str


def examine(path: Path) -> Source:
    """Looks the whole file through, block by block. Raises `ImportRefused` EMPTY, NOT_TEXT; `OSError`."""
    with path.open("rb") as file:
        begin = file.read(4)
        if not begin:
            raise ImportRefused(FileFault.EMPTY)
        wrong = 0
        for encoding in _candidates(begin):
            found = _first_wrong_line(file, encoding)
            if not found:
                return Source(path, encoding, file.tell(), _sha256(file))
            # most likely it was meant to be the one that goes furthest
            wrong = max(wrong, found)
    raise ImportRefused(FileFault.NOT_TEXT, line=wrong)


def open_text(source: Source) -> tuple[io.TextIOWrapper, BinaryIO]:
    """The file as text, its line ends as they are; and as bytes, whose `tell` is how far it was read."""
    file = source.path.open("rb")
    return io.TextIOWrapper(file, encoding=source.encoding, newline=""), file


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


def _sha256(file: io.BufferedReader) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
