"""The letters there are, and what each names: what its producer gives, its template finds, a test compares.

Facts are text. Times are ISO 8601 with their offset (`datetime.isoformat()`) and are shown in Asia/Taipei.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from storage.outgoing import Channel


class LetterKind(StrEnum):
    """What a letter tells; each has one template, with its words for every channel."""

    LOCK = "lock"
    """鎖定: three or six failures."""
    UNLOCK = "unlock"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - a kind
    CONSOLIDATION = "consolidation"
    WITHDRAWAL_CHANGE = "withdrawal_change"
    WITHDRAWAL_LOCK = "withdrawal_lock"
    CONTACT_CHANGE = "contact_change"
    INITIAL_PASSWORD_ISSUED = "initial_password_issued"  # noqa: S105 - a kind
    """A code was right: the initial password logs in until `dies_at`. The letter never names it (FP-9)."""
    BIRTH_DATE_CHANGE = "birth_date_change"
    """What a reissue and an unlock ask for beside the ID number."""
    REISSUE_DONE = "reissue_done"
    REISSUE_CLOSED = "reissue_closed"
    """Ten wrong codes: online reissue is closed until the counter opens it (§1.0)."""
    IDENTITY_WARNING = "identity_warning"
    """Somebody tried too often to be this customer (§1.0)."""
    ONE_TIME_CODE = "one_time_code"
    ACTIVATION = "activation"


CODES: Final = frozenset({LetterKind.ONE_TIME_CODE, LetterKind.ACTIVATION})
"""Those that somebody asks for; all others tell what happened."""

FACT_NAMES: Final = frozenset(
    {
        "occurred_at",  # when it happened; when the letter was written, unless somebody says
        "dies_at",  # the end of its code or initial password; of the letter's own life, unless somebody says
        "reference",  # the four characters that screen and message share
        "branch",  # in words
        "terminal",  # for whoever reads the outbox; no letter says it
        "account",  # masked; which of several
        "voice",  # anything, when the voice password went along
        "second",  # anything, for the second lock: only a reissue or the counter opens it (R-UNL-4)
        "log_in_with",  # `services.assisted_unlock.LogInWith`; the old password, unless somebody says
        "code",
        "activation_code",
        "link",
    }
)
"""Everything that a letter may name; what a kind does not need may be left out."""
SECRETS: Final = frozenset({"code", "activation_code", "link"})
"""Those of them that must never stand in a subject or a log."""


@dataclass(frozen=True, slots=True)
class LetterForm:
    """What the letters of one kind need, and by which ways they travel."""

    needed: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset(Channel)


_OF_ACCOUNT: Final = LetterForm(frozenset({"account"}))
LETTER_FORMS: Final[Mapping[LetterKind, LetterForm]] = {
    **dict.fromkeys(LetterKind, LetterForm()),
    LetterKind.WITHDRAWAL_CHANGE: _OF_ACCOUNT,
    LetterKind.WITHDRAWAL_LOCK: _OF_ACCOUNT,
    LetterKind.INITIAL_PASSWORD_ISSUED: LetterForm(frozenset({"dies_at"})),
    LetterKind.ONE_TIME_CODE: LetterForm(frozenset({"code", "reference"})),
    # by e-mail alone: the phone code that follows must come another way (R-RIN-2, C-6)
    LetterKind.ACTIVATION: LetterForm(frozenset({"activation_code"}), frozenset({Channel.EMAIL})),
}


def check_facts(kind: LetterKind, channel: Channel, names: Iterable[str]) -> None:
    """Raises `ValueError`, which tells names and never a fact, unless such a letter can be written."""
    form, given = LETTER_FORMS[kind], frozenset(names)
    if channel not in form.channels:
        raise ValueError(f"{kind} does not travel by {channel}")
    if missing := form.needed - given:
        raise ValueError(f"{kind} lacks {', '.join(sorted(missing))}")
    if unknown := given - FACT_NAMES:
        raise ValueError(f"{kind} does not know {', '.join(sorted(unknown))}")
