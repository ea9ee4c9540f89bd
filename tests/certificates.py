"""Certificates for tests: an authority, what it may get wrong, and a device that keeps its key in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.certificates.authority import Authority, Holder, new_key, signed_by
from services.certificates.device import CertificateDevice, Finding
from services.certificates.examination import Examination
from services.certificates.port import DeviceIdentity, SignedChallenge, StoreError, StoreFault
from services.certificates.rules import CertificateRules
from services.certificates.signature import sign
from services.identifiers import IdNumber, read_id_number
from services.secret import Secret
from tests.kit import START, ScriptedRandomness

MING = "A123456789"
MEILING = "A200000012"
PIN = Secret("Pin-2468")
DAY = timedelta(days=1)
MESSAGE = b"fresh and bound"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def authority(name: str = "Test") -> Authority:
    """One for all tests; others by other names."""
    return Authority.create(name, START, ScriptedRandomness(seed=name))


@cache
def small_rsa_key() -> rsa.RSAPrivateKey:
    """Far too small, and legal to make."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that is the point


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def holder(number: str = MING, since: datetime = START - DAY, until: datetime = START + 365 * DAY) -> Holder:
    return Holder(number, "王小明", since, until)


@dataclass
class Card:
    """A certificate with its key: what a device holds."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = field(default_factory=lambda: (authority().issuing,))

    def signed(self, message: bytes) -> SignedChallenge:
        signature, scheme = sign(self.key, message)
        return SignedChallenge(
            self.certificate.public_bytes(Encoding.DER),
            tuple(each.public_bytes(Encoding.DER) for each in self.chain),
            signature,
            scheme,
        )

    def pkcs12(self, pin: Secret | None = PIN) -> bytes:
        encryption = BestAvailableEncryption(pin.reveal().encode()) if pin else NoEncryption()
        return serialize_key_and_certificates(None, self.key, self.certificate, self.chain, encryption)


def card(
    number: str = MING,
    *,
    of: Authority | None = None,
    key: Key | None = None,
    usages: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.CLIENT_AUTH,),
    **dates: datetime,
) -> Card:
    """A sound one, but for what is said otherwise."""
    of, key = of or authority(), key or new_key()
    randomness = ScriptedRandomness(seed=str(key.public_key()) + str(id(key)))
    issued = of.issue(holder(number, **dates), key.public_key(), randomness, usages=usages)
    return Card(key, issued, (of.issuing,))


Change = Callable[[x509.CertificateBuilder], x509.CertificateBuilder]


def crooked_card(*extensions: tuple[x509.ExtensionType, bool], number: str = MING) -> Card:
    """Signed by the right authority, with the extensions (and whether critical) that are given, and no others
    but the identifiers."""
    key = new_key()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.SERIAL_NUMBER, number)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(4711)
        .not_valid_before(START - DAY)
        .not_valid_after(START + DAY)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return Card(key, signed_by(authority().issuing.subject, authority().key, builder))


def key_usage(**true: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: true.get(name, False) for name in names})


def crl(
    *revoked: Card,
    of: Authority | None = None,
    made: datetime = START - DAY,
    until: datetime = START + 7 * DAY,
) -> bytes:
    """The list of the issuing authority, with the root's own behind it."""
    of = of or authority()
    serials = {each.certificate.serial_number: START for each in revoked}
    own = of.revocation_list(serials, made, until)
    return own.public_bytes(Encoding.PEM) + of.root_list.public_bytes(Encoding.PEM)


def crooked_crl(
    extension: x509.ExtensionType | None = None,
    *,
    critical: bool = True,
    key: Key | None = None,
    how: hashes.SHA224 | hashes.SHA256 | None = None,
) -> bytes:
    """A list in the name of the issuing authority, with an extension, or signed by somebody else."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority().issuing.subject)
        .last_update(START - DAY)
        .next_update(START + DAY)
    )
    if extension is not None:
        builder = builder.add_extension(extension, critical=critical)
    own = builder.sign(key or authority().key, how or hashes.SHA256()).public_bytes(Encoding.PEM)
    return own + authority().root_list.public_bytes(Encoding.PEM)


def rules(folder: Path, *, lists: bytes | None = None, **differ: Any) -> CertificateRules:
    """Files of trust and lists in a folder, and the rules that name them."""
    trust, list_file = folder / "trust.pem", folder / "crl.pem"
    trust.write_bytes(authority().root.public_bytes(Encoding.PEM))
    trust.chmod(0o600)
    list_file.write_bytes(crl() if lists is None else lists)
    return CertificateRules(**{"trust": trust, "crl": list_file, **differ})


class CardStore:
    """A device with these cards; with a PIN it wants that one, and it can lose a card or break meanwhile."""

    def __init__(self, *cards: Card, pin: Secret | None = None) -> None:
        self.cards = list(cards)
        self.pin = pin
        self.listing: StoreError | None = None
        self.signing: StoreError | None = None
        self.signed: list[bytes] = []
        self.last_try = False
        self.reader_asks = False
        """The reader has a pad of its own, on which `typed_there` is typed."""
        self.typed_there: Secret | None = None

    def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        if self.listing:
            raise self.listing
        asks = self.pin is not None and not self.reader_asks
        return tuple(
            DeviceIdentity(self.key_of(each), "憑證", asks_pin=asks, last_try=self.last_try)
            for each in self.cards
        )

    @staticmethod
    def key_of(each: Card) -> str:
        return f"{each.certificate.serial_number:x}"

    def sign(self, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
        if self.signing:
            raise self.signing
        if (self.typed_there if self.reader_asks else pin) != self.pin:
            raise StoreError(StoreFault.PIN_WRONG, last_try=self.last_try)
        self.signed.append(challenge)
        return next(each for each in self.cards if self.key_of(each) == identity.key).signed(challenge)


def device(folder: Path, *cards: Card, pin: Secret | None = None, **differ: Any) -> CertificateDevice:
    """A device with these cards, in a place that trusts `authority()`."""
    return CertificateDevice(CardStore(*cards, pin=pin), rules(folder, **differ))


def found(
    here: CertificateRules, brought: Card, number: str = MING, *, late: timedelta = timedelta()
) -> Finding:
    signed = brought.signed(MESSAGE)
    return Examination(here).examine(signed, MESSAGE, read_id_number(number), START + late)
