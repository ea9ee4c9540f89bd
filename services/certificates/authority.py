"""A small certification authority for demonstration and tests: root, issuing authority, people (RFC 5280).

The root signs one issuing authority and one empty revocation list, both for its whole life; then its key is
forgotten. A broker's real customers have certificates of a real authority.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from services.ports import Randomness

LIFE: Final = timedelta(days=3650)
HEAD_START: Final = timedelta(days=1825)
"""The authority is older than today, so that certificates which ran out long ago have a sound chain too."""
_SERIAL_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate is for."""

    id_number: str = field(repr=False)
    name: str = field(repr=False)
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """An issuing authority with its key, and the root above it."""

    root: x509.Certificate
    root_list: x509.CertificateRevocationList
    issuing: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def create(cls, name: str, now: datetime, randomness: Randomness) -> "Authority":
        """A new one, P-384 on P-384."""
        root_key, key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
        root_name, issuing_name = _called(f"{name} Root"), _called(f"{name} Issuing")
        since, until = now - HEAD_START, now + LIFE
        root = _authority(root_name, root_key.public_key(), since, until, randomness, depth=1)
        issuing = _authority(issuing_name, key.public_key(), since, until, randomness, depth=0)
        return cls(
            root=signed_by(root_name, root_key, root),
            root_list=_list(root_name, root_key, {}, now, until),
            issuing=signed_by(root_name, root_key, issuing),
            key=key,
        )

    def issue(
        self,
        holder: Holder,
        key: CertificatePublicKeyTypes,
        randomness: Randomness,
        *,
        usages: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.CLIENT_AUTH,),
    ) -> x509.Certificate:
        """A certificate that signs for its holder: ID number as `serialNumber`, name as `CN`."""
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.SERIAL_NUMBER, holder.id_number),
                x509.NameAttribute(NameOID.COMMON_NAME, holder.name),
            ]
        )
        builder = (
            _certificate(subject, key, holder.since, holder.until, randomness)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
        )
        if usages:
            builder = builder.add_extension(x509.ExtendedKeyUsage(list(usages)), critical=False)
        return signed_by(self.issuing.subject, self.key, builder)

    def revocation_list(
        self, revoked: Mapping[int, datetime], now: datetime, until: datetime
    ) -> x509.CertificateRevocationList:
        """The list of what was taken back (serial number and time), good until `until`."""
        return _list(self.issuing.subject, self.key, revoked, now, until)


def new_key(*, rsa_bits: int | None = None) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    """A customer's key: P-256, or RSA of so many bits."""
    if rsa_bits is not None:
        return rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits)
    return ec.generate_private_key(ec.SECP256R1())


def _called(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "TW"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def _certificate(
    subject: x509.Name,
    key: CertificatePublicKeyTypes,
    since: datetime,
    until: datetime,
    randomness: Randomness,
) -> x509.CertificateBuilder:
    serial = int.from_bytes(randomness.token(_SERIAL_BYTES), "big") | 1
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _authority(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    since: datetime,
    until: datetime,
    randomness: Randomness,
    *,
    depth: int,
) -> x509.CertificateBuilder:
    return (
        _certificate(subject, key, since, until, randomness)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )


def signed_by(
    issuer: x509.Name, key: ec.EllipticCurvePrivateKey, builder: x509.CertificateBuilder
) -> x509.Certificate:
    """A certificate as its issuer signs it."""
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = builder.issuer_name(issuer).add_extension(identifier, critical=False)
    return builder.sign(key, hashes.SHA384())


def _list(
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    revoked: Mapping[int, datetime],
    now: datetime,
    until: datetime,
) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer)
    builder = builder.last_update(now).next_update(until)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    number = x509.CRLNumber(int(now.timestamp()))
    builder = builder.add_extension(number, critical=False)
    for serial, at in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, hashes.SHA384())


def _usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
