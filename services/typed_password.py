"""What is asked of a password before it is compared with a kept one: that there is one, of a sane size."""

from typing import Final

from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from services.secret import Secret

LONGEST: Final = 64
"""The most any policy allows; longer input is a slip of the hand, not a guess, and costs no strike."""


def require_typed(password: Secret, field: str, policy: Policy) -> None:
    """Raises `ServiceError` at `field`: REQUIRED, or PASSWORD_LENGTH for more than `LONGEST` characters."""
    if not password:
        raise ServiceError(ErrorCode.REQUIRED, field)
    if len(password.reveal()) > LONGEST:
        lengths = {"minimum": policy.password_min_length, "maximum": policy.password_max_length}
        raise ServiceError(ErrorCode.PASSWORD_LENGTH, field, **lengths)


def require_twice(new: Secret, confirm: Secret, prefix: str = "") -> None:
    """Raises `ServiceError`: REQUIRED at `new` or `confirm`, CONFIRMATION_DIFFERS at `confirm`."""
    for field, secret in (("new", new), ("confirm", confirm)):
        if not secret:
            raise ServiceError(ErrorCode.REQUIRED, prefix + field)
    if new != confirm:
        raise ServiceError(ErrorCode.CONFIRMATION_DIFFERS, prefix + "confirm")
