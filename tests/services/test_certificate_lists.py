"""A revocation list that is missing, stale or forged counts as no certificate (R-RI-3)."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from services.certificates.examination import Examination
from services.certificates.rules import CertificateRules, NoneReason
from services.identifiers import read_id_number
from tests.certificates import DAY, MESSAGE, MING, authority, card, crl, crooked_crl, found, rsa_key, rules
from tests.kit import START


@pytest.fixture
def here(tmp_path: Path) -> CertificateRules:
    return rules(tmp_path)


def test_revoked(tmp_path: Path) -> None:
    brought = card()
    assert found(rules(tmp_path, lists=crl(brought)), brought).reason is NoneReason.REVOKED


def test_revoked_stays_revoked_on_a_stale_list(tmp_path: Path) -> None:
    brought = card()
    here = rules(tmp_path, lists=crl(brought))
    assert found(here, brought, late=30 * DAY).reason is NoneReason.REVOKED


@cache
def lists() -> dict[str, tuple[bytes, NoneReason]]:
    whole = crl()
    own_end = whole.index(b"-----END X509 CRL-----") + 23

    def part(**says: object) -> x509.IssuingDistributionPoint:
        usual: dict[str, object] = {
            "full_name": None, "relative_name": None, "only_contains_user_certs": False,
            "only_contains_ca_certs": False, "only_some_reasons": None, "indirect_crl": False,
            "only_contains_attribute_certs": False,
        }  # fmt: skip
        return x509.IssuingDistributionPoint(**{**usual, **says})  # type: ignore[arg-type]

    elsewhere = [x509.UniformResourceIdentifier("http://ca.example/2.crl")]
    return {
        "none at all": (b"", NoneReason.LIST_UNREADABLE),
        "of the root only": (whole[own_end:], NoneReason.LIST_MISSING),
        "of the issuing authority only": (whole[:own_end], NoneReason.LIST_MISSING),
        "of another authority": (crl(of=authority("Other")), NoneReason.LIST_MISSING),
        "past its end": (crl(made=START - 9 * DAY, until=START), NoneReason.LIST_STALE),
        "of tomorrow": (crl(made=START + DAY, until=START + 9 * DAY), NoneReason.LIST_NOT_YET_VALID),
        "by another key": (
            crooked_crl(key=ec.generate_private_key(ec.SECP384R1())),
            NoneReason.LIST_FORGED,
        ),
        "signed with SHA-224": (crooked_crl(how=hashes.SHA224()), NoneReason.LIST_FORGED),
        "by a key of another kind": (crooked_crl(key=rsa_key()), NoneReason.LIST_FORGED),
        "what has changed only": (crooked_crl(x509.DeltaCRLIndicator(1)), NoneReason.LIST_UNREADABLE),
        "of authorities only": (crooked_crl(part(only_contains_ca_certs=True)), NoneReason.LIST_NARROW),
        "another part": (crooked_crl(part(full_name=elsewhere)), NoneReason.LIST_NARROW),
        "indirect": (crooked_crl(part(indirect_crl=True)), NoneReason.LIST_NARROW),
    }


@pytest.mark.parametrize("which", lists())
def test_a_list_that_does_not_tell_counts_as_no_certificate(tmp_path: Path, which: str) -> None:
    content, reason = lists()[which]
    assert found(rules(tmp_path, lists=content), card()).reason is reason


def test_a_list_of_customers_only_tells(tmp_path: Path) -> None:
    scope = x509.IssuingDistributionPoint(
        full_name=None, relative_name=None, only_contains_user_certs=True, only_contains_ca_certs=False,
        only_some_reasons=None, indirect_crl=False, only_contains_attribute_certs=False,
    )  # fmt: skip
    assert found(rules(tmp_path, lists=crooked_crl(scope)), card()).reason is None


def test_a_list_may_be_limited_to_an_age(tmp_path: Path) -> None:
    here = rules(tmp_path, crl_max_age=timedelta(hours=12))
    assert found(here, card()).reason is NoneReason.LIST_STALE
    assert found(rules(tmp_path, crl_max_age=2 * DAY), card()).reason is None


def test_a_missing_list_counts_as_no_certificate(tmp_path: Path) -> None:
    assert found(rules(tmp_path, crl=tmp_path / "nowhere"), card()).reason is NoneReason.LIST_MISSING
    assert found(rules(tmp_path, crl=None), card()).reason is NoneReason.LIST_MISSING


def test_a_folder_of_lists_in_pem_and_der_is_as_good_as_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "readme").write_text("not a list")
    (folder / "root.crl").write_bytes(authority().root_list.public_bytes(Encoding.DER))
    for days, name in ((3, "old"), (1, "new")):
        made = START - days * DAY
        newest = authority().revocation_list({}, made, made + 2 * DAY)
        (folder / f"{name}.crl").write_bytes(newest.public_bytes(Encoding.DER))
    assert found(rules(tmp_path, crl=folder), card()).reason is None


def test_a_renewed_list_counts_at_once(tmp_path: Path) -> None:
    here, brought = rules(tmp_path), card()
    examination = Examination(here)
    signed = brought.signed(MESSAGE)
    assert examination.examine(signed, MESSAGE, read_id_number(MING), START).reason is None
    rules(tmp_path, lists=crl(brought))
    examined = examination.examine(signed, MESSAGE, read_id_number(MING), START)
    assert examined.reason is NoneReason.REVOKED


def test_a_clock_set_back_or_forward_finds_no_certificate(here: CertificateRules) -> None:
    assert found(here, card(), late=-30 * DAY).reason is NoneReason.NOT_YET_VALID
    assert found(here, card(since=START - 99 * DAY), late=-30 * DAY).reason is NoneReason.LIST_NOT_YET_VALID
    assert found(here, card(), late=30 * DAY).reason is NoneReason.LIST_STALE
