"""Rows of new customers by the thousand, made in any process, for `Connection.copy_in` in another.

What `CustomerRepository.add`, `CredentialRepository.add` and `add_account` write one by one, as plain tuples
in the types of the driver: a statement a row would cost more than the row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Final

from storage.keyring import Keyring, Token
from storage.records import Business, CredentialOrigin, Person, Verifier
from storage.sealing import seal_person, seal_verifier
from storage.statement import Convert
from storage.types import UTCDateTime

CUSTOMER_COLUMNS: Final = (
    "id",
    "lookup",
    "person",
    "consolidated",
    "contacts_changed_at",
    "contacts_as_of",
)
CREDENTIAL_COLUMNS: Final = (
    "id",
    "customer_id",
    "phc",
    "pepper_version",
    "origin",
    "changed_at",
    "dies_at",
)
ACCOUNT_COLUMNS: Final = ("customer_id", "business", "branch", "position", "credential_id")

CustomerRow = tuple[int, bytes, bytes, bool, None, object]
CredentialRow = tuple[int, int, str, int, str, object, None]
AccountRow = tuple[int, str, str, int, int]


@dataclass(slots=True)
class BulkRows:
    """New customers; the ids of credentials count from 0 until they are numbered (`numbered`)."""

    customers: list[CustomerRow] = field(default_factory=list)
    credentials: list[CredentialRow] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)

    def without(self, customer_ids: Iterable[int]) -> "BulkRows":
        """The same without some customers."""
        gone = frozenset(customer_ids)
        if not gone:
            return self
        return BulkRows(
            [row for row in self.customers if row[0] not in gone],
            [row for row in self.credentials if row[1] not in gone],
            [row for row in self.accounts if row[0] not in gone],
        )

    def numbered(self, ids: Sequence[int]) -> "BulkRows":
        """The same with the credentials' ids, one for each of them in their order."""
        new = {row[0]: number for row, number in zip(self.credentials, ids, strict=True)}
        return BulkRows(
            self.customers,
            [(new[row[0]], *row[1:]) for row in self.credentials],
            [(*row[:4], new[row[4]]) for row in self.accounts],
        )


class RowMaker:
    """Makes the rows of one engine (`Database.engine_name`), all of one moment."""

    def __init__(self, keys: Keyring, token: Token, engine: str, at: datetime) -> None:
        self._keys = keys
        self._token = token
        self._moment = _converter(engine)
        self._at = self._told(at)

    def add(
        self,
        rows: BulkRows,
        customer_id: int,
        person: Person,
        *,
        consolidated: bool,
        as_of: datetime | None,
        verifiers: Sequence[Verifier],
        accounts: Sequence[tuple[Business, str, int]],
    ) -> None:
        """A customer; `accounts` by position, each with its branch and the index of its verifier."""
        lookup = self._keys.lookup(person.id_number)
        sealed = seal_person(self._keys, self._token, customer_id, lookup, person)
        rows.customers.append((customer_id, lookup, sealed, consolidated, None, self._told(as_of)))
        first, origin = len(rows.credentials), CredentialOrigin.IMPORTED.value
        for number, verifier in enumerate(verifiers, start=first):
            stored = seal_verifier(self._keys, self._token, customer_id, verifier)
            rows.credentials.append(
                (number, customer_id, stored, verifier.pepper_version, origin, self._at, None)
            )
        for position, (business, branch, index) in enumerate(accounts):
            rows.accounts.append((customer_id, business.value, branch, position, first + index))

    def _told(self, at: datetime | None) -> object:
        return at if at is None or self._moment is None else self._moment(at)


def _converter(engine: str) -> Convert:
    """How the driver of an engine takes a moment; a file has few of them, so each is converted once."""
    dialect = import_module(f"sqlalchemy.dialects.{engine}").dialect()
    convert = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    return cache(convert) if convert else None
