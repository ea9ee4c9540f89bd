"""密碼解鎖 (R-UNL): lifts the first lock for who is identified and proves a certificate; the password stays.

The order of checks is the one of §1.0: ID and date, certificate, then state. Nobody without a certificate
learns whether anything is locked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.assisted_unlock import Lift, LogInWith, lift_once
from services.audit_trail import AuditEvent, Outcome
from services.certificates.port import CertificateAnswer, CertificateOffer, Need, ProofPurpose
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.identification import Identification, Identified
from services.visit import Visit

if TYPE_CHECKING:
    from services.certificates.proofs import CertificateProofs
    from storage.transaction import Transaction

__all__ = ["LogInWith", "Unlock", "Unlocked"]
_FACTORS: Final = ("cert",)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The lock was lifted."""

    at: datetime
    log_in_with: LogInWith


class Unlock:
    """Online unlock by certificate."""

    def __init__(
        self, ground: Ground, *, identification: Identification, certificates: "CertificateProofs"
    ) -> None:
        self._ground = ground
        self._identification = identification
        self._certificates = certificates

    async def begin(self, visit: Visit, id_number: str, birth_date: str) -> Unlocked | CertificateOffer:
        """立即解鎖: lifts at once where the device wants nothing more, else says what it wants first.

        Raises what `unlock` raises; before ID and date are right nothing is asked of the device.
        """
        identified = await self._identification.identify(visit, id_number, birth_date)
        offer = await self._certificates.offer(visit)
        return await self._unlock(visit, identified, None) if offer.need is Need.NOTHING else offer

    async def unlock(
        self, visit: Visit, id_number: str, birth_date: str, answer: CertificateAnswer | None
    ) -> Unlocked:
        """Lifts the lock, with what the customer gave at the certificate step.

        Raises `ServiceError`: what `Identification.identify` and `CertificateProofs.prove` raise; then
        NO_CERTIFICATE, NOT_LOCKED, UNLOCK_USED, which use nothing up; STORAGE_….
        """
        identified = await self._identification.identify(visit, id_number, birth_date)
        return await self._unlock(visit, identified, answer)

    async def offer(self, visit: Visit) -> CertificateOffer:
        """What the device wants now, once a token was put in or changed."""
        return await self._certificates.offer(visit)

    async def _unlock(
        self, visit: Visit, identified: Identified, answer: CertificateAnswer | None
    ) -> Unlocked:
        proved = await self._certificates.prove(visit, ProofPurpose.UNLOCK, identified.id_number, answer)
        done = await self._ground.store.write(self._lift if proved else self._refuse, visit, identified)
        if isinstance(done, ErrorCode):
            raise ServiceError(done)
        return done

    def _lift(self, tx: "Transaction", visit: Visit, identified: Identified) -> Unlocked | ErrorCode:
        lift = lift_once(tx, identified.customer_id, visit, self._ground)
        self._record(tx, visit, identified, lift, lift.refusal)
        if lift.refusal is not None:
            return lift.refusal
        return Unlocked(self._ground.clock.now(), lift.log_in_with)

    def _refuse(self, tx: "Transaction", visit: Visit, identified: Identified) -> Unlocked | ErrorCode:
        """Without a certificate the lock is not even looked at."""
        self._record(tx, visit, identified, None, ErrorCode.NO_CERTIFICATE)
        return ErrorCode.NO_CERTIFICATE

    def _record(
        self,
        tx: "Transaction",
        visit: Visit,
        identified: Identified,
        lift: Lift | None,
        refusal: ErrorCode | None,
    ) -> None:
        trail = self._ground.trail
        entry = trail.entry(
            visit,
            AuditEvent.UNLOCK_FAIL if refusal else AuditEvent.UNLOCK,
            Outcome.FAILURE if refusal else Outcome.SUCCESS,
            subject=trail.subject(identified.id_number),
            reason=refusal.value if refusal else None,
            before=lift.before if lift else None,
            lock=lift.now if lift else None,
            factors=_FACTORS if lift else (),
        )
        tx.audit.append(entry)
