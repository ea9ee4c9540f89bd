"""One connection to the mail server, and what each stage of handing a letter over may come to (RFC 5321)."""

import asyncio
import re
import ssl
from contextlib import suppress
from typing import Final

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from aiosmtplib.response import SMTPResponse

from services.delivery.settings import SmtpSettings
from services.delivery.transport import Accepted, Reject, Retry, Verdict

_QUEUED_AS: Final = re.compile(r"queued as ([A-Za-z0-9]{1,64})")
_ENHANCED: Final = re.compile(r"\A[245]\.\d{1,3}\.\d{1,3}\b")
_SHUTTING_DOWN: Final = 421
_GOODBYE_SECONDS: Final = 1.0


_REASONS: Final = (
    (SMTPTimeoutError, "connect timeout"),
    (TimeoutError, "connect timeout"),
    (OSError, "no connection"),
)


class CannotConnect(Exception):
    """There is no connection: the letter is not at fault, whatever the server said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Exception):
    """The server had closed a connection that was kept: nothing of the letter has been said on it."""


class SmtpConnection:
    """An open connection, encrypted and logged in as the settings want."""

    def __init__(self, client: SMTP, patience: float) -> None:
        self._client = client
        self._patience = patience
        self.letters = 0
        """Tries made on it."""
        self.rested_at = 0.0
        """When it was last used, on the monotonic clock."""

    @classmethod
    async def open(
        cls, settings: SmtpSettings, context: ssl.SSLContext | None, own_name: str
    ) -> "SmtpConnection":
        """Connects; raises `CannotConnect`, also where the encryption asked for is not to be had."""
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user,
            password=settings.password,
            local_hostname=own_name,
            timeout=settings.timeout_seconds,
            use_tls=settings.tls == "tls",
            start_tls=settings.tls == "starttls",
            tls_context=context,
        )
        reason = ""
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except (SMTPException, OSError, ValueError) as error:
            reason = _why_not_connected(error)
        finally:
            if reason or not client.is_connected:
                client.close()
        if reason:
            # raised here, without the answer of the server hanging on to it
            raise CannotConnect(reason)
        return cls(client, settings.timeout_seconds)

    @property
    def usable(self) -> bool:
        """Whether the server has not hung up, as far as is known."""
        return self._client.is_connected

    async def send(self, sender: str, to: str, content: bytes) -> Verdict:
        """Hands one letter over; raises `Stale`. Afterwards the connection may not be `usable` any more."""
        self.letters += 1
        if not to.isascii() and not self._client.supports_extension("smtputf8"):
            return Reject("smtputf8")
        try:
            # one timer, set anew at each stage: the library's own would be one an answer
            async with asyncio.timeout(self._patience) as limit:
                return await self._hand_over(sender, to, content, limit)
        except TimeoutError:
            self.drop()
            return Retry("timeout")
        except (SMTPException, OSError):
            self.drop()
            return Retry("disconnected")

    async def _hand_over(self, sender: str, to: str, content: bytes, limit: asyncio.Timeout) -> Verdict:
        """MAIL, RCPT, DATA (RFC 5321 §3.3); addresses come from `mail.envelope`."""
        refusal = await self._mail(sender, utf8=not to.isascii())
        if refusal is None:
            self._wait_anew(limit)
            refusal = self._refusal("rcpt", await self._say(b"RCPT", b"TO:<%b>" % to.encode()))
        if refusal is None:
            self._wait_anew(limit)
            refusal = self._refusal("data", await self._say(b"DATA"), wanted=3)
        if refusal is None:
            self._wait_anew(limit)
            return await self._content(content)
        await self._begin_anew()
        return refusal

    async def _mail(self, sender: str, *, utf8: bool) -> Retry | Reject | None:
        """The first word of a letter shows whether the connection was still good; raises `Stale`."""
        options = (b"SMTPUTF8", b"BODY=8BITMIME") if utf8 else ()
        try:
            refusal = self._refusal(
                "mail", await self._say(b"MAIL", b"FROM:<%b>" % sender.encode(), *options)
            )
        except (SMTPException, OSError):
            self.drop()
            if self.letters > 1:
                raise Stale from None
            raise
        if not self.usable and self.letters > 1:  # 421: it is tired of this connection
            raise Stale
        return refusal

    async def _say(self, *words: bytes) -> SMTPResponse:
        return await self._client.execute_command(*words, timeout=None)

    async def _content(self, content: bytes) -> Verdict:
        """The letter itself, its last line and the dot; the server's answer is the hand-over."""
        protocol = self._client.protocol
        if protocol is None:
            raise SMTPServerDisconnected("gone")
        # nothing in a composed letter begins with a dot; if anything ever did, it would have to be doubled
        protocol.write(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        answer = await protocol.read_response()
        refusal = self._refusal("data", answer)
        if refusal is not None:
            return refusal
        found = _QUEUED_AS.search(answer.message)
        return Accepted(found[1] if found else None)

    def _wait_anew(self, limit: asyncio.Timeout) -> None:
        limit.reschedule(asyncio.get_running_loop().time() + self._patience)

    def _refusal(self, stage: str, answer: SMTPResponse, *, wanted: int = 2) -> Retry | Reject | None:
        """A 5xx at the recipient or the content is about this letter; at MAIL it is about who sends."""
        if answer.code // 100 == wanted:
            return None
        found = _ENHANCED.match(answer.message)
        reason = f"{stage} {answer.code}{' ' + found[0] if found else ''}"
        if answer.code == _SHUTTING_DOWN or not 400 <= answer.code < 600:
            self.drop()
        for_good = 500 <= answer.code < 600 and stage != "mail"
        return Reject(reason) if for_good else Retry(reason)

    async def _begin_anew(self) -> None:
        """Ends the transaction, not the connection; one that does not even take that is dropped."""
        if not self.usable:
            return
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self.drop()

    def drop(self) -> None:
        """Hangs up."""
        self._client.close()

    async def close(self) -> None:
        """Says goodbye, briefly."""
        with suppress(SMTPException, OSError):
            await self._client.quit(timeout=_GOODBYE_SECONDS)
        self.drop()


def _why_not_connected(error: Exception) -> str:
    """A code for the operator; nothing of what the server said but its number."""
    chain: BaseException | None = error
    while chain is not None:
        if isinstance(chain, ssl.SSLCertVerificationError):
            return "certificate"
        chain = chain.__cause__ or chain.__context__
    if isinstance(error, SMTPResponseException):
        stage = "auth" if isinstance(error, SMTPAuthenticationError) else "connect"
        return f"{stage} {error.code}"
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), _lacking(error))


def _lacking(error: Exception) -> str:
    """What the library has no kind of error of its own for: something the server does not offer."""
    said = error.message.upper() if isinstance(error, SMTPException) else ""
    return next((f"no {what.lower()}" for what in ("STARTTLS", "AUTH") if what in said), "connect")
