"""Who is at the command line, and why: what goes on record with a command that must be answered for."""

import os
import pwd
import sys

from tui import words_backup as words
from tui.asked import Asked
from tui.sentence import Exit, Refusal, Sentence


def operator() -> str:
    """The account of the operating system; behind it the one that logged in, where that is another (sudo)."""
    account = _name(os.getuid())
    try:
        login = os.getlogin()
    except OSError:
        return account
    return account if login == account else f"{account} ({login})"


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def reason_for(asked: Asked, question: Sentence) -> str:
    """`--reason`, else the answer to the question on a terminal; raises `Refusal` where there is none."""
    given: str | None = asked.options.reason
    if given is None and sys.stdin.isatty():
        sys.stderr.write(question.text(asked.language))
        sys.stderr.flush()
        given = sys.stdin.readline()
    reason = (given or "").strip()
    if not reason:
        raise Refusal(words.REASON_NEEDED, Exit.USED_WRONGLY)
    return reason
