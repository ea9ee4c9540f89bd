"""Every reason for which a certificate counts as none, one vector each (R-RI-3, security C-9)."""

from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.certificates.device import Finding
from services.certificates.examination import Examination
from services.certificates.port import Scheme, SignedChallenge
from services.certificates.rules import CertificateRules, NoneReason
from services.identifiers import read_id_number
from tests.certificates import (
    DAY,
    MEILING,
    MESSAGE,
    MING,
    Card,
    authority,
    card,
    crooked_card,
    found,
    key_usage,
    rsa_key,
    rules,
    small_rsa_key,
)
from tests.kit import START

LEAF = x509.BasicConstraints(ca=False, path_length=None)
SIGNS = key_usage(digital_signature=True)
CLIENT = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])


@pytest.fixture
def here(tmp_path: Path) -> CertificateRules:
    return rules(tmp_path)


@pytest.mark.parametrize("key", ["P-256", "P-384", "RSA-2048"])
def test_a_sound_one_proves(here: CertificateRules, key: str) -> None:
    keys = {"P-256": None, "P-384": ec.generate_private_key(ec.SECP384R1()), "RSA-2048": rsa_key()}
    brought = card(key=keys[key])
    assert found(here, brought) == Finding(None, f"{brought.certificate.serial_number:x}")


def test_any_usage_will_do_too(here: CertificateRules) -> None:
    assert found(here, card(usages=(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,))).reason is None


@cache
def vectors() -> dict[str, tuple[Card, NoneReason]]:
    return {
        "expired": (card(since=START - 9 * DAY, until=START - DAY), NoneReason.EXPIRED),
        "not yet valid": (card(since=START + DAY, until=START + 9 * DAY), NoneReason.NOT_YET_VALID),
        "of another authority": (card(of=authority("Other")), NoneReason.FOREIGN),
        "without its chain": (Card(*_parts(card()), chain=()), NoneReason.FOREIGN),
        "RSA-1024": (card(key=small_rsa_key()), NoneReason.WEAK),
        "P-521": (card(key=ec.generate_private_key(ec.SECP521R1())), NoneReason.WEAK),
        "no extended key usage": (card(usages=()), NoneReason.EXTENDED_KEY_USAGE),
        "for servers only": (card(usages=(ExtendedKeyUsageOID.SERVER_AUTH,)), NoneReason.EXTENDED_KEY_USAGE),
        "may not sign": (
            crooked_card((LEAF, True), (key_usage(key_agreement=True), True), (CLIENT, False)),
            NoneReason.KEY_USAGE,
        ),
        "no key usage": (crooked_card((LEAF, True), (CLIENT, False)), NoneReason.KEY_USAGE),
        "an authority": (
            crooked_card(
                (x509.BasicConstraints(ca=True, path_length=None), True),
                (key_usage(digital_signature=True, key_cert_sign=True), True),
                (CLIENT, False),
            ),
            NoneReason.CA_AS_LEAF,
        ),
        "an extension nobody knows": (
            crooked_card(
                (LEAF, True),
                (SIGNS, True),
                (CLIENT, False),
                (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),
            ),
            NoneReason.FOREIGN,
        ),
        "another person's": (card(MEILING), NoneReason.OTHER_PERSON),
        "nobody's": (card(" "), NoneReason.NO_ID_NUMBER),
    }


def _parts(whole: Card) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    assert isinstance(whole.key, ec.EllipticCurvePrivateKey)
    return whole.key, whole.certificate


@pytest.mark.parametrize("which", vectors())
def test_it_counts_as_none(here: CertificateRules, which: str) -> None:
    brought, reason = vectors()[which]
    assert found(here, brought) == Finding(reason, f"{brought.certificate.serial_number:x}")


def test_no_extended_key_usage_will_do_where_that_is_set(tmp_path: Path) -> None:
    assert found(rules(tmp_path, extended_key_usage_required=False), card(usages=())).reason is None


def test_another_extended_key_usage_can_be_wanted(tmp_path: Path) -> None:
    mail = ExtendedKeyUsageOID.EMAIL_PROTECTION
    here = rules(tmp_path, extended_key_usage=mail.dotted_string)
    assert found(here, card(usages=(mail,))).reason is None
    assert found(here, card()).reason is NoneReason.EXTENDED_KEY_USAGE


def test_a_chain_may_come_from_the_trust_file(tmp_path: Path) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    here.trust.write_bytes(here.trust.read_bytes() + authority().issuing.public_bytes(Encoding.PEM))
    assert found(here, Card(*_parts(card()), chain=())).reason is None


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_a_trust_that_cannot_be_read_trusts_nobody(tmp_path: Path, content: bytes | None) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    here.trust.unlink() if content is None else here.trust.write_bytes(content)
    assert found(here, card()).reason is NoneReason.TRUST_UNUSABLE
    assert found(CertificateRules(), card()).reason is NoneReason.TRUST_UNUSABLE


def test_an_issuing_authority_alone_is_no_trust(tmp_path: Path) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    here.trust.write_bytes(authority().issuing.public_bytes(Encoding.PEM))
    assert found(here, card()).reason in {NoneReason.TRUST_UNUSABLE, NoneReason.FOREIGN}


def test_a_renewed_trust_counts_at_once(tmp_path: Path) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    examination = Examination(here)
    signed = card().signed(MESSAGE)
    assert examination.examine(signed, MESSAGE, read_id_number(MING), START).reason is None
    here.trust.write_bytes(authority("Other").root.public_bytes(Encoding.PEM) + b"\n")
    assert examination.examine(signed, MESSAGE, read_id_number(MING), START).reason is NoneReason.FOREIGN


@pytest.mark.parametrize(
    ("attribute", "pattern", "subject", "number"),
    [
        ("CN", "ID-([A-Z0-9]+)", {x509.NameOID.COMMON_NAME: f"ID-{MING}"}, MING),
        ("CN", "ID-([A-Z0-9]+)", {x509.NameOID.COMMON_NAME: MING}, None),
        ("serialNumber", None, {x509.NameOID.SERIAL_NUMBER: MING.lower()}, MING),
        ("0.9.2342.19200300.100.1.1", None, {x509.NameOID.USER_ID: MING}, MING),
        ("UID", r"([A-Z0-9]{10})-.*", {x509.NameOID.USER_ID: f"{MING}-00-01"}, MING),
        ("serialNumber", None, {x509.NameOID.COMMON_NAME: MING}, None),
    ],
)
def test_the_setting_says_where_the_id_number_stands(
    attribute: str, pattern: str | None, subject: dict[x509.ObjectIdentifier, str], number: str | None
) -> None:
    from services.certificates.leaf import Leaf
    from services.certificates.rejected import Rejected

    leaf = Leaf(CertificateRules(id_attribute=attribute, id_pattern=pattern))
    certificate = _named(x509.Name([x509.NameAttribute(oid, text) for oid, text in subject.items()]))
    if number is None:
        with pytest.raises(Rejected) as caught:
            leaf.id_number(certificate)
        assert caught.value.reason is NoneReason.NO_ID_NUMBER
    else:
        assert leaf.id_number(certificate) == number


def test_two_id_numbers_in_a_subject_are_none(here: CertificateRules) -> None:
    from services.certificates.leaf import Leaf
    from services.certificates.rejected import Rejected

    serial = x509.NameOID.SERIAL_NUMBER
    both = _named(x509.Name([x509.NameAttribute(serial, MING), x509.NameAttribute(serial, MEILING)]))
    with pytest.raises(Rejected) as caught:
        Leaf(here).id_number(both)
    assert caught.value.reason is NoneReason.NO_ID_NUMBER


def _named(subject: x509.Name) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    )
    builder = builder.serial_number(1).not_valid_before(START).not_valid_after(START + DAY)
    return builder.sign(key, hashes.SHA256())


# the signature


def test_another_message_is_not_signed(here: CertificateRules) -> None:
    signed = card().signed(b"of yesterday")
    examined = Examination(here).examine(signed, MESSAGE, read_id_number(MING), START)
    assert examined.reason is NoneReason.SIGNATURE


def test_a_certificate_without_its_key_proves_nothing(here: CertificateRules) -> None:
    thief, owner = card(), card()
    stolen = Card(thief.key, owner.certificate, owner.chain)
    assert found(here, stolen).reason is NoneReason.SIGNATURE


@pytest.mark.parametrize(
    ("scheme", "good"), [(Scheme.RSA_PKCS1, True), (Scheme.RSA_PSS, False), (Scheme.ECDSA, False)]
)
def test_rsa_signs_as_it_says(here: CertificateRules, scheme: Scheme, good: bool) -> None:
    brought = card(key=rsa_key())
    sound = brought.signed(MESSAGE)
    pkcs1 = rsa_key().sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    signed = SignedChallenge(sound.certificate, sound.chain, pkcs1, scheme)
    reason = Examination(here).examine(signed, MESSAGE, read_id_number(MING), START).reason
    assert reason is (None if scheme is Scheme.RSA_PKCS1 else NoneReason.SIGNATURE)


@pytest.mark.parametrize("junk", [b"", b"\x30\x03\x02\x01\x01", b"not a certificate"])
def test_what_is_no_certificate_is_damaged(here: CertificateRules, junk: bytes) -> None:
    signed = SignedChallenge(junk, (junk,), b"", Scheme.ECDSA)
    examined = Examination(here).examine(signed, MESSAGE, read_id_number(MING), START)
    assert examined == Finding(NoneReason.DAMAGED, None)


def test_junk_beside_a_sound_chain_does_no_harm(here: CertificateRules) -> None:
    sound = card().signed(MESSAGE)
    signed = SignedChallenge(sound.certificate, (b"junk", *sound.chain), sound.signature, sound.scheme)
    assert Examination(here).examine(signed, MESSAGE, read_id_number(MING), START).reason is None
