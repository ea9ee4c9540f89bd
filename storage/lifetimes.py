"""What each table holds to a restore: whether it comes back from the backup, or is ended.

A restore sets the clock back. Whatever was on its way at that moment (somebody logged in, a code that was
sent, a letter not yet out, an application half done) belongs to a time that is no more, and would let the
past act in the present. Every table is on one of the two lists; `tests/storage/test_lifetimes.py` sees to it.
"""

from typing import Final

KEPT: Final = frozenset(
    {
        "accounts",
        "audit",
        "audit_heads",
        # wrong PINs counted: a restore is no way to new tries
        "certificate_pins",
        # wrong codes in a row, and what they closed: a restore is no way to new tries either
        "code_failures",
        "credentials",
        "customers",
        "facts",
        "login_locks",
        "past_passwords",
        # these hide the customers of an import that broke off; the next import takes all away, but for what
        # one that was shown has confirmed: that it puts down
        "pending_confirmations",
        "pending_imports",
        "pending_updates",
        "sending_counts",
        "throttles",
        "voice_credentials",
        "withdrawal_credentials",
    }
)
"""Come back as they were: people, their passwords and locks, and the record of what was done."""

ENDED: Final = frozenset(
    {
        "activation_codes",
        "certificate_challenges",
        "one_time_codes",
        "outbox",
        "reissue_applications",
        "robot_questions",
        "sessions",
        "simulated_messages",
    }
)
"""Emptied by a restore: sessions, questions, codes, links, applications and letters on their way."""
