"""Delivery's sections of the settings: `[delivery]`, who sends and how much; `[smtp]`, over which server.

Read before the first paint: nothing heavy is imported here.
"""

from ipaddress import ip_address
from typing import Annotated, Literal

import msgspec

from services.delivery.addresses import Sender

Letters = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class DeliverySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who sends, how much, and for how long it is tried."""

    relay: Literal["inside", "outside"] = "inside"
    """Whether each program sends too, or only `password-center relay` does."""
    notice_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 72
    """How long it is tried to deliver a notice; a code's letter dies with its code."""
    per_address_hour: Letters = 20
    """Letters to one address in an hour: what is more is not sent (bombing, FP-4)."""
    per_address_day: Letters = 50
    """Letters to one address in a day."""
    per_minute: Letters = 6_000
    """Letters to everybody in a minute, all relays together: what is more waits for the next minute."""
    pause_seconds: Annotated[int, msgspec.Meta(ge=1, le=600)] = 5
    """Before the second try; every further one waits twice as long."""
    longest_pause_seconds: Annotated[int, msgspec.Meta(ge=1, le=86_400)] = 300
    poll_ms: Annotated[int, msgspec.Meta(ge=50, le=60_000)] = 500
    """How often a relay looks by itself, beside being woken."""
    remember_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 90
    """How long after a letter's life its state can be read."""


class SmtpSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The broker's own mail server, which carries letters on."""

    kind: Literal["smtp", "simulated"] = "smtp"
    """`simulated` shows letters on a simulated mailbox, in the demo only."""
    host: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9.:_-]{1,253}\Z")] | None = None
    """Unset, no mail is sent."""
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """Required, and the certificate is checked; `none` only where the host is this machine."""
    ca: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    """A file with the authorities that vouch for the server; unset, those of the system."""
    user: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    password: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    """Needed by whoever sends as a user; other commands read the settings without it."""
    from_: Annotated[str, msgspec.Meta(pattern=r"\A[^\r\n]*@[^\r\n]+\Z")] | None = msgspec.field(
        default=None, name="from"
    )
    """From whom: an address, or `a name <address>`."""
    connections: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    """Kept open and used again."""
    timeout_seconds: Annotated[int, msgspec.Meta(ge=1, le=100)] = 30
    """For each answer of the server but the last."""
    last_answer_seconds: Annotated[int, msgspec.Meta(ge=1, le=600)] = 600
    """For the answer to a whole letter: some servers examine it first (RFC 5321 §4.5.3.2.6)."""

    def __post_init__(self) -> None:
        if self.password is not None and self.user is None:
            raise ValueError("a password needs a user")
        if self.from_ is not None and not _is_sender(self.from_):
            raise ValueError(
                "from must be desk@broker.example, or a name with <desk@broker.example> behind it"
            )
        if self.host is None:
            return
        if self.from_ is None:
            raise ValueError("from is needed where a host is named")
        if self.tls == "none" and not is_this_machine(self.host):
            raise ValueError('tls = "none" is only for a host on this machine')

    @property
    def lacks_password(self) -> bool:
        """Whether nothing can be sent for want of it."""
        return self.host is not None and self.user is not None and self.password is None

    def __repr__(self) -> str:
        """Without the password."""
        return f"SmtpSettings(host={self.host!r}, port={self.port}, tls={self.tls!r})"


def _is_sender(text: str) -> bool:
    try:
        Sender.read(text)
    except ValueError:
        return False
    return True


def is_this_machine(host: str) -> bool:
    """Whether what is sent to `host` never leaves the machine."""
    if host.lower() in {"localhost", "ip6-localhost"}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
