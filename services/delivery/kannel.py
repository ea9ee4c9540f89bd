"""SMS over Kannel's sendsms service: the message as UCS-2, and a receipt asked for by its own secret address.

Password, number and text travel in the head and body of a POST, never in an address that others write down.
"""

import ssl
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from services.delivery.receipts import ReceiptAddress
from services.delivery.sms import e164
from services.delivery.sms_settings import SmsSettings
from services.delivery.transport import AT_ONCE, Accepted, Letter, Reject, Retry, Verdict
from services.ports import Clock
from storage.outgoing import OutgoingMessage

if TYPE_CHECKING:
    import httpx

UCS2: Final = "2"
RECEIPTS_WANTED: Final = "19"
"""Kannel's mask: 1 delivered to the phone, 2 not delivered, 16 refused by the SMS centre."""
MOST_CONNECTIONS: Final = 8
_ACCEPTED: Final = 202
_REJECTED: Final = frozenset({413, 414, 422})
"""Answers that the same message gets for ever. A wrong password (403) or no sender (400) is the operator's to
mend: the letter waits for that as long as it lives."""
_LONGEST_WAIT: Final = 3_600


class KannelTransport:
    """Sends over a few connections that are kept; works on one event loop."""

    at_once = AT_ONCE

    def __init__(self, settings: SmsSettings, receipts: ReceiptAddress, clock: Clock) -> None:
        if settings.kind != "kannel" or not settings.url or not settings.user or not settings.password:
            raise ValueError("url, user and password are needed")
        self._settings = settings
        self._url = settings.url
        self._receipts = receipts
        self._clock = clock
        self._login = {"X-Kannel-Username": settings.user, "X-Kannel-Password": settings.password}
        self._client: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return "KannelTransport(…)"

    async def send(self, message: OutgoingMessage, letter: Letter) -> Verdict:
        """One try."""
        # only when there is something to send: httpx takes a while to import
        import httpx

        number = e164(message.address)
        if number is None:
            return Reject("number")
        try:
            answer = await self._http().post(
                self._url, headers=self._head(message, number), content=letter.text.encode("utf-16-be")
            )
        except httpx.TransportError as fault:
            # it was asked, and did not answer: it may have taken the message all the same
            doubtful = isinstance(fault, (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError))
            # the kind of the fault alone: it carries the request along
            kind = "timeout" if isinstance(fault, httpx.TimeoutException) else type(fault).__name__
            return Retry(f"gateway {kind}", doubtful=doubtful)
        return _verdict(answer)

    async def close(self) -> None:
        """Lets go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _head(self, message: OutgoingMessage, number: str) -> dict[str, str]:
        sender = {"X-Kannel-From": self._settings.sender} if self._settings.sender else {}
        return {
            **self._login,
            **sender,
            "X-Kannel-To": number,
            "X-Kannel-Coding": UCS2,
            "X-Kannel-Validity": str(self._minutes_left(message)),
            "X-Kannel-DLR-Mask": RECEIPTS_WANTED,
            "X-Kannel-DLR-Url": self._receipts.of(message.id),
            "Content-Type": "text/plain; charset=UTF-16BE",
        }

    def _minutes_left(self, message: OutgoingMessage) -> int:
        """For so long Kannel and the centre behind it may keep the message; 0 would be refused."""
        left = message.dies_at - self._clock.now()
        return max(1, left // timedelta(minutes=1))

    def _http(self) -> "httpx.AsyncClient":
        if self._client is None:
            import httpx

            most = MOST_CONNECTIONS
            self._client = httpx.AsyncClient(
                timeout=httpx.Timeout(float(self._settings.timeout_seconds), pool=60.0),
                limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
                verify=ssl.create_default_context(),
                # nobody's proxy, and no password out of a .netrc
                trust_env=False,
            )
        return self._client


def _verdict(answer: "httpx.Response") -> Verdict:
    """What Kannel's status means; its words are not kept, they may quote the number."""
    if answer.status_code == _ACCEPTED:
        return Accepted()
    reason = f"gateway {answer.status_code}"
    if answer.status_code in _REJECTED:
        return Reject(reason)
    return Retry(reason, _seconds(answer.headers.get("Retry-After")))


def _seconds(text: str | None) -> float | None:
    return float(min(int(text), _LONGEST_WAIT)) if text and text.isascii() and text.isdigit() else None
