"""驗證通行碼 as one transaction: the try is paid for, and a right code replaces the old password with it.

The initial password is drawn and hashed beforehand for every try alike, so that right and wrong cost the same
and nothing lies between "the code is used" and "the password is replaced" that could break off.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent
from services.delivery.post import LetterKind
from services.errors import ErrorCode, ServiceError
from services.password_replacement import replace_login
from services.reissue import application as stages
from services.reissue.codes import CodeVerdict, judge_code, live_code, seal_code
from services.reissue.results import Verified
from services.reissue.steps import Steps, Turn
from services.reissue.success import succeed
from services.secret import Secret
from services.visit import Visit
from storage.records import Credential, CredentialOrigin, Verifier
from storage.records_reissue import CodeState, OneTimeCode, ReissueMethod
from storage.records_reissue import ReissueStage as Stage

if TYPE_CHECKING:
    from storage.transaction import Transaction

_NO_FAILURE: Final = {
    CodeVerdict.EXPIRED: ErrorCode.CODE_EXPIRED,
    CodeVerdict.VOID: ErrorCode.CODE_VOID,
    CodeVerdict.SUPERSEDED: ErrorCode.CODE_SUPERSEDED,
}


@dataclass(frozen=True, slots=True)
class Initial:
    """An initial password that may be issued, and what would be kept of it."""

    password: Secret
    verifier: Verifier


class Verifying:
    """Judges codes; what it returns as `ServiceError` is to be raised after the commit."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._policy = steps.policy
        self._commits_here = steps.policy.initial_password_commit == "on_verify"  # noqa: S105 - a moment

    def verify(
        self, tx: "Transaction", visit: Visit, handle: Secret, code: Secret, initial: Initial
    ) -> Verified | ServiceError:
        """The whole judgement; `initial` becomes the password if the code is right."""
        turn = self._steps.turn(tx, visit, handle, Stage.CODE_SENT)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        application_id = turn.application.id
        codes = tx.codes.of_application(application_id)
        mac = seal_code(self._steps.ground.store.keys, application_id, code)
        verdict = judge_code(codes, mac, self._steps.now())
        if self._was_set_back(turn):
            verdict = CodeVerdict.EXPIRED
        live = live_code(codes)
        if live is None or verdict in _NO_FAILURE:
            return self._no_failure(tx, turn, verdict, live)
        if verdict is CodeVerdict.WRONG:
            return self._wrong(tx, turn, live)
        if not tx.codes.settle(live, CodeState.USED):
            raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
        return self._right(tx, turn, initial)

    def _was_set_back(self, turn: Turn) -> bool:
        """Whether the clock is behind the sending of the code: how old that is, nobody knows then."""
        sent_at = turn.application.sent_at
        return sent_at is not None and self._steps.now() < sent_at

    def _no_failure(
        self, tx: "Transaction", turn: Turn, verdict: CodeVerdict, live: OneTimeCode | None
    ) -> ServiceError:
        self._steps.note(tx, turn, AuditEvent.REISSUE_CODE_FAIL, failed=verdict.value)
        if verdict is CodeVerdict.SUPERSEDED and live is not None:
            return ServiceError(ErrorCode.CODE_SUPERSEDED, "code", reference=live.reference)
        return ServiceError(_NO_FAILURE[verdict], "code")

    def _wrong(self, tx: "Transaction", turn: Turn, live: OneTimeCode) -> ServiceError:
        """A failure: of the code, and of the customer over applications (N-OOB-3)."""
        left = self._policy.code_tries - live.tries - 1
        if not tx.codes.settle(live, CodeState.LIVE if left > 0 else CodeState.SPENT):
            raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
        in_a_row = tx.codes.fail(turn.application.customer_id)
        self._steps.note(tx, turn, AuditEvent.REISSUE_CODE_FAIL, failed=f"wrong,in_a_row={in_a_row}")
        if in_a_row >= self._policy.code_failures_before_closing:
            return self._close(tx, turn)
        if left <= 0:
            return ServiceError(ErrorCode.CODE_VOID, "code")
        return ServiceError(ErrorCode.CODE_WRONG, "code", attempts_left=left)

    def _close(self, tx: "Transaction", turn: Turn) -> ServiceError:
        """Online reissue is closed until the counter opens it, and the customer is told everywhere."""
        customer_id = turn.application.customer_id
        tx.codes.close(customer_id)
        tx.reissues.break_off(customer_id)
        tx.codes.void_of_customer(customer_id)
        self._steps.note(tx, turn, AuditEvent.REISSUE_CLOSED, failed="code_failures")
        self._steps.tell(tx, turn, LetterKind.REISSUE_CLOSED)
        return ServiceError(ErrorCode.REISSUE_CLOSED)

    def _right(self, tx: "Transaction", turn: Turn, initial: Initial) -> Verified:
        seen, standing = turn.application, turn.standing
        tx.codes.forgive(seen.customer_id)
        if seen.method is ReissueMethod.LETTER:
            tx.codes.use_activation(seen.id)
        issued = self._issue(tx, turn, initial.verifier) if self._commits_here else None
        after = stages.verified(seen, issued.id if issued else None)
        turn = turn.after(self._steps.advance(tx, seen, after))
        self._steps.note(tx, turn, AuditEvent.REISSUE_VERIFIED)
        if issued is not None:
            self._tell(tx, turn, issued)
        return Verified(
            initial_password=initial.password if issued else None,
            dies_at=issued.dies_at if issued else None,
            account=standing.view(standing.account(seen.account_id)),
            accounts=len(standing.targets(seen.account_id)),
            consolidated=standing.customer.consolidated,
            deadline=after.ends_at,
            sent_at=after.sent_at,
        )

    def _issue(self, tx: "Transaction", turn: Turn, verifier: Verifier) -> Credential:
        """The initial password takes the place of the forgotten one."""
        now = self._steps.now()
        dies_at = now + timedelta(hours=self._policy.initial_password_hours)
        customer_id = turn.application.customer_id
        issued = tx.credentials.add(customer_id, verifier, CredentialOrigin.INITIAL, now, dies_at)
        targets = turn.standing.targets(turn.application.account_id)
        replace_login(tx, targets, issued.id, at=now, keep=self._policy.password_history)
        return issued

    def _tell(self, tx: "Transaction", turn: Turn, issued: Credential) -> None:
        """The forgotten password is gone: what comes with that, on record and to every channel (N-REC-3)."""
        assert issued.dies_at is not None  # noqa: S101 - an initial password has its end
        lock = succeed(tx, turn.application)
        event, account = AuditEvent.INITIAL_PASSWORD_ISSUED, turn.account_masked
        self._steps.note(tx, turn, event, account=account, lock=lock)
        facts = {"dies_at": issued.dies_at.isoformat(), **turn.which_account}
        self._steps.tell(tx, turn, LetterKind.INITIAL_PASSWORD_ISSUED, **facts)
