"""What a login reads of an ID, in one statement."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, exists, select

from storage import tables
from storage.keyring import Keyring
from storage.records import Credential, Customer, LoginLock
from storage.repositories.credentials import credential_of
from storage.repositories.locks import lock_of
from storage.statement import Row, Statement

_customers, _accounts, _credentials = tables.customers, tables.accounts, tables.credentials
VISIBLE: Final = ~exists().where(
    tables.pending_imports.c.first_id <= _customers.c.id, tables.pending_imports.c.last_id >= _customers.c.id
)
"""Not of an import that is not finished."""

_locks = tables.login_locks
FOR_LOGIN: Final = Statement(
    select(
        _customers.c.id.label("customer"),
        _customers.c.consolidated,
        _locks.c.fail_count,
        _locks.c.unlock_used,
        _locks.c.state,
        _locks.c.episode,
        _credentials.c.id.label("credential"),
        _credentials.c.customer_id.label("owner"),
        _credentials.c.phc,
        _credentials.c.pepper_version,
        _credentials.c.origin,
        _credentials.c.changed_at,
        _credentials.c.dies_at,
    )
    .join_from(_customers, _locks, _locks.c.customer_id == _customers.c.id)
    .outerjoin(_accounts, _accounts.c.customer_id == _customers.c.id)
    .outerjoin(_credentials, _credentials.c.id == _accounts.c.credential_id)
    .where(_customers.c.lookup == bindparam("lookup_"), VISIBLE)
    .order_by(_credentials.c.id)
)


@dataclass(frozen=True, slots=True)
class LoginFacts:
    """All that a login needs to know of an ID, read at once."""

    customer: Customer
    lock: LoginLock
    credentials: tuple[Credential, ...]
    """The distinct ones that the accounts use, oldest first."""


def login_facts(keys: Keyring, rows: list[Row]) -> LoginFacts:
    """From the rows of `FOR_LOGIN`."""
    customer_id, consolidated, *lock = rows[0][:6]
    # several accounts may refer to one credential, and a customer may have no account yet
    distinct = {row[6]: row[6:] for row in rows if row[6] is not None}
    return LoginFacts(
        Customer(customer_id, consolidated),
        lock_of((customer_id, *lock)),
        tuple(credential_of(keys, row) for row in distinct.values()),
    )
