"""Customers of an import that is not finished: put in by the thousand, found by nobody, shown all at once.

The numbers of an import's customers are reserved before the first of them is written, and nobody finds a
customer of a reserved number (`VISIBLE`). So many short transactions fill the tables while others work, and
one short one, that gives the reservation up, makes all of them customers. An import that dies leaves rows
that nobody finds, and the next one clears them away.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import bindparam, delete, insert, literal, select, update

from storage import tables
from storage.bulk import ACCOUNT_COLUMNS, CREDENTIAL_COLUMNS, CUSTOMER_COLUMNS, BulkRows
from storage.connection import Connection
from storage.keyring import Keyring, Token
from storage.repositories.locks import UNTOUCHED
from storage.repositories.login_facts import VISIBLE
from storage.statement import Statement, inserting

TOGETHER: Final = 250
"""So many look-ups share a statement."""
PAGE: Final = 200

_pending, _updates, _customers = tables.pending_imports, tables.pending_updates, tables.customers
_RESERVE: Final = inserting(_pending)
_RANGES: Final = Statement(select(_pending.c.first_id, _pending.c.last_id).order_by(_pending.c.first_id))
_SHORTEN: Final = Statement(
    update(_pending).where(_pending.c.first_id == bindparam("first")).values(last_id=bindparam("new_last"))
)
_GIVE_UP: Final = Statement(delete(_pending).where(_pending.c.first_id == bindparam("first")))
_GIVE_UP_ALL: Final = Statement(delete(_pending))
_KNOWN: Final = Statement(
    select(_customers.c.lookup, _customers.c.id, VISIBLE.label("visible")).where(
        _customers.c.lookup.in_([bindparam(f"lookup_{number}") for number in range(TOGETHER)])
    )
)
_LOCKS: Final = Statement(
    insert(tables.login_locks).from_select(
        ["customer_id", *UNTOUCHED],
        select(_customers.c.id, *map(literal, UNTOUCHED.values())).where(
            _customers.c.id.between(bindparam("first"), bindparam("last"))
        ),
    )
)
_CLEAR: Final = tuple(
    Statement(delete(table).where(column.between(bindparam("first"), bindparam("last"))))
    for table, column in (
        (tables.accounts, tables.accounts.c.customer_id),
        (tables.credentials, tables.credentials.c.customer_id),
        (tables.login_locks, tables.login_locks.c.customer_id),
        (_customers, _customers.c.id),
    )
)
_POSTPONE: Final = inserting(_updates)
_IS_POSTPONED: Final = Statement(
    select(_updates.c.customer_id).where(_updates.c.customer_id == bindparam("customer_id_"))
)
_POSTPONED: Final = Statement(
    select(_updates.c.customer_id, _updates.c.change)
    .where(_updates.c.customer_id > bindparam("after"))
    .order_by(_updates.c.customer_id)
    .limit(PAGE)
)
_FORGET_UPDATES: Final = Statement(delete(_updates))


class ImportRepository:
    """For the one import at work (`Database.import_lock`)."""

    def __init__(self, connection: Connection, keys: Keyring, token: Token) -> None:
        self._connection = connection
        self._keys = keys
        self._token = token

    def reserve(self, first: int, count: int) -> None:
        """Reserves numbers from `first` (`CustomerRepository.next_id`) on: hidden from now on."""
        self._connection.change(_RESERVE, first_id=first, last_id=first + count - 1)

    def known(self, lookups: Sequence[bytes]) -> dict[bytes, tuple[int, bool]]:
        """Which of these are there already: the customer's number, and whether others find it."""
        found: dict[bytes, tuple[int, bool]] = {}
        for begin in range(0, len(lookups), TOGETHER):
            some = lookups[begin : begin + TOGETHER]
            padded = (*some, *[some[-1]] * (TOGETHER - len(some)))
            values = {f"lookup_{number}": lookup for number, lookup in enumerate(padded)}
            for lookup, customer_id, visible in self._connection.rows(_KNOWN, **values):
                found[lookup] = (customer_id, bool(visible))
        return found

    def add(self, rows: BulkRows) -> None:
        """Customers under reserved numbers, with untouched locks; `RowConflict` if one is there already."""
        if not rows.customers:
            return
        numbered = rows.numbered(self._connection.take_numbers("credentials", len(rows.credentials)))
        self._connection.copy_in("customers", CUSTOMER_COLUMNS, numbered.customers)
        self._connection.change(_LOCKS, first=rows.customers[0][0], last=rows.customers[-1][0])
        self._connection.copy_in("credentials", CREDENTIAL_COLUMNS, numbered.credentials)
        self._connection.copy_in("accounts", ACCOUNT_COLUMNS, numbered.accounts)

    def postpone(self, customer_id: int, change: bytes) -> bool:
        """Keeps, sealed, what is to be done to a customer when all is shown; False if he has one already."""
        if self._connection.row(_IS_POSTPONED, customer_id_=customer_id):
            return False
        sealed = self._keys.seal(change, _bound_to(customer_id), self._token)
        self._connection.change(_POSTPONE, customer_id=customer_id, change=sealed)
        return True

    def postponed(self) -> Iterator[bytes]:
        """What was kept; read page by page, so only inside the transaction."""
        after = 0
        while page := self._connection.rows(_POSTPONED, after=after):
            for customer_id, sealed in page:
                yield self._keys.unseal(sealed, _bound_to(customer_id))
            after = page[-1][0]

    def publish(self) -> None:
        """From the commit on everybody finds the customers."""
        self._connection.change(_FORGET_UPDATES)
        self._connection.change(_GIVE_UP_ALL)

    def clear(self, most: int) -> bool:
        """Takes away what an unfinished import left, so many numbers at a time; whether that was all."""
        self._connection.change(_FORGET_UPDATES)
        ranges: Sequence[tuple[int, ...]] = self._connection.rows(_RANGES)
        if not ranges:
            return True
        first, last = ranges[-1]
        begin = max(first, last - most + 1)
        for statement in _CLEAR:
            self._connection.change(statement, first=begin, last=last)
        if begin > first:
            self._connection.change(_SHORTEN, first=first, new_last=begin - 1)
        else:
            self._connection.change(_GIVE_UP, first=first)
        return False


def _bound_to(customer_id: int) -> bytes:
    return b"pending_updates\0%d" % customer_id
