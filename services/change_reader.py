"""Reads what is there before a change of passwords."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.accounts import WithdrawalState, read_withdrawals, withdrawal_state
from services.change_case import ChangeCase
from services.change_form import ChangeForm
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.masking import mask_account_number
from services.sessions import CustomerSession, Sessions
from storage.records import Account, Customer, Person, SessionRow, WithdrawalCredential

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks: a session that lives, and the customer's accounts."""

    row: SessionRow
    customer: Customer
    accounts: tuple[Account, ...]


class CaseReader:
    """Makes cases."""

    def __init__(self, ground: Ground, *, sessions: Sessions) -> None:
        self._policy = ground.policy
        self._trail = ground.trail
        self._sessions = sessions

    def standing(self, tx: "Transaction", session: CustomerSession) -> Standing:
        """Raises `ServiceError(SESSION_ENDED)`."""
        row = self._sessions.require(tx, session)
        customer = tx.customers.by_id(session.customer_id)
        if customer is None:
            raise ServiceError(ErrorCode.SESSION_ENDED)
        return Standing(row, customer, tx.customers.accounts(customer.id))

    def require_sync_offered(self, form: ChangeForm) -> None:
        """Raises `ServiceError(NOT_OFFERED)` where voice sync is ticked and the policy has none."""
        ticked = form.login is not None and form.login.sync_voice
        if ticked and not self._policy.voice_sync_offered:
            raise ServiceError(ErrorCode.NOT_OFFERED)

    def case(
        self,
        tx: "Transaction",
        form: ChangeForm,
        standing: Standing,
        *,
        targets: tuple[Account, ...],
        proof: Collection[int],
        one_proves: bool = False,
        futures: Account | None = None,
    ) -> ChangeCase:
        """The case of a form; `proof` are credentials, `futures` the account of the withdrawal block.

        Raises `ServiceError`: NOT_OFFERED (no futures account), WITHDRAWAL_MISSING, WITHDRAWAL_LOCKED.
        """
        withdrawals = read_withdrawals(tx, standing.accounts)
        kept = _open_one(futures, withdrawals) if form.withdrawal is not None else None
        customer = standing.customer
        person = tx.customers.person(customer.id)
        credentials = tx.credentials.of_accounts(customer.id)
        before = tx.credentials.past([a.id for a in targets]) if self._policy.password_history else ()
        found = map(tx.credentials.by_id, standing.row.matched)
        return ChangeCase(
            customer=customer,
            person=person,
            subject=self._trail.subject(person.id_number),
            accounts=standing.accounts,
            credentials=credentials,
            targets=targets,
            proof=tuple(credential for credential in credentials if credential.id in proof),
            one_proves=one_proves,
            past=before,
            used_to_log_in=tuple(credential for credential in found if credential is not None),
            withdrawals=tuple(withdrawals.values()),
            futures=kept,
            target_masked=_masked(targets[0], person) if len(targets) == 1 else None,
            futures_masked=_masked(futures, person) if futures is not None else None,
        )


def _open_one(
    futures: Account | None, withdrawals: "Mapping[int, WithdrawalCredential]"
) -> WithdrawalCredential:
    kept = withdrawals.get(futures.id) if futures is not None else None
    match withdrawal_state(futures, kept) if futures is not None else WithdrawalState.NONE:
        case WithdrawalState.NONE:
            raise ServiceError(ErrorCode.NOT_OFFERED)
        case WithdrawalState.LOCKED:
            raise ServiceError(ErrorCode.WITHDRAWAL_LOCKED, "withdrawal_old")
    if kept is None:
        raise ServiceError(ErrorCode.WITHDRAWAL_MISSING, "withdrawal_old")
    return kept


def _masked(account: Account, person: Person) -> str:
    numbers = person.account_numbers
    return mask_account_number(numbers[account.position]) if account.position < len(numbers) else "****"
