"""Left before the end: what can be gone on with stays, the rest is over; which password is good (A-09)."""

from datetime import datetime
from typing import TYPE_CHECKING

from services.audit_trail import AuditEvent
from services.expiry import is_dead
from services.reissue import application as stages
from services.reissue.results import GoodNow, Left
from services.reissue.standing import read_standing
from services.reissue.steps import Steps, Turn
from services.secret import Secret
from services.visit import Visit
from storage.records import Credential
from storage.records_reissue import ReissueApplication, ReissueMethod
from storage.records_reissue import ReissueStage as Stage

if TYPE_CHECKING:
    from storage.transaction import Transaction


class Leaving:
    """One transaction for Esc, 取消, F10, idle time and the end of the visit alike."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def leave(self, tx: "Transaction", visit: Visit, handle: Secret, *, cancel: bool) -> Left:
        """Left; with `cancel` for good (取消), without it can be gone on with where that is possible.

        Whoever comes when it was left or is over gets the same answer, and leaves no second audit row.
        """
        seen = self._own(tx, visit, handle)
        if tx.locks.hold(seen.customer_id):
            seen = self._own(tx, visit, handle)
        if stages.is_over(seen) or seen.handle_hash != stages.hash_of(handle):
            return self._left(tx, seen)
        after = self._let_go(tx, seen, cancel=cancel)
        how = "cancelled" if cancel else "over" if stages.is_over(after) else "resumable"
        turn = Turn(visit, seen, read_standing(tx, seen.customer_id))
        self._steps.note(tx, turn, AuditEvent.REISSUE_LEFT, reason=f"{seen.stage.value},{how}")
        return self._left(tx, after)

    def _own(self, tx: "Transaction", visit: Visit, handle: Secret) -> ReissueApplication:
        """Held, or left by this very visit before; whether its time is over does not matter here."""
        held = stages.hash_of(handle)
        found = tx.reissues.find(held) or tx.reissues.find(stages.given_back(held))
        return stages.require_own(found, visit)

    def _let_go(self, tx: "Transaction", seen: ReissueApplication, *, cancel: bool) -> ReissueApplication:
        """The end, but for what a live code, or a letter that is still good, can bring back."""
        until = self._until(tx, seen)
        stays = not cancel and seen.stage is not Stage.LETTER_SENT and stages.lasts(seen, self._steps.now())
        if until is not None and stays:
            return self._steps.advance(tx, seen, stages.left(seen))
        tx.codes.void(seen.id)
        letter = until is not None and seen.method is ReissueMethod.LETTER
        after = stages.put_aside(seen, until) if until and letter else stages.broken_off(seen)
        return self._steps.advance(tx, seen, after)

    def _until(self, tx: "Transaction", seen: ReissueApplication) -> datetime | None:
        """Until when it can be gone on with: by the letter, or while its code is waited for."""
        now = self._steps.now()
        if seen.stage not in {Stage.LETTER_SENT, Stage.ACTIVATED, Stage.CODE_SENT}:
            return None
        if seen.method is ReissueMethod.LETTER:
            letter = tx.codes.letter_of(seen.id)
            return letter.dies_at if letter and now < letter.dies_at else None
        return seen.ends_at if stages.lasts(seen, now) else None

    def _left(self, tx: "Transaction", seen: ReissueApplication) -> Left:
        issued = self._initial(tx, seen)
        good = GoodNow.OLD
        if seen.credential_id is not None or seen.stage is Stage.DONE:
            good = GoodNow.INITIAL if issued else GoodNow.CHANGED
        return Left(good, issued.dies_at if issued else None, self._until(tx, seen))

    def _initial(self, tx: "Transaction", seen: ReissueApplication) -> Credential | None:
        """The initial password that was issued, if an account still has it and its time is not over."""
        using = tx.credentials.of_accounts(seen.customer_id)
        issued = next((one for one in using if one.id == seen.credential_id), None)
        return issued if issued is not None and not is_dead(issued, self._steps.now()) else None
