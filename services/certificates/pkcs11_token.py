"""`certificates.store = "pkcs11"`: a token that keeps its key and counts its own PINs (PKCS#11).

The driver is called by one thread at a time (`services.certificates.device`), and every call opens a session
of its own: a PIN is never kept, and the next customer finds nobody logged in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, Final

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as faults
from pkcs11.types import Session, Slot, Token

from services.certificates.port import DeviceIdentity, Scheme, SignedChallenge, StoreError, StoreFault
from services.certificates.signature import digest_for
from services.identifiers import IdNumber
from services.masking import masked_id_number_in
from services.secret import Secret

_GONE: Final = (
    faults.TokenNotPresent,
    faults.TokenNotRecognised,
    faults.DeviceRemoved,
    faults.SessionHandleInvalid,
    faults.SessionClosed,
    faults.SlotIDInvalid,
    faults.ObjectHandleInvalid,
    faults.KeyHandleInvalid,
    faults.NoSuchKey,
)
_WRONG: Final = (faults.PinIncorrect, faults.PinInvalid, faults.PinLenRange)
_PSS: Final = (Mechanism.SHA256, pkcs11.MGF.SHA256, 32)


@dataclass(frozen=True, slots=True)
class _Object:
    """A certificate on the token."""

    key: str
    id: bytes
    der: bytes
    certificate: x509.Certificate


class Pkcs11Token:
    """Whatever token is in a reader of the driver now; with a label, only one that is called so."""

    def __init__(self, module: str, label: str | None = None) -> None:
        self._module = module
        self._label = label

    def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        """The certificates that are no authority's; raises `StoreError` ABSENT or UNUSABLE."""
        with _as_faults():
            tokens = self._tokens()
        on_each = [found for token in tokens if (found := _readable(token)) is not None]
        if not on_each:
            raise StoreError(StoreFault.ABSENT)
        return tuple(identity for found in on_each for identity in found)

    def sign(self, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
        """Logs in and signs; raises `StoreError` ABSENT, LOCKED, PIN_WRONG, UNUSABLE."""
        with _as_faults():
            token = self._token_of(identity)
        try:
            with _as_faults():
                return _signed(token, identity, pin, challenge)
        except StoreError as error:
            fault = self._meaning(error.fault, identity)
        raise StoreError(fault, last_try=self._last_try(identity))

    def token_inside(self) -> bool:
        """Whether one is in a reader now (`TakenAlong`)."""
        try:
            with _as_faults():
                return bool(self._tokens())
        except StoreError:
            return False

    def _tokens(self) -> list[Token]:
        slots = pkcs11.lib(self._module).get_slots(token_present=True)
        found = [token for slot in slots if (token := _inside(slot)) is not None]
        return [token for token in found if self._label in {None, token.label}]

    def _token_of(self, identity: DeviceIdentity) -> Token:
        for token in self._tokens():
            if any(found.key == identity.key for found in _readable(token) or ()):
                return token
        raise StoreError(StoreFault.ABSENT)

    def _meaning(self, fault: StoreFault, identity: DeviceIdentity) -> StoreFault:
        """A driver may call anything that goes wrong a general error: is the token still there?"""
        if fault is not StoreFault.UNUSABLE:
            return fault
        try:
            with _as_faults():
                self._token_of(identity)
        except StoreError:
            return StoreFault.ABSENT
        return fault

    def _last_try(self, identity: DeviceIdentity) -> bool:
        try:
            with _as_faults():
                return TokenFlag.USER_PIN_FINAL_TRY in self._token_of(identity).flags
        except StoreError:
            return False


@contextmanager
def _as_faults() -> Iterator[None]:
    """What the driver says, as a `StoreError`; raised without the driver's own, which is left behind."""
    try:
        yield
        return
    except _GONE:
        fault = StoreFault.ABSENT
    except _WRONG:
        fault = StoreFault.PIN_WRONG
    except faults.PinLocked:
        fault = StoreFault.LOCKED
    except (faults.PKCS11Error, RuntimeError):
        fault = StoreFault.UNUSABLE
    raise StoreError(fault)


def _inside(slot: Slot) -> Token | None:
    """The token of a reader; one reader that does not work keeps nobody from the others."""
    try:
        token = slot.get_token()
    except faults.PKCS11Error:
        return None
    return token if TokenFlag.TOKEN_INITIALIZED in token.flags else None


def _readable(token: Token) -> tuple[DeviceIdentity, ...] | None:
    """Who is on the token; None for one that cannot be read, as one that was just pulled out."""
    try:
        with _as_faults():
            return tuple(_identities(token))
    except StoreError:
        return None


def _identities(token: Token) -> Iterator[DeviceIdentity]:
    with token.open() as session:
        certificates = [found for found in _certificates(token, session) if not _is_authority(found)]
    for found in certificates:
        yield DeviceIdentity(
            key=found.key,
            label=_holder(found.certificate),
            asks_pin=TokenFlag.PROTECTED_AUTHENTICATION_PATH not in token.flags,
            last_try=TokenFlag.USER_PIN_FINAL_TRY in token.flags,
        )


def _certificates(token: Token, session: Session) -> Iterator[_Object]:
    for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        der = bytes(found[Attribute.VALUE])
        try:
            certificate = x509.load_der_x509_certificate(der)
        except ValueError:
            continue  # not an X.509 certificate
        key = sha256(token.serial + b"\0" + der).hexdigest()
        yield _Object(key, bytes(found[Attribute.ID]), der, certificate)


def _holder(certificate: x509.Certificate) -> str:
    """Whose it is, as the next person in the queue may read it: a masked number, no label of the token's."""
    values = (attribute.value for attribute in certificate.subject)
    told = (masked_id_number_in(value) for value in values if isinstance(value, str))
    return next(filter(None, told), "")


def _is_authority(found: _Object) -> bool:
    try:
        return found.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False


def _signed(token: Token, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
    if TokenFlag.USER_PIN_LOCKED in token.flags:
        raise StoreError(StoreFault.LOCKED)
    given: Any = pin.reveal() if pin else pkcs11.PROTECTED_AUTH
    with token.open(user_pin=given) as session:
        every = list(_certificates(token, session))
        own = next((found for found in every if found.key == identity.key), None)
        if own is None:
            raise StoreError(StoreFault.ABSENT)
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=own.id)
        signature, scheme = _sign(token, _signer(key, pin), own.certificate.public_key(), challenge)
    others = tuple(found.der for found in every if found is not own)
    return SignedChallenge(own.der, others, signature, scheme)


def _signer(key: Any, pin: Secret | None) -> Callable[..., bytes]:  # noqa: ANN401
    """Signs once; a key that wants its PIN at every signature (CKA_ALWAYS_AUTHENTICATE) gets it once more."""
    try:
        each_time = bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except faults.PKCS11Error:
        each_time = False  # a driver that does not know of such keys
    return partial(key.sign, pin=pin.reveal() if pin and each_time else None)


def _sign(token: Token, sign: Callable[..., bytes], public: object, challenge: bytes) -> tuple[bytes, Scheme]:
    """The token's key signs; it is told by the certificate what kind it has to be."""
    if isinstance(public, ec.EllipticCurvePublicKey):
        hasher = hashes.Hash(digest_for(public.curve))
        hasher.update(challenge)
        raw = sign(hasher.finalize(), mechanism=Mechanism.ECDSA)
        half = len(raw) // 2
        return encode_dss_signature(
            int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        ), Scheme.ECDSA
    if Mechanism.SHA256_RSA_PKCS_PSS in token.slot.get_mechanisms():
        signature = sign(challenge, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=_PSS)
        return signature, Scheme.RSA_PSS
    return sign(challenge, mechanism=Mechanism.SHA256_RSA_PKCS), Scheme.RSA_PKCS1
