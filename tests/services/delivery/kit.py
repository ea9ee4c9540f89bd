"""Relays over a desk's outbox, and letters in plain words."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from services.delivery.health import Heard
from services.delivery.post import Channel, DeliveryState, LetterKind
from services.delivery.relay import Relay
from services.delivery.settings import DeliverySettings, SmtpSettings
from services.delivery.smtp import SmtpTransport
from services.delivery.transport import AT_ONCE, Accepted, Letter, Rendering, Transport, Verdict
from storage.outgoing import OutgoingMessage
from tests.services.desk import Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction

FROM = "密碼中心 <desk@broker.example>"
QUICK = DeliverySettings(poll_ms=50, pause_seconds=5, longest_pause_seconds=300)


def render(message: OutgoingMessage) -> Letter:
    """Words enough to know a letter by."""
    text = f"暫時通行碼為{message.facts.get('code', '')}"
    return Letter("密碼中心通知", text, f"<p>{text}</p>")


def put(desk: Desk, to: str = "ming@example.com", *, life: float = 300, code: str = "7654321") -> str:
    """One letter into the outbox; its number."""
    post = desk.program.ground.post

    def add(tx: "Transaction") -> str:
        dies_at = desk.clock.now() + timedelta(seconds=life)
        kind = LetterKind.ONE_TIME_CODE
        return post.letter(
            tx, kind, Channel.EMAIL, to, facts={"code": code}, dies_at=dies_at, reference="K7Q2"
        )

    return desk.database.write_now(add)


async def state(desk: Desk, number: str) -> DeliveryState:
    return await desk.program.ground.post.state(number)


def why(desk: Desk, number: str) -> str | None:
    """The reason on the letter's row."""
    found = desk.database.read_now(lambda tx: tx.outbox.state(number))
    return found.reason if found else None


def smtp(port: int, **differs: object) -> SmtpSettings:
    """For a server of the test on this machine."""
    settings: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "from_": FROM,
        # time enough on a busy machine; a test with a server that hangs gives less
        "timeout_seconds": 10,
        "last_answer_seconds": differs.get("timeout_seconds", 10),
    }
    return SmtpSettings(**{**settings, **differs})  # type: ignore[arg-type]


class Scripted:
    """A transport that says what it is told to, and remembers what it was given."""

    def __init__(self, *verdicts: Verdict | Exception) -> None:
        self.verdicts = list(verdicts)
        self.sent: list[OutgoingMessage] = []
        self.closed = False
        self.at_once = AT_ONCE
        self._came = asyncio.Event()

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        self.note(message)
        await asyncio.sleep(0)
        verdict = self.verdicts.pop(0) if self.verdicts else Accepted()
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    def note(self, message: OutgoingMessage) -> None:
        self.sent.append(message)
        self._came.set()

    async def until(self, count: int) -> None:
        """Waits for so many letters."""
        while len(self.sent) < count:
            self._came.clear()
            await self._came.wait()

    async def close(self) -> None:
        self.closed = True


def relay(
    desk: Desk,
    transports: Mapping[Channel, Transport],
    *,
    settings: DeliverySettings = QUICK,
    rendering: Callable[[OutgoingMessage], Letter] = render,
    heard: Heard = lambda channel, reason: None,
) -> Relay:
    return Relay(desk.program.ground, settings, transports, rendering, heard)


@asynccontextmanager
async def mailing(desk: Desk, settings: SmtpSettings, rendering: Rendering = render) -> AsyncIterator[Relay]:
    """A relay that mails over a server; `send_due` makes it work."""
    transport = SmtpTransport(settings, desk.clock)
    yield relay(desk, {Channel.EMAIL: transport}, rendering=rendering)
    await transport.close()
