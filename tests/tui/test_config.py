"""`config show` and `config check`."""

from pathlib import Path

import pytest

from tests.tui.commands_kit import CommandLine


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


def test_config_show_masks_the_password_of_a_url() -> None:
    from tui.commands.config import shown

    assert shown("database", "url", "postgresql://app:s3cret@db/x") == '"postgresql://app:***@db/x"'


def test_config_show_masks_what_opens_the_sms_gateway() -> None:
    from tui.commands.config import shown

    assert shown("sms", "password", "s3cret") == '"***"'
    assert shown("sms", "url", "twilio://AC1:s3cret@15551234567/{to}") == '"twilio://***"'
    assert shown("sms", "url", "http://127.0.0.1:13013/cgi-bin/sendsms").count("***") == 0
    assert shown("sms", "password", None) == "null"


def test_config_check_lists_every_problem_and_ends_with_3(desk: CommandLine) -> None:
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text("[policy]\nstrikes = 4\nstrikes_before_lock = 0\n")
    done = desk.run("config", "check")
    assert (done.code, done.out, done.error.count("\n")) == (3, "", 2)
    assert desk.refused("config", "show")[0] == 2
    (desk.home / "settings.toml").unlink()
    assert desk.run("config", "check").out.startswith("The settings are sound.\n")


def assert_line(text: str, setting: str, source: str) -> None:
    lines = [line for line in text.splitlines() if line.startswith(setting + " ")]
    assert len(lines) == 1
    assert lines[0].endswith(source)
