"""Real servers between a desk and its customers: Postfix and Kannel, a mailbox and an SMS centre behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services.delivery.kannel import KannelTransport
from services.delivery.letters import letter_of
from services.delivery.post import Channel, DeliveryState
from services.delivery.receipt_listener import ReceiptListener
from services.delivery.receipts import ReceiptAddress, Receipts
from services.delivery.relay import Relay
from services.delivery.settings import DeliverySettings
from services.delivery.sms_settings import SmsSettings
from services.delivery.smtp import SmtpTransport
from services.delivery.transport import Letter, Transport
from storage.outgoing import OutgoingMessage
from tests.kannel import PASSWORD, USER, Kannel, kannel
from tests.postfix import Postfix, postfix
from tests.services.delivery.kit import smtp
from tests.services.delivery.letter_kit import BRAND
from tests.services.desk import Desk
from tests.smsc import Centre, Submitted, centre
from tests.smtp_server import MailServer


@asynccontextmanager
async def listening(desk: Desk) -> AsyncIterator[ReceiptAddress]:
    """The relay's ear for receipts."""
    ground = desk.program.ground
    listener = ReceiptListener("127.0.0.1", 0, Receipts(ground.store, ground.trail, ground.clock).take)
    running = asyncio.create_task(listener.run())
    await listener.listening.wait()
    assert listener.port is not None
    try:
        yield ReceiptAddress(ground.store.keys, "127.0.0.1", listener.port)
    finally:
        running.cancel()


def way_over(desk: Desk, url: str, receipts: ReceiptAddress, password: str = PASSWORD) -> KannelTransport:
    """SMS over a Kannel of the tests, or something in its place."""
    settings = SmsSettings(kind="kannel", url=url, user=USER, password=password)
    return KannelTransport(settings, receipts, desk.clock)


def words(message: OutgoingMessage) -> Letter:
    """As customers read them."""
    return letter_of(message, BRAND)


async def send_due(desk: Desk, ways: dict[Channel, Transport]) -> None:
    """All that waits now."""
    await Relay(desk.program.ground, DeliverySettings(), ways, words).send_due()


async def becomes(desk: Desk, number: str, wanted: DeliveryState) -> None:
    """Waits for what another program reports."""
    async with asyncio.timeout(20):
        while await desk.program.ground.post.state(number) is not wanted:  # noqa: ASYNC110 - another's doing
            await asyncio.sleep(0.05)


def text_of(parts: list[Submitted]) -> str:
    """What stands on the phone."""
    return "".join(part.text for part in parts)


@dataclass(frozen=True)
class Servers:
    """All that run."""

    desk: Desk
    ways: dict[Channel, Transport]
    mailbox: MailServer
    smsc: Centre
    postfix: Postfix
    kannel: Kannel

    async def deliver(self) -> None:
        """Sends all that waits."""
        await send_due(self.desk, self.ways)

    async def mail(self, number: str) -> str:
        """The text of one mail, once it has come out behind Postfix."""
        async with asyncio.timeout(20):
            while True:
                self.mailbox.arrival.clear()
                for letter in self.mailbox.letters:
                    if number in str(letter.mail["Message-ID"]):
                        return letter.text
                await self.mailbox.arrival.wait()

    async def sms(self, number: str) -> str:
        """All that came out at the SMS centre, once the message is reported to have arrived."""
        await becomes(self.desk, number, DeliveryState.DELIVERED)
        return text_of(self.smsc.taken)


@asynccontextmanager
async def real_servers(desk: Desk, folder: Path) -> AsyncIterator[Servers]:
    """Skips, or fails under CI, where they are missing."""
    async with MailServer() as mailbox, centre() as smsc, listening(desk) as receipts:
        with postfix(onward=mailbox.port) as server:
            async with kannel(folder, smsc.port) as gateway:
                mail = SmtpTransport(smtp(server.port), desk.clock)
                sms = way_over(desk, gateway.url, receipts)
                ways: dict[Channel, Transport] = {Channel.EMAIL: mail, Channel.SMS: sms}
                yield Servers(desk, ways, mailbox, smsc, server, gateway)
                for way in ways.values():
                    await way.close()
