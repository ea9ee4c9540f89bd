"""Whether the device at hand proves a valid certificate of the customer (R-RI-3, R-UNL-2, C-9)."""

from typing import Final

from services.certificates.challenge import Challenge, Challenges
from services.certificates.device import Answered, CertificateDevice, Device
from services.certificates.port import (
    CertificateAnswer,
    CertificateOffer,
    DeviceIdentity,
    IdentityLabel,
    Need,
    ProofPurpose,
    StoreError,
    StoreFault,
)
from services.certificates.proof_record import AS_NONE, PinTries, ProofRecord, ProofRequest, refusal_of
from services.certificates.rules import NoneReason
from services.errors import ErrorCode, ServiceError
from services.ground import Ground
from services.identifiers import IdNumber
from services.unbroken import Unbroken
from services.visit import Visit

_REMEMBERED: Final = 1024
"""Visits whose proof is kept in memory; each process has few at once."""
NO_ANSWER = CertificateAnswer()


class CertificateProofs:
    """Asks the device; believes nothing of it that it does not prove, and a screen's word never."""

    def __init__(self, ground: Ground, *, device: CertificateDevice) -> None:
        self._store = ground.store
        self._device = Device(device, ground.clock)
        self._tries = PinTries(ground)
        self._record = ProofRecord(ground, self._tries)
        self._challenges = Challenges(ground)
        self._unbroken = Unbroken()
        self._proven: dict[tuple[str, ...], Answered] = {}

    async def offer(self, visit: Visit) -> CertificateOffer:
        """What the certificate step has to ask for, judged by the device as it is now (contract §4).

        Raises `ServiceError(STORAGE_…)` only. A store that does not work asks for nothing: `prove` puts that
        on record.
        """
        try:
            found = await self._device.identities(None)
        except StoreError as error:
            return CertificateOffer(Need.TOKEN if error.fault is StoreFault.ABSENT else Need.NOTHING)
        labels = tuple(IdentityLabel(identity.key, identity.label) for identity in found)
        asks_pin = any(identity.asks_pin for identity in found)
        if len(found) > 1:
            return CertificateOffer(Need.CHOICE, labels, asks_pin=asks_pin)
        if not asks_pin:
            return CertificateOffer(Need.NOTHING, labels)
        left = await self._store.read(self._tries.left, found[0])
        return CertificateOffer(Need.PIN, labels, tries_left=left, asks_pin=True)

    async def token_inside(self) -> bool:
        """Whether a token is in the reader that its owner has to take along (contract §4)."""
        return await self._device.token_inside()

    async def prove(
        self,
        visit: Visit,
        purpose: ProofPurpose,
        id_number: IdNumber,
        answer: CertificateAnswer | None = None,
    ) -> bool:
        """True: the device signed a fresh challenge with the key of a valid certificate of this person.

        False: treated as no certificate, with the reason in the audit only. Raises `ServiceError` for what is
        neither: CHOICE_NEEDED (`identity`), PIN_NEEDED, PIN_WRONG (`pin`; tries_left), PIN_WRONG_ON_READER,
        PIN_PAUSED (until), TOKEN_ABSENT, TOKEN_LAST_TRY, TOKEN_LOCKED, STORAGE_…. An untouched reader or a
        mistyped PIN is never "no certificate" (contract §4).
        """
        request = ProofRequest(visit, purpose, id_number, answer or NO_ANSWER)

        async def unclaimed(proven: bool) -> None:
            self.forget(visit)

        return await self._unbroken.run(self._prove(request), unclaimed=unclaimed)

    async def still_proven(self, visit: Visit, purpose: ProofPurpose, id_number: IdNumber) -> bool:
        """Whether the certificate proved in this visit is good now too; False when none was proved.

        Asks nothing of the device: what it signed is examined against today's lists. A certificate revoked
        meanwhile is put on record. Raises `ServiceError(STORAGE_…)`.
        """
        request = ProofRequest(visit, purpose, id_number, NO_ANSWER)
        answered = self._proven.get(_of_visit(request))
        if answered is None:
            return False
        reason = (await self._device.examine_again(answered)).reason
        if reason is not None:
            await self._store.write(self._record.none, request, reason)
        return reason is None

    def forget(self, visit: Visit) -> None:
        """The end of a visit: whose certificate was proved in it is nobody's business any more (K-RESET)."""
        for key in [key for key in self._proven if key[:2] == (visit.terminal_id, visit.interaction_id)]:
            del self._proven[key]

    async def decline(self, visit: Visit, purpose: ProofPurpose, id_number: IdNumber) -> None:
        """Puts on record that the customer went on without one (無憑證繼續).

        Raises `ServiceError(STORAGE_…)`.
        """
        request = ProofRequest(visit, purpose, id_number, NO_ANSWER)
        await self._store.write(self._record.declined, request)

    async def idle(self) -> None:
        """Waits until no proof goes on any more, also none whose caller went away."""
        await self._unbroken.idle()

    async def _prove(self, request: ProofRequest) -> bool:
        try:
            found = await self._device.identities(request.id_number)
        except StoreError as error:
            reason = AS_NONE.get(error.fault)
            if reason is None:
                raise refusal_of(error.fault) from None
            return await self._none(request, reason)
        if not found:
            return await self._none(request, NoneReason.NO_IDENTITY)
        return await self._prove_with(request, _chosen(found, request.answer))

    async def _prove_with(self, request: ProofRequest, identity: DeviceIdentity) -> bool:
        pseudonym = self._record.pseudonym(request.id_number)
        challenge = self._challenges.new(request.visit, request.purpose, pseudonym)
        refusal = await self._store.write(self._record.begin, request, identity, challenge)
        if refusal is not None:
            raise refusal
        pin = request.answer.pin if identity.asks_pin else None
        try:
            finding = await self._device.prove(identity, pin, challenge, request.id_number)
        except StoreError as error:
            return await self._failed(request, identity, challenge, error)
        proven = await self._store.write(self._record.settle, request, identity, challenge, finding)
        if proven and finding.answered is not None:
            self._remember(request, finding.answered)
        return proven

    def _remember(self, request: ProofRequest, answered: Answered) -> None:
        """For `still_proven`; the oldest goes where there are too many."""
        self._proven[_of_visit(request)] = answered
        if len(self._proven) > _REMEMBERED:
            del self._proven[next(iter(self._proven))]

    async def _failed(
        self, request: ProofRequest, identity: DeviceIdentity, challenge: Challenge, error: StoreError
    ) -> bool:
        refusal = await self._store.write(self._record.fail, request, identity, challenge, error)
        if refusal is None:
            return False
        raise refusal from None

    async def _none(self, request: ProofRequest, reason: NoneReason) -> bool:
        await self._store.write(self._record.none, request, reason)
        return False


def _chosen(found: tuple[DeviceIdentity, ...], answer: CertificateAnswer) -> DeviceIdentity:
    """The identity to prove with; raises `ServiceError` for what still has to be asked for."""
    if answer.identity is not None:
        found = tuple(identity for identity in found if identity.key == answer.identity)
    if not found:  # chosen, and not here any more
        raise ServiceError(ErrorCode.TOKEN_ABSENT)
    if len(found) > 1:
        raise ServiceError(ErrorCode.CHOICE_NEEDED, "identity")
    if found[0].asks_pin and not answer.pin:
        raise ServiceError(ErrorCode.PIN_NEEDED, "pin")
    return found[0]


def _of_visit(request: ProofRequest) -> tuple[str, ...]:
    visit = request.visit
    return (visit.terminal_id, visit.interaction_id, request.purpose.value, request.id_number.value)
