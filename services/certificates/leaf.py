"""What the customer's own certificate has to be, besides being issued by the right authority."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from services.certificates.rejected import Rejected
from services.certificates.rules import CertificateRules, NoneReason

SMALLEST_RSA: Final = 2048
LARGEST_RSA: Final = 8192
"""Bits; more only costs time."""
V = TypeVar("V", bound=x509.ExtensionType)

CURVES: Final = (ec.SECP256R1, ec.SECP384R1)
SHORT_NAMES: Final = {
    "serialNumber": NameOID.SERIAL_NUMBER,
    "CN": NameOID.COMMON_NAME,
    "UID": NameOID.USER_ID,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "title": NameOID.TITLE,
}


class Leaf:
    """The checks of one certificate by itself; each raises `Rejected`."""

    def __init__(self, rules: CertificateRules) -> None:
        self._usage = x509.ObjectIdentifier(rules.extended_key_usage)
        self._usage_required = rules.extended_key_usage_required
        attribute = SHORT_NAMES.get(rules.id_attribute)
        self._attribute = attribute or x509.ObjectIdentifier(rules.id_attribute)
        self._pattern = re.compile(rules.id_pattern or r"\s*(\w+)\s*")

    def check(self, certificate: x509.Certificate, now: datetime) -> None:
        """Key, dates, usages."""
        require_strong(certificate)
        if now > certificate.not_valid_after_utc:
            raise Rejected(NoneReason.EXPIRED)
        if now < certificate.not_valid_before_utc:
            raise Rejected(NoneReason.NOT_YET_VALID)
        try:
            self._check_usages(certificate.extensions)
        except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
            raise Rejected(NoneReason.DAMAGED) from None

    def id_number(self, certificate: x509.Certificate) -> str:
        """The ID number that the subject carries, in capitals; NO_ID_NUMBER when none, or more than one."""
        values = certificate.subject.get_attributes_for_oid(self._attribute)
        value = values[0].value if len(values) == 1 else None
        found = self._pattern.fullmatch(value) if isinstance(value, str) else None
        number = found and (found[1] if self._pattern.groups else found[0])
        # some letters of other scripts have one of ours as their capital
        if not number or not number.isascii():
            raise Rejected(NoneReason.NO_ID_NUMBER)
        return number.upper()

    def _check_usages(self, extensions: x509.Extensions) -> None:
        constraints = _value(extensions, x509.BasicConstraints)
        if constraints and constraints.ca:
            raise Rejected(NoneReason.CA_AS_LEAF)
        usage = _value(extensions, x509.KeyUsage)
        if not (usage and usage.digital_signature):
            raise Rejected(NoneReason.KEY_USAGE)
        extended = _value(extensions, x509.ExtendedKeyUsage)
        if not self._serves(tuple(extended) if extended else ()):
            raise Rejected(NoneReason.EXTENDED_KEY_USAGE)

    def _serves(self, usages: Sequence[x509.ObjectIdentifier]) -> bool:
        if not usages:
            return not self._usage_required
        return bool({self._usage, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(usages))


def require_strong(certificate: x509.Certificate) -> None:
    """ECDSA on P-256 or P-384, RSA of 2048 bits or more; everything else is WEAK."""
    try:
        key = certificate.public_key()
    except ValueError:
        raise Rejected(NoneReason.WEAK) from None
    elliptic = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)
    modular = isinstance(key, rsa.RSAPublicKey) and SMALLEST_RSA <= key.key_size <= LARGEST_RSA
    if not (elliptic or modular):
        raise Rejected(NoneReason.WEAK)


def _value(extensions: x509.Extensions, kind: type[V]) -> V | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
