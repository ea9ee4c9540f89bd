"""What a file changes of a customer who is there already (`--update`), and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.consolidation import join_consolidated
from services.customer_import.columns import Column, Heading
from services.customer_import.customer import FileCustomer, NewAccount
from services.customer_import.reasons import CellRefused, Reason
from services.hashing import UNPEPPERED
from services.policy import Policy
from services.visit import Visit
from storage.records import Account, Credential, CredentialOrigin, Person, Verifier

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
    renamed: bool
    accounts: tuple[tuple[str, NewAccount], ...]
    """New ones, by number."""
    passwords: Mapping[Verifier, tuple[Account, ...]]
    """Verifiers that replace imported ones which were never used here."""

    def __bool__(self) -> bool:
        return self.contacts or self.renamed or bool(self.accounts) or bool(self.passwords)

    def told(self) -> str:
        """For the audit row."""
        parts = (
            ("contacts", self.contacts),
            ("person", self.renamed),
            ("accounts", self.accounts),
            ("passwords", self.passwords),
        )
        return " ".join(("import", *(name for name, changed in parts if changed)))


def contacts_in(heading: Heading) -> bool:
    """Whether a file with this heading says anything of mobile and e-mail."""
    return heading.has(Column.MOBILE) and heading.has(Column.EMAIL)


def changes_of(tx: "Transaction", update: PendingUpdate, policy: Policy) -> Changes:
    """Compares; changes nothing. Raises `CellRefused` TOO_MANY_PASSWORDS."""
    person = tx.customers.person(update.customer_id)
    wanted = update.wanted
    fresh = _fresh(tx.customers.contacts_as_of(update.customer_id), wanted.as_of)
    target = replace(wanted.person, account_numbers=person.account_numbers)
    if not (update.contacts and fresh):
        target = replace(target, mobile=person.mobile, email=person.email)
    by_number = dict(zip(wanted.person.account_numbers, wanted.accounts, strict=True))
    new = tuple(
        (number, account) for number, account in by_number.items() if number not in person.account_numbers
    )
    changes = Changes(
        person=replace(target, account_numbers=(*person.account_numbers, *(number for number, _ in new))),
        contacts=(target.mobile, target.email) != (person.mobile, person.email),
        renamed=(target.name, target.birth_date) != (person.name, person.birth_date),
        accounts=new,
        passwords=_passwords(tx, update.customer_id, person, by_number),
    )
    _require_few(tx, update.customer_id, changes, policy)
    return changes


def carry_out(tx: "Transaction", update: PendingUpdate, changes: Changes, now: datetime) -> None:
    """Writes them; whoever is logged in is logged out where a password changed."""
    customer_id = update.customer_id
    if changes.contacts:
        tx.customers.change_contacts(customer_id, changes.person, now, update.wanted.as_of)
    else:
        tx.customers.reseal(customer_id, changes.person)
    for verifier, accounts in changes.passwords.items():
        _replace_password(tx, customer_id, verifier, accounts, now)
    _add_accounts(tx, update, changes, now)
    if changes.passwords:
        tx.sessions.end_all(customer_id)


def record(tx: "Transaction", trail: AuditTrail, visit: Visit, changes: Changes) -> None:
    """The audit row of a customer who was changed."""
    subject = trail.subject(changes.person.id_number)
    entry = trail.entry(
        visit,
        AuditEvent.USER_UPDATED,
        Outcome.SUCCESS,
        subject=subject,
        reason=changes.told(),
        actor_type="system",
    )
    tx.audit.append(entry)


def _fresh(known: datetime | None, told: datetime | None) -> bool:
    """Whether the file knows the contacts at least as late as we do."""
    return known is None or (told is not None and told >= known)


def _passwords(
    tx: "Transaction", customer_id: int, person: Person, wanted: Mapping[str, NewAccount]
) -> Mapping[Verifier, tuple[Account, ...]]:
    """Only an imported password that nobody has used here is replaced: the first use gave it our pepper."""
    kept = {credential.id: credential for credential in tx.credentials.of_accounts(customer_id)}
    accounts = tx.customers.accounts(customer_id)
    new: dict[Verifier, tuple[Account, ...]] = {}
    for account in accounts:
        number = person.account_numbers[account.position]
        verifier = wanted[number].verifier if number in wanted else None
        if verifier and _replaceable(kept[account.credential_id], verifier):
            new[verifier] = (*new.get(verifier, ()), account)
    if len(new) and tx.customers.shared_credential(customer_id) is not None:
        # one password for all: the file's, if it names just one
        return {next(iter(new)): accounts} if len(new) == 1 else {}
    return new


def _replaceable(kept: Credential, verifier: Verifier) -> bool:
    unused = kept.origin is CredentialOrigin.IMPORTED and kept.verifier.pepper_version == UNPEPPERED
    return unused and kept.verifier != verifier


def _require_few(tx: "Transaction", customer_id: int, changes: Changes, policy: Policy) -> None:
    """At most so many different login passwords an ID."""
    if tx.customers.shared_credential(customer_id) is not None:
        return
    replaced = {account.id for accounts in changes.passwords.values() for account in accounts}
    left: set[object] = {
        account.credential_id for account in tx.customers.accounts(customer_id) if account.id not in replaced
    }
    left |= {*changes.passwords, *(account.verifier for _, account in changes.accounts)}
    if len(left) > policy.login_passwords_per_id:
        raise CellRefused(Column.VERIFIER, Reason.TOO_MANY_PASSWORDS)


def _replace_password(
    tx: "Transaction", customer_id: int, verifier: Verifier, accounts: tuple[Account, ...], now: datetime
) -> None:
    new = tx.credentials.add(customer_id, verifier, CredentialOrigin.IMPORTED, now)
    for old in sorted({account.credential_id for account in accounts}):
        ids = [account.id for account in accounts if account.credential_id == old]
        tx.credentials.assign(ids, seen=old, new=new.id)
        # never used here, so it is no password that must not come back
        tx.credentials.retire(ids, old, now, keep=0)


def _add_accounts(tx: "Transaction", update: PendingUpdate, changes: Changes, now: datetime) -> None:
    """New accounts join a consolidated customer's shared password, or bring one of their own (R-CON-5)."""
    own: dict[Verifier, int] = {}
    for _, account in changes.accounts:
        if join_consolidated(tx, update.customer_id, account.business, account.branch):
            continue
        verifier = account.verifier or update.without
        if verifier not in own:
            origin = CredentialOrigin.IMPORTED
            own[verifier] = tx.credentials.add(update.customer_id, verifier, origin, now).id
        tx.customers.add_account(update.customer_id, account.business, account.branch, own[verifier])
