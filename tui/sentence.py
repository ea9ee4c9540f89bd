"""What an operator reads when a command cannot go on: one sentence, and an exit code (contract §1)."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

from screens.words.phrase import Language, Phrase


class Exit(IntEnum):
    """How a command ended; what scripts look at."""

    DONE = 0
    FAILED = 1
    USED_WRONGLY = 2
    REFUSED = 3
    """Refused by policy, or a check found something."""
    TRY_LATER = 75


@dataclass(frozen=True)
class Sentence:
    """A phrase with its facts, still in both languages; a fact may be a sentence itself."""

    phrase: Phrase
    facts: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, phrase: Phrase, **facts: object) -> Self:
        """The phrase with `facts` for its braces."""
        return cls(phrase, facts)

    def text(self, language: Language) -> str:
        """The sentence in `language`."""
        told = {
            name: fact.text(language) if isinstance(fact, Sentence) else fact
            for name, fact in self.facts.items()
        }
        return self.phrase.text(language, **told)


class Refusal(Exception):
    """A command cannot go on: says what is wrong and what to do; never holds a secret."""

    def __init__(self, phrase: Phrase, exit_code: Exit, **facts: object) -> None:
        super().__init__(phrase.en)
        self.sentence = Sentence(phrase, facts)
        self.exit_code = exit_code
