"""A channel that gets nothing out is told once, and told again when it does."""

import pytest

from services.delivery.health import Health
from services.delivery.transport import Accepted, Reject, Retry, Verdict
from storage.outgoing import Channel

Told = list[tuple[Channel, str | None]]
MAIL, SMS = Channel.EMAIL, Channel.SMS
LATER = Retry("no connection")


def told_of(*tries: tuple[Channel, Verdict]) -> Told:
    told: Told = []
    health = Health(lambda channel, reason: told.append((channel, reason)))
    for channel, verdict in tries:
        health.note(channel, verdict)
    return told


def test_the_third_try_in_vain_is_told_and_the_first_letter_after_it() -> None:
    verdicts: list[Verdict] = [*[LATER] * 5, Accepted(), Accepted(), LATER]
    assert told_of(*((MAIL, verdict) for verdict in verdicts)) == [(MAIL, "no connection"), (MAIL, None)]


@pytest.mark.parametrize("between", [Accepted(), Accepted("id-7")])
def test_a_letter_that_has_to_wait_says_nothing_of_its_channel(between: Verdict) -> None:
    assert told_of((MAIL, LATER), (MAIL, LATER), (MAIL, between), (MAIL, LATER), (MAIL, LATER)) == []


def test_a_refused_letter_neither_troubles_nor_mends_a_channel() -> None:
    never = Reject("rcpt 550")
    assert told_of(*[(MAIL, never)] * 4) == []
    assert told_of(*[(MAIL, LATER)] * 3, (MAIL, never)) == [(MAIL, "no connection")]


def test_channels_are_told_apart() -> None:
    assert told_of((MAIL, LATER), (SMS, LATER), (MAIL, LATER), (SMS, Accepted()), (MAIL, LATER)) == [
        (MAIL, "no connection")
    ]
