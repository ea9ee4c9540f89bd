"""An account as its owner sees it after login: the cells of 未歸戶密碼變更 (R-GRID-2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from services.expiry import ExpiryState, expiry_of
from services.masking import mask_account_number
from services.policy import Policy
from services.taipei import taipei_date
from storage.records import Account, Business, Credential, CredentialOrigin, Person, WithdrawalCredential

if TYPE_CHECKING:
    from storage.transaction import Transaction


class WithdrawalState(StrEnum):
    """How the 網路出金密碼 of an account stands."""

    NONE = "none"
    """Not a futures account: there is no such thing."""
    MISSING = "missing"
    """None was ever set; the counter sets the first."""
    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account, as it stood at login or after the last change in this visit."""

    id: int
    """For asking to change it."""
    business: Business
    """商品別."""
    branch: str
    """分公司."""
    number_masked: str
    """交易帳號."""
    same: bool
    """帳戶狀態 相同: its password is the one just used to log in (A-02)."""
    changed_on: date | None
    """密碼變更日期, a Taipei date; None where nobody knows."""
    expires_on: date | None
    """到期日期."""
    expiry_state: ExpiryState
    """密碼到期狀態."""
    withdrawal: WithdrawalState


def view_accounts(
    accounts: Sequence[Account],
    credentials: Mapping[int, Credential],
    withdrawals: Mapping[int, WithdrawalCredential],
    person: Person,
    *,
    matched: Collection[int],
    policy: Policy,
    now: datetime,
) -> tuple[AccountView, ...]:
    """The accounts by position; `matched` are the credentials that the login password verified against.

    `credentials` by their ids, `withdrawals` by their accounts'.
    """

    def view(account: Account) -> AccountView:
        credential = credentials[account.credential_id]
        expiry = expiry_of(credential, policy, now)
        imported = credential.origin is CredentialOrigin.IMPORTED
        return AccountView(
            id=account.id,
            business=account.business,
            branch=account.branch,
            number_masked=number_masked(account, person),
            same=credential.id in matched,
            changed_on=None if imported else taipei_date(credential.changed_at),
            expires_on=expiry.on,
            expiry_state=expiry.state,
            withdrawal=withdrawal_state(account, withdrawals.get(account.id)),
        )

    return tuple(map(view, accounts))


def withdrawal_state(account: Account, kept: WithdrawalCredential | None) -> WithdrawalState:
    """How an account's withdrawal password stands."""
    if account.business is not Business.FUTURES:
        return WithdrawalState.NONE
    if kept is None:
        return WithdrawalState.MISSING
    return WithdrawalState.LOCKED if kept.locked else WithdrawalState.OPEN


def read_withdrawals(tx: "Transaction", accounts: Sequence[Account]) -> Mapping[int, WithdrawalCredential]:
    """The withdrawal passwords of one customer's accounts, by account; nothing is read without futures."""
    if not any(account.business is Business.FUTURES for account in accounts):
        return {}
    return {kept.account_id: kept for kept in tx.withdrawals.of_customer(accounts[0].customer_id)}


def number_masked(account: Account, person: Person) -> str:
    """交易帳號 as it may be shown."""
    numbers = person.account_numbers
    return mask_account_number(numbers[account.position] if account.position < len(numbers) else "")
