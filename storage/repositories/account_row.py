"""An account as two statements find it: a customer's own, and within all that a reissue has to know."""

from storage.records import Account, Business
from storage.statement import Row


def account_of(row: Row) -> Account:
    """By its columns: id, customer_id, business, branch, position, credential_id."""
    account_id, customer_id, business, branch, position, credential_id = row
    return Account(account_id, customer_id, Business(business), branch, position, credential_id)
