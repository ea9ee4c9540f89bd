"""Connecting to the mail server: encryption and login as the settings want, or a reason why not."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPTimeoutError,
)

from services.delivery.settings import SmtpSettings

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


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection that letters can be handed over on."""

    transport: asyncio.Transport
    extensions: frozenset[str]
    """What the server can do beyond RFC 5321, in small letters."""


async def connect(settings: SmtpSettings, context: ssl.SSLContext | None, own_name: str) -> Connected:
    """Raises `CannotConnect`, also where the encryption asked for is not to be had."""
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
    reason = await _why_not(client)
    if reason is None and isinstance(client.transport, asyncio.Transport):
        return Connected(client.transport, frozenset(client.esmtp_extensions))
    client.close()
    # raised here, without the answer of the server hanging on to it
    raise CannotConnect(reason or "no connection")


async def _why_not(client: SMTP) -> str | None:
    """Connects, and says hello again where the encryption has made the first one void."""
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
    except (SMTPException, OSError, ValueError) as error:
        return _why_not_connected(error)
    except BaseException:
        client.close()
        raise
    return None


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
