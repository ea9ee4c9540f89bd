"""From the settings to relays: which way each channel goes out, inside this program or in one of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, Outcome
from services.delivery.letters import LetterBrand, letter_of
from services.delivery.post import Channel, delivery_visit
from services.delivery.relay import Relay
from services.delivery.sending_thread import Endless, Runner, Sending, SendingThread
from services.delivery.settings import SmtpSettings
from services.delivery.sms_settings import SmsSettings
from services.errors import ServiceError
from services.ground import Ground
from services.visit import Mode
from tui import words_delivery
from tui.sentence import Exit, Refusal, Sentence
from tui.settings_sections import Settings

if TYPE_CHECKING:
    from services.delivery.receipts import Receipts
    from services.delivery.transport import Transport

LONGEST_FAREWELL: Final = 2.0
"""Seconds that the program waits at its end for letters on their way."""


Telling = Callable[[Sentence], None]
"""Says a sentence to whoever runs the relay."""


def sending(ground: Ground, settings: Settings, mode: Mode, tell: Telling = lambda _: None) -> Sending:
    """All relays that these settings want, for `run` on some loop. Raises `Refusal`."""
    refuse_simulated(settings, mode)
    if mode is not Mode.DEMO:
        for lacking in passwords_lacking(settings):
            raise Refusal(lacking.phrase, Exit.USED_WRONGLY, **lacking.facts)
    return Sending(partial(_runners, ground, settings, mode, tell), partial(_note_fault, ground))


def sending_inside(ground: Ground, settings: Settings, mode: Mode) -> SendingThread | None:
    """The same on a thread, begun; None where only `password-center relay` sends. Raises `Refusal`."""
    refuse_simulated(settings, mode)
    if settings.delivery.relay == "outside" and mode is not Mode.DEMO:
        return None
    thread = SendingThread(sending(ground, settings, mode))
    thread.start()
    return thread


def refuse_simulated(settings: Settings, mode: Mode) -> None:
    """A simulated channel is for the demo alone (contract §2)."""
    for section, kind in (("smtp", settings.smtp.kind), ("sms", settings.sms.kind)):
        if mode is not Mode.DEMO and kind == "simulated":
            raise Refusal(words_delivery.SIMULATED_REFUSED, Exit.REFUSED, section=section)


def passwords_lacking(settings: Settings) -> list[Sentence]:
    """What whoever sends still needs; one sentence each."""
    sections = {"smtp": settings.smtp.lacks_password, "sms": settings.sms.lacks_password}
    return [
        Sentence.of(words_delivery.PASSWORD_LACKING, section=section, variable=section.upper())
        for section, lacks in sections.items()
        if lacks
    ]


def ways_out(ground: Ground, settings: Settings, mode: Mode) -> "Mapping[Channel, Transport]":
    """What carries each channel, on the loop that runs; the demo never reaches the world."""
    if mode is Mode.DEMO:
        from services.delivery.simulated import SimulatedTransport

        return {channel: SimulatedTransport(ground.store, ground.clock) for channel in Channel}
    ways = {Channel.EMAIL: _mail(ground, settings.smtp), Channel.SMS: _sms(ground, settings.sms)}
    return {channel: way for channel, way in ways.items() if way is not None}


def _mail(ground: Ground, smtp: SmtpSettings) -> "Transport | None":
    if smtp.host is None:
        return None
    # brings the mail library
    from services.delivery.smtp import SmtpTransport

    return SmtpTransport(smtp, ground.clock)


def _sms(ground: Ground, sms: SmsSettings) -> "Transport | None":
    # each brings a library of its own
    if sms.kind == "kannel":
        from services.delivery.kannel import KannelTransport
        from services.delivery.receipts import ReceiptAddress

        return KannelTransport(sms, ReceiptAddress(ground.store.keys, *sms.receipts_at), ground.clock)
    if sms.kind == "apprise":
        from services.delivery.apprise_sms import AppriseSms

        return AppriseSms(sms, ground.clock)
    return None


def _runners(ground: Ground, settings: Settings, mode: Mode, tell: Telling) -> Sequence[Runner]:
    """A relay a channel, so that one that hangs holds up no other; one that buries where nothing goes out."""
    render = partial(letter_of, brand=letter_brand(settings))
    relay = partial(Relay, ground, settings.delivery)
    ways, heard = ways_out(ground, settings, mode), partial(_tell_health, tell)
    runners: list[Runner] = [relay({channel: way}, render, heard) for channel, way in ways.items()]
    if mode is not Mode.DEMO and settings.sms.kind == "kannel":
        runners.append(_listening(ground, settings.sms, tell))
    return runners or [relay({}, render)]


def _tell_health(tell: Telling, channel: Channel, reason: str | None) -> None:
    name = Sentence(words_delivery.CHANNELS[channel.value])
    if reason:
        tell(Sentence.of(words_delivery.STANDS_STILL, channel=name, reason=reason))
    else:
        tell(Sentence.of(words_delivery.GOES_AGAIN, channel=name))


def _listening(ground: Ground, sms: SmsSettings, tell: Telling) -> Runner:
    """Hears from Kannel what became of messages."""
    from services.delivery.receipt_listener import ReceiptListener
    from services.delivery.receipts import Receipts

    receipts = Receipts(ground.store, ground.trail, ground.clock)
    ears = _Ears(receipts, sms.receipts, tell)
    return Endless(ReceiptListener(*sms.receipts_at, receipts.take, owner=ears).run)


@dataclass(frozen=True, slots=True)
class _Ears:
    """Says where receipts are not heard: on record, and to whoever runs the relay."""

    receipts: "Receipts"
    address: str
    tell: Telling

    def own_target(self) -> str:
        return self.receipts.own_target()

    async def unheard(self) -> None:
        await self.receipts.unheard(self.address)
        self.tell(Sentence.of(words_delivery.RECEIPTS_UNHEARD, address=self.address))


def letter_brand(settings: Settings) -> LetterBrand:
    """What letters say of the broker."""
    brand = settings.brand
    return LetterBrand(**{name: getattr(brand, name) for name in LetterBrand.__slots__})


def _note_fault(ground: Ground, fault: Exception) -> None:
    """A fault of our own in a relay, on record by its kind."""
    entry = ground.trail.entry(
        delivery_visit("relay"),
        AuditEvent.SYS_CRASH,
        Outcome.FAILURE,
        reason=type(fault).__name__,
        actor_type="system",
    )
    try:
        ground.store.write_now(lambda tx: tx.audit.append(entry))
    except ServiceError:
        return  # the database is the fault, most likely
