"""Broken off and gone on with: another code, an activation code typed, a code still good."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent
from services.delivery.post import Channel, DeliveryState
from services.errors import ErrorCode, ServiceError
from services.reissue import application as stages
from services.reissue.activation import seal_activation_code
from services.reissue.applying import Applying
from services.reissue.results import ActivationStep, CodeSent
from services.reissue.sending import CodeSending
from services.reissue.standing import initial_until, mask_address, read_standing
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
        mac = seal_activation_code(self._steps.ground.store.keys, code)
        found = self._of_letter(tx, mac)
        # typed at two terminals at once: the second reads what the first has made of it
        if found is not None and tx.locks.hold(found[1].customer_id):
            found = self._of_letter(tx, mac)
        if found is None:
            self._steps.note_unknown(tx, visit, AuditEvent.REISSUE_ACTIVATION, _UNKNOWN.value)
            return ServiceError(_UNKNOWN, "activation_code")
        kept, seen = found
        turn = Turn(visit, seen, read_standing(tx, seen.customer_id))
        refusal = self._flaw(kept, seen) or self._steps.obstacle(turn)
        if refusal is not None:
            self._steps.note(tx, turn, AuditEvent.REISSUE_ACTIVATION, failed=refusal.code.value)
            return refusal
        after = stages.activated(seen, visit, stages.hash_of(handle), self._steps.now(), self._steps.life)
        turn = turn.after(self._steps.advance(tx, seen, after))
        self._steps.note(tx, turn, AuditEvent.REISSUE_ACTIVATION)
        return self._activation_step(tx, handle, turn, kept.dies_at)

    def _of_letter(self, tx: "Transaction", mac: bytes) -> tuple[ActivationCode, ReissueApplication] | None:
        kept = tx.codes.find_activation(mac)
        seen = tx.reissues.by_id(kept.application_id) if kept else None
        return (kept, seen) if kept and seen else None

    def another_code(
        self, tx: "Transaction", visit: Visit, handle: Secret, at: Stage
    ) -> CodeSent | ServiceError:
        """A code by SMS after the activation code, or one more of an application that waits for one."""
        turn = self._steps.turn(tx, visit, handle, at)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        over = self._letter_over(tx, turn)
        if over is not None:
            return over
        self._sending.require_turn(turn.application)
        return self._sending.send(tx, turn)

    def go_on(self, tx: "Transaction", visit: Visit, handle: Secret) -> CodeSent | ServiceError:
        """Back to where a code is waited for, without a new one; CODE_VOID or REISSUE_ENDED without any."""
        turn = self._steps.turn(tx, visit, handle, Stage.OFFERED, Stage.ACTIVATED)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        over = self._letter_over(tx, turn)
        if over is not None:
            return over
        if turn.application.stage is Stage.ACTIVATED:
            if self._sending.alive(tx, turn) is None:
                raise ServiceError(ErrorCode.CODE_VOID, "code")
            waiting = stages.waiting_again(turn.application, self._steps.life)
            waiting = self._steps.advance(tx, turn.application, waiting)
        else:
            waiting = self._merge(tx, turn)
        sent = self._sending.last(tx, turn.after(waiting))
        if sent is None:
            raise ServiceError(ErrorCode.REISSUE_ENDED)
        return sent

    def delivery(self, tx: "Transaction", visit: Visit, handle: Secret) -> DeliveryState:
        """What became of the letter that was sent last. Reads only."""
        found = self._steps.found(tx, visit, handle)
        if found.message_id is None:
            raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
        return self._steps.ground.post.state_in(tx, found.message_id)

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

    def _letter_over(self, tx: "Transaction", turn: Turn) -> ServiceError | None:
        """A letter leads on for its hours and not a second longer (N-REC-1); a code already sent lives on."""
        if turn.application.stage is Stage.OFFERED:
            return None
        end = self._sending.letter_end(tx, turn.application)
        if end is None or self._steps.now() < end:
            return None
        refusal = ServiceError(ErrorCode.ACTIVATION_EXPIRED)
        self._steps.note(tx, turn, AuditEvent.REISSUE_ACTIVATION, failed=refusal.code.value)
        return refusal

    def _activation_step(
        self, tx: "Transaction", handle: Secret, turn: Turn, good_until: datetime
    ) -> ActivationStep:
        application, standing, now = turn.application, turn.standing, self._steps.now()
        next_at, codes_left = self._sending.more(tx, application)
        return ActivationStep(
            handle=handle,
            mobile_masked=mask_address(Channel.SMS, standing.address(Channel.SMS) or ""),
            account=standing.view(standing.account(application.account_id)),
            consolidated=standing.customer.consolidated,
            pending=self._sending.alive(tx, turn),
            codes_left=codes_left,
            code_from=next_at if next_at is not None and now < next_at else None,
            good_until=good_until,
            ends_at=application.ends_at,
            initial_until=initial_until(tx, standing.customer.id, now),
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
