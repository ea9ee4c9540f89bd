"""The commands of the program and what each is for; a command's own module is imported when it is named."""

import argparse
import os
from collections.abc import Mapping, Sequence
from typing import Final

from screens.words.phrase import Language, Phrase
from tui import words, words_delivery
from tui.asked import Asked
from tui.parser import Parser, ShowVersion

PROGRAM: Final = "password-center"
COMMANDS: Final[Mapping[str, Phrase]] = {
    "demo": words.HELP_DEMO,
    "kiosk": words.HELP_KIOSK,
    "relay": words_delivery.HELP_RELAY,
    "db": words.HELP_DB,
    "keys": words.HELP_KEYS,
    "certificates": words.HELP_CERTIFICATES,
    "audit": words.HELP_AUDIT,
    "config": words.HELP_CONFIG,
    "calibrate": words.HELP_CALIBRATE,
}
"""Each has a module of its name in `tui.commands`."""


def parse(arguments: Sequence[str], language: Language) -> Asked:
    """What was asked for; raises `Refusal`, and `SystemExit` after `--help` and `--version`."""
    parser = Parser(
        language=language, purpose=words.ABOUT, prog=PROGRAM, epilog=words.EPILOGUE.text(language)
    )
    version = parser.spoken(words.HELP_VERSION)
    parser.add_argument("--version", action=ShowVersion, nargs=0, default=argparse.SUPPRESS, help=version)
    parser.expect("COMMAND")
    for name, purpose in COMMANDS.items():
        parser.add_module(name, purpose, f"tui.commands.{name}")
    options = parser.parse_args(arguments, argparse.Namespace(home=None, lang=None, debug=False))
    return Asked(options, language, os.environ)
