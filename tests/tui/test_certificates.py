"""The device that the settings name, and the small authority of `certificates`."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from services.ambient import SystemClock, SystemRandomness
from services.certificates.examination import Examination
from services.certificates.pkcs12_file import Pkcs12File
from services.certificates.port import NoStore
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.settings import CertificateSettings
from services.certificates.simulated import SimulatedStore
from services.identifiers import read_id_number
from services.program import Ambient
from services.secret import Secret
from services.visit import Mode
from tests.certificates import MESSAGE, MING, card
from tests.tui.commands_kit import CommandLine
from tui.certificates import with_device
from tui.main import main
from tui.places import Place
from tui.sentence import Exit, Refusal
from tui.settings_sections import Settings

PASS, PIN = "correct horse battery", "Pin-2468"


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    (tmp_path / "pass").write_text(PASS + "\n")
    (tmp_path / "pin").write_text(PIN + "\n")
    return CommandLine(tmp_path / "home", capsys)


def secrets(folder: Path, *, pin: bool = False) -> tuple[str, ...]:
    found = ("--pass-file", str(folder / "pass"))
    return (*found, "--pin-file", str(folder / "pin")) if pin else found


def issued(line: CommandLine, folder: Path, *more: str) -> tuple[Path, str]:
    """The new file and its serial number."""
    done = line.run("certificates", "issue", MING, *secrets(folder, pin=True), *more)
    assert (done.code, done.error) == (0, "")
    said = next(each for each in done.out.splitlines() if each.startswith("Issued "))
    path, serial = said.removeprefix("Issued ").removesuffix(".").split(", serial number ")
    assert "For tests only" in done.out
    return Path(path), serial


def reason_for(line: CommandLine, file: Path) -> NoneReason | None:
    """What an examination by the authority's own files finds."""
    folder = line.home / "certificates"
    store = Pkcs12File(file)
    signed = store.sign(store.identities(None)[0], Secret(PIN), MESSAGE)
    examination = Examination(CertificateRules(trust=folder / "trust.pem", crl=folder / "crl.pem"))
    return examination.examine(signed, MESSAGE, read_id_number(MING), SystemClock().now()).reason


def test_issue_revoke_and_renew(line: CommandLine, tmp_path: Path) -> None:
    first, serial = issued(line, tmp_path)
    out = tmp_path / "rsa.p12"
    second, _ = issued(line, tmp_path, "--rsa", "2048", "--out", str(out), "--name", "王小明")
    assert second == out
    assert isinstance(load_pkcs12(second.read_bytes(), PIN.encode()).key, rsa.RSAPrivateKey)
    assert (reason_for(line, first), reason_for(line, second)) == (None, None)
    done = line.run("certificates", "revoke", serial, *secrets(tmp_path))
    assert (done.code, done.error) == (0, "")
    assert (reason_for(line, first), reason_for(line, second)) == (NoneReason.REVOKED, None)
    listed = line.home / "certificates" / "crl.pem"
    before = x509.load_pem_x509_crl(listed.read_bytes()).next_update_utc
    assert line.run("certificates", "crl", "--list-days", "30", *secrets(tmp_path)).code == 0
    after = x509.load_pem_x509_crl(listed.read_bytes()).next_update_utc
    assert before is not None
    assert after is not None
    assert (after - before).days >= 22
    assert reason_for(line, first) is NoneReason.REVOKED


def test_keys_are_their_owners_and_under_a_pass_phrase(line: CommandLine, tmp_path: Path) -> None:
    file, _ = issued(line, tmp_path)
    folder = line.home / "certificates"
    everything = [path for path in folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in everything} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(b"PRIVATE KEY" not in path.read_bytes() or path.name == "issuing.key" for path in everything)
    with pytest.raises(TypeError):
        load_pem_private_key((folder / "issuing.key").read_bytes(), None)
    assert not Pkcs12File(file).unprotected()
    # the register names nobody
    assert MING not in (folder / "register.json").read_text()


def test_what_cannot_be_done_is_told_in_one_sentence(
    line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = secrets(tmp_path, pin=True)
    assert line.refused("certificates", "crl", *secrets(tmp_path)) == (
        3,
        f"There is no authority in {line.home / 'certificates'}: certificates issue makes one.",
    )
    assert line.refused("certificates", "issue", "A123456788", *both)[0] == 2
    assert line.refused("certificates", "issue", MING, "--days", "0", *both)[0] == 2
    monkeypatch.setattr("sys.stdin", StringIO("A123456788\n"))
    # what was read unseen is not shown either
    code, told = line.refused("certificates", "issue", "-", *both)
    assert (code, "A123456788" in told, "valid ID number" in told) == (2, False, True)
    (tmp_path / "short").write_text("12345")
    short = ("--pin-file", str(tmp_path / "short"))
    code, told = line.refused("certificates", "issue", MING, *secrets(tmp_path), *short)
    assert (code, "at least 6" in told) == (2, True)
    issued(line, tmp_path)
    (tmp_path / "wrong").write_text("another pass phrase")
    wrong = ("--pass-file", str(tmp_path / "wrong"))
    assert "pass phrase is wrong" in line.refused("certificates", "crl", *wrong)[1]
    code, told = line.refused("certificates", "revoke", "abcdef", *secrets(tmp_path))
    assert (code, told) == (3, "Serial number abcdef was not issued here; nothing changed.")
    (tmp_path / "there.p12").write_bytes(b"mine")
    assert line.refused("certificates", "issue", MING, "--out", str(tmp_path / "there.p12"), *both)[0] == 2
    assert (tmp_path / "there.p12").read_bytes() == b"mine"
    (line.home / "certificates" / "register.json").write_bytes(b"{")
    assert "damaged" in line.refused("certificates", "revoke", "abcdef", *secrets(tmp_path))[1]


def test_without_a_terminal_a_file_is_wanted(line: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    code, told = line.refused("certificates", "issue", MING)
    assert (code, told) == (2, "There is no terminal to type on: name a file with --pass-file.")


def test_a_secret_is_typed_twice_and_never_shown(
    line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASS, PASS, PIN, "other"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("tui.typed_secret.getpass", lambda prompt: next(typed))
    assert line.refused("certificates", "issue", MING) == (2, "The two were not the same; nothing was made.")
    typed = iter([PASS, PASS, PIN, PIN])
    done = line.run("certificates", "issue", MING)
    assert done.code == 0
    assert PIN not in done.out + done.error
    assert PASS not in done.out + done.error


# the device that the settings name


def device_of(home: Path, mode: Mode, **settings: object) -> object:
    section = CertificateSettings(**settings)  # type: ignore[arg-type]
    place = Place.of_demo(home) if mode is Mode.DEMO else Place.of(home, Settings())
    ambient = with_device(Ambient(SystemClock(), SystemRandomness()), place, section, mode)
    assert ambient.device is not None
    return ambient.device.store


def test_a_desk_without_certificates_has_none(tmp_path: Path) -> None:
    assert isinstance(device_of(tmp_path, Mode.KIOSK), NoStore)


def test_the_demo_brings_its_own(tmp_path: Path) -> None:
    store = device_of(tmp_path, Mode.DEMO)
    assert isinstance(store, SimulatedStore)
    assert store.folder == tmp_path / "demo" / "certificates"
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    stick = tmp_path / "stick.p12"
    stick.write_bytes(card().pkcs12())
    own = {"store": "pkcs12", "path": "stick.p12", "trust": "t.pem", "crl": "c.pem"}
    assert isinstance(device_of(tmp_path, Mode.DEMO, **own), Pkcs12File)


def test_a_simulated_device_is_for_the_demo_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refusal) as caught:
        device_of(tmp_path, Mode.KIOSK, store="simulated")
    assert caught.value.exit_code is Exit.REFUSED
    (tmp_path / "settings.toml").write_text('[certificates]\nstore = "simulated"\n')
    monkeypatch.setattr("tui.commands.kiosk.require_terminal", lambda: None)
    monkeypatch.setattr("tui.commands.kiosk.lock_down", lambda: None)
    assert main(["--home", str(tmp_path), "--lang", "en", "kiosk"]) == 3
    assert "is for the demo only" in capsys.readouterr().err
    assert not (tmp_path / "keyring.json").exists()


def test_a_file_that_opens_without_a_password_is_refused_at_a_kiosk(tmp_path: Path) -> None:
    named = {"store": "pkcs12", "path": "stick", "trust": "t.pem", "crl": "c.pem"}
    assert isinstance(device_of(tmp_path, Mode.KIOSK, **named), Pkcs12File)
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "mine.p12").write_bytes(card().pkcs12(None))
    with pytest.raises(Refusal) as caught:
        device_of(tmp_path, Mode.KIOSK, **named)
    assert caught.value.exit_code is Exit.REFUSED


def test_a_driver_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        device_of(
            tmp_path, Mode.KIOSK, store="pkcs11", module="/nowhere/driver.so", trust="t.pem", crl="c.pem"
        )


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"store": "pkcs12"}, "needs path"),
        ({"store": "pkcs12", "path": "a.p12"}, "needs trust"),
        ({"store": "pkcs11", "module": "/a.so", "trust": "t.pem"}, "needs crl"),
        ({"store": "pkcs11", "module": "a.so", "trust": "t.pem", "crl": "c"}, "absolute"),
        ({"id_pattern": "("}, "regular expression"),
    ],
)
def test_settings_that_lack_something_are_refused(settings: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        CertificateSettings(**settings)  # type: ignore[arg-type]
