"""Customers of an import that is not finished: put in by the thousand, found by nobody, shown all at once.

The numbers of an import's customers are reserved before the first of them is written, and nobody finds a
customer of a reserved number (`VISIBLE`). So many short transactions fill the tables while others work, and
one short one, that gives the reservation up, makes all of them customers. An import that dies leaves rows
that nobody finds, and the next one clears them away.

A reservation has an owner. The lock that lets one import in may be lost with its connection, so who
writes looks, in the same transaction, whether the reservation is still his own.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import bindparam, delete, exists, insert, literal, select, update

from storage import tables
from storage.bulk import ACCOUNT_COLUMNS, CREDENTIAL_COLUMNS, CUSTOMER_COLUMNS, BulkRows
from storage.connection import Connection
from storage.errors import ReservationLost
from storage.repositories.locks import UNTOUCHED
from storage.repositories.login_facts import VISIBLE
from storage.statement import Statement, inserting

TOGETHER: Final = 250
"""So many look-ups share a statement."""

_pending, _customers = tables.pending_imports, tables.customers
_RESERVE: Final = inserting(_pending)
_RANGES: Final = Statement(
    # whoever writes under one of them is waited for
    select(_pending.c.first_id, _pending.c.last_id).order_by(_pending.c.first_id).with_for_update()
)
_own = (
    select(_pending.c.first_id, _pending.c.last_id)
    .where(_pending.c.owner == bindparam("owner_"))
    .order_by(_pending.c.first_id)
)
_RANGES_OF_ONE: Final = Statement(_own.with_for_update())
_HOLD: Final = Statement(_own.with_for_update(read=True))
_SHORTEN: Final = Statement(
    update(_pending).where(_pending.c.first_id == bindparam("first")).values(last_id=bindparam("new_last"))
)
_GIVE_UP: Final = Statement(delete(_pending).where(_pending.c.first_id == bindparam("first")))
_GIVE_UP_OWN: Final = Statement(
    delete(_pending).where(
        _pending.c.owner == bindparam("owner_"),
        _pending.c.first_id == bindparam("first"),
        _pending.c.last_id == bindparam("last"),
    )
)
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
_FORGET: Final = (
    Statement(delete(tables.pending_updates)),
    Statement(
        delete(tables.pending_confirmations).where(
            exists().where(_pending.c.owner == tables.pending_confirmations.c.owner)
        )
    ),
)
_FORGET_UPDATES: Final = _FORGET[0]


class ImportRepository:
    """For the one import at work (`Database.import_lock`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reserve(self, owner: str, first: int, count: int) -> None:
        """Reserves numbers from `first` (`CustomerRepository.next_id`) on: hidden from now on."""
        self._connection.change(_RESERVE, first_id=first, last_id=first + count - 1, owner=owner)

    def hold(self, owner: str, first: int = 0, last: int = 0) -> None:
        """Nobody gives up what the owner has reserved before this transaction ends.

        Raises `ReservationLost` if somebody has, of the numbers from `first` to `last` or, without any, all.
        """
        found = self._connection.rows(_HOLD, owner_=owner)
        if not any(begin <= (first or begin) and (last or end) <= end for begin, end in found):
            raise ReservationLost

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

    def add(self, owner: str, rows: BulkRows) -> None:
        """Customers under numbers reserved by the owner, with untouched locks.

        Raises `ReservationLost`; `RowConflict` if one is there already.
        """
        if not rows.customers:
            return
        first, last = rows.customers[0][0], rows.customers[-1][0]
        self.hold(owner, first, last)
        numbered = rows.numbered(self._connection.take_numbers("credentials", len(rows.credentials)))
        self._connection.copy_in("customers", CUSTOMER_COLUMNS, numbered.customers)
        self._connection.change(_LOCKS, first=first, last=last)
        self._connection.copy_in("credentials", CREDENTIAL_COLUMNS, numbered.credentials)
        self._connection.copy_in("accounts", ACCOUNT_COLUMNS, numbered.accounts)

    def publish(self, owner: str, reserved: Mapping[int, int]) -> None:
        """From the commit on everybody finds the customers; `reserved`: first and last numbers.

        Raises `ReservationLost` unless it gives up exactly what the owner has reserved.
        """
        for first, last in reserved.items():
            if not self._connection.change(_GIVE_UP_OWN, owner_=owner, first=first, last=last):
                raise ReservationLost
        self._connection.change(_FORGET_UPDATES)

    def clear(self, most: int, owner: str | None = None) -> bool:
        """Takes away what unfinished imports left, so many numbers at a time; whether that was all.

        Of one owner, or of all: that is for whoever has the lock.
        """
        of_one = {"owner_": owner} if owner else {}
        ranges = self._connection.rows(_RANGES_OF_ONE if owner else _RANGES, **of_one)
        if not ranges and owner:
            # whatever is there now is somebody else's
            return True
        for statement in _FORGET:
            self._connection.change(statement)
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
