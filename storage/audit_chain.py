"""The chain that makes audit rows tamper-evident, and the proof that it is whole (counter.md §5.4).

Every row's MAC covers its chain, its number, the MAC of the row before it, and all its facts. The newest row
of each chain is also known by `audit_heads` in the database and by a file outside it, so that neither a cut
tail nor a chain that is gone passes unnoticed.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from storage.audit_entry import RESTORED, AuditEntry, AuditHead, AuditRow, RestoreEntry
from storage.keyring import Keyring

FIRST_MAC: Final = bytes(32)
"""What the first row of a chain follows."""

_encode: Final = msgspec.json.Encoder(order="sorted").encode
_decode: Final = msgspec.json.Decoder(AuditEntry).decode
_decode_restore: Final = msgspec.json.Decoder(RestoreEntry).decode


class StoredRow(NamedTuple):
    """An audit row as it stands in the table, in the order of its columns."""

    chain: str
    seq: int
    ts_utc: datetime
    event: str
    outcome: str
    customer_pseudonym: str | None
    actor_id: str | None
    terminal_id: str
    facts: str
    prev_mac: bytes
    mac: bytes

    def row(self) -> AuditRow:
        """The row as services read it; raises `ValueError` for facts that are no entry."""
        decode = _decode_restore if self.event == RESTORED else _decode
        return AuditRow(self.chain, self.seq, decode(self.facts), self.prev_mac, self.mac)

    def proven(self, keys: Keyring) -> bool:
        """Whether the MAC is this row's own, wherever the row comes from."""
        return hmac.compare_digest(self.mac, row_mac(keys, self.chain, self.seq, self.prev_mac, self.facts))

    def restore(self) -> RestoreEntry | None:
        """The restore that the row tells of, if it does."""
        if self.event != RESTORED:
            return None
        try:
            return _decode_restore(self.facts)
        except msgspec.DecodeError:
            return None


class FindingKind(StrEnum):
    """What is wrong with a chain."""

    EDITED = "edited"
    """The MAC does not fit the row: edited, moved from another place, or of another keyring."""
    COLUMNS_EDITED = "columns_edited"
    """The searched columns say something else than the facts under the MAC."""
    MISSING = "missing"
    """Rows before this one are gone."""
    UNLINKED = "unlinked"
    """The row does not follow the one before it."""
    TAIL_CUT = "tail_cut"
    """A head, inside or outside, knows of this row; the table ends before it."""
    HEAD_DIFFERS = "head_differs"
    """A head, inside or outside, knows another row under this number."""
    HEAD_MISSING = "head_missing"
    """The database has the chain's rows and no head for it."""
    HEAD_NOT_OUTSIDE = "head_not_outside"
    """The database knows the chain, and the file outside does not: its lines were taken away."""
    HEADS_FILE_MISSING = "heads_file_missing"
    """The file outside is gone, emptied or another one; of no chain, number 0."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    kind: FindingKind
    chain: str
    seq: int


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore that a chain owns up to, and the number of the row that does."""

    chain: str
    seq: int
    entry: RestoreEntry


@dataclass(frozen=True, slots=True)
class AuditFindings:
    """The outcome of a verification; sound when there is no finding. A restore is none: it is told."""

    rows: int
    chains: int
    findings: tuple[Finding, ...]
    restores: tuple[Restore, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def facts_of(entry: AuditEntry) -> str:
    """The canonical JSON of an entry: keys sorted, no spaces, line ends escaped."""
    return _encode(entry).decode("utf-8")


def row_mac(keys: Keyring, chain: str, seq: int, prev_mac: bytes, facts: str) -> bytes:
    """The MAC of a row; every part is delimited, so that nothing can be shifted between them."""
    name = chain.encode("utf-8")
    return keys.audit_mac(b"%d:%b\0%d\0%b%b" % (len(name), name, seq, prev_mac, facts.encode("utf-8")))


def verify(
    rows: Mapping[str, Iterable[StoredRow]],
    inside: Mapping[str, AuditHead],
    outside: Mapping[str, AuditHead],
    keys: Keyring,
) -> AuditFindings:
    """Checks every chain that rows or heads know of; the rows of a chain come by rising number."""
    chains = sorted({*rows, *inside, *outside})
    walks = [_Walk(chain, keys, inside.get(chain), outside.get(chain)) for chain in chains]
    findings = tuple(finding for walk in walks for finding in walk.over(rows.get(walk.chain, ())))
    restores = tuple(restore for walk in walks for restore in walk.restores)
    return AuditFindings(sum(walk.rows for walk in walks), len(chains), findings, restores)


class _Walk:
    """One chain, walked from its first row to its last."""

    def __init__(
        self, chain: str, keys: Keyring, inside: AuditHead | None, outside: AuditHead | None
    ) -> None:
        self.chain = chain
        self.rows = 0
        self.restores: list[Restore] = []
        self._keys = keys
        self._inside = inside
        self._heads = [head for head in (inside, outside) if head is not None]
        self._seq = 0
        self._mac = FIRST_MAC

    def over(self, rows: Iterable[StoredRow]) -> Iterator[Finding]:
        for row in rows:
            self.rows += 1
            for kind in self._judge(row):
                yield Finding(kind, self.chain, row.seq)
            self._seq, self._mac = row.seq, row.mac
        yield from self._judge_end()

    def _judge(self, row: StoredRow) -> Iterator[FindingKind]:
        proven = row.proven(self._keys)
        restore = row.restore() if proven else None
        if row.seq != self._seq + 1 and not (restore and self._explains(restore, row)):
            yield FindingKind.MISSING
        elif row.prev_mac != self._mac:
            yield FindingKind.UNLINKED
        if not proven:
            yield FindingKind.EDITED
        elif not _columns_agree(row):
            yield FindingKind.COLUMNS_EDITED
        if any(head.seq == row.seq and head.mac != row.mac for head in self._heads):
            yield FindingKind.HEAD_DIFFERS
        if restore:
            self.restores.append(Restore(self.chain, row.seq, restore))
            yield from self._judge_lost(restore)

    def _explains(self, restore: RestoreEntry, row: StoredRow) -> bool:
        """Whether the rows before this one are missing because of the restore, these and no others."""
        return (restore.lost_from, restore.lost_to) == (self._seq + 1, row.seq - 1)

    def _judge_lost(self, restore: RestoreEntry) -> Iterator[FindingKind]:
        """A head that was left behind at the last lost row is that row's."""
        left = [head for head in self._heads if restore.lost_from <= head.seq == restore.lost_to]
        if any(head.mac.hex() != restore.lost_mac for head in left):
            yield FindingKind.HEAD_DIFFERS

    def _judge_end(self) -> Iterator[Finding]:
        newest = max((head.seq for head in self._heads), default=0)
        if newest > self._seq:
            yield Finding(FindingKind.TAIL_CUT, self.chain, newest)
        if self.rows and self._inside is None:
            yield Finding(FindingKind.HEAD_MISSING, self.chain, self._seq)
        elif self._inside is not None and self._inside.seq < self._seq:
            yield Finding(FindingKind.HEAD_DIFFERS, self.chain, self._inside.seq)


def _columns_agree(row: StoredRow) -> bool:
    try:
        entry = _decode(row.facts)
    except msgspec.DecodeError:
        return False
    return row[2:8] == (
        entry.ts_utc,
        entry.event,
        entry.outcome,
        entry.customer_pseudonym,
        entry.actor_id,
        entry.terminal_id,
    )
