"""What a server's errors mean; the server itself is not needed to say so."""

import pytest

from storage.dialect.postgresql import PostgresqlBackend
from storage.errors import RowConflict, StorageError, StorageFault


class ServerError(Exception):
    """As psycopg's: with an SQLSTATE, and values of rows in its message."""

    def __init__(self, state: str | None) -> None:
        super().__init__("Key (lookup)=(secret) already exists")
        self.sqlstate = state


@pytest.mark.parametrize(
    ("state", "fault", "again"),
    [
        ("55P03", StorageFault.BUSY, False),
        ("53100", StorageFault.FULL, False),
        ("25006", StorageFault.READ_ONLY, False),
        ("08006", StorageFault.UNAVAILABLE, True),
        ("57P01", StorageFault.UNAVAILABLE, True),
        (None, StorageFault.UNAVAILABLE, False),
        ("40001", StorageFault.UNAVAILABLE, True),
        ("40P01", StorageFault.UNAVAILABLE, True),
    ],
)
def test_a_servers_states_have_a_meaning(state: str | None, fault: StorageFault, again: bool) -> None:
    meaning = PostgresqlBackend.fault(object.__new__(PostgresqlBackend), ServerError(state))
    assert isinstance(meaning, StorageError)
    assert (meaning.fault, meaning.worth_again) == (fault, again)


@pytest.mark.parametrize(("state", "again"), [("23505", True), ("23503", False)])
def test_a_servers_broken_constraint_shows_no_value(state: str, again: bool) -> None:
    meaning = PostgresqlBackend.fault(object.__new__(PostgresqlBackend), ServerError(state))
    assert isinstance(meaning, RowConflict)
    assert meaning.worth_again is again
    assert not meaning.args
