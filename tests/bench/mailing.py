"""What the figures of delivery share: a full outbox, the parts of the relay, and raw aiosmtplib."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from aiosmtplib import SMTP

from services.delivery.addresses import Sender
from services.delivery.letters import letter_of
from services.delivery.mail import compose
from services.delivery.post import Channel, LetterKind
from services.delivery.settings import DeliverySettings, SmtpSettings
from services.delivery.smtp import SmtpTransport
from services.delivery.transport import Letter, Verdict
from services.ground import Ground
from storage.outgoing import OutgoingMessage
from tests.bench.desk import desk
from tests.postfix import Postfix, postfix
from tests.services.delivery.kit import FROM
from tui.sending import letter_brand
from tui.settings_sections import Settings

if TYPE_CHECKING:
    from storage.transaction import Transaction

SETTINGS = DeliverySettings(per_minute=1_000_000)
"""Nothing is held back; the rest as it comes."""
RENDER = partial(letter_of, brand=letter_brand(Settings()))


@dataclass
class PostOffice:
    """A desk's outbox, and the mail server."""

    ground: Ground
    server: Postfix
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def smtp(self) -> SmtpSettings:
        return SmtpSettings(host="127.0.0.1", port=self.server.port, tls="none", from_=FROM)

    def put(self, tx: "Transaction", count: int = 1) -> list[str]:
        """Notices to people of whom each has an address of their own."""
        dies_at = self.ground.clock.now() + timedelta(hours=1)
        return [
            self.ground.post.letter(
                tx,
                LetterKind.PASSWORD_CHANGE,
                Channel.EMAIL,
                f"customer{next(self._numbers)}@example.com",
                facts={"branch": "台北"},
                dies_at=dies_at,
            )
            for _ in range(count)
        ]

    def composed(self) -> tuple[str, str, bytes]:
        """The same letter ready to be sent: sender, recipient, content."""
        now = self.ground.clock.now()
        to = f"customer{next(self._numbers)}@example.com"
        message = OutgoingMessage(
            self.ground.randomness.token(16).hex(),
            Channel.EMAIL,
            LetterKind.PASSWORD_CHANGE.value,
            to,
            {"branch": "台北", "occurred_at": now.isoformat()},
            now,
            now + timedelta(hours=1),
        )
        sender = Sender.read(FROM)
        return sender.address, to, compose(message, RENDER(message), sender, to)

    async def raw(self) -> SMTP:
        """A connection of aiosmtplib and nothing else, warm."""
        client = SMTP(hostname="127.0.0.1", port=self.server.port, start_tls=False, local_hostname="bench")
        await client.connect()
        sender, to, content = self.composed()
        await client.sendmail(sender, [to], content)
        return client


class Watched:
    """The SMTP transport, with the moment of each acceptance."""

    def __init__(self, settings: SmtpSettings, ground: Ground) -> None:
        self._transport = SmtpTransport(settings, ground.clock)
        self.at_once = self._transport.at_once
        self.accepted: dict[str, float] = {}

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        verdict = await self._transport.send(message, letter)
        self.accepted[message.id] = time.perf_counter()
        return verdict

    async def close(self) -> None:
        await self._transport.close()


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A fresh database and a Postfix of its own."""
    with postfix() as server, desk(1) as here:
        yield PostOffice(here.program.ground, server)


async def at_pace(per_second: int, seconds: float) -> "asyncio.Queue[None]":
    """A queue that gets an item at even distances, however late the taker is."""
    ticks: asyncio.Queue[None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for number in range(int(per_second * seconds)):
        loop.call_later(number / per_second, ticks.put_nowait, None)
    return ticks
