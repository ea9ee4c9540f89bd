"""設定新密碼: the customer's own in the place of the initial, or of the forgotten one (R-RI-7 to 9)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.accounts import number_masked, read_withdrawals
from services.audit_trail import AuditEvent
from services.change_case import ChangeCase
from services.delivery.post import LetterKind
from services.errors import ErrorCode, ServiceError
from services.password_replacement import renew_twins, replace_login, require_as_seen
from services.reissue import application as stages
from services.reissue.results import Reissued
from services.reissue.standing import Standing
from services.reissue.steps import Steps
from services.reissue.success import succeed
from services.secret import Secret
from services.visit import Visit
from storage.records import Account, Credential, CredentialOrigin, Verifier
from storage.records_reissue import ReissueApplication
from storage.records_reissue import ReissueStage as Stage

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NewVerifiers:
    """What is kept of the new password."""

    login: Verifier
    voice: Verifier
    """Of its keypad digits."""
    twins: tuple[Credential, ...] = ()
    """The ID's other credentials that have the new password already."""


class Renewing:
    """Transactions; what they return as `ServiceError` is to be raised after the commit."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._policy = steps.policy

    def case(self, tx: "Transaction", visit: Visit, handle: Secret) -> ChangeCase:
        """What is there before the new password; CHANGED_ELSEWHERE if it is not ours any more. Reads only."""
        turn = self._steps.look(tx, visit, handle, Stage.VERIFIED)
        standing = turn.standing
        targets = _targets(turn.application, standing)
        history = self._policy.password_history
        return ChangeCase(
            customer=standing.customer,
            person=standing.person,
            subject=self._steps.ground.trail.subject(standing.person.id_number),
            accounts=standing.accounts,
            credentials=tx.credentials.of_accounts(standing.customer.id),
            targets=targets,
            proof=(),
            past=tx.credentials.past([account.id for account in targets]) if history else (),
            withdrawals=tuple(read_withdrawals(tx, standing.accounts).values()),
            target_masked=number_masked(targets[0], standing.person) if len(targets) == 1 else None,
        )

    def renew(
        self, tx: "Transaction", visit: Visit, handle: Secret, case: ChangeCase, new: NewVerifiers
    ) -> Reissued | ServiceError:
        """Electronic and voice password, all at once; every session ends, every channel is told."""
        turn = self._steps.turn(tx, visit, handle, Stage.VERIFIED)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)
        require_as_seen(tx, case)
        now, seen = self._steps.now(), turn.application
        after = turn.after(self._steps.advance(tx, seen, stages.done(seen)))
        credential = tx.credentials.add(seen.customer_id, new.login, CredentialOrigin.OWN, now)
        replace_login(tx, case.targets, credential.id, at=now, keep=self._policy.password_history)
        renew_twins(tx, new.twins, new.login)
        tx.credentials.set_voice(seen.customer_id, new.voice, now)
        lock = succeed(tx, seen)
        event, account = AuditEvent.REISSUE_DONE, case.target_masked
        self._steps.note(tx, after, event, reason="with_voice", account=account, lock=lock)
        self._steps.tell(tx, after, LetterKind.REISSUE_DONE, **turn.which_account)
        return Reissued(len(case.targets), case.customer.consolidated, now)


def _targets(seen: ReissueApplication, standing: Standing) -> tuple[Account, ...]:
    """The accounts that the initial password opened; where none was issued, those of the choice."""
    if seen.credential_id is None:
        return standing.targets(seen.account_id)
    found = tuple(one for one in standing.accounts if one.credential_id == seen.credential_id)
    if standing.account(seen.account_id) not in found:
        raise ServiceError(ErrorCode.CHANGED_ELSEWHERE)
    return found
