"""What a letter of each kind may name, in one place: what every producer gives, and every template finds.

Facts are text. Times are ISO 8601 with their offset (`datetime.isoformat()`) and are shown in Asia/Taipei.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.delivery.post import LetterKind
from storage.outgoing import Channel

BOTH: Final = frozenset(Channel)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the letters of one kind need, what they name if it is there, and which ways they travel."""

    needed: frozenset[str]
    welcome: frozenset[str] = frozenset()
    channels: frozenset[Channel] = BOTH


_ALWAYS: Final = frozenset({"occurred_at"})
"""When it happened; the relay gives when the letter was written if nobody said."""
_WHERE: Final = frozenset({"branch", "terminal"})
"""The words of the branch; the terminal is for nobody but the audit, and may be given all the same."""
_NOTICE: Final = LetterFacts(_ALWAYS, _WHERE)
_OF_ACCOUNT: Final = LetterFacts(_ALWAYS | {"account"}, _WHERE)

LETTER_FACTS: Final[Mapping[LetterKind, LetterFacts]] = {
    LetterKind.LOCK: _NOTICE,
    LetterKind.UNLOCK: _NOTICE,
    # `account` (masked) when it was one of several; `voice` says anything when the voice password went along
    LetterKind.PASSWORD_CHANGE: LetterFacts(_ALWAYS, _WHERE | {"account", "voice"}),
    LetterKind.CONSOLIDATION: _NOTICE,
    LetterKind.WITHDRAWAL_CHANGE: _OF_ACCOUNT,
    LetterKind.WITHDRAWAL_LOCK: _OF_ACCOUNT,
    LetterKind.CONTACT_CHANGE: _NOTICE,
    LetterKind.REISSUE_DONE: LetterFacts(_ALWAYS, _WHERE | {"account"}),
    LetterKind.REISSUE_CLOSED: _NOTICE,
    LetterKind.IDENTITY_WARNING: _NOTICE,
    LetterKind.ONE_TIME_CODE: LetterFacts(_ALWAYS | {"code", "reference", "dies_at"}, _WHERE),
    # by e-mail alone: its phone code must come another way (R-RIN-2, C-6)
    LetterKind.ACTIVATION: LetterFacts(
        _ALWAYS | {"activation_code", "dies_at"}, _WHERE | {"link"}, frozenset({Channel.EMAIL})
    ),
}


def check_facts(kind: LetterKind, channel: Channel, names: frozenset[str]) -> None:
    """Raises `ValueError`, which names facts and never shows one, unless such a letter can be written."""
    form = LETTER_FACTS[kind]
    if channel not in form.channels:
        raise ValueError(f"{kind} does not travel by {channel}")
    if missing := form.needed - names:
        raise ValueError(f"{kind} lacks {', '.join(sorted(missing))}")
    if unknown := names - form.needed - form.welcome - {"reference", "dies_at"}:
        raise ValueError(f"{kind} does not know {', '.join(sorted(unknown))}")
