"""Broken off and gone on with: another code, an activation code typed, a code still good, left for now."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent
from services.delivery.post import Channel
from services.errors import ErrorCode, ServiceError
from services.reissue import application as stages
from services.reissue.activation import seal_activation_code
from services.reissue.applying import Applying
from services.reissue.results import ActivationStep, CodeSent, GoodNow, Left
from services.reissue.sending import CodeSending
from services.reissue.standing import mask_address, read_standing
from services.reissue.steps import Steps, Turn
from services.secret import Secret
from services.visit import Visit
from storage.records_reissue import ActivationCode, CodeState, ReissueApplication
from storage.records_reissue import ReissueStage as Stage

if TYPE_CHECKING:
    from storage.transaction import Transaction

_UNKNOWN: Final = ErrorCode.ACTIVATION_UNKNOWN
_DEAD: Final = {
    CodeState.USED: ErrorCode.ACTIVATION_USED,
    CodeState.VOID: ErrorCode.ACTIVATION_VOID,
}


class Resuming:
    """Transactions; what they return as `ServiceError` is to be raised after the commit."""

    def __init__(self, steps: Steps, sending: CodeSending, applying: Applying) -> None:
        self._steps = steps
        self._sending = sending
        self._applying = applying

    def activate(
        self, tx: "Transaction", visit: Visit, code: Secret, handle: Secret
    ) -> ActivationStep | ServiceError:
        """The application of a letter goes on here, and no more where its code was typed before."""
        kept = tx.codes.find_activation(seal_activation_code(self._steps.ground.store.keys, code))
        seen = tx.reissues.by_id(kept.application_id) if kept else None
        if kept is None or seen is None:
            self._steps.note_unknown(tx, visit, AuditEvent.REISSUE_ACTIVATION, _UNKNOWN.value)
            return ServiceError(_UNKNOWN, "activation_code")
        tx.locks.hold(seen.customer_id)
        turn = Turn(visit, seen, read_standing(tx, seen.customer_id))
        refusal = self._flaw(kept, seen) or self._steps.obstacle(turn)
        if refusal is not None:
            self._steps.note(tx, turn, AuditEvent.REISSUE_ACTIVATION, failed=refusal.code.value)
            return refusal
        after = stages.activated(seen, visit, stages.hash_of(handle), self._steps.now(), self._steps.life)
        turn = turn.after(self._steps.advance(tx, seen, after))
        self._steps.note(tx, turn, AuditEvent.REISSUE_ACTIVATION)
        return self._activation_step(tx, handle, turn, kept.dies_at)

    def another_code(
        self, tx: "Transaction", visit: Visit, handle: Secret, at: Stage
    ) -> CodeSent | ServiceError:
        """A code by SMS after the activation code, or one more of an application that waits for one."""
        turn = self._steps.turn(tx, visit, handle, at)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        self._sending.require_turn(turn.application)
        return self._sending.send(tx, turn)

    def go_on(self, tx: "Transaction", visit: Visit, handle: Secret) -> CodeSent | ServiceError:
        """Back to where a code is waited for, without a new one; CODE_VOID or REISSUE_ENDED without any."""
        turn = self._steps.turn(tx, visit, handle, Stage.OFFERED, Stage.ACTIVATED)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        if turn.application.stage is Stage.ACTIVATED:
            if self._sending.alive(tx, turn) is None:
                raise ServiceError(ErrorCode.CODE_VOID, "code")
            waiting = stages.waiting_again(turn.application, self._steps.now(), self._steps.life)
            waiting = self._steps.advance(tx, turn.application, waiting)
        else:
            waiting = self._merge(tx, turn)
        sent = self._sending.last(tx, turn.after(waiting))
        if sent is None:
            raise ServiceError(ErrorCode.REISSUE_ENDED)
        return sent

    def leave(self, tx: "Transaction", visit: Visit, handle: Secret, *, cancel: bool) -> Left:
        """Left; with `cancel` for good (取消), without it can be gone on with where that is possible."""
        turn = self._steps.turn(tx, visit, handle, *Stage)
        resumable = not cancel and turn.application.stage in {Stage.CODE_SENT, Stage.ACTIVATED}
        if not resumable:
            self._let_go(tx, turn.application)
        how = "resumable" if resumable else "cancelled"
        reason = f"{turn.application.stage.value},{how}"
        self._steps.note(tx, turn, AuditEvent.REISSUE_LEFT, reason=reason)
        return self._left(tx, turn.application, resumable=resumable)

    def _let_go(self, tx: "Transaction", seen: ReissueApplication) -> None:
        """The end, but for what a letter that is still good can bring back."""
        if seen.stage is Stage.LETTER_SENT:
            return
        letter = tx.codes.letter_of(seen.id)
        after = stages.put_aside(seen, letter.dies_at) if letter else stages.broken_off(seen)
        self._steps.advance(tx, seen, after)
        tx.codes.void(seen.id)

    def message_id(self, tx: "Transaction", visit: Visit, handle: Secret) -> str:
        """The letter that was sent last. Reads only."""
        found = self._steps.look(tx, visit, handle, *Stage).application
        if found.message_id is None:
            raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
        return found.message_id

    def dispute(self, tx: "Transaction", visit: Visit, handle: Secret) -> None:
        """資料不正確 (A-11): ends the application, counts nothing."""
        turn = self._steps.turn(tx, visit, handle, Stage.OFFERED)
        self._steps.advance(tx, turn.application, stages.broken_off(turn.application))
        self._steps.note(tx, turn, AuditEvent.REISSUE_DATA_INCORRECT)

    def _flaw(self, kept: ActivationCode, seen: ReissueApplication) -> ServiceError | None:
        """Why a code that was sent is good no more."""
        over = ErrorCode.ACTIVATION_VOID if seen.stage is Stage.BROKEN_OFF else None
        dead = _DEAD.get(kept.state, over)
        if dead is None and self._steps.now() >= kept.dies_at:
            dead = ErrorCode.ACTIVATION_EXPIRED
        return ServiceError(dead, "activation_code") if dead else None

    def _activation_step(
        self, tx: "Transaction", handle: Secret, turn: Turn, good_until: datetime
    ) -> ActivationStep:
        application, standing, now = turn.application, turn.standing, self._steps.now()
        next_at = self._sending.next_at(application)
        return ActivationStep(
            handle=handle,
            mobile_masked=mask_address(Channel.SMS, standing.address(Channel.SMS) or ""),
            account=standing.view(standing.account(application.account_id)),
            consolidated=standing.customer.consolidated,
            pending=self._sending.alive(tx, turn),
            codes_left=self._sending.codes_left(application),
            code_from=next_at if next_at is not None and now < next_at else None,
            good_until=good_until,
            ends_at=application.ends_at,
        )

    def _merge(self, tx: "Transaction", turn: Turn) -> ReissueApplication:
        """The broken-off application takes the place of the new one, handle and all; nothing is counted."""
        by = turn.application
        waiting = self._applying.pending_one(tx, by)
        if waiting is None:
            raise ServiceError(ErrorCode.REISSUE_ENDED)
        self._steps.advance(tx, by, stages.broken_off(by, merged=True))
        self._steps.note(tx, turn, AuditEvent.REISSUE_LEFT, reason=f"{by.stage.value},merged")
        return self._steps.advance(tx, waiting, stages.taken_over(waiting, by))

    def _left(self, tx: "Transaction", seen: ReissueApplication, *, resumable: bool) -> Left:
        issued = tx.credentials.by_id(seen.credential_id) if seen.credential_id else None
        good = GoodNow.INITIAL if issued is not None else GoodNow.OLD
        letter = tx.codes.letter_of(seen.id)
        until = letter.dies_at if letter else (seen.ends_at if resumable else None)
        return Left(good, issued.dies_at if issued else None, until)
