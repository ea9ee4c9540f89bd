"""The customer behind an application as things stand now, and whether online reissue is open to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.accounts import number_masked
from services.delivery.post import Channel, channels_of
from services.errors import ErrorCode, ServiceError
from services.expiry import is_dead
from services.masking import mask_email, mask_mobile
from services.policy import Policy
from services.reissue.results import ReissueAccount
from services.taipei import TAIPEI
from storage.records import Account, CredentialOrigin, Customer, Person
from storage.records_reissue import ReissueMethod

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """Read anew in every step: consolidated, contacts changed, imported anew, all may happen in between."""

    customer: Customer
    person: Person
    accounts: tuple[Account, ...]
    contacts_changed_at: datetime | None
    closed: bool
    """Wrong codes in a row have closed online reissue."""

    def address(self, channel: Channel) -> str | None:
        """The address on file."""
        return channels_of(self.person).get(channel)

    def account(self, account_id: int | None) -> Account:
        """The account chosen; REISSUE_ENDED when the customer has it no more."""
        found = next((account for account in self.accounts if account.id == account_id), None)
        if found is None:
            raise ServiceError(ErrorCode.REISSUE_ENDED)
        return found

    def targets(self, account_id: int | None) -> tuple[Account, ...]:
        """The accounts that get the new password: all of a consolidated customer, else the chosen one."""
        chosen = self.account(account_id)
        return self.accounts if self.customer.consolidated else (chosen,)

    def view(self, account: Account) -> ReissueAccount:
        """The account as it may be shown."""
        masked = number_masked(account, self.person)
        return ReissueAccount(account.id, account.business, account.branch, masked)


def read_standing(tx: "Transaction", customer_id: int) -> Standing:
    """How the customer stands; REISSUE_ENDED for one who is gone."""
    found = tx.reissues.facts(customer_id)
    if found is None:
        raise ServiceError(ErrorCode.REISSUE_ENDED)
    return Standing(found.customer, found.person, found.accounts, found.contacts_changed_at, found.closed)


def obstacle(standing: Standing, method: ReissueMethod, policy: Policy, now: datetime) -> ServiceError | None:
    """Why this customer has to go to the counter; None for who need not."""
    if standing.closed:
        return ServiceError(ErrorCode.REISSUE_CLOSED)
    if not standing.accounts:
        return ServiceError(ErrorCode.NOT_OFFERED)
    known = len(channels_of(standing.person))
    if method is ReissueMethod.CERTIFICATE and not known:
        return ServiceError(ErrorCode.REISSUE_NO_CONTACT)
    if method is ReissueMethod.LETTER and known < len(Channel):
        return ServiceError(ErrorCode.REISSUE_NEEDS_BOTH)
    return _cooling_down(standing.contacts_changed_at, policy, now)


def initial_until(tx: "Transaction", customer_id: int, now: datetime) -> datetime | None:
    """Until when an initial password logs in; None where the customer has none that does."""
    alive = [
        credential.dies_at
        for credential in tx.credentials.of_accounts(customer_id)
        if credential.origin is CredentialOrigin.INITIAL and not is_dead(credential, now)
    ]
    return max((dies_at for dies_at in alive if dies_at), default=None)


def mask_address(channel: Channel, address: str) -> str:
    """Where a letter goes, as it may be shown."""
    return mask_email(address) if channel is Channel.EMAIL else mask_mobile(address)


def _cooling_down(changed_at: datetime | None, policy: Policy, now: datetime) -> ServiceError | None:
    if changed_at is None:
        return None
    over = changed_at + timedelta(days=policy.contact_cooldown_days)
    if now >= over:
        return None
    # the day on which it works for sure
    day = (over + timedelta(days=1) - timedelta.resolution).astimezone(TAIPEI)
    return ServiceError(ErrorCode.REISSUE_COOLDOWN, until=f"{day:%Y/%m/%d}")
