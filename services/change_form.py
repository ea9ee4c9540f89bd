"""A change of passwords as typed: two blocks, and only the ticked ones are asked and changed (R-ACC-4)."""

from dataclasses import dataclass

from services.errors import ErrorCode, ServiceError
from services.password_rules import PasswordRules
from services.policy import Policy
from services.secret import Secret
from services.sessions import CustomerSession
from services.typed_password import LONGEST, require_twice, require_typed
from services.visit import Visit
from services.withdrawal_rules import well_shaped
from storage.records import Person


@dataclass(frozen=True, slots=True)
class LoginBlock:
    """網路登入密碼變更 (R-ACC-2)."""

    old: Secret
    new: Secret
    confirm: Secret
    sync_voice: bool
    """語音密碼與網路密碼同步變更."""


@dataclass(frozen=True, slots=True)
class WithdrawalBlock:
    """網路出金密碼變更 (R-ACC-3)."""

    old: Secret
    new: Secret
    confirm: Secret


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What was typed and ticked; a block that was not ticked is None."""

    visit: Visit
    session: CustomerSession
    login: LoginBlock | None
    withdrawal: WithdrawalBlock | None = None


class FormChecks:
    """What can be said of a form without knowing any password, field by field from the top."""

    def __init__(self, rules: PasswordRules, policy: Policy) -> None:
        self._rules = rules
        self._policy = policy

    async def require(self, form: ChangeForm, person: Person) -> None:
        """Raises `ServiceError` at the first field that cannot be right."""
        if form.login is not None:
            await self._rules.prepare()
            self._require_login(form.login, person)
        if form.withdrawal is not None:
            self._require_withdrawal(form.withdrawal, form.login)

    def _require_login(self, block: LoginBlock, person: Person) -> None:
        require_typed(block.old, "old", self._policy)
        require_twice(block.new, block.confirm)
        self._rules.require(block.new.reveal(), person)
        if block.new == block.old:
            raise ServiceError(ErrorCode.PASSWORD_SAME, "new")

    def _require_withdrawal(self, block: WithdrawalBlock, login: LoginBlock | None) -> None:
        """Its old one of any shape: it may be older than the policy. Letters and digits need not both be."""
        if not block.old:
            raise ServiceError(ErrorCode.REQUIRED, "withdrawal_old")
        require_twice(block.new, block.confirm, "withdrawal_")
        if len(block.old.reveal()) > LONGEST:
            raise self._shape("withdrawal_old")
        if not well_shaped(block.new.reveal(), self._policy.withdrawal_password_length):
            raise self._shape("withdrawal_new")
        if block.new == block.old:
            raise ServiceError(ErrorCode.WITHDRAWAL_SAME, "withdrawal_new")
        if login is not None and block.new in {login.old, login.new}:
            raise ServiceError(ErrorCode.WITHDRAWAL_SAME_AS_LOGIN, "withdrawal_new")

    def _shape(self, field: str) -> ServiceError:
        length = self._policy.withdrawal_password_length
        return ServiceError(ErrorCode.WITHDRAWAL_SHAPE, field, length=length)
