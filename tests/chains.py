"""Chains of authorities with something wrong in one of them, whose customers are sound otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.certificates.authority import new_key
from services.certificates.rules import CertificateRules
from tests.certificates import DAY, MING, Card, Key, key_usage
from tests.kit import START

Hash = hashes.SHA224 | hashes.SHA256 | hashes.SHA384
CLIENT = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


@dataclass
class Link:
    """An authority: what it says of itself, and what its list takes back."""

    path_length: int | None = None
    usage: x509.KeyUsage = field(default_factory=lambda: key_usage(key_cert_sign=True, crl_sign=True))
    extended: x509.ExtendedKeyUsage | None = None
    until: datetime = START + 365 * DAY
    key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()))
    revokes: bool = False
    """Whether its list takes back what it issued."""


@dataclass
class Chain:
    """From the root down to a customer."""

    links: Sequence[Link]
    authorities: list[x509.Certificate]
    card: Card
    lists: bytes

    def rules(self, folder: Path) -> CertificateRules:
        """What trusts its root and has the lists of all."""
        trust, crl = folder / "trust.pem", folder / "crl.pem"
        trust.write_bytes(self.authorities[0].public_bytes(Encoding.PEM))
        trust.chmod(0o600)
        crl.write_bytes(self.lists)
        return CertificateRules(trust=trust, crl=crl)


def chain(*links: Link, signed_with: Hash | None = None) -> Chain:
    """Root first; `signed_with` is how the customer's certificate is signed."""
    authorities: list[x509.Certificate] = []
    for number, link in enumerate(links):
        above = links[number - 1] if number else link
        named = _name(number), _name(max(0, number - 1))
        authorities.append(_authority(link, *named, above.key, number))
    last = len(links) - 1
    key = new_key()
    builder = (
        _begun(x509.Name([x509.NameAttribute(x509.NameOID.SERIAL_NUMBER, MING)]), _name(last), 99)
        .public_key(key.public_key())
        .not_valid_after(START + 9 * DAY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(digital_signature=True), critical=True)
        .add_extension(CLIENT, critical=False)
    )
    leaf = _signed(builder, links[last].key, signed_with or hashes.SHA256())
    card = Card(key, leaf, tuple(reversed(authorities[1:])))
    return Chain(links, authorities, card, b"".join(_list(link, at) for at, link in enumerate(links)))


def _name(number: int) -> x509.Name:
    called = f"Chain {number}" if number else "Chain Root"
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, called)])


def _begun(subject: x509.Name, issuer: x509.Name, serial: int) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    return builder.serial_number(serial).not_valid_before(START - 9 * DAY)


def _authority(link: Link, subject: x509.Name, issuer: x509.Name, key: Key, number: int) -> x509.Certificate:
    builder = (
        _begun(subject, issuer, number + 1)
        .public_key(link.key.public_key())
        .not_valid_after(link.until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=link.path_length), critical=True)
        .add_extension(link.usage, critical=True)
    )
    if link.extended:
        builder = builder.add_extension(link.extended, critical=False)
    return _signed(builder, key, hashes.SHA256())


def _signed(builder: x509.CertificateBuilder, key: Key, how: Hash) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    subject = builder.add_extension(identifier, critical=False)
    return subject.sign(key, how)


def _list(link: Link, number: int) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(_name(number))
    builder = builder.last_update(START - DAY).next_update(START + 9 * DAY)
    if link.revokes:
        entry = x509.RevokedCertificateBuilder().serial_number(number + 2).revocation_date(START - DAY)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(link.key, hashes.SHA256()).public_bytes(Encoding.PEM)


def signed_anew(
    certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, how: hashes.SHA1 | hashes.SHA256
) -> x509.Certificate:
    """The same, signed by the key of its issuer also with SHA-1, as no builder does any more."""
    from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped]
    from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]

    made = Certificate.load(certificate.public_bytes(Encoding.DER))
    algorithm = SignedDigestAlgorithm({"algorithm": f"{how.name}_ecdsa"})
    made["tbs_certificate"]["signature"] = algorithm
    made["signature_algorithm"] = algorithm
    made["signature_value"] = key.sign(made["tbs_certificate"].dump(force=True), ec.ECDSA(how))
    return x509.load_der_x509_certificate(made.dump(force=True))
