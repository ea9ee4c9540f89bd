"""The course of every change of passwords: form checked, guesses paid for and judged, then one transaction.

Whatever the screen checked is checked again here. Both blocks change or neither does (R-ACC-4).
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent
from services.change_case import ChangeCase, ChangeKind, Done, NewPasswords, Reserved, fitting
from services.change_form import ChangeForm, FormChecks, LoginBlock, WithdrawalBlock
from services.change_transactions import ChangeTransactions
from services.errors import ErrorCode, ServiceError
from services.expiry import is_dead
from services.fresh_password import FreshPassword
from services.ground import Ground
from services.password_advisor import PasswordAdvisor
from services.password_rules import PasswordRules
from services.secret import Secret
from services.sessions import CustomerSession, Sessions
from services.voice import VoiceKeypad
from storage.records import Credential, Verifier

if TYPE_CHECKING:
    from storage.transaction import Transaction

_ON_RECORD: Final = {
    ErrorCode.NOT_OFFERED: AuditEvent.AUTHZ_FAIL,
    ErrorCode.WITHDRAWAL_LOCKED: AuditEvent.WITHDRAWAL_CHANGE_FAIL,
    ErrorCode.WITHDRAWAL_MISSING: AuditEvent.WITHDRAWAL_CHANGE_FAIL,
}
"""Refusals at the door that leave an audit row."""

WrongOld = Callable[["Transaction", ChangeForm, ChangeCase, Reserved], ServiceError]
"""The transaction that puts a wrong 舊密碼 on record, and the refusal that follows."""


class ChangeCourse:
    """Runs changes of one kind."""

    def __init__(
        self,
        ground: Ground,
        kind: ChangeKind,
        *,
        rules: PasswordRules,
        keypad: VoiceKeypad,
        sessions: Sessions,
    ) -> None:
        self._store = ground.store
        self._pool = ground.pool
        self._policy = ground.policy
        self._clock = ground.clock
        self._rules = rules
        self._keypad = keypad
        self._kind = kind
        self._fresh = FreshPassword(ground)
        self._checks = FormChecks(rules, ground.policy)
        self._transactions = ChangeTransactions(ground, kind, sessions=sessions)

    async def advisor(self, session: CustomerSession) -> PasswordAdvisor:
        """Live advice for this customer's form. Raises `ServiceError`: SESSION_ENDED, STORAGE_…"""
        await self._rules.prepare()
        return PasswordAdvisor(self._rules, await self._store.read(self._transactions.person, session))

    async def run(self, form: ChangeForm) -> Done:
        """Makes the change, or raises `ServiceError` and changes nothing."""
        case = await self._open(form)
        await self._checks.require(form, case.person)
        reserved = await self._store.write(self._transactions.reserve, form, case)
        if isinstance(reserved, ServiceError):
            raise reserved
        made = await self._try(form, case, reserved)
        if isinstance(made, Done):
            return made
        raise await self._store.write(made, form, case, reserved)

    async def _open(self, form: ChangeForm) -> ChangeCase:
        try:
            return await self._store.read(self._kind.open, form)
        except ServiceError as refusal:
            event = _ON_RECORD.get(refusal.code)
            if event is not None:
                await self._store.write(self._transactions.record.not_open, form, event, refusal.code.value)
            raise

    async def _try(self, form: ChangeForm, case: ChangeCase, reserved: Reserved) -> Done | WrongOld:
        """What puts a wrong 舊密碼 on record, if one is; any other refusal is no strike."""
        try:
            if form.login is not None and not await self._proves(form.login, case):
                return self._transactions.wrong_login
            if form.withdrawal is not None and not await self._opens(form.withdrawal, case):
                return self._transactions.wrong_withdrawal
            new = await self._new(form, case)
            return await self._store.write(self._transactions.make, form, case, reserved, new)
        except ServiceError as refusal:
            with suppress(ServiceError):
                await self._store.write(self._transactions.give_up, form, case, reserved, refusal)
            raise

    async def _proves(self, block: LoginBlock, case: ChangeCase) -> bool:
        fits = await fitting(self._pool, case.proof, block.old)
        now = self._clock.now()
        if case.proved_by(fits) and not case.proved_by([c for c in fits if not is_dead(c, now)]):
            raise ServiceError(ErrorCode.INITIAL_PASSWORD_EXPIRED)
        return case.proved_by(fits)

    async def _opens(self, block: WithdrawalBlock, case: ChangeCase) -> bool:
        return case.futures is not None and await self._pool.verify(case.futures.verifier, block.old)

    async def _new(self, form: ChangeForm, case: ChangeCase) -> NewPasswords:
        """The new ones hashed, if all of them may be."""
        twins = await self._fresh.require(form.login.new, case) if form.login else ()
        if form.withdrawal is not None:
            await self._require_apart(form.withdrawal, case)
        login, voice, withdrawal = await asyncio.gather(
            self._login_verifier(form.login, twins),
            self._hash(self._digits(form.login)),
            self._hash(form.withdrawal.new if form.withdrawal else None),
        )
        return NewPasswords(login, voice, withdrawal, tuple(twins))

    async def _require_apart(self, block: WithdrawalBlock, case: ChangeCase) -> None:
        """The new withdrawal password is no login password of the ID."""
        if await fitting(self._pool, case.credentials, block.new):
            raise ServiceError(ErrorCode.WITHDRAWAL_SAME_AS_LOGIN, "withdrawal_new")

    async def _login_verifier(self, block: LoginBlock | None, twins: Sequence[Credential]) -> Verifier | None:
        return await self._fresh.verifier(block.new, twins) if block else None

    def _digits(self, block: LoginBlock | None) -> Secret | None:
        if block is None or not block.sync_voice:
            return None
        return Secret(self._keypad.digits(block.new.reveal()))

    async def _hash(self, password: Secret | None) -> Verifier | None:
        return await self._pool.hash(password) if password else None
