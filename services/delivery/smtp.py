"""Mail over the broker's own server: a few connections, kept open and used again.

A new connection with its encryption costs many times a letter, so they are kept; one that the server closed
meanwhile is replaced without the letter noticing. Nothing leaves this machine unencrypted.
"""

import asyncio
import ssl
from contextlib import suppress
from typing import Final

from services.delivery.addresses import Sender, envelope
from services.delivery.mail import compose
from services.delivery.settings import SmtpSettings
from services.delivery.smtp_connecting import CannotConnect, connect
from services.delivery.smtp_connection import SmtpConnection, Stale
from services.delivery.transport import AT_ONCE, Letter, Reject, Retry, Verdict
from services.ports import Clock
from storage.outgoing import OutgoingMessage

LONGEST_REST: Final = 60.0
"""Seconds after which a connection nobody used is not trusted any more; servers hang up after minutes."""
MOST_LETTERS: Final = 1_000
"""On one connection; servers that allow fewer say so with 421."""


class SmtpTransport:
    """Sends e-mails; works on one event loop. Raises `ValueError` where no host or no sender is set."""

    at_once = AT_ONCE

    def __init__(self, settings: SmtpSettings, clock: Clock) -> None:
        if settings.host is None or settings.from_ is None:
            raise ValueError("host and from are needed")
        self._settings = settings
        self._clock = clock
        self._sender = Sender.read(settings.from_)
        self._rested: list[SmtpConnection] = []
        self._room = asyncio.Semaphore(settings.connections)
        self._context: ssl.SSLContext | None = None

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        """One try over a connection of the pool."""
        to = envelope(message.address)
        if to is None:
            return Reject("address")
        content = compose(message, letter, self._sender, to)
        async with self._room:
            try:
                return await self._over_some_connection(to, content)
            except CannotConnect as error:
                return Retry(error.reason)

    async def _over_some_connection(self, to: str, content: bytes) -> Verdict:
        while (connection := self._take()) is not None:
            with suppress(Stale):
                return await self._over(connection, to, content)
        return await self._over(await self._connect(), to, content)

    async def _over(self, connection: SmtpConnection, to: str, content: bytes) -> Verdict:
        try:
            verdict = await connection.send(self._sender.address, to, content)
        except BaseException:
            # cancelled in the middle: what the server would say next belongs to nobody
            connection.drop()
            raise
        await self._put_back(connection)
        return verdict

    def _take(self) -> SmtpConnection | None:
        """The one that rested the shortest; older ones that nobody trusts any more go."""
        now = self._clock.monotonic()
        while self._rested:
            connection = self._rested.pop()
            if connection.usable and now - connection.rested_at < LONGEST_REST:
                return connection
            connection.drop()
        return None

    async def _put_back(self, connection: SmtpConnection) -> None:
        if not connection.usable:
            return
        if connection.letters >= MOST_LETTERS:
            await connection.close()
            return
        connection.rested_at = self._clock.monotonic()
        self._rested.append(connection)

    async def _connect(self) -> SmtpConnection:
        """A new connection; raises `CannotConnect`."""
        connected = await connect(self._settings, self._encryption(), self._sender.domain)
        return SmtpConnection(connected, self._settings.timeout_seconds, self._settings.last_answer_seconds)

    def _encryption(self) -> ssl.SSLContext | None:
        """Who is trusted to vouch for the server; raises `CannotConnect` when that cannot be read."""
        if self._settings.tls == "none":
            return None
        if self._context is None:
            try:
                self._context = ssl.create_default_context(cafile=self._settings.ca)
            except OSError:  # missing, unreadable, or no certificates in it (SSLError)
                raise CannotConnect("ca unreadable") from None
        return self._context

    async def close(self) -> None:
        """Says goodbye to every connection that rests."""
        rested, self._rested = self._rested, []
        await asyncio.gather(*(connection.close() for connection in rested))
