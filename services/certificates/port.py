"""What a store of certificates is to the service, and what passes between service and screen.

A store is a device: a PKCS#12 file, a PKCS#11 token. It lists who is on it and signs; whether what it signed
proves anything is never the store's to say (`services.certificates.examination`).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from services.identifiers import IdNumber
from services.secret import Secret


class ProofPurpose(StrEnum):
    """What a proof is for; a proof for one is none for the other."""

    UNLOCK = "unlock"
    """密碼解鎖 (R-UNL-2)."""
    REISSUE = "reissue"
    """密碼補發, method 1 (R-RI-3)."""


class Need(StrEnum):
    """What the certificate step has to ask the customer for (contract §4)."""

    NOTHING = "nothing"
    """Nothing: `prove` can be called with no answer."""
    TOKEN = "token"  # noqa: S105 - a need
    """The reader is empty: the token has to be put in."""
    CHOICE = "choice"
    """Several identities: one has to be chosen, with its PIN if `CertificateOffer.asks_pin`."""
    PIN = "pin"
    """One identity, behind a PIN."""


class Scheme(StrEnum):
    """How a challenge was signed."""

    ECDSA = "ecdsa"
    """DER-encoded, over SHA-256 (P-256) or SHA-384 (P-384)."""
    RSA_PSS = "rsa-pss"
    """SHA-256, MGF1 with SHA-256, salt as long as the digest."""
    RSA_PKCS1 = "rsa-pkcs1"
    """PKCS#1 v1.5 with SHA-256."""


class StoreFault(StrEnum):
    """Why a store did not do what it was asked to."""

    ABSENT = "absent"
    """No token in the reader, no file where it should be; also pulled out meanwhile."""
    LOCKED = "locked"
    """The token takes no PIN any more."""
    PIN_WRONG = "pin_wrong"
    DAMAGED = "damaged"
    """Something is there that cannot be read as what it should be."""
    UNPROTECTED = "unprotected"
    """A file that opens without a password: whoever has it is not its owner for that."""
    UNUSABLE = "unusable"
    """The store itself does not work: a module that is not there, a key that signs nothing we know."""


class StoreError(Exception):
    """A store's refusal; says nothing of the customer."""

    def __init__(self, fault: StoreFault, *, last_try: bool = False) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.last_try = last_try
        """The token says that one more wrong PIN locks it."""


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """One certificate with its key, as the store knows it."""

    key: str
    """Names it, on this device and in the count of wrong PINs: hex, at most 64, nothing personal in it."""
    label: str
    """For the list on screen: the masked ID number of its subject, or nothing. No name, no word of the
    device's own: a token left behind is read by the next person, before any PIN."""
    asks_pin: bool
    """Whether a PIN has to be typed here; a reader with a pad of its own asks for it itself."""
    last_try: bool = False
    """The token says that one more wrong PIN locks it: none is tried."""


@dataclass(frozen=True, slots=True)
class SignedChallenge:
    """What the device answered to a challenge; nothing in it is believed before it is examined."""

    certificate: bytes = field(repr=False)
    """DER."""
    chain: tuple[bytes, ...] = field(repr=False)
    """Other certificates of the device, DER: candidates for the way up to the trust."""
    signature: bytes = field(repr=False)
    scheme: Scheme


class CertificateStore(Protocol):
    """Where certificates are. Its calls may wait for hardware: they come on a thread, one at a time."""

    def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        """Everybody on the device that is here now; raises `StoreError`.

        `customer` is who stands at the terminal, as far as known: only the demo's simulated device, which is
        whatever that customer would bring along, looks at it.
        """
        ...

    def sign(self, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
        """Signs with the identity's private key; raises `StoreError`, ABSENT when it is gone by now."""
        ...


@runtime_checkable
class TakenAlong(Protocol):
    """A store whose device people bring and have to take along again."""

    def token_inside(self) -> bool:
        """Whether one is in the reader now; False too where that cannot be found out."""
        ...


class NoStore:
    """`certificates.store = "none"`: nobody has a certificate here."""

    def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        """Nobody."""
        return ()

    def sign(self, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
        """Raises `StoreError(ABSENT)`: there was nothing to choose."""
        raise StoreError(StoreFault.ABSENT)


@dataclass(frozen=True, slots=True)
class IdentityLabel:
    """A row of the choice 憑證."""

    key: str
    text: str
    """A masked ID number, or nothing."""


@dataclass(frozen=True, slots=True)
class CertificateOffer:
    """What is on the device now, and what the certificate step has to ask for."""

    need: Need
    identities: tuple[IdentityLabel, ...] = ()
    tries_left: int | None = None
    """Wrong PINs that are still possible, where one identity is behind one; 0: none is taken at present."""
    asks_pin: bool = False


@dataclass(frozen=True, slots=True)
class CertificateAnswer:
    """What the customer gave at the certificate step."""

    identity: str | None = None
    """`IdentityLabel.key`; None where there was no choice."""
    pin: Secret | None = None
