"""A sentence in both languages, side by side, so that neither can be forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of the screens."""

    CHINESE = "zh-Hant"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing said on screen. Facts stand in braces, the same ones in both languages.

    The words are a template, the facts are data: they come together once, in `text`, and what a fact holds is
    never taken for a template.
    """

    zh: str
    en: str

    def text(self, language: Language, **facts: object) -> str:
        """The sentence in `language` with its facts; a phrase among them says its own words."""
        template = self.zh if language is Language.CHINESE else self.en
        phrases = {name: fact for name, fact in facts.items() if isinstance(fact, Phrase)}
        if phrases:
            plain = {name: fact for name, fact in facts.items() if name not in phrases}
            facts = {**plain, **{name: phrase.text(language, **plain) for name, phrase in phrases.items()}}
        return template.format(**facts)

    def filled(self, **facts: object) -> "Phrase":
        """The same sentence, knowing these facts already."""
        return _Filled(self.zh, self.en, self, facts)


@dataclass(frozen=True, slots=True)
class _Filled(Phrase):
    """A phrase that knows some of its facts; they are kept beside the words until it is said."""

    phrase: Phrase
    known: Mapping[str, object]

    def __hash__(self) -> int:
        return hash(self.phrase)

    def text(self, language: Language, **facts: object) -> str:
        """The sentence in `language`; what it knows already goes before what it is told now."""
        return self.phrase.text(language, **{**facts, **self.known})
