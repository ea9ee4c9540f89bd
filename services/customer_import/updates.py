"""Doing what a file changes of a customer who is there already (`--update`), and putting it on record."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.consolidation import join_consolidated
from services.customer_import.changes import Changes, PendingUpdate, is_unused
from services.visit import Visit
from storage.audit_entry import AuditEntry
from storage.records import Account, CredentialOrigin, Person, Verifier

if TYPE_CHECKING:
    from storage.transaction import Transaction


def carry_out(tx: "Transaction", update: PendingUpdate, changes: Changes, now: datetime) -> None:
    """Writes them; whoever is logged in is logged out where a password changed."""
    customer_id = update.customer_id
    if changes.contacts:
        tx.customers.change_contacts(customer_id, changes.person, now, update.wanted.as_of)
    else:
        tx.customers.reseal(customer_id, changes.person)
    if changes.born:
        # a factor of the reissue, as the contacts are
        tx.import_updates.begin_cool_down(customer_id, now)
    if changes.confirmed is not None:
        tx.import_updates.known_until(customer_id, changes.confirmed)
    for account_id, branch in changes.moved:
        tx.import_updates.move_account(account_id, branch)
    for verifier, accounts in changes.passwords.items():
        _replace_password(tx, customer_id, verifier, accounts, now)
    _add_accounts(tx, update, changes, now)
    if changes.passwords:
        tx.sessions.end_all(customer_id)


def entry_of(trail: AuditTrail, visit: Visit, person: Person, told: str) -> AuditEntry:
    """The audit row of a customer who was changed."""
    return trail.entry(
        visit,
        AuditEvent.USER_UPDATED,
        Outcome.SUCCESS,
        subject=trail.subject(person.id_number),
        reason=told,
        actor_type="system",
    )


def _replace_password(
    tx: "Transaction", customer_id: int, verifier: Verifier, accounts: tuple[Account, ...], now: datetime
) -> None:
    new = _credential(tx, customer_id, verifier, now)
    for old in sorted({account.credential_id for account in accounts}):
        ids = [account.id for account in accounts if account.credential_id == old]
        tx.credentials.assign(ids, seen=old, new=new)
        # never used here, so it is no password that must not come back
        tx.credentials.retire(ids, old, now, keep=0)


def _add_accounts(tx: "Transaction", update: PendingUpdate, changes: Changes, now: datetime) -> None:
    """New accounts join a consolidated customer's shared password, or bring one of their own (R-CON-5)."""
    customer_id = update.customer_id
    for _, account in changes.accounts:
        if not join_consolidated(tx, customer_id, account.business, account.branch):
            credential = _credential(tx, customer_id, account.verifier or update.without, now)
            tx.customers.add_account(customer_id, account.business, account.branch, credential)


def _credential(tx: "Transaction", customer_id: int, verifier: Verifier, now: datetime) -> int:
    """The same verifier is the same password, tried once at a login: a credential there is shared."""
    for kept in tx.credentials.of_accounts(customer_id):
        if is_unused(kept) and kept.verifier == verifier:
            return kept.id
    return tx.credentials.add(customer_id, verifier, CredentialOrigin.IMPORTED, now).id
