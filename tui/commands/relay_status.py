"""`relay --status`: what became of the letters, in figures; it names nobody."""

import sys
from typing import TYPE_CHECKING, Final

from screens.moments import told
from screens.words.demo import CHANNELS, DELIVERY
from services.delivery.overview import overview
from tui import words_delivery
from tui.asked import Asked
from tui.columns import in_columns
from tui.commands.audit import database_of
from tui.sentence import Exit

if TYPE_CHECKING:
    from services.delivery.overview import Overview

_FIGURES: Final = frozenset({2})


def status(asked: Asked) -> int:
    """One line for each channel, state and kind of reason; then since when the oldest waits."""
    from tui.wiring import real_ambient

    now = real_ambient().clock.now()
    with database_of(asked) as database:
        found = database.read_now(lambda tx: overview(tx, now))
    if not found.letters:
        asked.say(words_delivery.NO_LETTERS)
        return Exit.DONE
    sys.stdout.write("\n".join(in_columns(_rows(asked, found), _FIGURES)) + "\n")
    if found.oldest_waiting is not None:
        asked.say(words_delivery.OLDEST_WAITS, since=told(found.oldest_waiting))
    return Exit.DONE


def _rows(asked: Asked, found: "Overview") -> list[list[str]]:
    language = asked.language
    head = [phrase.text(language) for phrase in words_delivery.STATUS_COLUMNS]
    return [head] + [
        [CHANNELS[channel].text(language), DELIVERY[state].text(language), str(number), reason]
        for (channel, state, reason), number in found.letters.items()
    ]
