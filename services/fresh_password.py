"""A new login password against what the ID has and had: none of them twice, and not one too many (A-21)."""

from collections.abc import Sequence

from services.change_case import ChangeCase, fitting
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.secret import Secret
from storage.records import Credential, Verifier


class FreshPassword:
    """What only verifying can tell of a new password; every method raises `ServiceError(BUSY)` too."""

    def __init__(self, ground: Ground) -> None:
        self._pool = ground.pool
        self._policy = ground.policy

    async def require(self, new: Secret, case: ChangeCase) -> tuple[Credential, ...]:
        """The ID's other credentials that have the new password already.

        Raises `ServiceError` at `new`: PASSWORD_SAME, PASSWORD_USED_BEFORE (`count`), TOO_MANY_PASSWORDS
        (`limit`), WITHDRAWAL_SAME_AS_LOGIN.
        """
        known = (*case.current, *case.past, *case.staying, *case.used_to_log_in)
        fits = await fitting(self._pool, list({c.id: c for c in known}.values()), new)
        if not set(fits).isdisjoint(case.current):
            raise ServiceError(ErrorCode.PASSWORD_SAME, "new")
        if not set(fits).isdisjoint(case.past):
            raise ServiceError(ErrorCode.PASSWORD_USED_BEFORE, "new", count=self._policy.password_history)
        limit = self._policy.login_passwords_per_id
        # accounts that share a password share its verifier
        staying = {credential.verifier for credential in case.staying}
        if len(staying) + staying.isdisjoint(twin.verifier for twin in fits) > limit:
            raise ServiceError(ErrorCode.TOO_MANY_PASSWORDS, "new", limit=limit)
        await self._require_no_withdrawal(new, case)
        return fits

    async def verifier(self, new: Secret, twins: Sequence[Credential]) -> Verifier:
        """One password of an ID has one verifier, however many of its accounts it is chosen for.

        That of a twin, unless all of theirs are weaker than what is hashed today: the transaction gives it
        to the twins too (`renew_twins`).
        """
        strong = (twin.verifier for twin in twins if not self._pool.needs_rehash(twin.verifier))
        return next(strong, None) or await self._pool.hash(new)

    async def _require_no_withdrawal(self, new: Secret, case: ChangeCase) -> None:
        """It is no withdrawal password of the ID (R-ACC-6); a policy whose lengths could meet is refused."""
        if len(new.reveal()) != self._policy.withdrawal_password_length:
            return
        verifiers = [kept.verifier for kept in case.withdrawals]
        if verifiers and any(await self._pool.verify_each(verifiers, new)):
            raise ServiceError(ErrorCode.WITHDRAWAL_SAME_AS_LOGIN, "new")
