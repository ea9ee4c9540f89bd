"""What a file says otherwise of a customer who is there already (`--update`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from services.audit_trail import IMPORT, PASSWORDS
from services.customer_import.columns import Column, Heading
from services.customer_import.customer import FileCustomer, NewAccount
from services.customer_import.reasons import CellRefused, Reason
from services.customer_import.verifiers import require_bearable
from services.policy import Policy
from storage.records import UNPEPPERED, Account, Credential, CredentialOrigin, Person, Verifier

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PendingUpdate(msgspec.Struct, frozen=True):
    """A customer of the file, kept until everything is shown."""

    customer_id: int
    wanted: FileCustomer
    contacts: bool
    """Whether the file says anything of mobile and e-mail."""
    without: Verifier
    """For an account that the file brings without a password."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different, on the state that was read."""

    person: Person
    """As it will be."""
    contacts: bool
    named: bool
    born: bool
    """The birth date, which a reissue and an unlock ask for."""
    accounts: tuple[tuple[str, NewAccount], ...]
    """New ones, by number."""
    moved: tuple[tuple[int, str], ...]
    """Accounts that are kept at another branch."""
    passwords: Mapping[Verifier, tuple[Account, ...]]
    """Verifiers that replace imported ones which were never used here."""
    confirmed: datetime | None
    """Up to when the contacts, as they will be, are right; None where that was known before."""
    business_kept: int
    """Accounts that the file has under another business: that is not changed."""

    def __bool__(self) -> bool:
        changed = self.contacts or self.named or self.born
        return changed or bool(self.accounts) or bool(self.moved) or bool(self.passwords)

    def told(self) -> str:
        """For the audit row."""
        parts = (
            ("contacts", self.contacts),
            ("person", self.named),
            ("birth_date", self.born),
            ("accounts", self.accounts),
            ("branches", self.moved),
            (PASSWORDS, self.passwords),
        )
        return " ".join((IMPORT, *(name for name, changed in parts if changed)))


def contacts_in(heading: Heading) -> bool:
    """Whether a file with this heading says anything of mobile and e-mail."""
    return heading.has(Column.MOBILE) and heading.has(Column.EMAIL)


def changes_of(tx: "Transaction", update: PendingUpdate, policy: Policy) -> Changes:
    """Compares; changes nothing. Raises `CellRefused` TOO_MANY_PASSWORDS, VERIFIERS_COST."""
    person = tx.customers.person(update.customer_id)
    accounts = tx.customers.accounts(update.customer_id)
    known, told = tx.customers.contacts_as_of(update.customer_id), update.wanted.as_of
    fresh = _fresh(known, told)
    target = _target(person, update, fresh=fresh)
    wanted = update.wanted
    by_number = dict(zip(wanted.person.account_numbers, wanted.accounts, strict=True))
    new = tuple((number, one) for number, one in by_number.items() if number not in person.account_numbers)
    both = [
        (account, by_number[number])
        for account in accounts
        if (number := person.account_numbers[account.position]) in by_number
    ]
    changes = Changes(
        person=replace(target, account_numbers=(*person.account_numbers, *(number for number, _ in new))),
        contacts=(target.mobile, target.email) != (person.mobile, person.email),
        named=target.name != person.name,
        born=target.birth_date != person.birth_date,
        accounts=new,
        moved=tuple((ours.id, one.branch) for ours, one in both if fresh and ours.branch != one.branch),
        passwords=_passwords(tx, update.customer_id, accounts, both),
        confirmed=told if update.contacts and fresh and told != known else None,
        business_kept=sum(ours.business is not one.business for ours, one in both),
    )
    _require_few(tx, update.customer_id, accounts, changes, policy)
    return changes


def _fresh(known: datetime | None, told: datetime | None) -> bool:
    """Whether the file knows the customer at least as late as we do."""
    return known is None or (told is not None and told >= known)


def _target(person: Person, update: PendingUpdate, *, fresh: bool) -> Person:
    """The customer as the file has him, but for what we know better or it does not say."""
    target = replace(update.wanted.person, account_numbers=person.account_numbers)
    if not (update.contacts and fresh):
        target = replace(target, mobile=person.mobile, email=person.email)
    return target if fresh else replace(target, birth_date=person.birth_date)


def _passwords(
    tx: "Transaction",
    customer_id: int,
    accounts: tuple[Account, ...],
    both: Sequence[tuple[Account, NewAccount]],
) -> Mapping[Verifier, tuple[Account, ...]]:
    """Only an imported password that nobody has used here is replaced: the first use gave it our pepper."""
    kept = {credential.id: credential for credential in tx.credentials.of_accounts(customer_id)}
    new: dict[Verifier, tuple[Account, ...]] = {}
    for account, wanted in both:
        verifier = wanted.verifier
        if verifier and _replaceable(kept[account.credential_id], verifier):
            new[verifier] = (*new.get(verifier, ()), account)
    if len(new) and tx.customers.shared_credential(customer_id) is not None:
        # one password for all: the file's, if it names just one
        return {next(iter(new)): accounts} if len(new) == 1 else {}
    return new


def _replaceable(kept: Credential, verifier: Verifier) -> bool:
    return is_unused(kept) and kept.verifier != verifier


def is_unused(kept: Credential) -> bool:
    """Whether it came with an import and nobody has logged in with it here."""
    return kept.origin is CredentialOrigin.IMPORTED and kept.verifier.pepper_version == UNPEPPERED


def _require_few(
    tx: "Transaction", customer_id: int, accounts: tuple[Account, ...], changes: Changes, policy: Policy
) -> None:
    """At most so many different login passwords an ID, where their number or their cost changes."""
    if not (changes.accounts or changes.passwords):
        return
    if tx.customers.shared_credential(customer_id) is not None:
        return
    kept = {credential.id: credential.verifier for credential in tx.credentials.of_accounts(customer_id)}
    replaced = {account.id for some in changes.passwords.values() for account in some}
    left: set[Verifier | None] = {kept[one.credential_id] for one in accounts if one.id not in replaced}
    left |= {*changes.passwords, *(account.verifier for _, account in changes.accounts)}
    if len(left) > policy.login_passwords_per_id:
        raise CellRefused(Column.VERIFIER, Reason.TOO_MANY_PASSWORDS)
    require_bearable(left)
