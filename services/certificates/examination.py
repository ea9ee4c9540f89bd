"""Everything a signed challenge has to stand up to, in the order in which reasons are told (C-9)."""

from datetime import datetime
from itertools import pairwise

from cryptography import x509

from services.certificates.device import Finding
from services.certificates.leaf import Leaf
from services.certificates.port import SignedChallenge
from services.certificates.rejected import Rejected
from services.certificates.revocation import RevocationLists
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.signature import verifies
from services.certificates.trust import Trust
from services.identifiers import IdNumber


class Examination:
    """Believes nothing: the certificate is proved by the trust, its owner by the signature."""

    def __init__(self, rules: CertificateRules) -> None:
        self._leaf = Leaf(rules)
        self._trust = Trust(rules)
        self._lists = RevocationLists(rules)

    def examine(self, signed: SignedChallenge, message: bytes, customer: IdNumber, now: datetime) -> Finding:
        """What the answer to a challenge is worth, to this customer, now."""
        serial = None
        try:
            leaf = _certificate(signed.certificate)
            serial = f"{leaf.serial_number:x}"
            self._examine(leaf, signed, message, customer, now)
        except Rejected as rejected:
            return Finding(rejected.reason, serial)
        return Finding(None, serial)

    def _examine(
        self,
        leaf: x509.Certificate,
        signed: SignedChallenge,
        message: bytes,
        customer: IdNumber,
        now: datetime,
    ) -> None:
        self._leaf.check(leaf, now)
        chain = self._trust.chain(leaf, _readable(signed.chain), now)
        for certificate, issuer in pairwise(chain):
            self._lists.check(certificate, issuer, now)
        if self._leaf.id_number(leaf) != customer.value:
            raise Rejected(NoneReason.OTHER_PERSON)
        if not verifies(leaf.public_key(), signed.signature, signed.scheme, message):
            raise Rejected(NoneReason.SIGNATURE)


def _certificate(der: bytes) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(der)
        _ = certificate.serial_number, certificate.subject, certificate.issuer
    except ValueError:
        raise Rejected(NoneReason.DAMAGED) from None
    return certificate


def _readable(chain: tuple[bytes, ...]) -> list[x509.Certificate]:
    """What else the device brought; what cannot be read helps nobody up."""
    found = []
    for der in chain:
        try:
            found.append(_certificate(der))
        except Rejected:
            continue
    return found
