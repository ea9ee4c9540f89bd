"""The figures of delivery: the `[delivery]` section of the settings."""

from typing import Annotated, Literal

import msgspec

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
