"""The command line: help, wrong use, languages, what a terminal must have (contract §1)."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from screens.words.phrase import Language, Phrase
from tests.terminal import Terminal, python
from tests.tui.commands_kit import CommandLine
from tui import words, words_backup
from tui.command_line import COMMANDS, PROGRAM
from tui.language import chosen_language
from tui.main import main

PHRASES = {
    name: value for name, value in {**vars(words), **vars(words_backup)}.items() if isinstance(value, Phrase)
}
EVERY_HELP = [
    [],
    *([name] for name in COMMANDS),
    *(["db", action] for action in ("upgrade", "check", "backup", "restore", "copy")),
    *(["keys", action] for action in ("init", "check")),
    *(["audit", action] for action in ("verify", "export")),
    *(["config", action] for action in ("show", "check")),
]


@pytest.mark.parametrize("language", [*Language])
@pytest.mark.parametrize("command", EVERY_HELP, ids=" ".join)
def test_help_fits_80_columns(
    command: list[str], language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", language, *command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert max(map(cell_len, said.out.splitlines())) <= 80
    assert all(f"    {name} " in said.out for name in COMMANDS) or command


@pytest.mark.parametrize("name", PHRASES)
def test_every_sentence_names_the_same_facts_in_both_languages(name: str) -> None:
    from string import Formatter

    facts = [
        {field for _, field, _, _ in Formatter().parse(text) if field}
        for text in (PHRASES[name].zh, PHRASES[name].en)
    ]
    assert facts[0] == facts[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "COMMAND is missing; see password-center --help."),
        (["--nonsense"], "--nonsense is not understood; see password-center --help."),
        (["--nonsense=1"], "--nonsense=1 is not understood; see password-center --help."),
        (["audit", "export", "--all"], "--all is not understood; see password-center audit export --help."),
        (["--home=x"], "COMMAND is missing; see password-center --help."),
        (["db"], "ACTION is missing; see password-center db --help."),
        (["audit", "export"], "FILE is missing; see password-center audit export --help."),
        (["config", "show", "--hom"], "--hom is not understood; see password-center --help."),
        (
            ["sell"],
            "sell is not possible; choose one of demo, kiosk, relay, db, keys, "
            "certificates, audit, config, calibrate.",
        ),
        (["demo", "--function", "sell"], "sell is not possible; choose one of change, reissue, unlock."),
        (["--lang", "fr", "kiosk"], "fr is not possible; choose one of zh-Hant, en."),
        (
            ["demo", "--kiosk=1"],
            "used wrongly (argument --kiosk: ignored explicit argument '1'); "
            "see password-center demo --help.",
        ),
    ],
)
def test_a_wrong_use_is_one_sentence_and_code_2(
    arguments: list[str], sentence: str, desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert desk.refused(*arguments) == (2, sentence)
    assert not desk.home.exists()


def test_the_version_is_told(desk: CommandLine) -> None:
    assert desk.run("--version").out == f"{PROGRAM} 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, Language.CHINESE),
        ([], {"LANG": "en_GB.UTF-8"}, Language.ENGLISH),
        ([], {"LC_ALL": "zh_TW.UTF-8", "LANG": "en_GB.UTF-8"}, Language.CHINESE),
        ([], {"LANG": "fr_FR"}, Language.CHINESE),
        ([], {"LC_ALL": "C"}, Language.CHINESE),
        (["--lang", "en"], {"LANG": "zh_TW"}, Language.ENGLISH),
        (["--lang=zh-Hant"], {"LANG": "en"}, Language.CHINESE),
        (["--lang"], {}, Language.CHINESE),
    ],
)
def test_the_language_is_the_asked_one_then_the_locales(
    arguments: list[str], environment: dict[str, str], language: Language
) -> None:
    assert chosen_language(arguments, environment) is language


@pytest.mark.parametrize("command", ["demo", "kiosk"])
def test_screens_need_a_terminal(command: str, desk: CommandLine) -> None:
    code, sentence = desk.refused(command)
    assert code == 2
    assert sentence.startswith("This command needs a terminal: ")
    assert not desk.home.exists()


def test_screens_need_a_character_set_with_chinese(tmp_path: Path) -> None:
    narrow = {"PYTHONIOENCODING": "latin-1", "LANG": "en"}
    with Terminal(
        python("-m", "tui", "--home", str(tmp_path / "home"), "kiosk"), environment=narrow
    ) as kiosk:
        kiosk.wait_for("The character set iso8859-1 cannot show Chinese: set LC_ALL=C.UTF-8.")
        assert kiosk.wait_exit() == 2
