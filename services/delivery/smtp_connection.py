"""One connection to the mail server, and what each stage of handing a letter over may come to (RFC 5321)."""

import re
import ssl
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Final

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

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

    def __init__(self, client: SMTP) -> None:
        self._client = client
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
        return cls(client)

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
            return await self._hand_over(sender, to, content)
        except SMTPTimeoutError:
            self.drop()
            return Retry("timeout")
        except (SMTPServerDisconnected, OSError):
            self.drop()
            return Retry("disconnected")

    async def _hand_over(self, sender: str, to: str, content: bytes) -> Verdict:
        options, encoding = ([], "ascii") if to.isascii() else (["SMTPUTF8", "BODY=8BITMIME"], "utf-8")
        try:
            refusal = await self._stage("mail", self._client.mail(sender, options=options, encoding=encoding))
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError):
            self.drop()
            if self.letters > 1:
                raise Stale from None
            raise
        if not self.usable and self.letters > 1:  # 421: it is tired of this connection
            raise Stale
        if refusal is None:
            refusal = await self._stage("rcpt", self._client.rcpt(to, encoding=encoding))
        if refusal is not None:
            await self._begin_anew()
            return refusal
        return await self._data(content)

    async def _data(self, content: bytes) -> Verdict:
        try:
            answer = await self._client.data(content)
        except SMTPResponseException as error:
            refusal = self._refusal("data", error)
            await self._begin_anew()
            return refusal
        found = _QUEUED_AS.search(answer.message)
        return Accepted(found[1] if found else None)

    async def _stage(self, name: str, command: Awaitable[Any]) -> Retry | Reject | None:
        try:
            await command
        except SMTPResponseException as error:
            return self._refusal(name, error)
        return None

    def _refusal(self, stage: str, error: SMTPResponseException) -> Retry | Reject:
        """A 5xx at the recipient or the content is about this letter; at MAIL it is about who sends."""
        found = _ENHANCED.match(error.message)
        reason = f"{stage} {error.code}{' ' + found[0] if found else ''}"
        if error.code == _SHUTTING_DOWN or not 400 <= error.code < 600:
            self.drop()
        for_good = 500 <= error.code < 600 and (stage == "data" or isinstance(error, SMTPRecipientRefused))
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
