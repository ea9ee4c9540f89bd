"""A pass phrase or a PIN for a command: typed unseen on the terminal, or the first line of a file."""

import sys
from getpass import getpass
from pathlib import Path

from screens.words.phrase import Phrase
from services.secret import Secret
from tui import words_certificates as words
from tui.asked import Asked
from tui.places import faults_of
from tui.sentence import Exit, Refusal


def typed_secret(
    asked: Asked, prompt: Phrase, option: str, *, least: int, file: Path | None, new: bool
) -> Secret:
    """The secret; a `new` one is typed twice. Raises `Refusal` when short, or with nobody to ask."""
    if file is not None:
        with faults_of(file):
            text = (file.read_text("utf-8").splitlines() or [""])[0]
    elif sys.stdin.isatty():
        text = _typed(asked, prompt, new=new)
    else:
        raise Refusal(words.SECRET_MISSING, Exit.USED_WRONGLY, option=option)
    if len(text) < least:
        raise Refusal(words.SECRET_SHORT, Exit.USED_WRONGLY, least=least)
    return Secret(text)


def given_or_read(asked: Asked, word: str, prompt: Phrase) -> str:
    """An argument, or for `-` a line of standard input, unseen: others can read a command's words."""
    if word != "-":
        return word
    return (getpass(prompt.text(asked.language)) if sys.stdin.isatty() else sys.stdin.readline()).strip()


def _typed(asked: Asked, prompt: Phrase, *, new: bool) -> str:
    text = getpass(prompt.text(asked.language))
    if new and getpass(words.ASK_AGAIN.text(asked.language)) != text:
        raise Refusal(words.NOT_THE_SAME, Exit.USED_WRONGLY)
    return text
