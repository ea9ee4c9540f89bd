"""The newest row of every audit chain, kept outside the database (counter.md §5.4, ASVS 16.4.3).

An append-only text file, one line `chain seq mac seal` a commit, written after the commit by every process
that shares the database. For each chain the line with the highest number counts, so late lines do no harm.
The seal is a MAC with the audit key: without the keyring nobody writes a line that counts. The first line, of
no chain, is written when the database is made: a file without it is not the one that was begun.
"""

import fcntl
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from storage.audit_entry import AuditHead
from storage.keyring import Keyring

COMPACT_BYTES: Final = 1 << 20
"""Beyond this size only the newest line of each chain is kept."""

_LINE: Final = re.compile(r"(?P<chain>.*) (?P<seq>[0-9]{1,18}) (?P<mac>[0-9a-f]{64}) (?P<seal>[0-9a-f]{64})")
_BEGUN: Final = AuditHead("", 0, bytes(32))
"""The first line; no row has an empty chain."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r"})
_ESCAPED: Final = re.compile(r"\\(.)")
_PLAIN: Final = {"\\": "\\", "n": "\n", "r": "\r"}


class HeadsFile:
    """Appending never raises: the commit it follows has happened. What failed is written the next time."""

    def __init__(self, path: Path, keys: Keyring, *, compact_bytes: int = COMPACT_BYTES) -> None:
        self.path = Path(path)
        self._keys = keys
        self._compact_bytes = compact_bytes
        self._threads = threading.Lock()
        self._lock_handle: int | None = None
        self._handle: int | None = None
        self._inode = 0
        self._unwritten: dict[str, AuditHead] = {}

    def begin(self) -> None:
        """Writes the first line; raises `OSError`, as a database is not begun without its heads."""
        with self._threads:
            self._write(self._lines({"": _BEGUN}))

    def begun(self) -> bool:
        """Whether the file is there with its first line. Raises `OSError` if unreadable."""
        return "" in self._read()

    def append(self, heads: Iterable[AuditHead]) -> bool:
        """Notes the heads after their commit, in one write; False when the file could not be written."""
        with self._threads:
            self._unwritten.update({head.chain: head for head in heads})
            if not self._unwritten:
                return True
            try:
                self._write(self._lines(self._unwritten))
            except OSError:
                return False
            self._unwritten.clear()
            return True

    def newest(self) -> dict[str, AuditHead]:
        """The highest head of every chain; empty when there is no file. Raises `OSError` if unreadable."""
        return {chain: head for chain, head in self._read().items() if chain}

    def close(self) -> None:
        """Gives the files back; the next append opens them again."""
        with self._threads:
            for handle in (self._handle, self._lock_handle):
                if handle is not None:
                    os.close(handle)
            self._handle = self._lock_handle = None

    def _read(self) -> dict[str, AuditHead]:
        """The highest head of every chain, the first line among them; a line with a wrong seal is none."""
        try:
            text = self.path.read_text("utf-8", "replace")
        except FileNotFoundError:
            return {}
        found: dict[str, AuditHead] = {}
        for match in filter(None, map(_LINE.fullmatch, text.split("\n"))):
            head = _head(match)
            if head.chain in found and head.seq <= found[head.chain].seq:
                continue
            if match["seal"] == self._seal(_told(head)):
                found[head.chain] = head
        return found

    def _lines(self, heads: Mapping[str, AuditHead]) -> bytes:
        told = map(_told, heads.values())
        return "".join(f"{text} {self._seal(text)}\n" for text in told).encode("utf-8")

    def _seal(self, told: str) -> str:
        # begins as no audit row's MAC does, so that neither passes for the other
        return self._keys.audit_mac(b"head\0" + told.encode("utf-8")).hex()

    def _write(self, data: bytes) -> None:
        with self._locked(fcntl.LOCK_SH):
            handle = self._open()
            if os.write(handle, data) != len(data):
                # a torn line must not swallow the next one; the heads are kept and written again
                os.write(handle, b"\n")
                raise OSError
            size = os.fstat(handle).st_size
        if size > self._compact_bytes:
            self._compact()

    def _open(self) -> int:
        """The file, opened anew when another process has put a compacted one in its place."""
        try:
            if self._handle is not None and os.stat(self.path).st_ino == self._inode:
                return self._handle
        except FileNotFoundError:
            pass
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self._handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._inode = os.fstat(self._handle).st_ino
        return self._handle

    def _compact(self) -> None:
        with self._locked(fcntl.LOCK_EX):
            # another process may have been quicker
            if self.path.stat().st_size <= self._compact_bytes:
                return
            draft = self.path.with_name(self.path.name + ".new")
            draft.unlink(missing_ok=True)
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(self._lines(self._read()))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Appending shares the lock; compacting has it alone, so no line goes into a file that is leaving."""
        if self._lock_handle is None:
            place = self.path.with_name(self.path.name + ".lock")
            self._lock_handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock_handle, how)
        try:
            yield
        finally:
            fcntl.flock(self._lock_handle, fcntl.LOCK_UN)


def _told(head: AuditHead) -> str:
    return f"{head.chain.translate(_ESCAPES)} {head.seq} {head.mac.hex()}"


def _head(match: re.Match[str]) -> AuditHead:
    chain = _ESCAPED.sub(lambda escape: _PLAIN.get(escape[1], escape[1]), match["chain"])
    return AuditHead(chain, int(match["seq"]), bytes.fromhex(match["mac"]))
