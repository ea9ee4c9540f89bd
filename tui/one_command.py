"""One command of `password-center COMMAND` (contract §1): runs it, and tells what went wrong."""

import os
import sys
from collections.abc import Sequence
from typing import TextIO

from tui import words
from tui.command_line import parse
from tui.language import chosen_language
from tui.sentence import Exit, Refusal, Sentence


def run_command(given: Sequence[str]) -> int:
    """Runs it and returns its exit code; what ends it is told, but for an interruption."""
    os.umask(0o077)
    try:
        asked = parse(given, chosen_language(given, os.environ))
        code = asked.run(asked)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read our output has gone: nothing to tell, and nobody to tell it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except BaseException as error:
        if isinstance(error, SystemExit | KeyboardInterrupt):
            raise
        return tell(error, given)
    return code


def tell(error: BaseException, given: Sequence[str]) -> int:
    """Says in one sentence what ended a command; returns the exit code."""
    code, sentence = _told(error)
    _say(sys.stderr, sentence.text(chosen_language(given, os.environ)))
    if "--debug" in given:
        _show_place(error)
    return code


def _told(error: BaseException) -> tuple[Exit, Sentence]:
    """The exit code and the sentence for what ended a command."""
    if isinstance(error, Refusal):
        return error.exit_code, error.sentence
    if isinstance(error, KeyboardInterrupt):
        return Exit.FAILED, Sentence(words.INTERRUPTED)
    if isinstance(error, OSError) and error.errno:
        from tui.places import fault_sentence

        refusal = fault_sentence(error, error.filename or "stdout")
        return refusal.exit_code, refusal.sentence
    return Exit.FAILED, Sentence.of(words.UNEXPECTED, kind=type(error).__name__)


def _show_place(error: BaseException) -> None:
    """Where in the program it arose, without any value: not even the messages, which may quote one."""
    import traceback

    for frame in traceback.extract_tb(error.__traceback__):
        _say(sys.stderr, f"  {frame.filename}:{frame.lineno} {frame.name}")
    _say(sys.stderr, f"  {type(error).__name__}")


def _say(stream: TextIO, text: str) -> None:
    """Writes a line; what the terminal's character set lacks is escaped rather than fatal."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()
