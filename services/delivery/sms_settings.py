"""The `[sms]` section of the settings: which gateway carries short messages (contract §2).

Read before the first paint: nothing heavy is imported here.
"""

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

import msgspec

from services.delivery.settings import is_this_machine

RECIPIENT: Final = "{to}"
"""Stands in an Apprise URL where the number goes."""
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SmsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Unset, no SMS is sent."""

    kind: Literal["none", "kannel", "apprise", "simulated"] = "none"
    """`simulated` shows messages on a simulated phone, in the demo only."""
    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)] | None = None
    """Kannel's sendsms address, or an Apprise URL with `{to}` where the number goes."""
    user: Text | None = None
    """Of Kannel's `sendsms-user`."""
    password: Text | None = None
    """Needed by whoever sends; other commands read the settings without it."""
    sender: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9 ]{1,11}\Z|\A\+?[0-9]{3,15}\Z")] | None = None
    """From whom, where the gateway lets one say so."""
    per_second: Annotated[float, msgspec.Meta(gt=0, le=1_000)] = 5.0
    """Messages handed to an Apprise gateway in a second; Kannel paces itself."""
    receipts: Annotated[str, msgspec.Meta(pattern=r"\A(\[[0-9a-fA-F:]+\]|[0-9.]+):[0-9]{1,5}\Z")] = (
        "127.0.0.1:8771"
    )
    """Where Kannel reports what became of a message: on this machine alone."""
    timeout_seconds: Annotated[int, msgspec.Meta(ge=1, le=60)] = 15
    """For the answer of the gateway."""

    def __post_init__(self) -> None:
        """Refuses what cannot work, or would send a password in clear over a network."""
        if not self.receipts_host_is_here or not 0 < self.receipts_at[1] < 65_536:
            raise ValueError("receipts must be an address of this machine, such as 127.0.0.1:8771")
        if self.kind == "kannel":
            self._require_kannel()
        elif self.kind == "apprise" and RECIPIENT not in (self.url or ""):
            raise ValueError("url is needed for apprise, with {to} where the number goes")

    def _require_kannel(self) -> None:
        if not (self.url and self.user):
            raise ValueError("url and user are needed for kannel")
        parts = urlsplit(self.url)
        here = is_this_machine(parts.hostname or "")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError("url of kannel must be https://HOST:PORT/PATH, without user or question mark")
        if parts.scheme == "http" and not here:
            raise ValueError("url may be http:// only for a kannel on this machine")

    @property
    def lacks_password(self) -> bool:
        """Whether nothing can be sent for want of it."""
        return self.kind == "kannel" and self.password is None

    def __repr__(self) -> str:
        """Without what opens the gateway."""
        return f"SmsSettings(kind={self.kind!r})"

    @property
    def receipts_at(self) -> tuple[str, int]:
        """Host and port of the listener."""
        host, _, port = self.receipts.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def receipts_host_is_here(self) -> bool:
        """Whether nobody but this machine can reach the listener."""
        return is_this_machine(self.receipts_at[0])
