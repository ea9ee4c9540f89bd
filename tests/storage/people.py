"""Invented people and passwords for the tests of this floor."""

from datetime import UTC, date, datetime, timedelta

from storage.audit_entry import AuditEntry
from storage.records import Business, CredentialOrigin, Customer, Person, SessionRow, Verifier
from storage.transaction import Transaction

NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
MING = Person(
    "A123456789", "王小明", date(1980, 1, 1), "0900000001", "ming@example.com", ("0000001", "0000002")
)
MEILING = Person("A200000012", "陳美玲", date(1985, 2, 14), None, None)


def verifier(text: str = "one") -> Verifier:
    return Verifier(f"$argon2id$v=19$m=8,t=1,p=1$c2FsdA${text}", 1)


def add_ming(tx: Transaction) -> Customer:
    """A customer with two accounts under one credential."""
    customer = tx.customers.add(MING, consolidated=True)
    credential = tx.credentials.add(customer.id, verifier(), CredentialOrigin.OWN, NOW)
    for business in (Business.SECURITIES, Business.FUTURES):
        tx.customers.add_account(customer.id, business, "台北", credential.id)
    return customer


def session_of(customer_id: int, token_hash: bytes = b"t" * 32) -> SessionRow:
    return SessionRow(
        token_hash=token_hash,
        customer_id=customer_id,
        terminal_id="t-1",
        interaction_id="visit-1",
        started_at=NOW,
        seen_at=NOW,
        ends_at=NOW + timedelta(minutes=10),
        matched=(1, 22),
        must_change=False,
    )


def entry(event: str = "authn_login_success", branch: str = "台北", **more: str) -> AuditEntry:
    return AuditEntry(
        ts_utc=NOW,
        event=event,
        outcome="success",
        branch=branch,
        terminal_id="t-1",
        mode="kiosk",
        interaction_id="visit-1",
        app_version="0.1.0",
        customer_pseudonym="ab" * 32,
        factors=("pwd",),
        **more,
    )
