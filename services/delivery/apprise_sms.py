"""SMS over a cloud gateway, by Apprise: for a broker whose provider has no Kannel and no SMPP.

There is one verdict only, taken or not; receipts do not come back, so 已送出 is the last that is known.
"""

import asyncio
import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from services.delivery.sms import e164
from services.delivery.sms_settings import RECIPIENT, SmsSettings
from services.delivery.transport import AT_ONCE, Accepted, Letter, Reject, Retry, Verdict
from services.ports import Clock
from storage.outgoing import OutgoingMessage

if TYPE_CHECKING:
    from apprise import NotifyBase

_LOGS: Final = ("apprise", "urllib3.connectionpool")
"""They quote numbers, and would come out on the terminal where nobody has set logging up."""
_HELD_SECONDS: Final = 30
"""A relay holds what goes out in this time; the others may do so meanwhile."""


class AppriseSms:
    """Sends at the pace of `sms.per_second`; works on one event loop."""

    def __init__(self, settings: SmsSettings, clock: Clock) -> None:
        if settings.kind != "apprise" or not settings.url:
            raise ValueError("url is needed")
        self._url = settings.url
        self._pause = 1 / settings.per_second
        self.at_once = max(1, min(AT_ONCE, int(settings.per_second * _HELD_SECONDS)))
        self._clock = clock
        self._free_at = clock.monotonic()
        self._turns = asyncio.Lock()
        for name in _LOGS:
            logging.getLogger(name).disabled = True

    def __repr__(self) -> str:
        return "AppriseSms(…)"

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        """One try, when its turn has come."""
        number = e164(message.address)
        if number is None:
            return Reject("number")
        gateway = await asyncio.to_thread(self._gateway, number)
        if gateway is None:
            return Retry("gateway url")
        await self._turn()
        return Accepted() if await gateway.async_notify(body=letter.text) else Retry("gateway")

    async def close(self) -> None:
        """Nothing is kept open."""

    def _gateway(self, number: str) -> "NotifyBase | None":
        # a sixth of a second to import, and only where it is configured
        from apprise import Apprise

        made = Apprise.instantiate(self._url.replace(RECIPIENT, quote(number)), suppress_exceptions=True)
        if made is not None:
            # what it calls a rate is a pause in seconds: 5.5 for most gateways unless it is set
            made.request_rate_per_sec = self._pause
        return made

    async def _turn(self) -> None:
        """Waits until the pace allows another message: each has an object of its own, blind to the others."""
        async with self._turns:
            # who is broken off while waiting has taken nobody's turn
            await self._clock.sleep_until(self._free_at)
            self._free_at = self._clock.monotonic() + self._pause
