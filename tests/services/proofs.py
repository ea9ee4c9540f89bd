"""A device for tests of what comes after a proof: says what it is told to, remembers what it was asked."""

from services.certificates.port import CertificateAnswer, CertificateOffer, Need, ProofPurpose
from services.errors import ServiceError
from services.identifiers import IdNumber
from services.unlock import Unlock
from services.visit import Visit
from tests.services.desk import Desk


class ScriptedProofs:
    """In place of `CertificateProofs`."""

    def __init__(self, said: bool | ServiceError = True, offered: CertificateOffer | None = None) -> None:
        self.said = said
        self.offered = offered or CertificateOffer(Need.NOTHING)
        self.asked: list[tuple[ProofPurpose, str, CertificateAnswer | None]] = []
        self.looks = 0

    async def offer(self, visit: Visit) -> CertificateOffer:
        self.looks += 1
        return self.offered

    async def prove(
        self,
        visit: Visit,
        purpose: ProofPurpose,
        id_number: IdNumber,
        answer: CertificateAnswer | None = None,
    ) -> bool:
        self.asked.append((purpose, id_number.value, answer))
        if isinstance(self.said, ServiceError):
            raise self.said
        return self.said

    async def still_proven(self, visit: Visit, purpose: ProofPurpose, id_number: IdNumber) -> bool:
        return self.said is True


def unlock_with(desk: Desk, proofs: ScriptedProofs) -> Unlock:
    """The service over the desk's database and this device."""
    program = desk.program
    return Unlock(program.ground, identification=program.identification, certificates=proofs)  # type: ignore[arg-type]
