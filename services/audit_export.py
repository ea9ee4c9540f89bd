"""Audit rows as evidence: one JSON object a line, with what is needed to check the chain again."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from storage.audit_chain import StoredRow

_CHAINED: Final = ("chain", "seq", "prev_mac", "mac")
_encode: Final = msgspec.json.Encoder(order="sorted").encode
_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode


def export_lines(rows: Iterable[StoredRow]) -> Iterator[str]:
    """A line a row, its line end included; MACs in hex. Nothing is left out; nothing in a row is secret.

    Without the four names of the chain, and its keys sorted, a line is the text that the MAC covers.
    """
    for row in rows:
        facts = {
            "chain": row.chain,
            "seq": row.seq,
            **msgspec.json.decode(row.facts),
            "prev_mac": row.prev_mac.hex(),
            "mac": row.mac.hex(),
        }
        yield msgspec.json.encode(facts).decode("utf-8") + "\n"


def exported_rows(lines: Iterable[str]) -> Iterator[StoredRow]:
    """The rows of an export, as they stood in the table; what is no such line is passed over."""
    for line in lines:
        try:
            row = _row(_decode(line))
        except (msgspec.DecodeError, KeyError, ValueError, TypeError):
            continue
        yield row


def _row(line: dict[str, Any]) -> StoredRow:
    facts = {name: value for name, value in line.items() if name not in _CHAINED}
    return StoredRow(
        chain=line["chain"],
        seq=int(line["seq"]),
        ts_utc=datetime.fromisoformat(line["ts_utc"]),
        event=line["event"],
        outcome=line["outcome"],
        customer_pseudonym=line["customer_pseudonym"],
        actor_id=line["actor_id"],
        terminal_id=line["terminal_id"],
        facts=_encode(facts).decode("utf-8"),
        prev_mac=bytes.fromhex(line["prev_mac"]),
        mac=bytes.fromhex(line["mac"]),
    )
