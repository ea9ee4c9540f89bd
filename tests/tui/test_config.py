"""`config show` and `config check`."""

from pathlib import Path

import pytest

from services.ambient import SystemClock
from services.certificates.checkup import FileState
from services.taipei import TAIPEI
from tests.certificates import DAY, crl, rules
from tests.tui.commands_kit import CommandLine
from tui import words_certificates


def test_config_show_tells_where_each_setting_came_from(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(
        '\n[policy]\nstrikes_before_lock = 4\n[terminal]\nid = "hall-1"\n'
    )
    monkeypatch.setenv("PASSWORD_CENTER__SESSION__CUSTOMER_IDLE", "60")
    shown = desk.run("config", "show").out
    assert_line(shown, "strikes_before_lock = 4", "# settings.toml line 3")
    assert_line(shown, 'id = "hall-1"', "# settings.toml line 5")
    assert_line(shown, "customer_idle = 60", "# The variable PASSWORD_CENTER__SESSION__CUSTOMER_IDLE")
    assert_line(shown, "customer_absolute = 600", "# default")


def test_what_config_show_prints_can_be_read_again(desk: CommandLine, tmp_path: Path) -> None:
    from tui.settings import Settings, load

    (tmp_path / "settings.toml").write_text(desk.run("config", "show").out, "utf-8")
    assert load(tmp_path, {}).settings == Settings()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://app:s3cret@db/x", "postgresql://app@db/x"),
        ("postgresql://u:DB?s3cret@127.0.0.1:1/db", "postgresql://u@127.0.0.1:1/db"),
        ("postgresql://db/x?user=a&pass%77ord=s3cret", "postgresql://a@db/x"),
        ("postgresql://app@db:5433,other:5434/x?sslpassword=s3cret", "postgresql://app@db,other:5433,5434/x"),
        ("postgresql://db/x?passfile=/s3cret&sslmode=verify-full", "postgresql://db/x"),
        ("postgresql://u:1/s3cret@db/x", "postgresql://***"),
        ("postgresql://u:s3cret/2@db/x", "postgresql://***"),
        ("postgresql://u:s3cret@db/x?nonsense=1", "postgresql://***"),
        ("postgresql://u:s3cret%@db/x", "postgresql://***"),
        ("postgresql://u:s3cret@", "postgresql://u@/"),
        ("sqlite:///some/file.db", "sqlite:///some/file.db"),
    ],
)
def test_of_a_server_only_the_place_is_told(url: str, told: str) -> None:
    from tui.commands.config import shown
    from tui.database_url import masked

    assert masked(url) == told
    assert shown("database", "url", url) == f'"{told}"'


def test_the_sentence_about_a_server_that_is_away_has_no_password(desk: CommandLine) -> None:
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(
        '[database]\nurl = "postgresql://u:DB?s3cret@127.0.0.1:1/db?pass%77ord=s3cret"\n'
    )
    done = desk.run("db", "check")
    assert done.code != 0
    assert "s3cret" not in done.out + done.error + desk.run("config", "show").out


def test_config_show_masks_what_opens_the_sms_gateway() -> None:
    from tui.commands.config import shown

    assert shown("sms", "password", "s3cret") == '"***"'
    assert shown("sms", "url", "twilio://AC1:s3cret@15551234567/{to}") == '"twilio://***"'
    assert shown("sms", "url", "http://127.0.0.1:13013/cgi-bin/sendsms").count("***") == 0
    for url in (
        "httpsms://KEY1@15551230000/{to}",
        "https://hooks.example/T1/KEY1?to={to}",
        "twilio:KEY1@{to}",
    ):
        assert "KEY1" not in shown("sms", "url", url)
    assert shown("sms", "password", None) == "null"


def test_config_check_lists_every_problem_and_ends_with_3(desk: CommandLine) -> None:
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text("[policy]\nstrikes = 4\nstrikes_before_lock = 0\n")
    done = desk.run("config", "check")
    assert (done.code, done.out, done.error.count("\n")) == (3, "", 2)
    assert desk.refused("config", "show")[0] == 2
    (desk.home / "settings.toml").unlink()
    assert desk.run("config", "check").out.startswith("The settings are sound.\n")


def with_certificates(desk: CommandLine, folder: Path, more: str = "") -> None:
    desk.home.mkdir(exist_ok=True)
    (folder / "driver.so").touch()
    (desk.home / "settings.toml").write_text(
        f'[certificates]\nstore = "pkcs11"\nmodule = "{folder}/driver.so"\n'
        f'trust = "{folder}/trust.pem"\ncrl = "{folder}/crl.pem"\n{more}'
    )


def test_config_check_looks_at_the_files_of_certificates(desk: CommandLine, tmp_path: Path) -> None:
    with_certificates(desk, tmp_path)
    done = desk.run("config", "check")
    assert done.code == 3
    assert done.error.splitlines() == [
        f"There is no {tmp_path}/trust.pem: no certificate counts without it.",
        f"There is no {tmp_path}/crl.pem: no certificate counts without it.",
    ]
    now = SystemClock().now()
    rules(tmp_path, lists=crl(made=now - DAY, until=now + DAY))
    done = desk.run("config", "check")
    assert (done.code, done.error) == (0, "")
    end = (now + DAY).astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M")
    assert f"The revocation list of CN=Test Issuing,C=TW is good until {end}." in done.out
    (tmp_path / "trust.pem").chmod(0o666)
    done = desk.run("config", "check")
    assert (done.code, "Others can change" in done.error, "sound" in done.out) == (3, True, False)
    (tmp_path / "driver.so").unlink()
    assert "There is no token driver" in desk.run("config", "check").error


def test_config_check_looks_at_the_authorities_of_the_mail_server(desk: CommandLine, tmp_path: Path) -> None:
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(
        f'[smtp]\nhost = "mail.example"\nfrom = "desk@example.com"\nca = "{tmp_path}/ca.pem"\n'
    )
    assert (
        desk.run("config", "check").error == f"smtp.ca {tmp_path}/ca.pem cannot be read: no mail is sent.\n"
    )
    (tmp_path / "ca.pem").write_text("not a certificate")
    assert desk.run("config", "check").code == 3
    rules(tmp_path)
    (tmp_path / "trust.pem").rename(tmp_path / "ca.pem")
    assert desk.run("config", "check").code == 0


def test_every_state_of_a_file_has_a_sentence() -> None:
    assert set(words_certificates.FILES) == {state.value for state in FileState}


def assert_line(text: str, setting: str, source: str) -> None:
    lines = [line for line in text.splitlines() if line.startswith(setting + " ")]
    assert len(lines) == 1
    assert lines[0].endswith(source)
