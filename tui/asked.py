"""What the operator asked for, and the home it is asked in."""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from screens.words.phrase import Language, Phrase
from tui.places import Place, home_folder
from tui.sentence import Sentence

if TYPE_CHECKING:
    from tui.settings import Loaded


@dataclass(frozen=True)
class Asked:
    """One command with its options; what it needs is looked up when it is first used."""

    options: argparse.Namespace
    language: Language
    environment: Mapping[str, str]

    @property
    def run(self) -> "Callable[[Asked], int]":
        """The function of the command; returns the exit code or raises `Refusal`."""
        function: Callable[[Asked], int] = self.options.run
        return function

    @cached_property
    def home(self) -> Path:
        """The home folder, not yet made."""
        return home_folder(self.options.home, self.environment)

    @cached_property
    def loaded(self) -> "Loaded":
        """The settings in force; raises `SettingsError`."""
        from tui.settings import load

        return load(self.home, self.environment)

    @cached_property
    def place(self) -> Place:
        """Production's files."""
        return Place.of(self.home, self.loaded.settings)

    def say(self, phrase: Phrase, **facts: object) -> None:
        """A result on stdout."""
        sys.stdout.write(Sentence(phrase, facts).text(self.language) + "\n")
