"""Whether a certificate was taken back: by its issuer's list, which has to be there, genuine and fresh.

A list is read and its signature verified once, and again when its file has changed (RFC 5280 §5, §6.3).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from services.certificates.rejected import Rejected
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.watched import Watched

SKEW: Final = timedelta(minutes=5)
"""How far an authority's clock may be ahead of ours."""
_PEM: Final = re.compile(rb"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", re.DOTALL)
_UNDERSTOOD: Final = {x509.IssuingDistributionPoint.oid}
"""Critical extensions of a list that are looked at here."""
_STRONG: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_BROKEN: Final = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension)


class RevocationList:
    """One list; what it costs to use is paid at the first use."""

    def __init__(self, crl: x509.CertificateRevocationList) -> None:
        self._crl = crl
        self._genuine: dict[x509.Certificate, bool] = {}
        self.issuer = crl.issuer
        self.made = crl.last_update_utc
        self.ends = crl.next_update_utc
        critical = {extension.oid for extension in crl.extensions if extension.critical}
        self.understood = critical <= _UNDERSTOOD
        self._scope = _scope(crl)

    @cached_property
    def serials(self) -> frozenset[int]:
        """What it takes back."""
        return frozenset(entry.serial_number for entry in self._crl)

    def is_signed_by(self, issuer: x509.Certificate) -> bool:
        """Whether the issuer may sign lists and signed this one."""
        if issuer not in self._genuine:
            self._genuine[issuer] = self._verify(issuer)
        return self._genuine[issuer]

    def flaw(self, now: datetime, max_age: timedelta | None) -> NoneReason | None:
        """Why it says nothing about today; without an end of its own only `max_age` gives it one."""
        if self.made > now + SKEW:
            return NoneReason.LIST_NOT_YET_VALID
        if max_age is not None and now - self.made > max_age:
            return NoneReason.LIST_STALE
        if self.ends is None:
            return NoneReason.LIST_STALE if max_age is None else None
        return NoneReason.LIST_STALE if now >= self.ends else None

    def speaks_of(self, certificate: x509.Certificate) -> bool:
        """Whether certificates such as this one would stand in it (RFC 5280 §5.2.5)."""
        scope = self._scope
        if scope is None:
            return True
        if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs:
            return False
        authority = is_authority(certificate)
        if scope.only_contains_user_certs if authority else scope.only_contains_ca_certs:
            return False
        return not scope.full_name or bool(set(scope.full_name) & set(_places(certificate)))

    def _verify(self, issuer: x509.Certificate) -> bool:
        try:
            usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
            strong = isinstance(self._crl.signature_hash_algorithm, _STRONG)
            key = issuer.public_key()
            return usage.crl_sign and strong and self._crl.is_signature_valid(key)  # type: ignore[arg-type]
        except (*_BROKEN, x509.ExtensionNotFound):
            return False


class Lists:
    """All lists of the file or folder, by issuer, newest first."""

    def __init__(self, files: list[bytes]) -> None:
        self.by_issuer: defaultdict[x509.Name, list[RevocationList]] = defaultdict(list)
        self.some_unreadable = False
        for file in files:
            for block in _PEM.findall(file) or [file]:
                self._add(block)
        for lists in self.by_issuer.values():
            lists.sort(key=lambda found: found.made, reverse=True)

    def _add(self, block: bytes) -> None:
        load = x509.load_pem_x509_crl if block.startswith(b"-----") else x509.load_der_x509_crl
        try:
            found = RevocationList(load(block))
        except _BROKEN:
            self.some_unreadable = True
            return
        if found.understood:
            self.by_issuer[found.issuer].append(found)
        else:
            self.some_unreadable = True


class RevocationLists:
    """The lists of `certificates.crl`; a stale or missing one counts as no certificate."""

    def __init__(self, rules: CertificateRules) -> None:
        self._file = Watched(rules.crl, Lists) if rules.crl else None
        self._max_age = rules.crl_max_age

    def check(self, certificate: x509.Certificate, issuer: x509.Certificate, now: datetime) -> None:
        """Raises `Rejected` REVOKED, or LIST_… when nobody can tell."""
        found = self._newest(certificate, issuer)
        # the list of a root, which takes back authorities, is made once a year or less
        flaw = found.flaw(now, None if is_authority(certificate) else self._max_age)
        if certificate.serial_number in found.serials:
            # even an old list is right about what it takes back
            raise Rejected(NoneReason.REVOKED)
        if flaw:
            raise Rejected(flaw)

    def _newest(self, certificate: x509.Certificate, issuer: x509.Certificate) -> RevocationList:
        lists = self._lists()
        named = lists.by_issuer.get(issuer.subject, [])
        genuine = [found for found in named if found.is_signed_by(issuer)]
        for found in genuine:
            if found.speaks_of(certificate):
                return found
        if genuine:
            raise Rejected(NoneReason.LIST_NARROW)
        if named:
            raise Rejected(NoneReason.LIST_FORGED)
        raise Rejected(NoneReason.LIST_UNREADABLE if lists.some_unreadable else NoneReason.LIST_MISSING)

    def _lists(self) -> Lists:
        try:
            if self._file:
                return self._file.get()
        except OSError:
            pass
        raise Rejected(NoneReason.LIST_MISSING)


def _scope(crl: x509.CertificateRevocationList) -> x509.IssuingDistributionPoint | None:
    try:
        return crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return None


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it says that it may issue others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _places(certificate: x509.Certificate) -> Iterator[x509.GeneralName]:
    """Where the certificate says that its list is."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    for point in points:
        yield from point.full_name or ()
