"""What an import will change of customers who are there already: kept until it is shown, and then done.

Changes are done in the transaction that shows the import. Confirmations (the file has the contacts as they
are, and knows them later than we did) are put down after it, in short ones: only imports ask for them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update

from storage import tables
from storage.connection import Connection
from storage.keyring import Keyring, Token
from storage.statement import Statement, inserting
from storage.types import BigId, UTCDateTime

PAGE: Final = 200

_updates, _confirmed, _customers = tables.pending_updates, tables.pending_confirmations, tables.customers
_POSTPONE: Final = Statement(insert(_updates), ["customer_id", "change"])
_IS_POSTPONED: Final = Statement(
    select(_updates.c.customer_id).where(_updates.c.customer_id == bindparam("customer_id_", type_=BigId))
)
_POSTPONED: Final = Statement(
    select(_updates.c.customer_id, _updates.c.change, _updates.c.told)
    .where(_updates.c.customer_id > bindparam("after"))
    .order_by(_updates.c.customer_id)
    .limit(PAGE)
)
_TELL: Final = Statement(
    update(_updates)
    .where(_updates.c.customer_id == bindparam("customer_id_", type_=BigId))
    .values(told=bindparam("new_told"))
)
_CONFIRM: Final = inserting(_confirmed)
_IS_CONFIRMED: Final = Statement(
    select(_confirmed.c.customer_id).where(
        _confirmed.c.owner == bindparam("owner_"),
        _confirmed.c.customer_id == bindparam("customer_id_", type_=BigId),
    )
)
_unfinished = exists().where(tables.pending_imports.c.owner == _confirmed.c.owner)
_SHOWN_CONFIRMED: Final = Statement(
    select(_confirmed.c.owner, _confirmed.c.customer_id, _confirmed.c.as_of)
    .where(~_unfinished)
    .order_by(_confirmed.c.owner, _confirmed.c.customer_id)
    .limit(bindparam("most"))
)
_RAISE: Final = Statement(
    update(_customers)
    .where(
        _customers.c.id == bindparam("customer_id_", type_=BigId),
        or_(
            _customers.c.contacts_as_of.is_(None),
            _customers.c.contacts_as_of < bindparam("seen_as_of", type_=UTCDateTime),
        ),
    )
    .values(contacts_as_of=bindparam("new_as_of", type_=UTCDateTime))
)
_PUT_DOWN: Final = Statement(
    delete(_confirmed).where(
        _confirmed.c.owner == bindparam("owner_"),
        _confirmed.c.customer_id == bindparam("customer_id_", type_=BigId),
    )
)
_COOL_DOWN: Final = Statement(
    update(_customers)
    .where(_customers.c.id == bindparam("customer_id_", type_=BigId))
    .values(contacts_changed_at=bindparam("new_at", type_=UTCDateTime))
)
_MOVE: Final = Statement(
    update(tables.accounts)
    .where(tables.accounts.c.id == bindparam("account_id_", type_=BigId))
    .values(branch=bindparam("new_branch"))
)


class ImportUpdateRepository:
    """For the one import at work."""

    def __init__(self, connection: Connection, keys: Keyring, token: Token) -> None:
        self._connection = connection
        self._keys = keys
        self._token = token

    def postpone(self, customer_id: int, change: bytes) -> bool:
        """Keeps, sealed, what is to be done to a customer when all is shown; False if he has one already.

        To be called behind `ImportRepository.hold`.
        """
        if self._connection.row(_IS_POSTPONED, customer_id_=customer_id):
            return False
        sealed = self._keys.seal(change, _bound_to(customer_id), self._token)
        self._connection.change(_POSTPONE, customer_id=customer_id, change=sealed)
        return True

    def postponed(self) -> Iterator[tuple[bytes, str | None]]:
        """What was kept, and what `tell` said of it; read page by page, so only inside the transaction."""
        after = 0
        while page := self._connection.rows(_POSTPONED, after=after):
            for customer_id, sealed, told in page:
                yield self._keys.unseal(sealed, _bound_to(customer_id)), told
            after = page[-1][0]

    def tell(self, customer_id: int, told: str) -> None:
        """What was changed of a customer, until the audit has it."""
        self._connection.change(_TELL, customer_id_=customer_id, new_told=told)

    def confirm(self, owner: str, customer_id: int, as_of: datetime) -> bool:
        """The customer's contacts are known to be right up to then, once the import is shown.

        False if that was said already. To be called behind `ImportRepository.hold`.
        """
        if self._connection.row(_IS_CONFIRMED, owner_=owner, customer_id_=customer_id):
            return False
        self._connection.change(_CONFIRM, owner=owner, customer_id=customer_id, as_of=as_of)
        return True

    def put_down_confirmed(self, most: int) -> bool:
        """Puts down what imports that were shown have confirmed, so much at a time; whether that was all."""
        page = self._connection.rows(_SHOWN_CONFIRMED, most=most)
        for owner, customer_id, as_of in page:
            self.known_until(customer_id, as_of)
            self._connection.post(_PUT_DOWN, owner_=owner, customer_id_=customer_id)
        return len(page) < most

    def known_until(self, customer_id: int, as_of: datetime) -> None:
        """The contacts are right up to then, unless they are known to be so for longer."""
        self._connection.post(_RAISE, customer_id_=customer_id, seen_as_of=as_of, new_as_of=as_of)

    def begin_cool_down(self, customer_id: int, at: datetime) -> None:
        """What identifies the customer changed at this moment, as when a contact did."""
        self._connection.change(_COOL_DOWN, customer_id_=customer_id, new_at=at)

    def move_account(self, account_id: int, branch: str) -> None:
        """The account is kept at another branch from now on."""
        self._connection.change(_MOVE, account_id_=account_id, new_branch=branch)


def _bound_to(customer_id: int) -> bytes:
    return b"pending_updates\0%d" % customer_id
