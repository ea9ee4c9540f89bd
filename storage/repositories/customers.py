"""Customers, their accounts, and the person behind them."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, func, select, true, update

from storage import tables
from storage.connection import Connection
from storage.keyring import Keyring, Token
from storage.records import Account, Business, Customer, Person
from storage.repositories.account_row import account_of
from storage.repositories.locks import UNTOUCHED
from storage.repositories.login_facts import FOR_LOGIN, VISIBLE, LoginFacts, login_facts
from storage.repositories.reissues import REMOVE as REMOVE_REISSUES
from storage.sealing import seal_person, unseal_person
from storage.statement import Statement, inserting
from storage.types import BigId, UTCDateTime

_customers, _accounts = tables.customers, tables.accounts
_of_customer: Final = bindparam("customer_id_", type_=BigId)

_BY_LOOKUP: Final = Statement(
    select(_customers.c.id, _customers.c.consolidated).where(
        _customers.c.lookup == bindparam("lookup_"), VISIBLE
    )
)
_BY_ID: Final = Statement(
    select(_customers.c.id, _customers.c.consolidated).where(_customers.c.id == _of_customer)
)
_SEALED: Final = Statement(
    select(_customers.c.lookup, _customers.c.person).where(_customers.c.id == _of_customer)
)
_NEXT_ID: Final = Statement(select(func.coalesce(func.max(_customers.c.id), 0) + 1))
_AFTER_PENDING: Final = Statement(select(func.coalesce(func.max(tables.pending_imports.c.last_id), 0) + 1))
_ALL_IDS: Final = Statement(select(_customers.c.id).where(VISIBLE).order_by(_customers.c.id))
_COUNT: Final = Statement(select(func.count()).select_from(_customers).where(VISIBLE))
_ADD: Final = inserting(_customers)
_RESEAL: Final = Statement(
    update(_customers)
    .where(_customers.c.id == _of_customer)
    .values(lookup=bindparam("new_lookup"), person=bindparam("new_person"))
)
_CONTACTS: Final = Statement(
    select(_customers.c.contacts_changed_at, _customers.c.contacts_as_of).where(
        _customers.c.id == _of_customer
    )
)
_CHANGE_CONTACTS: Final = Statement(
    update(_customers)
    .where(_customers.c.id == _of_customer)
    .values(
        person=bindparam("new_person"),
        contacts_changed_at=bindparam("new_at", type_=UTCDateTime),
        contacts_as_of=bindparam("new_as_of", type_=UTCDateTime),
    )
)
_SET_CONSOLIDATED: Final = Statement(
    update(_customers)
    .where(_customers.c.id == _of_customer, _customers.c.consolidated != bindparam("new_consolidated"))
    .values(consolidated=bindparam("new_consolidated"))
)
_SHARED: Final = Statement(
    select(_accounts.c.credential_id)
    .join_from(_customers, _accounts, _accounts.c.customer_id == _customers.c.id)
    .where(_customers.c.id == _of_customer, _customers.c.consolidated == true())
    .order_by(_accounts.c.position)
    .limit(1)
)
_ACCOUNTS: Final = Statement(
    select(
        _accounts.c.id,
        _accounts.c.customer_id,
        _accounts.c.business,
        _accounts.c.branch,
        _accounts.c.position,
        _accounts.c.credential_id,
    )
    .where(_accounts.c.customer_id == _of_customer)
    .order_by(_accounts.c.position)
)
_NEXT_POSITION: Final = Statement(
    select(func.coalesce(func.max(_accounts.c.position), -1) + 1).where(
        _accounts.c.customer_id == _of_customer
    )
)
_ADD_ACCOUNT: Final = inserting(_accounts, numbered=True)
_ADD_LOCK: Final = inserting(tables.login_locks)

_own_accounts = select(_accounts.c.id).where(_accounts.c.customer_id == _of_customer)
_REMOVE: Final = REMOVE_REISSUES + tuple(
    Statement(removal)
    for removal in (
        delete(tables.sessions).where(tables.sessions.c.customer_id == _of_customer),
        delete(tables.voice_credentials).where(tables.voice_credentials.c.customer_id == _of_customer),
        delete(tables.withdrawal_credentials).where(
            tables.withdrawal_credentials.c.account_id.in_(_own_accounts)
        ),
        delete(tables.past_passwords).where(tables.past_passwords.c.account_id.in_(_own_accounts)),
        delete(_accounts).where(_accounts.c.customer_id == _of_customer),
        delete(tables.credentials).where(tables.credentials.c.customer_id == _of_customer),
        delete(tables.login_locks).where(tables.login_locks.c.customer_id == _of_customer),
        delete(_customers).where(_customers.c.id == _of_customer),
    )
)


class CustomerRepository:
    """Found by blind index; personal data is unsealed only where it is asked for."""

    def __init__(self, connection: Connection, keys: Keyring, token: Token) -> None:
        self._connection = connection
        self._keys = keys
        self._token = token

    def find(self, id_number: str) -> Customer | None:
        """The customer with this ID number (already in its canonical form)."""
        row = self._connection.row(_BY_LOOKUP, lookup_=self._keys.lookup(id_number))
        return Customer(*row) if row else None

    def by_id(self, customer_id: int) -> Customer | None:
        """The customer with this number of ours."""
        row = self._connection.row(_BY_ID, customer_id_=customer_id)
        return Customer(*row) if row else None

    def for_login(self, id_number: str) -> LoginFacts | None:
        """Customer, lock and distinct credentials in one statement; None when nobody has the number."""
        rows = self._connection.rows(FOR_LOGIN, lookup_=self._keys.lookup(id_number))
        return login_facts(self._keys, rows) if rows else None

    def person(self, customer_id: int) -> Person:
        """Unseals the personal data; `KeyError` for no such customer, `SealBroken` if it was changed."""
        row = self._connection.row(_SEALED, customer_id_=customer_id)
        if row is None:
            raise KeyError(customer_id)
        return unseal_person(self._keys, customer_id, *row)

    def accounts(self, customer_id: int) -> tuple[Account, ...]:
        """By position."""
        return tuple(map(account_of, self._connection.rows(_ACCOUNTS, customer_id_=customer_id)))

    def add(self, person: Person, *, consolidated: bool) -> Customer:
        """A new customer with an untouched lock; `RowConflict` when the ID number is there already."""
        # the number comes first, because the person is sealed to it
        customer_id = self.next_id()
        lookup = self._keys.lookup(person.id_number)
        sealed = seal_person(self._keys, self._token, customer_id, lookup, person)
        self._connection.change(
            _ADD,
            id=customer_id,
            lookup=lookup,
            person=sealed,
            consolidated=consolidated,
            contacts_changed_at=None,
            contacts_as_of=None,
        )
        self._connection.change(_ADD_LOCK, customer_id=customer_id, **UNTOUCHED)
        return Customer(customer_id, consolidated)

    def next_id(self) -> int:
        """The number of the next customer; what an import has reserved is left out."""
        return max(self._connection.number(_NEXT_ID), self._connection.number(_AFTER_PENDING))

    def contacts_changed_at(self, customer_id: int) -> datetime | None:
        """When mobile or e-mail last changed here, None for long ago; `KeyError` for no such customer."""
        return self._contacts(customer_id)[0]

    def contacts_as_of(self, customer_id: int) -> datetime | None:
        """Up to when they are known to be right, None for long ago; `KeyError` for no such customer."""
        return self._contacts(customer_id)[1]

    def change_contacts(
        self, customer_id: int, person: Person, at: datetime, as_of: datetime | None = None
    ) -> None:
        """Replaces the personal data, the contacts changed `at` this moment: the cool-down begins.

        `as_of`: up to when another system knew them to be right; `at` for a change made here.
        `KeyError` for no such customer.
        """
        lookup = self._keys.lookup(person.id_number)
        sealed = seal_person(self._keys, self._token, customer_id, lookup, person)
        if not self._connection.change(
            _CHANGE_CONTACTS, customer_id_=customer_id, new_person=sealed, new_at=at, new_as_of=as_of or at
        ):
            raise KeyError(customer_id)

    def _contacts(self, customer_id: int) -> tuple[datetime | None, datetime | None]:
        row = self._connection.row(_CONTACTS, customer_id_=customer_id)
        if row is None:
            raise KeyError(customer_id)
        changed_at, as_of = row
        return changed_at, as_of

    def reseal(self, customer_id: int, person: Person) -> None:
        """Replaces the personal data; a changed ID number is found by the new one from then on."""
        lookup = self._keys.lookup(person.id_number)
        sealed = seal_person(self._keys, self._token, customer_id, lookup, person)
        changed = self._connection.change(
            _RESEAL, customer_id_=customer_id, new_lookup=lookup, new_person=sealed
        )
        if not changed:
            raise KeyError(customer_id)

    def add_account(self, customer_id: int, business: Business, branch: str, credential_id: int) -> Account:
        """One more account, in the next position."""
        position = self._connection.number(_NEXT_POSITION, customer_id_=customer_id)
        account_id = self._connection.number(
            _ADD_ACCOUNT,
            customer_id=customer_id,
            business=business.value,
            branch=branch,
            position=position,
            credential_id=credential_id,
        )
        return Account(account_id, customer_id, business, branch, position, credential_id)

    def set_consolidated(self, customer_id: int, consolidated: bool) -> bool:
        """歸戶, or its undoing at the counter (A-13); False when it was so already."""
        changed = self._connection.change(
            _SET_CONSOLIDATED, customer_id_=customer_id, new_consolidated=consolidated
        )
        return changed == 1

    def shared_credential(self, customer_id: int) -> int | None:
        """The one that a consolidated customer's new accounts join; None for anybody else."""
        row = self._connection.row(_SHARED, customer_id_=customer_id)
        return int(row[0]) if row else None

    def remove(self, customer_id: int) -> None:
        """Deletes everything of the customer, as when a demo person is put back; the audit rows stay."""
        for removal in _REMOVE:
            self._connection.change(removal, customer_id_=customer_id)

    def all_ids(self) -> tuple[int, ...]:
        """Every customer's number, rising."""
        return tuple(row[0] for row in self._connection.rows(_ALL_IDS))

    def count(self) -> int:
        """How many customers there are."""
        return self._connection.number(_COUNT)
