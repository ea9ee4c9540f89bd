"""A sentence in both languages, side by side, so that neither can be forgotten."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of the screens."""

    CHINESE = "zh-Hant"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing said on screen. Facts stand in braces, the same ones in both languages."""

    zh: str
    en: str

    def text(self, language: Language, **facts: object) -> str:
        """The sentence in `language` with its facts filled in."""
        template = self.zh if language is Language.CHINESE else self.en
        return template.format(**facts)

    def filled(self, **facts: object) -> "Phrase":
        """The same sentence with its facts filled in, in both languages."""
        return Phrase(self.zh.format(**facts), self.en.format(**facts))

    def filled_with(self, **phrases: "Phrase") -> "Phrase":
        """The same sentence with other phrases in it, each language with its own."""
        zh = {name: phrase.zh for name, phrase in phrases.items()}
        en = {name: phrase.en for name, phrase in phrases.items()}
        return Phrase(self.zh.format(**zh), self.en.format(**en))
