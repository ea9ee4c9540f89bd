"""What an executed case at the counter does to online reissue (§1.0, §1.11), inside its transaction.

臨櫃補發 and 臨櫃解鎖 do both. The counter writes its own audit rows.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.transaction import Transaction


def reopen(tx: "Transaction", customer_id: int) -> bool:
    """Forgets the wrong codes; whether online reissue was closed until now."""
    tx.locks.hold(customer_id)
    closed = tx.codes.failures(customer_id).closed
    tx.codes.forgive(customer_id)
    return closed


def void_letters(tx: "Transaction", customer_id: int) -> int:
    """Voids every letter and code of the customer and ends what is under way; how many letters those were."""
    tx.locks.hold(customer_id)
    voided = tx.codes.void_activations(customer_id)
    tx.codes.void_of_customer(customer_id)
    tx.reissues.break_off(customer_id)
    return voided
