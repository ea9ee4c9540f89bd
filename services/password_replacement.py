"""Puts a new login password in the place of others, with their history (A-21)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from services.change_case import ChangeCase
from services.errors import ErrorCode, ServiceError
from storage.records import Account, Credential, CredentialOrigin, Verifier

if TYPE_CHECKING:
    from storage.transaction import Transaction


def replace_login(
    tx: "Transaction", targets: Iterable[Account], new: int, *, at: datetime, keep: int
) -> None:
    """The accounts, as they were read, get the credential `new`; what they had goes into their history.

    An initial password does not: nobody chose it, and two reissues would push out two of the last three.
    CHANGED_ELSEWHERE when one of them has another password by now.
    """
    for seen, account_ids in _by_credential(targets).items():
        if not tx.credentials.assign(account_ids, seen=seen, new=new):
            raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)
        old = tx.credentials.by_id(seen)
        if old is not None and old.origin is CredentialOrigin.INITIAL:
            tx.credentials.drop(seen)
        else:
            tx.credentials.retire(account_ids, seen, at, keep=keep)


def renew_twins(tx: "Transaction", twins: Iterable[Credential], verifier: Verifier) -> None:
    """The ID's other credentials that have the new password get its verifier: one password, one verifier.

    CHANGED_ELSEWHERE when one of them was hashed anew meanwhile, by a login.
    """
    for twin in twins:
        if twin.verifier == verifier:
            continue
        renewed = tx.credentials.replace_verifier(twin.id, seen=twin.verifier, new=verifier)
        # one that is gone shares nothing any more
        if not renewed and tx.credentials.by_id(twin.id) is not None:
            raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)


def require_as_seen(tx: "Transaction", case: ChangeCase) -> None:
    """What was verified outside the transaction must still be what there is.

    Else ACCOUNTS_CHANGED where an account joined, CHANGED_ELSEWHERE for everything else.
    """
    customer, accounts = tx.customers.by_id(case.customer.id), tx.customers.accounts(case.customer.id)
    if {account.id for account in accounts} != {account.id for account in case.accounts}:
        raise ServiceError(ErrorCode.ACCOUNTS_CHANGED)
    if (customer, accounts) != (case.customer, case.accounts):
        raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)


def _by_credential(targets: Iterable[Account]) -> dict[int, list[int]]:
    """Each password that goes, with the accounts that refer to it."""
    groups: dict[int, list[int]] = defaultdict(list)
    for account in targets:
        groups[account.credential_id].append(account.id)
    return groups
