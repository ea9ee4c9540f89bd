"""Settings: where each comes from, and a sentence for everything that can be wrong (contract §2)."""

import ast
from pathlib import Path
from typing import Any

import msgspec
import pytest

import tui.settings
from screens.words.phrase import Language, Phrase
from services.certificates.settings import CertificateSettings
from tui.places import Place, home_folder
from tui.sentence import Exit
from tui.settings import SECTIONS, Loaded, Settings, SettingsError, load
from tui.words_contradictions import REASONS


def load_text(home: Path, text: str, **environment: str) -> Loaded:
    (home / "settings.toml").write_text(text, "utf-8")
    return load(home, environment)


def problems(home: Path, text: str, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load_text(home, text, **environment)
    assert refused.value.exit_code is Exit.USED_WRONGLY
    assert all(problem.text(Language.CHINESE) for problem in refused.value.problems)
    return [problem.text(Language.ENGLISH) for problem in refused.value.problems]


def test_an_empty_home_has_the_figures_of_the_requirements(tmp_path: Path) -> None:
    loaded = load(tmp_path, {})
    assert loaded.settings == Settings()
    assert loaded.origins == {}
    assert loaded.settings.policy.strikes_before_lock == 3
    assert loaded.settings.session.customer_idle == 90


def test_the_file_goes_over_the_defaults_and_the_environment_over_the_file(tmp_path: Path) -> None:
    loaded = load_text(
        tmp_path,
        "# ours\n[policy]\nstrikes_before_lock = 4\npassword_history = 5\n",
        PASSWORD_CENTER__POLICY__PASSWORD_HISTORY="7",
        PASSWORD_CENTER__POLICY__VOICE_SYNC_OFFERED="false",
        PASSWORD_CENTER__TERMINAL__ID="0042",
        PASSWORD_CENTER_HOME="elsewhere",
        OTHER="1",
    )
    policy = loaded.settings.policy
    assert (policy.strikes_before_lock, policy.password_history, policy.voice_sync_offered) == (4, 7, False)
    assert loaded.settings.terminal.id == "0042"
    assert loaded.origins["policy", "strikes_before_lock"].line == 3
    assert (
        loaded.origins["policy", "password_history"].variable == "PASSWORD_CENTER__POLICY__PASSWORD_HISTORY"
    )
    assert ("policy", "password_min_length") not in loaded.origins


def test_lists_of_phrases_come_from_the_file_and_as_json_from_the_environment(tmp_path: Path) -> None:
    text = '[brand]\nlogin_notices = [\n  { zh = "請洽 {service_line}", en = "Call {service_line}" },\n]\n'
    english = '[{"zh": "甲", "en": "A"}]'
    loaded = load_text(tmp_path, text, PASSWORD_CENTER__BRAND__CHANGE_NOTICES=english)
    assert loaded.settings.brand.login_notices == (Phrase("請洽 {service_line}", "Call {service_line}"),)
    assert loaded.settings.brand.change_notices == (Phrase("甲", "A"),)
    assert loaded.origins["brand", "login_notices"].line == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[policy]\n\nstrikes_before_lock = 0\n",
            "settings.toml line 3: the value of [policy] strikes_before_lock cannot be used; "
            "allowed is a whole number from 1 to 50.",
        ),
        (
            "[policy]\nvoice_sync_offered = 1\n",
            "settings.toml line 2: the value of [policy] voice_sync_offered cannot be used; "
            "allowed is true or false.",
        ),
        (
            '[robot_check]\nmode = "often"',
            "settings.toml line 2: the value of [robot_check] mode cannot be used; "
            'allowed is one of "after_failure", "always", "never".',
        ),
        (
            '[terminal]\nid = "a b"',
            "settings.toml line 2: the value of [terminal] id cannot be used; "
            "allowed is 1 to 32 letters of A-Z and a-z, digits, or any of . _ -.",
        ),
        (
            '[database]\nurl = "mysql://u:hidden@h/x"',
            "settings.toml line 2: the value of [database] url cannot be used; allowed is "
            "sqlite:///PATH or postgresql://USER@HOST/DATABASE.",
        ),
        (
            "[brand]\ncompany = 3",
            "settings.toml line 2: the value of [brand] company cannot be used; "
            "allowed is text in quotation marks, of at most 12 characters.",
        ),
        (
            '[brand]\nlogin_notices = ["x"]',
            "settings.toml line 2: the value of [brand] login_notices cannot be used; "
            'allowed is a list like [{zh = "…", en = "…"}].',
        ),
        (
            "[session]\ncustomer_idel = 3",
            "settings.toml line 2: [session] has no setting customer_idel; it has "
            "customer_idle, customer_idle_warning, customer_absolute, code_cover, success_page.",
        ),
        (
            "\n[smpt]\nhost = 1",
            "settings.toml line 2: there is no section smpt; there are "
            "database, keys, policy, robot_check, session, hashing, smtp, sms, delivery, terminal, "
            "certificates, brand, serve, log.",
        ),
        (
            '[sms]\nreceipts = "8771"',
            "settings.toml line 2: the value of [sms] receipts cannot be used; "
            'allowed is an address of this machine, as "127.0.0.1:8771".',
        ),
        (
            "policy = 3",
            "settings.toml line 1: policy is a section: write [policy], and below it name = value.",
        ),
        (
            "[policy]\npassword_min_length = 11",
            "settings.toml line 2: the settings of [policy] contradict each other "
            "(password_min_length must not be above password_max_length); change one.",
        ),
        (
            "[policy]\nwithdrawal_password_length = 8",
            "settings.toml line 2: the settings of [policy] contradict each other "
            "(withdrawal_password_length must not be a length of a login password); change one.",
        ),
        *(
            (
                f"[session]\n{figures}",
                "settings.toml line 2: the settings of [session] contradict each other (customer_idle "
                "must be above customer_idle_warning, and not above customer_absolute); change one.",
            )
            for figures in ("customer_idle = 15", "customer_idle_warning = 90", "customer_absolute = 89")
        ),
        (
            "[session]\ncustomer_absolute = 300",
            "settings.toml line 2: [session] customer_absolute (300) must be above "
            "[policy] code_seconds (300), or a visit ends while its one-time code is still good; change one.",
        ),
        (
            "[session]\ncustomer_idle = 90\n[policy]\ncode_seconds = 600",
            "settings.toml line 4: [session] customer_absolute (600) must be above "
            "[policy] code_seconds (600), or a visit ends while its one-time code is still good; change one.",
        ),
        ("[log]\n\npath =", "settings.toml line 3 is not TOML: write name = value under a [section]."),
        (
            'policy.password_history = "x"',
            "settings.toml line 1: the value of [policy] password_history cannot be used; "
            "allowed is a whole number from 0 to 24.",
        ),
        (
            "log = { path = 1 }",
            "settings.toml line 1: the value of [log] path cannot be used; "
            "allowed is text in quotation marks.",
        ),
        (
            '[brand]\ncompany = "一二三四五六七八九十一二三"',
            "settings.toml line 2: the value of [brand] company cannot be used; "
            "allowed is text in quotation marks, of at most 12 characters.",
        ),
        (
            '[brand]\ncompany_en = """\n[policy]\nx = 1\n"""\naddress = 1',
            "settings.toml line 6: the value of [brand] address cannot be used; "
            "allowed is text in quotation marks.",
        ),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    assert problems(tmp_path, text) == [sentence]


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "PASSWORD_CENTER__POLICY__STRIKES_BEFORE_LOCK",
            "three",
            "the value of [policy] strikes_before_lock cannot be used; "
            "allowed is a whole number from 1 to 50.",
        ),
        (
            "PASSWORD_CENTER__POLICY__VOICE_SYNC_OFFERED",
            "maybe",
            "the value of [policy] voice_sync_offered cannot be used; allowed is true or false.",
        ),
        (
            "PASSWORD_CENTER__BRAND__LOGIN_NOTICES",
            "[1",
            "the value of [brand] login_notices cannot be used; "
            'allowed is a list like [{zh = "…", en = "…"}].',
        ),
        (
            "PASSWORD_CENTER__LOG__LEVEL",
            "1",
            "[log] has no setting level; it has path, audit_heads.",
        ),
        (
            "PASSWORD_CENTER__NOWHERE",
            "1",
            "there is no section nowhere; there are "
            "database, keys, policy, robot_check, session, hashing, smtp, sms, delivery, terminal, "
            "certificates, brand, serve, log.",
        ),
    ],
)
def test_what_is_wrong_in_the_environment_is_told_with_its_variable(
    tmp_path: Path, variable: str, value: str, sentence: str
) -> None:
    assert problems(tmp_path, "", **{variable: value}) == [f"The variable {variable}: {sentence}"]


SETTINGS_WITH_REASONS = (
    "services/certificates/settings.py",
    "services/session_limits.py",
    "services/delivery/settings.py",
    "services/delivery/sms_settings.py",
    "services/policy.py",
)


def test_every_contradiction_is_told_in_chinese_too() -> None:
    """Whatever a section says of itself is a whole sentence here."""
    root = Path(tui.settings.__file__).parent.parent
    said = {
        node.args[0].value
        for name in SETTINGS_WITH_REASONS
        for node in ast.walk(ast.parse((root / name).read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "ValueError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert said == {reason for reason in REASONS if not reason.startswith("store =")}


@pytest.mark.parametrize("store", ["pkcs12", "pkcs11"])
def test_what_a_store_lacks_is_told_in_chinese_too(store: str) -> None:
    given: dict[str, Any] = {"store": store}
    for name in ("path" if store == "pkcs12" else "module", "trust", "crl"):
        with pytest.raises(ValueError, match=name) as refused:
            CertificateSettings(**given)
        assert str(refused.value) in REASONS
        given[name] = "/somewhere"
    assert CertificateSettings(**given).store == store


def test_a_contradiction_is_told_in_the_language_of_the_operator(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[policy]\npassword_min_length = 11\n")
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, {})
    assert refused.value.sentence.text(Language.CHINESE) == (
        "settings.toml 第 2 行:[policy] 的設定互相矛盾"
        "(password_min_length 不可大於 password_max_length),請修改。"
    )


def test_a_variable_that_only_looks_like_one_of_ours_is_told(tmp_path: Path) -> None:
    """With one underscore too few it would set nothing, and nobody would know."""
    names = {
        "PASSWORD_CENTER_HOME": "/",
        # a service of that name in a cluster
        "PASSWORD_CENTER_SERVICE_HOST": "10.0.0.1",
        "PASSWORD_CENTER_SMTP__PASSWORD": "S3cret",
    }
    assert problems(tmp_path, "", **names) == [
        "The variable PASSWORD_CENTER_SMTP__PASSWORD sets nothing: "
        "write PASSWORD_CENTER__SECTION__NAME, or remove it."
    ]


def test_all_problems_are_found_at_once_and_no_value_is_repeated(tmp_path: Path) -> None:
    text = '[database]\nurl = "mysql://u:S3cret@h/x"\n[keys]\npath = ""\n[terminal]\nbranch = "S3cret!"\n'
    found = problems(tmp_path, text)
    assert len(found) == 3
    assert "S3cret" not in "".join(found)


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"[policy]\n# \xff\n")
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, {})
    expected = "settings.toml line 2 is not UTF-8: save the file as UTF-8."
    assert refused.value.sentence.text(Language.ENGLISH) == expected
    (tmp_path / "settings.toml").unlink()
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, {})
    assert "cannot be read (Is a directory)" in refused.value.sentence.text(Language.ENGLISH)


def test_every_setting_says_what_is_allowed(tmp_path: Path) -> None:
    for section, kind in SECTIONS.items():
        for field in msgspec.structs.fields(kind):
            (found,) = problems(tmp_path, f"[{section}]\n{field.encode_name} = 1979-05-27")
            assert found.startswith(
                f"settings.toml line 2: the value of [{section}] {field.encode_name} cannot be used"
            )


def test_the_home_is_the_asked_one_then_the_variable_then_the_platforms(tmp_path: Path) -> None:
    named = {"PASSWORD_CENTER_HOME": str(tmp_path / "b")}
    assert home_folder(str(tmp_path / "a"), named) == tmp_path / "a"
    assert home_folder(None, named) == tmp_path / "b"
    assert home_folder(None, {}).name == "password-center"


def test_the_demo_never_touches_productions_files(tmp_path: Path) -> None:
    text = f'[database]\nurl = "sqlite:///{tmp_path}/prod.db"\n[keys]\npath = "/run/secrets/keyring"\n'
    production = Place.of(tmp_path, load_text(tmp_path, text).settings)
    demo = Place.of_demo(tmp_path)
    assert production.database_file == tmp_path / "prod.db"
    assert production.keyring == Path("/run/secrets/keyring")
    assert all(file.is_relative_to(tmp_path / "demo") for file in (*demo.files(), demo.log))
