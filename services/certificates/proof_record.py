"""What a proof leaves in the database: its challenge, its count of wrong PINs, its audit row."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, Outcome
from services.certificates.challenge import Challenge, Challenges
from services.certificates.device import Finding
from services.certificates.port import CertificateAnswer, DeviceIdentity, ProofPurpose, StoreFault
from services.certificates.rules import NoneReason
from services.ground import Ground
from services.identifiers import IdNumber
from services.visit import Visit

if TYPE_CHECKING:
    from storage.transaction import Transaction

_FACTORS: Final = ("cert",)
AS_NONE: Final = {
    StoreFault.DAMAGED: NoneReason.DAMAGED,
    StoreFault.UNPROTECTED: NoneReason.UNPROTECTED,
    StoreFault.UNUSABLE: NoneReason.STORE_UNUSABLE,
}
"""Faults that no customer can do anything about at the certificate step: treated as no certificate."""


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """One call of `CertificateProofs.prove`."""

    visit: Visit
    purpose: ProofPurpose
    id_number: IdNumber
    answer: CertificateAnswer


class PinTries:
    """Wrong PINs in a row, by identity: paid before a PIN is tried, over all terminals and visits together.

    A token counts too, and locks itself for good; this count closes before it does, and opens again.
    """

    def __init__(self, ground: Ground) -> None:
        self._limit = ground.policy.certificate_pin_tries
        self._pause = timedelta(minutes=ground.policy.certificate_pin_pause_minutes)
        self._clock = ground.clock

    def left(self, tx: "Transaction", identity: DeviceIdentity) -> int:
        """Wrong PINs that are still possible, the one that closes it included."""
        wrong = tx.certificates.wrong_pins(identity.key, self._clock.now() - self._pause)
        left = max(0, self._limit - wrong)
        return min(left, 1) if identity.last_try else left

    def pay(self, tx: "Transaction", identity: DeviceIdentity) -> bool:
        """Lets one PIN be tried; False when there are none left."""
        if not identity.asks_pin:
            return True
        now = self._clock.now()
        return tx.certificates.pay_pin(identity.key, self._limit, now, now - self._pause)

    def settle(self, tx: "Transaction", identity: DeviceIdentity, fault: StoreFault | None) -> None:
        """A wrong PIN stays counted, a right one wipes the count, one that was never tried is given back."""
        if not identity.asks_pin or fault is StoreFault.PIN_WRONG:
            return
        if fault is None:
            tx.certificates.clear_pins(identity.key)
        else:
            tx.certificates.give_back_pin(identity.key)


class ProofRecord:
    """The transactions of a proof, as plain functions: `begin`, then `settle` or `fail`."""

    def __init__(self, ground: Ground, tries: PinTries) -> None:
        self._trail = ground.trail
        self._tries = tries
        self._challenges = Challenges(ground)

    def pseudonym(self, id_number: IdNumber) -> str:
        """How the customer is named in a challenge."""
        return self._trail.subject(id_number).pseudonym

    def begin(
        self, tx: "Transaction", request: ProofRequest, identity: DeviceIdentity, challenge: Challenge
    ) -> bool:
        """Pays for the PIN and remembers the challenge; False when no PIN is taken at present."""
        if not self._tries.pay(tx, identity):
            self._note(tx, request, AuditEvent.CERTIFICATE_FAIL, StoreFault.LOCKED)
            return False
        self._challenges.remember(tx, challenge)
        return True

    def settle(
        self,
        tx: "Transaction",
        request: ProofRequest,
        identity: DeviceIdentity,
        challenge: Challenge,
        finding: Finding,
    ) -> bool:
        """Uses the challenge up and records what was found; whether it is a proof."""
        self._tries.settle(tx, identity, None)
        reason = self._challenges.take(tx, challenge) or finding.reason
        event = AuditEvent.CERTIFICATE_NONE if reason else AuditEvent.CERTIFICATE_SUCCESS
        self._note(tx, request, event, reason, finding.serial)
        return reason is None

    def fail(
        self,
        tx: "Transaction",
        request: ProofRequest,
        identity: DeviceIdentity,
        challenge: Challenge,
        fault: StoreFault,
    ) -> int:
        """Nothing was signed; PINs that are left. The challenge is used up all the same."""
        self._challenges.take(tx, challenge)
        self._tries.settle(tx, identity, fault)
        if fault in AS_NONE:
            self.none(tx, request, AS_NONE[fault])
        else:
            self._note(tx, request, AuditEvent.CERTIFICATE_FAIL, fault)
        return self._tries.left(tx, identity)

    def none(self, tx: "Transaction", request: ProofRequest, reason: NoneReason) -> None:
        """Treated as no certificate before anything was signed."""
        self._note(tx, request, AuditEvent.CERTIFICATE_NONE, reason)

    def declined(self, tx: "Transaction", request: ProofRequest) -> None:
        """無憑證繼續."""
        self._note(tx, request, AuditEvent.CERTIFICATE_DECLINED, None)

    def _note(
        self,
        tx: "Transaction",
        request: ProofRequest,
        event: AuditEvent,
        reason: str | None,
        serial: str | None = None,
    ) -> None:
        proved = event is AuditEvent.CERTIFICATE_SUCCESS
        entry = self._trail.entry(
            request.visit,
            event,
            Outcome.SUCCESS if proved else Outcome.FAILURE,
            subject=self._trail.subject(request.id_number),
            reason=reason,
            factors=_FACTORS if proved else (),
        )
        tx.audit.append(replace(entry, cert_serial=serial, after_state=request.purpose.value))
