"""What a setting may be, in words; imported only when one was refused."""

from collections.abc import Mapping
from typing import Final

import msgspec.inspect

from screens.words.phrase import Phrase
from tui import words, words_delivery
from tui.sentence import Sentence

TEXTS: Final[Mapping[tuple[str, str], Phrase]] = {
    ("database", "url"): words.ALLOWED_URL,
    ("terminal", "id"): words.ALLOWED_TERMINAL,
    ("terminal", "branch"): words.ALLOWED_BRANCH,
    ("smtp", "host"): words_delivery.ALLOWED_HOST,
    ("smtp", "from"): words_delivery.ALLOWED_SENDER,
    ("sms", "receipts"): words_delivery.ALLOWED_HERE,
}


def allowed(name: tuple[str, str], kind: object) -> Sentence:
    """A sentence for the values of `kind`, or the one written for this setting."""
    if name in TEXTS:
        return Sentence(TEXTS[name])
    match _given(msgspec.inspect.type_info(kind)):
        case msgspec.inspect.IntType(ge=least, le=most):
            return Sentence.of(words.ALLOWED_NUMBER, least=least, most=most)
        case msgspec.inspect.BoolType():
            return Sentence.of(words.ALLOWED_SWITCH)
        case msgspec.inspect.LiteralType(values=values):
            return Sentence.of(words.ALLOWED_CHOICE, choices=", ".join(f'"{value}"' for value in values))
        case msgspec.inspect.StrType(max_length=most):
            return Sentence.of(words.ALLOWED_SHORT_TEXT if most else words.ALLOWED_TEXT, most=most)
        case _:
            return Sentence.of(words.ALLOWED_PHRASES)


def _given(kind: msgspec.inspect.Type) -> msgspec.inspect.Type:
    """What a setting may be that may also be left out."""
    if isinstance(kind, msgspec.inspect.UnionType):
        return next(each for each in kind.types if not isinstance(each, msgspec.inspect.NoneType))
    return kind
