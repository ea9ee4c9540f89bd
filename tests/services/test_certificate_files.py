"""The files of trust and lists: who may change them (ASVS 6.7.1), and what is told of them beforehand."""

import os
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from services.certificates.checkup import FileState, Remark, look_over
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.watched import Exposed, Watched
from tests.certificates import DAY, authority, card, crl, crooked_crl, found, rsa_key, rules
from tests.kit import START

ROOT, ISSUING = "CN=Test Root,C=TW", "CN=Test Issuing,C=TW"


def joined(files: list[bytes]) -> bytes:
    return b"".join(files)


@pytest.mark.parametrize("mode", [0o666, 0o664, 0o662, 0o620])
def test_a_trust_that_others_can_write_trusts_nobody(tmp_path: Path, mode: int) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    here.trust.chmod(mode)
    assert found(here, card()).reason is NoneReason.TRUST_UNUSABLE
    here.trust.chmod(0o644)
    assert found(here, card()).reason is None


def test_a_trust_that_others_can_replace_trusts_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    here = rules(folder)
    for mode, reason in (
        (0o777, NoneReason.TRUST_UNUSABLE),
        (0o775, NoneReason.TRUST_UNUSABLE),
        (0o755, None),
    ):
        folder.chmod(mode)
        assert found(here, card()).reason is reason
    # everybody may put files there, but nobody take away another's
    folder.chmod(0o1777)
    assert found(here, card()).reason is None


def test_where_a_link_leads_is_looked_at_too(tmp_path: Path) -> None:
    folder, link = tmp_path / "open", tmp_path / "trust.pem"
    folder.mkdir()
    (folder / "trust.pem").write_bytes(b"here")
    link.symlink_to(folder / "trust.pem")
    assert Watched(link, joined, guarded=True).get() == b"here"
    folder.chmod(0o777)
    with pytest.raises(Exposed):
        Watched(link, joined, guarded=True).get()


def test_what_belongs_to_somebody_else_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    owner = here.trust.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    reason = None if owner == 0 else NoneReason.TRUST_UNUSABLE
    assert found(here, card()).reason is reason


def test_it_is_looked_at_again_at_every_proof(tmp_path: Path) -> None:
    file = tmp_path / "trust.pem"
    file.write_bytes(b"here")
    watched = Watched(file, joined, guarded=True)
    watched.get()
    file.chmod(0o666)
    with pytest.raises(Exposed):
        watched.get()


def test_drafts_in_a_folder_are_not_read(tmp_path: Path) -> None:
    for name in (".new", ".customers.crl.swp", "b.crl", "a.crl"):
        (tmp_path / name).write_bytes(name.encode())
    assert Watched(tmp_path, joined).get() == b"a.crlb.crl"


# what `config check` is told


def states(here: CertificateRules, *, late: timedelta = timedelta()) -> dict[str, str]:
    """By authority, or by the name of the file."""
    return {remark.authority or remark.path.name: remark.state for remark in look_over(here, START + late)}


def test_sound_files_say_how_long_they_are_good(tmp_path: Path) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    assert here.crl is not None
    here.trust.write_bytes(here.trust.read_bytes() + authority().issuing.public_bytes(Encoding.PEM))
    assert set(look_over(here, START)) == {
        Remark(FileState.LIST_GOOD, here.crl, ISSUING, "2026/03/09 10:00"),
        Remark(FileState.LIST_GOOD, here.crl, ROOT, "2036/02/28 10:00"),
    }


def test_a_list_of_an_authority_that_devices_bring_is_looked_at_too(tmp_path: Path) -> None:
    assert states(rules(tmp_path)) == {ROOT: "list_good", ISSUING: "list_good"}
    assert states(rules(tmp_path), late=8 * DAY) == {ROOT: "list_good", ISSUING: "list_stale"}
    aged = rules(tmp_path, crl_max_age=timedelta(hours=12))
    assert states(aged) == {ROOT: "list_good", ISSUING: "list_stale"}


@cache
def lists() -> dict[str, tuple[bytes, dict[str, str]]]:
    junk = b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
    return {
        "none": (b"", {"crl.pem": "unreadable", ISSUING: "list_missing", ROOT: "list_missing"}),
        "others": (crl(of=authority("Other")), {ISSUING: "list_missing", ROOT: "list_missing"}),
        "forged": (crooked_crl(key=rsa_key()), {ISSUING: "list_forged", ROOT: "list_good"}),
        "of tomorrow": (crl(made=START + DAY), {ISSUING: "list_not_yet_valid", ROOT: "list_good"}),
        "and junk": (crl() + junk, {"crl.pem": "some_unreadable", ISSUING: "list_good", ROOT: "list_good"}),
    }


@pytest.mark.parametrize("which", lists())
def test_what_is_wrong_with_a_list_is_told_of_its_authority(tmp_path: Path, which: str) -> None:
    content, expected = lists()[which]
    here = rules(tmp_path, lists=content)
    assert here.trust is not None
    here.trust.write_bytes(here.trust.read_bytes() + authority().issuing.public_bytes(Encoding.PEM))
    assert {name: state for name, state in states(here).items() if "Other" not in name} == expected


def test_what_is_wrong_with_a_file_is_told(tmp_path: Path) -> None:
    here = rules(tmp_path)
    assert here.trust is not None
    assert here.crl is not None
    here.crl.unlink()
    here.trust.chmod(0o666)
    assert states(here) == {"trust.pem": "exposed", "crl.pem": "missing"}
    here.trust.chmod(0o600)
    here.trust.write_bytes(authority().issuing.public_bytes(Encoding.PEM))
    assert states(here) == {"trust.pem": "no_root", "crl.pem": "missing"}
    here.trust.write_bytes(b"no certificate")
    assert states(here) == {"trust.pem": "unreadable", "crl.pem": "missing"}
    here.trust.unlink()
    assert states(here) == {"trust.pem": "missing", "crl.pem": "missing"}


def test_an_authority_that_ran_out_is_told(tmp_path: Path) -> None:
    assert states(rules(tmp_path), late=4000 * DAY)[ROOT] in {"authority_expired", "list_stale"}
    told = [remark.state for remark in look_over(rules(tmp_path), START + 4000 * DAY)]
    assert FileState.AUTHORITY_EXPIRED in told
