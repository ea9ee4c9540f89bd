"""What a device has to sign: 256 fresh bits, good once, for one purpose at one terminal (C-9, ASVS 6.7.2)."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from services.certificates.port import ProofPurpose
from services.ground import Ground
from services.visit import Visit
from storage.records import CertificateChallengeRow

if TYPE_CHECKING:
    from storage.transaction import Transaction

NONCE_BYTES: Final = 32
LIFE: Final = timedelta(minutes=2)
_DOMAIN: Final = b"password-center certificate proof 1"
"""In front of everything that is signed, so that no signature of ours means anything elsewhere."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge, as whoever signs it gets it."""

    purpose: ProofPurpose
    terminal_id: str
    interaction_id: str
    customer_pseudonym: str
    nonce: bytes = field(repr=False)

    def message(self) -> bytes:
        """The bytes to sign; each part with its length, so that no two challenges read the same."""
        parts = (part.encode() for part in self.bound_to())
        return _DOMAIN + b"".join(map(_framed, (*parts, self.nonce)))

    def bound_to(self) -> tuple[str, str, str, str]:
        """What it is for, where and for whom."""
        return (self.purpose.value, self.terminal_id, self.interaction_id, self.customer_pseudonym)


class ChallengeFlaw(StrEnum):
    """Why an answer came in vain; reason codes of the audit."""

    SPENT = "challenge_spent"
    """Answered before, or never made here."""
    EXPIRED = "challenge_expired"
    ELSEWHERE = "challenge_elsewhere"
    """Made for another purpose, terminal, visit or customer."""


class Challenges:
    """Makes them, and takes each back once."""

    def __init__(self, ground: Ground) -> None:
        self._clock = ground.clock
        self._randomness = ground.randomness

    def new(self, visit: Visit, purpose: ProofPurpose, customer_pseudonym: str) -> Challenge:
        """A fresh one; it counts once `remember` has put it down."""
        nonce = self._randomness.token(NONCE_BYTES)
        return Challenge(purpose, visit.terminal_id, visit.interaction_id, customer_pseudonym, nonce)

    def remember(self, tx: "Transaction", challenge: Challenge) -> None:
        """Puts it down; those whose time is over go meanwhile."""
        now = self._clock.now()
        tx.certificates.sweep(now)
        tx.certificates.add_challenge(
            CertificateChallengeRow(
                nonce_hash=sha256(challenge.nonce).digest(),
                purpose=challenge.purpose.value,
                terminal_id=challenge.terminal_id,
                interaction_id=challenge.interaction_id,
                customer_pseudonym=challenge.customer_pseudonym,
                expires_at=now + LIFE,
            )
        )

    def take(self, tx: "Transaction", challenge: Challenge) -> ChallengeFlaw | None:
        """Uses it up, whatever comes of it; what is wrong with it, or None; raising would undo it."""
        row = tx.certificates.take_challenge(sha256(challenge.nonce).digest())
        if row is None:
            return ChallengeFlaw.SPENT
        if self._clock.now() >= row.expires_at:
            return ChallengeFlaw.EXPIRED
        made_for = (row.purpose, row.terminal_id, row.interaction_id, row.customer_pseudonym)
        return None if made_for == challenge.bound_to() else ChallengeFlaw.ELSEWHERE


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part
