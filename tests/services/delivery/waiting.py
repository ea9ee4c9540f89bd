"""What stands in a desk's outbox."""

from storage.outgoing import Channel, Claimed, OutgoingMessage
from tests.services.desk import Desk


def waiting(desk: Desk) -> list[OutgoingMessage]:
    """The letters that are due, oldest first; they stay due."""
    now = desk.clock.now()
    found = desk.database.write_now(lambda tx: tx.outbox.claim(tuple(Channel), now, now, 1000))
    return [each.message for each in found if isinstance(each, Claimed)]


def told(desk: Desk) -> list[tuple[str, str]]:
    """Their kinds and channels, in order."""
    return sorted((letter.kind, letter.channel.value) for letter in waiting(desk))
