"""網路出金密碼: one verifier a futures account, with a counter of its own (R-ACC-6)."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, update

from storage import tables
from storage.connection import Connection
from storage.records import Verifier, WithdrawalCredential
from storage.statement import Row, Statement, inserting

_withdrawal, _accounts = tables.withdrawal_credentials, tables.accounts
_COLUMNS: Final = (
    _withdrawal.c.account_id,
    _withdrawal.c.phc,
    _withdrawal.c.pepper_version,
    _withdrawal.c.fail_count,
    _withdrawal.c.locked,
    _withdrawal.c.changed_at,
)
_same_password: Final = (
    _withdrawal.c.account_id == bindparam("account_id_"),
    _withdrawal.c.phc == bindparam("seen_phc"),
    _withdrawal.c.pepper_version == bindparam("seen_pepper"),
)
_FIND: Final = Statement(select(*_COLUMNS).where(_withdrawal.c.account_id == bindparam("account_id_")))
_OF_CUSTOMER: Final = Statement(
    select(*_COLUMNS)
    .join_from(_withdrawal, _accounts, _accounts.c.id == _withdrawal.c.account_id)
    .where(_accounts.c.customer_id == bindparam("customer_id_"))
    .order_by(_accounts.c.position)
)
_ADD: Final = inserting(_withdrawal)
_DELETE: Final = Statement(delete(_withdrawal).where(_withdrawal.c.account_id == bindparam("account_id_")))
_COUNT: Final = Statement(
    update(_withdrawal)
    .where(
        *_same_password,
        _withdrawal.c.fail_count == bindparam("seen_fail_count"),
        _withdrawal.c.locked == bindparam("seen_locked"),
    )
    .values(fail_count=bindparam("new_fail_count"), locked=bindparam("new_locked"))
)
_REPLACE: Final = Statement(
    update(_withdrawal)
    .where(*_same_password)
    .values(
        phc=bindparam("new_phc"),
        pepper_version=bindparam("new_pepper"),
        fail_count=0,
        locked=False,
        changed_at=bindparam("new_changed_at"),
    )
)


class WithdrawalRepository:
    """Every change of a kept one is guarded by what was seen of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, account_id: int) -> WithdrawalCredential | None:
        """The one of a futures account, if one is set."""
        row = self._connection.row(_FIND, account_id_=account_id)
        return _withdrawal_of(row) if row else None

    def of_customer(self, customer_id: int) -> tuple[WithdrawalCredential, ...]:
        """All that the customer's accounts have, by their positions."""
        return tuple(map(_withdrawal_of, self._connection.rows(_OF_CUSTOMER, customer_id_=customer_id)))

    def set(
        self,
        account_id: int,
        verifier: Verifier,
        changed_at: datetime,
        *,
        fail_count: int = 0,
        locked: bool = False,
    ) -> None:
        """A first or a new one, whatever is there; what counted against the old one is gone."""
        self._connection.change(_DELETE, account_id_=account_id)
        self._connection.change(
            _ADD,
            account_id=account_id,
            phc=verifier.phc,
            pepper_version=verifier.pepper_version,
            fail_count=fail_count,
            locked=locked,
            changed_at=changed_at,
        )

    def replace(self, account_id: int, *, seen: Verifier, new: Verifier, changed_at: datetime) -> bool:
        """A new one for the one seen, nothing counted, not locked; False when another is there by now."""
        changed = self._connection.change(
            _REPLACE,
            account_id_=account_id,
            seen_phc=seen.phc,
            seen_pepper=seen.pepper_version,
            new_phc=new.phc,
            new_pepper=new.pepper_version,
            new_changed_at=changed_at,
        )
        return changed == 1

    def count(self, seen: WithdrawalCredential, *, fail_count: int, locked: bool) -> bool:
        """Moves the counter if all is still as seen; False when somebody was quicker: read again."""
        changed = self._connection.change(
            _COUNT,
            account_id_=seen.account_id,
            seen_phc=seen.verifier.phc,
            seen_pepper=seen.verifier.pepper_version,
            seen_fail_count=seen.fail_count,
            seen_locked=seen.locked,
            new_fail_count=fail_count,
            new_locked=locked,
        )
        return changed == 1


def _withdrawal_of(row: Row) -> WithdrawalCredential:
    account_id, phc, pepper_version, *rest = row
    return WithdrawalCredential(account_id, Verifier(phc, pepper_version), *rest)
