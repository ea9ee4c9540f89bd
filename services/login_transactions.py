"""The two transactions of a login, as plain functions over repositories: let the guess in, settle it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from services import attempts
from services.accounts import read_withdrawals, view_accounts
from services.audit_trail import AuditEvent, Outcome
from services.delivery.post import LetterKind
from services.errors import ErrorCode
from services.expiry import expiry_of
from services.ground import Ground
from services.lock_ladder import lock_facts
from services.login_request import Admission, Guess, LoginRequest
from services.masking import mask_name
from services.robot_check import RobotCheck
from services.sessions import CustomerSession, Sessions
from storage.records import Account, Credential, CredentialOrigin, LoginLock, Verifier

if TYPE_CHECKING:
    from storage.repositories.login_facts import LoginFacts
    from storage.transaction import Transaction

_FACTORS: Final = ("pwd",)


class LoginTransactions:
    """`admit` comes first; then one of the others, each with its audit row."""

    def __init__(self, ground: Ground, *, robot_check: RobotCheck, sessions: Sessions) -> None:
        self._policy = ground.policy
        self._trail = ground.trail
        self._clock = ground.clock
        self._post = ground.post
        self._robot_check = robot_check
        self._sessions = sessions

    def admit(self, tx: "Transaction", request: LoginRequest) -> Admission:
        """First transaction: robot, look-up, reservation."""
        if request.answer is not None:
            refusal = self._robot_check.take(tx, request.visit, request.answer)
            if refusal is not None:
                self.record(tx, request, AuditEvent.INPUT_VALIDATION_FAIL, refusal.value)
                return Admission(robot=refusal)
        facts = tx.customers.for_login(request.id_number.value)
        if facts is None:
            return Admission(reason="unknown_id")
        attempt = attempts.reserve(tx, facts.lock, self._policy)
        return Admission(Guess(facts, attempt)) if attempt else Admission(reason="locked")

    def open(
        self,
        tx: "Transaction",
        request: LoginRequest,
        guess: Guess,
        matching: tuple[Credential, ...],
        stronger: Mapping[Verifier, Verifier],
    ) -> CustomerSession | None:
        """Second transaction after a right password; None when it is too late for it."""
        tx.locks.hold(guess.facts.customer.id)
        accounts = tx.customers.accounts(guess.facts.customer.id)
        in_use = {account.credential_id for account in accounts}
        matching = tuple(credential for credential in matching if credential.id in in_use)
        if not matching:  # changed while it was being verified: by now it is a wrong one
            self.refuse(tx, request, Admission(guess))
            return None
        wiped = attempts.settle_success(tx, guess.attempt)
        if wiped is None:
            self.record(tx, request, AuditEvent.LOGIN_FAIL, "locked")
            return None
        for credential in matching:
            new = stronger.get(credential.verifier)
            if new is not None:
                tx.credentials.replace_verifier(credential.id, seen=credential.verifier, new=new)
        session = self._session(tx, request, guess.facts, accounts, matching)
        matched = tuple(credential.id for credential in matching)
        self._sessions.open(tx, session, matched=matched)
        before = guess.attempt.before
        self.record(tx, request, AuditEvent.LOGIN_SUCCESS, None, before=before, lock=wiped)
        return session

    def _session(
        self,
        tx: "Transaction",
        request: LoginRequest,
        facts: "LoginFacts",
        accounts: tuple[Account, ...],
        matching: tuple[Credential, ...],
    ) -> CustomerSession:
        person = tx.customers.person(facts.customer.id)
        now = self._clock.now()
        return CustomerSession(
            token=self._sessions.new_token(),
            customer_id=facts.customer.id,
            name_masked=mask_name(person.name),
            consolidated=facts.customer.consolidated,
            must_change=any(credential.origin is CredentialOrigin.INITIAL for credential in matching),
            accounts=view_accounts(
                accounts,
                _all_of(tx, facts, accounts),
                read_withdrawals(tx, accounts),
                person,
                matched={credential.id for credential in matching},
                policy=self._policy,
                now=now,
            ),
            expiry=expiry_of(matching[0], self._policy, now),
            visit=request.visit,
        )

    def refuse(self, tx: "Transaction", request: LoginRequest, admission: Admission) -> None:
        """Second transaction after anything else: the failure counted, and told if it locked."""
        if admission.guess is None:
            self.record(tx, request, AuditEvent.LOGIN_FAIL, admission.reason)
            return
        failure = attempts.settle_failure(tx, admission.guess.attempt, self._policy)
        before = admission.guess.attempt.before
        self.record(tx, request, AuditEvent.LOGIN_FAIL, "wrong_password", before=before, lock=failure.lock)
        if failure.locked_now:
            tx.sessions.end_all(failure.lock.customer_id)
            self.record(tx, request, AuditEvent.LOGIN_LOCK, None, before=before, lock=failure.lock)
            customer_id, branch = failure.lock.customer_id, request.visit.branch
            self._post.notice(tx, customer_id, LetterKind.LOCK, branch=branch, **lock_facts(failure.lock))

    def refuse_dead(self, tx: "Transaction", request: LoginRequest, guess: Guess) -> None:
        """A right initial password past its end: no strike (§1.0)."""
        attempts.give_back(tx, guess.attempt, self._policy)
        self.record(tx, request, AuditEvent.LOGIN_FAIL, ErrorCode.INITIAL_PASSWORD_EXPIRED.value)

    def record(
        self,
        tx: "Transaction",
        request: LoginRequest,
        event: AuditEvent,
        reason: str | None,
        *,
        before: LoginLock | None = None,
        lock: LoginLock | None = None,
    ) -> None:
        """Appends the audit row; `lock` as the event left it, `before` as the guess found it."""
        outcome = Outcome.SUCCESS if event is AuditEvent.LOGIN_SUCCESS else Outcome.FAILURE
        entry = self._trail.entry(
            request.visit,
            event,
            outcome,
            subject=request.subject,
            reason=reason,
            before=before,
            lock=lock,
            factors=_FACTORS,
        )
        tx.audit.append(entry)


def _all_of(
    tx: "Transaction", facts: "LoginFacts", accounts: tuple[Account, ...]
) -> Mapping[int, Credential]:
    """The credentials of all accounts by id; read again only when one changed since the first transaction."""
    known = {credential.id: credential for credential in facts.credentials}
    if all(account.credential_id in known for account in accounts):
        return known
    return {credential.id: credential for credential in tx.credentials.of_accounts(facts.customer.id)}
