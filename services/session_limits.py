"""Idle time and longest time of a visit (K-IDLE): the `[session]` section of the settings."""

import msgspec

from services.policy import Policy, Seconds


class SessionLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a visit may last (K-IDLE), as the `[session]` section of the settings; all in seconds."""

    customer_idle: Seconds = 90
    customer_idle_warning: Seconds = 15
    """The last part of the idle time, in which the screen counts down."""
    customer_absolute: Seconds = 600
    code_cover: Seconds = 60
    """While a code is awaited, its page is covered after so long without a key."""
    success_page: Seconds = 15
    """After this the success page goes back to the menu by itself."""

    def __post_init__(self) -> None:
        if not self.customer_idle_warning < self.customer_idle <= self.customer_absolute:
            raise ValueError(
                "customer_idle must be above customer_idle_warning, and not above customer_absolute"
            )


def outlives_codes(limits: SessionLimits, policy: Policy) -> bool:
    """Whether a visit lasts longer than the one-time code it waits for, counted from its sending (§1.0).

    Otherwise the application would be over while its code could still be typed.
    """
    return policy.code_seconds < limits.customer_absolute
