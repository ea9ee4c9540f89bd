"""What may be wrong above a customer's certificate, one vector each (RFC 5280 §6, security C-9)."""

from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.certificates.rules import NoneReason
from tests.certificates import DAY, Card, found, key_usage, rsa_key, small_rsa_key
from tests.chains import CLIENT, Chain, Link, chain, signed_anew
from tests.kit import START

DEEPEST = 5
"""A root, and four authorities between it and the customer."""
SERVERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


@cache
def sound() -> dict[str, Chain]:
    return {
        "one authority": chain(Link()),
        "two": chain(Link(path_length=1), Link(path_length=0)),
        "as many as there may be": chain(*(Link() for _ in range(DEEPEST))),
        "one that says for whom it is": chain(Link(), Link(extended=CLIENT)),
        "of RSA keys": chain(Link(key=rsa_key()), Link(key=rsa_key())),
    }


@pytest.mark.parametrize("which", sound())
def test_a_sound_chain_proves(tmp_path: Path, which: str) -> None:
    made = sound()[which]
    assert found(made.rules(tmp_path), made.card).reason is None


@cache
def vectors() -> dict[str, tuple[Chain, NoneReason]]:
    foreign = NoneReason.FOREIGN
    signs_no_lists = key_usage(key_cert_sign=True)
    signs_no_certificates = key_usage(crl_sign=True, digital_signature=True)
    return {
        "a root that allows no authority below it": (chain(Link(path_length=0), Link()), foreign),
        "an authority that allows none": (chain(Link(), Link(path_length=0), Link()), foreign),
        "one too many": (chain(*(Link() for _ in range(DEEPEST + 1))), foreign),
        "an authority that ran out": (chain(Link(), Link(until=START - DAY)), foreign),
        "a root that ran out": (chain(Link(until=START - DAY), Link()), foreign),
        "an authority with a small key": (chain(Link(), Link(key=small_rsa_key())), foreign),
        "an authority for servers only": (chain(Link(), Link(extended=SERVERS)), foreign),
        "an authority that may not issue": (chain(Link(), Link(usage=signs_no_certificates)), foreign),
        "signed with SHA-224": (chain(Link(), Link(), signed_with=hashes.SHA224()), foreign),
        "an authority that may not sign lists": (
            chain(Link(), Link(usage=signs_no_lists)),
            NoneReason.LIST_FORGED,
        ),
        "a root that may not sign lists": (chain(Link(usage=signs_no_lists), Link()), NoneReason.LIST_FORGED),
        "an authority that was taken back": (chain(Link(revokes=True), Link()), NoneReason.REVOKED),
    }


@pytest.mark.parametrize("which", vectors())
def test_what_is_wrong_above_counts_as_none(tmp_path: Path, which: str) -> None:
    made, reason = vectors()[which]
    assert found(made.rules(tmp_path), made.card).reason is reason


@pytest.mark.parametrize("which", ["leaf", "authority"])
@pytest.mark.parametrize("how", [hashes.SHA1(), hashes.SHA256()], ids=["SHA-1", "SHA-256"])  # noqa: S303
def test_nothing_signed_with_sha1_counts(
    tmp_path: Path, which: str, how: hashes.SHA1 | hashes.SHA256
) -> None:
    made = chain(Link(), Link())
    keys = [link.key for link in made.links if isinstance(link.key, ec.EllipticCurvePrivateKey)]
    leaf, authority = made.card.certificate, made.authorities[1]
    if which == "leaf":
        leaf = signed_anew(leaf, keys[1], how)
    else:
        authority = signed_anew(authority, keys[0], how)
    reason = found(made.rules(tmp_path), Card(made.card.key, leaf, (authority,))).reason
    assert reason is (NoneReason.FOREIGN if how.name == "sha1" else None)
