"""What a proof leaves in the database: its challenge, its count of wrong PINs, its audit row."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, Outcome
from services.certificates.challenge import Challenge, Challenges
from services.certificates.device import Finding
from services.certificates.port import (
    CertificateAnswer,
    DeviceIdentity,
    ProofPurpose,
    StoreError,
    StoreFault,
)
from services.certificates.rules import NoneReason
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.identifiers import IdNumber
from services.taipei import next_minute
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


def refusal_of(fault: StoreFault) -> ServiceError:
    """What is told of a device that could not even be asked for a PIN."""
    return ServiceError(ErrorCode.TOKEN_LOCKED if fault is StoreFault.LOCKED else ErrorCode.TOKEN_ABSENT)


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """One call of `CertificateProofs.prove`."""

    visit: Visit
    purpose: ProofPurpose
    id_number: IdNumber
    answer: CertificateAnswer


class PinStop(StrEnum):
    """Why a PIN is not even tried; reason codes of the audit."""

    RESTS = "resting"
    """As many wrong ones in a row as the policy lets through."""
    LAST_TRY = "last_try"
    """One more wrong one would lock the token for good."""


class PinTries:
    """Wrong PINs in a row, by identity: paid before a PIN is tried, over all terminals and visits together.

    A token counts too, and locks itself for good: the try that could do so is never made here. What is typed
    on a reader's own pad is counted by the token alone.
    """

    def __init__(self, ground: Ground) -> None:
        self._limit = ground.policy.certificate_pin_tries
        self._pause = timedelta(minutes=ground.policy.certificate_pin_pause_minutes)
        self._clock = ground.clock

    def left(self, tx: "Transaction", identity: DeviceIdentity) -> int | None:
        """Wrong PINs that are still possible, the one that closes it included; None where nobody knows."""
        if identity.last_try:
            return 0
        if not identity.asks_pin:
            return None
        wrong = tx.certificates.wrong_pins(identity.key, self._clock.now() - self._pause)
        return max(0, self._limit - wrong)

    def until(self, tx: "Transaction", identity: DeviceIdentity) -> str:
        """When a certificate that rests is good again: HH:MM in Taipei."""
        last = tx.certificates.last_pin(identity.key) or self._clock.now()
        return next_minute(last + self._pause)

    def pay(self, tx: "Transaction", identity: DeviceIdentity) -> PinStop | None:
        """Lets one PIN be tried, or says why not."""
        if identity.last_try:
            return PinStop.LAST_TRY
        if not identity.asks_pin:
            return None
        now = self._clock.now()
        paid = tx.certificates.pay_pin(identity.key, self._limit, now, now - self._pause)
        return None if paid else PinStop.RESTS

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
    ) -> ServiceError | None:
        """Pays for the PIN and remembers the challenge.

        Where no PIN is taken at present, the refusal: returned, because raising would undo the audit row.
        """
        stop = self._tries.pay(tx, identity)
        if stop is None:
            self._challenges.remember(tx, challenge)
            return None
        self._note(tx, request, AuditEvent.CERTIFICATE_FAIL, stop)
        return self._stopped(tx, identity, stop)

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
        error: StoreError,
    ) -> ServiceError | None:
        """The refusal, or None for no certificate. The challenge is used up though nothing was signed."""
        fault = error.fault
        self._challenges.take(tx, challenge)
        self._tries.settle(tx, identity, fault)
        if fault in AS_NONE:
            self.none(tx, request, AS_NONE[fault])
            return None
        self._note(tx, request, AuditEvent.CERTIFICATE_FAIL, fault)
        if fault is not StoreFault.PIN_WRONG:
            return refusal_of(fault)
        return self._wrong(tx, replace(identity, last_try=identity.last_try or error.last_try))

    def _wrong(self, tx: "Transaction", identity: DeviceIdentity) -> ServiceError:
        if identity.last_try:
            return self._stopped(tx, identity, PinStop.LAST_TRY)
        left = self._tries.left(tx, identity)
        if left is None:
            return ServiceError(ErrorCode.PIN_WRONG_ON_READER)
        if left == 0:
            return self._stopped(tx, identity, PinStop.RESTS)
        return ServiceError(ErrorCode.PIN_WRONG, "pin", tries_left=left)

    def _stopped(self, tx: "Transaction", identity: DeviceIdentity, stop: PinStop) -> ServiceError:
        if stop is PinStop.RESTS:
            return ServiceError(ErrorCode.PIN_PAUSED, "pin", until=self._tries.until(tx, identity))
        return ServiceError(ErrorCode.TOKEN_LAST_TRY, "pin" if identity.asks_pin else None)

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
