"""What a forgotten password's replacement brings with it (R-RI-10), in the transaction that makes it."""

from typing import TYPE_CHECKING

from storage.records import LoginLock
from storage.records_reissue import ReissueApplication

if TYPE_CHECKING:
    from storage.transaction import Transaction


def succeed(tx: "Transaction", application: ReissueApplication) -> tuple[LoginLock, LoginLock]:
    """Lock and counters cleared, sessions ended, every other letter and application void.

    The lock as it was and as it is. The caller holds the ID.
    """
    customer_id = application.customer_id
    before, after = _clear_lock(tx, customer_id)
    voice = tx.credentials.voice(customer_id)
    if voice is not None and (voice.fail_count or voice.locked):
        tx.credentials.set_voice(customer_id, voice.verifier, voice.changed_at)
    tx.sessions.end_all(customer_id)
    tx.codes.void_of_customer(customer_id)
    tx.codes.void_activations(customer_id)
    tx.reissues.break_off(customer_id, but_for=application.id)
    return before, after


def _clear_lock(tx: "Transaction", customer_id: int) -> tuple[LoginLock, LoginLock]:
    while True:
        seen = tx.locks.read(customer_id)
        after = seen.reset()
        if tx.locks.replace(seen, after):
            return seen, after
