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
from storage.records_reissue import ActivationCode, CodeState, ReissueApplication, ReissueMethod
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
        self, tx: "Transaction", visit: Visit, code: str, handle: Secret
    ) -> ActivationStep | ServiceError:
        """The application of a letter goes on here, and no more where its code was typed before."""
        kept = tx.codes.find_activation(seal_activation_code(self._steps.ground.store.keys, code))
        seen = tx.reissues.by_id(kept.application_id) if kept else None
        if kept is None or seen is None:
            self._steps.note_unknown(tx, visit, AuditEvent.REISSUE_ACTIVATION, _UNKNOWN.value)
            return ServiceError(_UNKNOWN, "activation_code")
        tx.locks.hold(seen.customer_id)
        turn = Turn(visit, seen, read_standing(tx, seen.customer_id))
        refusal = self._flaw(kept) or self._steps.obstacle(turn)
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
        """Back to where a code is waited for, without a new one; REISSUE_ENDED when there is none."""
        turn = self._steps.turn(tx, visit, handle, Stage.OFFERED, Stage.ACTIVATED)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        if turn.application.stage is Stage.ACTIVATED:
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
        seen = turn.application
        resumable = not cancel and seen.stage in {Stage.CODE_SENT, Stage.ACTIVATED}
        if not resumable and seen.stage is not Stage.LETTER_SENT:
            self._steps.advance(tx, seen, stages.broken_off(seen))
            tx.codes.void(seen.id)
        how = "resumable" if resumable else "cancelled"
        self._steps.note(tx, turn, AuditEvent.REISSUE_LEFT, reason=f"{seen.stage.value},{how}")
        return self._left(tx, seen, resumable=resumable)

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

    def _flaw(self, kept: ActivationCode) -> ServiceError | None:
        """Why a code that was sent is good no more."""
        dead = _DEAD.get(kept.state)
        if dead is None and self._steps.now() >= kept.dies_at:
            dead = ErrorCode.ACTIVATION_EXPIRED
        return ServiceError(dead, "activation_code") if dead else None

    def _activation_step(
        self, tx: "Transaction", handle: Secret, turn: Turn, good_until: datetime
    ) -> ActivationStep:
        application, standing, now = turn.application, turn.standing, self._steps.now()
        next_at = self._sending.next_at(application)
        last = self._sending.last(tx, turn)
        return ActivationStep(
            handle=handle,
            mobile_masked=mask_address(Channel.SMS, standing.address(Channel.SMS) or ""),
            account=standing.view(standing.account(application.account_id)),
            consolidated=standing.customer.consolidated,
            pending=last if last is not None and now < last.deadline else None,
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
        until = seen.ends_at if resumable or seen.stage is Stage.LETTER_SENT else None
        if resumable and seen.method is ReissueMethod.LETTER:
            until = tx.codes.letter_until(seen.customer_id, self._steps.now())
        return Left(good, issued.dies_at if issued else None, until)
