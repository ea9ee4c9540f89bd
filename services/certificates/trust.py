"""The way from a certificate up to the broker's trust (RFC 5280 §6), by the verifier of `cryptography`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from services.certificates.rejected import Rejected
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.watched import Watched

_DEPTH: Final = 4
"""Authorities between a customer and the root, at most."""


class NoRoot(ValueError):
    """A trust file with certificates, but none that issued itself."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What stands in the trust file."""

    roots: tuple[x509.Certificate, ...]
    between: tuple[x509.Certificate, ...]
    store: Store


class Trust:
    """The roots of the trust file, and the intermediates in it that devices need not bring."""

    def __init__(self, rules: CertificateRules) -> None:
        self._file = Watched(rules.trust, read_trusted, guarded=True) if rules.trust else None
        self._wanted = x509.ObjectIdentifier(rules.extended_key_usage)
        self._of_leaf = (
            ExtensionPolicy.webpki_defaults_ee()
            # a customer's certificate names a person, not a host
            .may_be_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
            .require_present(x509.KeyUsage, Criticality.AGNOSTIC, None)
            # judged before, where the reason can be told (`services.certificates.leaf`)
            .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, None)
        )
        self._of_authority = ExtensionPolicy.webpki_defaults_ca().may_be_present(
            x509.ExtendedKeyUsage, Criticality.AGNOSTIC, self._serves
        )

    def chain(
        self, leaf: x509.Certificate, others: Sequence[x509.Certificate], now: datetime
    ) -> list[x509.Certificate]:
        """The leaf, its authorities, the root; raises `Rejected` FOREIGN or TRUST_UNUSABLE."""
        trusted = self._trusted()
        verifier = (
            PolicyBuilder()
            .store(trusted.store)
            .time(now.astimezone(UTC).replace(tzinfo=None))
            .max_chain_depth(_DEPTH)
            .extension_policies(ca_policy=self._of_authority, ee_policy=self._of_leaf)
            .build_client_verifier()
        )
        try:
            return verifier.verify(leaf, [*others, *trusted.between]).chain
        except (VerificationError, ValueError):
            raise Rejected(NoneReason.FOREIGN) from None

    def _trusted(self) -> Trusted:
        try:
            if self._file:
                return self._file.get()
        except (OSError, ValueError):
            pass
        raise Rejected(NoneReason.TRUST_UNUSABLE)

    def _serves(self, _: Policy, certificate: x509.Certificate, usages: x509.ExtendedKeyUsage | None) -> None:
        """An authority that says what its certificates are for has to name what is wanted."""
        if usages and not {self._wanted, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(usages):
            raise ValueError("extended key usage")


def read_trusted(files: list[bytes]) -> Trusted:
    """Self-issued certificates are roots; `NoRoot` when there is none, ValueError for what cannot be read."""
    every = [certificate for file in files for certificate in x509.load_pem_x509_certificates(file)]
    roots = tuple(certificate for certificate in every if certificate.issuer == certificate.subject)
    if not roots:
        raise NoRoot
    between = tuple(certificate for certificate in every if certificate not in roots)
    return Trusted(roots, between, Store(list(roots)))
