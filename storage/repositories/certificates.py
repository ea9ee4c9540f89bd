"""Challenges that wait for their signature, and how often the PIN of a certificate was wrong."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, case, delete, or_, select, update

from storage import tables
from storage.connection import Connection
from storage.records import CertificateChallengeRow
from storage.statement import Statement, inserting

_challenges = tables.certificate_challenges
_ADD: Final = inserting(_challenges)
_TAKE: Final = Statement(
    delete(_challenges)
    .where(_challenges.c.nonce_hash == bindparam("nonce_hash_"))
    .returning(
        _challenges.c.nonce_hash,
        _challenges.c.purpose,
        _challenges.c.terminal_id,
        _challenges.c.interaction_id,
        _challenges.c.customer_pseudonym,
        _challenges.c.expires_at,
    )
)
_SWEEP: Final = Statement(delete(_challenges).where(_challenges.c.expires_at <= bindparam("now")))

_pins = tables.certificate_pins
_FIRST: Final = inserting(_pins)
_READ: Final = Statement(
    select(_pins.c.failures, _pins.c.failed_at).where(_pins.c.identity == bindparam("identity_"))
)
_long_ago: Final = _pins.c.failed_at <= bindparam("forgotten")
_PAY: Final = Statement(
    update(_pins)
    .where(_pins.c.identity == bindparam("identity_"), or_(_pins.c.failures < bindparam("limit"), _long_ago))
    .values(failures=case((_long_ago, 1), else_=_pins.c.failures + 1), failed_at=bindparam("now"))
)
_GIVE_BACK: Final = Statement(
    update(_pins)
    .where(_pins.c.identity == bindparam("identity_"), _pins.c.failures > 0)
    .values(failures=_pins.c.failures - 1)
)
_CLEAR: Final = Statement(delete(_pins).where(_pins.c.identity == bindparam("identity_")))


class CertificateRepository:
    """A challenge is used up by looking at it; a PIN is paid for before it is tried."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_challenge(self, row: CertificateChallengeRow) -> None:
        """Remembers a challenge."""
        self._connection.change(
            _ADD,
            nonce_hash=row.nonce_hash,
            purpose=row.purpose,
            terminal_id=row.terminal_id,
            interaction_id=row.interaction_id,
            customer_pseudonym=row.customer_pseudonym,
            expires_at=row.expires_at,
        )

    def take_challenge(self, nonce_hash: bytes) -> CertificateChallengeRow | None:
        """Removes the challenge and hands it out; of several who try at once one gets it."""
        row = self._connection.row(_TAKE, nonce_hash_=nonce_hash)
        return CertificateChallengeRow(*row) if row else None

    def sweep(self, now: datetime) -> int:
        """Deletes challenges whose time is over; how many those were."""
        return self._connection.change(_SWEEP, now=now)

    def wrong_pins(self, identity: str, forgotten: datetime) -> int:
        """Wrong PINs in a row; what was last tried at `forgotten` or before counts no more."""
        row = self._connection.row(_READ, identity_=identity)
        return row[0] if row and row[1] > forgotten else 0

    def last_pin(self, identity: str) -> datetime | None:
        """When the newest of its wrong PINs was tried; None without any."""
        row = self._connection.row(_READ, identity_=identity)
        return row[1] if row else None

    def pay_pin(self, identity: str, limit: int, now: datetime, forgotten: datetime) -> bool:
        """Counts one more wrong PIN, before it is known to be one; False when `limit` are counted already.

        However many ask at once, no more than `limit` are let through. `RowConflict` on PostgreSQL when two
        count the very first one at the same moment: the transaction is run again.
        """
        if self._connection.change(_PAY, identity_=identity, limit=limit, now=now, forgotten=forgotten):
            return True
        if self._connection.row(_READ, identity_=identity) is not None:
            return False
        self._connection.change(_FIRST, identity=identity, failures=1, failed_at=now)
        return True

    def give_back_pin(self, identity: str) -> None:
        """Takes one back that was never tried, because the token was gone."""
        self._connection.change(_GIVE_BACK, identity_=identity)

    def clear_pins(self, identity: str) -> None:
        """The right PIN ends the row of wrong ones."""
        self._connection.change(_CLEAR, identity_=identity)
