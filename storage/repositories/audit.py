"""Audit rows, appended to the chain of their branch in the same commit as what they tell of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import bindparam, select, update

from storage import tables
from storage.audit_chain import (
    FIRST_MAC,
    AuditFindings,
    Finding,
    FindingKind,
    StoredRow,
    facts_of,
    row_mac,
    verify,
)
from storage.audit_entry import AuditEntry, AuditHead, AuditRow, RestoreEntry
from storage.audit_heads import HeadsFile
from storage.connection import Connection
from storage.keyring import Keyring
from storage.repositories.facts import HEADS_KEPT, FactRepository
from storage.statement import Statement, inserting

NO_BRANCH: Final = "-"
"""The chain of what happens at no branch."""
PAGE: Final = 500

_audit, _heads = tables.audit, tables.audit_heads
_ADD: Final = inserting(_audit)
_HEAD: Final = Statement(
    # where writers run side by side, those of one chain wait here for each other
    select(_heads.c.seq, _heads.c.mac).where(_heads.c.chain == bindparam("chain_")).with_for_update()
)
_ADD_HEAD: Final = inserting(_heads)
_MOVE_HEAD: Final = Statement(
    update(_heads)
    .where(_heads.c.chain == bindparam("chain_"), _heads.c.seq == bindparam("seen_seq"))
    .values(seq=bindparam("new_seq"), mac=bindparam("new_mac"))
)
_ALL_HEADS: Final = Statement(select(_heads.c.chain, _heads.c.seq, _heads.c.mac).order_by(_heads.c.chain))
_CHAINS: Final = Statement(select(_audit.c.chain).distinct().order_by(_audit.c.chain))
_ROWS: Final = Statement(
    select(_audit)
    .where(_audit.c.chain == bindparam("chain_"), _audit.c.seq > bindparam("after"))
    .order_by(_audit.c.seq)
    .limit(bindparam("most"))
)

Mark = tuple[int, Mapping[str, AuditHead]]
_NOTHING: Final[Mark] = (0, {})


class AuditRepository:
    """Append-only; what was appended is told to the heads file once the transaction is committed."""

    def __init__(self, connection: Connection, keys: Keyring, heads: HeadsFile | None) -> None:
        self._connection = connection
        self._keys = keys
        self._outside = heads
        self._facts = FactRepository(connection)
        self._waiting: list[AuditEntry] = []
        self._chained: dict[str, AuditHead] = {}

    def append(self, entry: AuditEntry) -> AuditEntry:
        """Chains the entry to the newest row of its branch, at the end of the transaction; hands it back.

        Where writers run side by side those of one branch wait for each other from then on, so late.
        """
        self._waiting.append(entry)
        return entry

    def append_all(self, entries: Iterable[AuditEntry]) -> None:
        """Chains entries of one branch at once, as they come: none waits for the others in memory.

        From then on the others of the branch wait, so this comes last of all that takes long.
        """
        seen: AuditHead | None = None
        head: AuditHead | None = None
        for entry in entries:
            if head is None:
                seen = head = self._head(entry.branch or NO_BRANCH)
            head = self._follow(head, head.seq + 1, entry)
        if seen is not None and head is not None:
            self._move_head(head, seen.seq)

    def settle(self) -> tuple[AuditHead, ...]:
        """Chains what waits, the last thing before the commit; the new heads, for the file outside."""
        chains: dict[str, list[AuditEntry]] = {}
        for entry in self._waiting:
            chains.setdefault(entry.branch or NO_BRANCH, []).append(entry)
        self._waiting.clear()
        # sorted, so that two who append to the same chains never wait for each other
        for head in [self._head(chain) for chain in sorted(chains)]:
            self._append(head, chains[head.chain])
        return tuple(self._chained.values())

    def mark(self) -> Mark:
        """How things stand, for `back_to`."""
        return len(self._waiting), dict(self._chained)

    def back_to(self, mark: Mark = _NOTHING) -> None:
        """As if nothing had been appended since: part of a transaction was undone, or a new one begins."""
        count, chained = mark
        del self._waiting[count:]
        self._chained = dict(chained)

    def append_restore(self, entry: RestoreEntry, lost: AuditHead | None) -> RestoreEntry:
        """Chains the row of a restore, `lost` being the last row of the chain that is known to have been.

        Its number is the one after that, and it names the gap; returns what it says.
        """
        seen = self._head(entry.branch or NO_BRANCH)
        last = lost if lost and lost.seq > seen.seq else None
        until = last.seq if last else seen.seq
        mac = last.mac.hex() if last else None
        told = replace(entry, lost_from=seen.seq + 1, lost_to=until, lost_mac=mac)
        self._move_head(self._follow(seen, until + 1, told), seen.seq)
        return told

    def rows(self, chain: str | None = None, after: int = 0, limit: int | None = None) -> Iterator[AuditRow]:
        """Rows with a number above `after`, rising; of one chain, or of all one after the other.

        Reads page by page while it is iterated, so only inside the transaction.
        """
        left = limit
        for one in self.chains() if chain is None else (chain,):
            for row in self._stored(one, after, left):
                left = None if left is None else left - 1
                yield row.row()
            if left == 0:
                return

    def stored(self, after: Mapping[str, int] | None = None) -> Iterator[StoredRow]:
        """Every row as it stands in the table; of each chain those above its number in `after`."""
        known = after or {}
        for chain in self.chains():
            yield from self._stored(chain, known.get(chain, 0), None)

    def chains(self) -> tuple[str, ...]:
        """The chains that have rows; what this transaction appends has none yet."""
        return tuple(row[0] for row in self._connection.rows(_CHAINS))

    def heads(self) -> tuple[AuditHead, ...]:
        """The newest row of every chain, as the database knows it."""
        return tuple(AuditHead(*row) for row in self._connection.rows(_ALL_HEADS))

    def holds(self, head: AuditHead) -> bool | None:
        """Whether a row is kept, once whoever may still be writing it has ended; None where nobody can say.

        The head is locked as `append` does: a transaction without an answer holds it until it has one. The
        MAC is over visit and time too: an equal one is the very row.
        """
        if self._connection.row(_HEAD, chain_=head.chain) is None:
            return None
        found = self._connection.row(_ROWS, chain_=head.chain, after=head.seq - 1, most=1)
        return found is not None and StoredRow._make(found).mac == head.mac

    def verify(self) -> AuditFindings:
        """Walks every row of every chain, and holds it against the heads inside and outside.

        Raises `OSError` when the heads file cannot be read.
        """
        # the file first: what it knows was committed before, so the tables read after it must have it
        outside = self._outside.newest() if self._outside else {}
        inside = {head.chain: head for head in self.heads()}
        rows = {chain: self._stored(chain, 0, None) for chain in self.chains()}
        found = verify(rows, inside, outside, self._keys)
        return replace(found, findings=(*found.findings, *self._not_outside(inside)))

    def _not_outside(self, inside: Mapping[str, AuditHead]) -> Iterator[Finding]:
        """What the file should know; it is read once more, as a head may just have been on its way there."""
        if self._outside is None:
            return
        known = self._outside.newest()
        if (inside or self._facts.find(HEADS_KEPT)) and not self._outside.begun():
            yield Finding(FindingKind.HEADS_FILE_MISSING, NO_BRANCH, 0)
        for chain in sorted(inside.keys() - known.keys()):
            yield Finding(FindingKind.HEAD_NOT_OUTSIDE, chain, inside[chain].seq)

    def begin_heads(self) -> None:
        """Begins the heads file of a new database, once: never again for one that has rows, or had it begun.

        Raises `OSError` when the file cannot be written.
        """
        if self._outside and not self._facts.find(HEADS_KEPT) and not self.heads():
            self._outside.begin()
            self._facts.put(HEADS_KEPT, "kept")

    def _stored(self, chain: str, after: int, limit: int | None) -> Iterator[StoredRow]:
        left = limit
        while left is None or left > 0:
            most = PAGE if left is None else min(PAGE, left)
            page = self._connection.rows(_ROWS, chain_=chain, after=after, most=most)
            yield from map(StoredRow._make, page)
            if len(page) < most:
                return
            after = page[-1][1]
            left = None if left is None else left - len(page)

    def _head(self, chain: str) -> AuditHead:
        """What the next row of the chain follows."""
        seq, mac = self._connection.row(_HEAD, chain_=chain) or (0, FIRST_MAC)
        return AuditHead(chain, seq, mac)

    def _append(self, seen: AuditHead, entries: Sequence[AuditEntry]) -> None:
        head = seen
        for entry in entries:
            head = self._follow(head, head.seq + 1, entry)
        self._move_head(head, seen.seq)

    def _follow(self, seen: AuditHead, seq: int, entry: AuditEntry) -> AuditHead:
        facts = facts_of(entry)
        head = AuditHead(seen.chain, seq, row_mac(self._keys, seen.chain, seq, seen.mac, facts))
        self._insert(head, entry, facts, seen.mac)
        return head

    def _insert(self, head: AuditHead, entry: AuditEntry, facts: str, prev_mac: bytes) -> None:
        self._connection.post(
            _ADD,
            chain=head.chain,
            seq=head.seq,
            ts_utc=entry.ts_utc,
            event=entry.event,
            outcome=entry.outcome,
            customer_pseudonym=entry.customer_pseudonym,
            actor_id=entry.actor_id,
            terminal_id=entry.terminal_id,
            facts=facts,
            prev_mac=prev_mac,
            mac=head.mac,
        )

    def _move_head(self, head: AuditHead, seen_seq: int) -> None:
        self._chained[head.chain] = head
        if seen_seq:
            # still as seen: `_head` has locked it, or the whole database is
            new = {"new_seq": head.seq, "new_mac": head.mac}
            self._connection.post(_MOVE_HEAD, chain_=head.chain, seen_seq=seen_seq, **new)
        else:
            self._connection.post(_ADD_HEAD, chain=head.chain, seq=head.seq, mac=head.mac)
