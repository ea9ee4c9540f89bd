"""argparse in our words: help in the chosen language, refusals in one sentence, commands imported late."""

import argparse
import importlib
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NoReturn

from screens.words.phrase import Language, Phrase
from tui import words
from tui.asked import Asked
from tui.sentence import Exit, Refusal, Sentence

REQUIRED: Final = "the following arguments are required: "
UNRECOGNISED: Final = "unrecognized arguments: "
"""How argparse begins two of its messages."""
WIDTH: Final = 79
COLUMN_OF_HELP: Final = 26


class Parser(argparse.ArgumentParser):
    """The parser of the program, of a command, or of one action of a command."""

    def __init__(self, *, language: Language, purpose: Phrase, **more: Any) -> None:  # noqa: ANN401 - argparse's own
        super().__init__(
            description=purpose.text(language),
            formatter_class=partial(
                argparse.RawDescriptionHelpFormatter, width=WIDTH, max_help_position=COLUMN_OF_HELP
            ),
            add_help=False,
            allow_abbrev=False,
            **more,
        )
        self.language = language
        self._module: str | None = None
        self._given: list[str] = []
        self._choices: argparse._SubParsersAction[Parser] | None = None
        self._optionals.title = self.spoken(words.OPTIONS)
        self._positionals.title = self.spoken(words.ARGUMENTS)
        self._add_common_options()

    def spoken(self, phrase: Phrase) -> str:
        """A phrase in the language of the help."""
        return phrase.text(self.language)

    def expect(self, metavar: str) -> None:
        """One of the commands added from here on has to follow."""
        self._choices = self.add_subparsers(
            metavar=metavar,
            dest=metavar,
            required=True,
            title=self.spoken(words.COMMANDS),
            parser_class=Parser,
        )

    def add_command(self, name: str, purpose: Phrase, run: "Callable[[Asked], int]") -> "Parser":
        """A command that follows this one, and the function behind it."""
        parser = self._add_choice(name, purpose)
        parser.set_defaults(run=run)
        return parser

    def add_module(self, name: str, purpose: Phrase, module: str) -> None:
        """A command whose `module` says what it takes (`declare`), imported when the command is named."""
        self._add_choice(name, purpose)._module = module

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - as above
        """Lets the command's module declare what it takes, then parses as usual."""
        if self._module:
            importlib.import_module(self._module).declare(self)
            self._module = None
        self._given = [*(sys.argv[1:] if args is None else args)]
        return super().parse_known_args(args, namespace)

    def format_help(self) -> str:
        """The help, its first word in the language too."""
        return super().format_help().replace("usage: ", self.spoken(words.USAGE), 1)

    def error(self, message: str) -> NoReturn:
        """Raises the `Refusal` for what argparse found; a word it does not know comes before one it lacks."""
        if message.startswith(REQUIRED) and (unknown := self._unknown_options()):
            message = UNRECOGNISED + " ".join(unknown)
        raise refused(message, self.prog)

    def _unknown_options(self) -> list[str]:
        options = [word for word in self._given if word.startswith("--")]
        return [word for word in options if word.partition("=")[0] not in self._option_string_actions]

    def _add_choice(self, name: str, purpose: Phrase) -> "Parser":
        if self._choices is None:
            raise TypeError("expect() comes first")
        return self._choices.add_parser(
            name, help=self.spoken(purpose), language=self.language, purpose=purpose
        )

    def _add_common_options(self) -> None:
        """The options that every command takes, before or behind its name."""
        languages = [str(each) for each in Language]
        without = argparse.SUPPRESS
        self.add_argument("-h", "--help", action="help", help=self.spoken(words.HELP_HELP))
        self.add_argument("--home", metavar="DIR", default=without, help=self.spoken(words.HELP_HOME))
        self.add_argument("--lang", choices=languages, default=without, help=self.spoken(words.HELP_LANG))
        self.add_argument("--debug", action="store_true", default=without, help=self.spoken(words.HELP_DEBUG))


class ShowVersion(argparse.Action):
    """`--version`: looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Prints it and ends."""
        from tui.version import version

        sys.stdout.write(f"{parser.prog} {version()}\n")
        parser.exit()


def refused(message: str, program: str) -> Refusal:
    """Our sentence for what argparse found; its own words only where it has some we do not know."""
    help_line = Sentence.of(words.SEE_HELP, program=program)
    if ": invalid choice: " in message:
        given, _, choices = message.split(": invalid choice: ", 1)[1].partition(" (choose from ")
        choices = choices.rstrip(")").replace("'", "")
        return Refusal(words.UNKNOWN_CHOICE, Exit.USED_WRONGLY, given=given.strip("'"), choices=choices)
    for beginning, phrase in (
        (REQUIRED, words.MISSING_WORDS),
        (UNRECOGNISED, words.UNKNOWN_WORDS),
    ):
        if message.startswith(beginning):
            found = message.removeprefix(beginning)
            return Refusal(phrase, Exit.USED_WRONGLY, words=found, help=help_line)
    return Refusal(words.MISUSED, Exit.USED_WRONGLY, reason=message, help=help_line)
