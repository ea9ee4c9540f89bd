"""What every step of an application begins and ends with: it is found, moved on, and put on record."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, Outcome
from services.delivery.post import Channel, LetterKind
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.reissue.application import broken_off, hash_of, require_held, require_stage
from services.reissue.standing import Standing, obstacle, read_standing
from services.secret import Secret
from services.session_limits import SessionLimits
from services.visit import Visit
from storage.records import LoginLock
from storage.records_reissue import ReissueApplication, ReissueMethod, ReissueStage

if TYPE_CHECKING:
    from storage.transaction import Transaction

_OTP: Final = {Channel.SMS.value: "otp_sms", Channel.EMAIL.value: "otp_mail"}


class Steps:
    """Shared by the transactions of 密碼補發."""

    def __init__(self, ground: Ground, limits: SessionLimits) -> None:
        self.ground = ground
        self.policy = ground.policy
        self.life = timedelta(seconds=limits.customer_absolute)
        """How long a step waits for the next one; a code's sending begins it anew (§1.0)."""

    def now(self) -> datetime:
        """The wall clock."""
        return self.ground.clock.now()

    def turn(self, tx: "Transaction", visit: Visit, handle: Secret, *at: ReissueStage) -> "Turn":
        """The application of a handle at one of the stages, its ID held until the transaction ends.

        Raises `ServiceError`: REISSUE_ENDED, REISSUE_OUT_OF_STEP.
        """
        found = self.found(tx, visit, handle)
        if tx.locks.hold(found.customer_id):
            found = self.found(tx, visit, handle)
        return Turn(visit, require_stage(found, *at), read_standing(tx, found.customer_id))

    def look(self, tx: "Transaction", visit: Visit, handle: Secret, *at: ReissueStage) -> "Turn":
        """The same for reading only."""
        found = self.found(tx, visit, handle)
        return Turn(visit, require_stage(found, *at), read_standing(tx, found.customer_id))

    def found(self, tx: "Transaction", visit: Visit, handle: Secret) -> ReissueApplication:
        """The application of a handle, wherever it stands; REISSUE_ENDED where it does not go on."""
        return require_held(tx.reissues.find(hash_of(handle)), visit, self.now())

    def obstacle(self, turn: "Turn") -> ServiceError | None:
        """Why this customer has to go to the counter, as things stand now."""
        method = turn.application.method or ReissueMethod.LETTER
        return obstacle(turn.standing, method, self.policy, self.now())

    def advance(
        self, tx: "Transaction", seen: ReissueApplication, after: ReissueApplication
    ) -> ReissueApplication:
        """Keeps the application as it is after a step; REISSUE_OUT_OF_STEP for the second who takes it."""
        if not tx.reissues.replace(seen, after):
            raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
        return after

    def end(self, tx: "Transaction", turn: "Turn", event: AuditEvent, refusal: ServiceError) -> ServiceError:
        """Ends an application to which something came between; the refusal to raise after the commit."""
        self.advance(tx, turn.application, broken_off(turn.application))
        tx.codes.void(turn.application.id)
        self.note(tx, turn, event, failed=refusal.code.value)
        return refusal

    def note(
        self,
        tx: "Transaction",
        turn: "Turn",
        event: AuditEvent,
        *,
        failed: str | None = None,
        reason: str | None = None,
        account: str | None = None,
        lock: tuple[LoginLock, LoginLock] | None = None,
    ) -> None:
        """Appends an audit row; `failed` is why it failed, `lock` as it was and as it is."""
        trail, application = self.ground.trail, turn.application
        entry = trail.entry(
            turn.visit,
            event,
            Outcome.FAILURE if failed else Outcome.SUCCESS,
            subject=trail.subject(turn.standing.person.id_number),
            reason=failed or reason,
            account=account,
            before=lock[0] if lock else None,
            lock=lock[1] if lock else None,
            factors=factors_of(application),
        )
        tx.audit.append(replace(entry, channel=application.channel))

    def tell(self, tx: "Transaction", turn: "Turn", kind: LetterKind, **facts: str) -> None:
        """One letter to every registered channel (N-REC-3)."""
        person, branch = turn.standing.person, turn.visit.branch
        self.ground.post.notice(tx, person, kind, branch=branch, **facts)

    def note_unknown(self, tx: "Transaction", visit: Visit, event: AuditEvent, failed: str) -> None:
        """Appends an audit row about nobody known."""
        tx.audit.append(self.ground.trail.entry(visit, event, Outcome.FAILURE, reason=failed))


@dataclass(frozen=True, slots=True)
class Turn:
    """One step under way: where, of which application as it was seen, and how its customer stands."""

    visit: Visit
    application: ReissueApplication
    standing: Standing

    def after(self, application: ReissueApplication) -> "Turn":
        """The same with the application as the step leaves it."""
        return replace(self, application=application)

    @property
    def which_account(self) -> dict[str, str]:
        """The fact of a letter that names the account, where not all of them are meant."""
        return {} if self.standing.customer.consolidated else {"account": self.account_masked}

    @property
    def account_masked(self) -> str:
        """The account chosen, for audit rows and letters."""
        return self.standing.view(self.standing.account(self.application.account_id)).number_masked


def factors_of(application: ReissueApplication) -> tuple[str, ...]:
    """By what the customer is proved, as far as the application has come."""
    found: tuple[str, ...] = ()
    if application.method is ReissueMethod.CERTIFICATE:
        found = ("cert",)
    elif application.stage not in {ReissueStage.OFFERED, ReissueStage.LETTER_SENT}:
        found = ("otp_mail",)
    if application.stage in {ReissueStage.VERIFIED, ReissueStage.DONE} and application.channel:
        found += (_OTP[application.channel],)
    return found
