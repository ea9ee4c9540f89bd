"""How a customer of 密碼補發 stands, in one statement: every step reads it anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from storage import tables
from storage.keyring import Keyring
from storage.records import Account, Customer, Person
from storage.repositories.account_row import account_of
from storage.sealing import unseal_person
from storage.statement import Row, Statement
from storage.tables_reissue import code_failures
from storage.types import BigId

_customers, _accounts = tables.customers, tables.accounts

FOR_REISSUE: Final = Statement(
    select(
        _customers.c.id.label("customer"),
        _customers.c.consolidated,
        _customers.c.lookup,
        _customers.c.person,
        _customers.c.contacts_changed_at,
        code_failures.c.closed,
        _accounts.c.id.label("account"),
        _accounts.c.customer_id,
        _accounts.c.business,
        _accounts.c.branch,
        _accounts.c.position,
        _accounts.c.credential_id,
    )
    .outerjoin_from(_customers, code_failures, code_failures.c.customer_id == _customers.c.id)
    .outerjoin(_accounts, _accounts.c.customer_id == _customers.c.id)
    .where(_customers.c.id == bindparam("customer_id_", type_=BigId))
    .order_by(_accounts.c.position)
)


@dataclass(frozen=True, slots=True)
class ReissueFacts:
    """What a step of an application needs to know of its customer."""

    customer: Customer
    person: Person
    accounts: tuple[Account, ...]
    """By position."""
    contacts_changed_at: datetime | None
    closed: bool
    """Wrong codes in a row have closed online reissue."""


def reissue_facts(keys: Keyring, rows: list[Row]) -> ReissueFacts:
    """From the rows of `FOR_REISSUE`; `SealBroken` if the personal data was changed."""
    customer_id, consolidated, lookup, person, contacts_changed_at, closed = rows[0][:6]
    return ReissueFacts(
        Customer(customer_id, consolidated),
        unseal_person(keys, customer_id, lookup, person),
        # a customer may have no account
        tuple(account_of(row[6:]) for row in rows if row[6] is not None),
        contacts_changed_at,
        bool(closed),
    )
