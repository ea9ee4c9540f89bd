"""Letters in both languages out of templates: e-mail as text and HTML, SMS in two segments at most (§1.8).

One template a kind holds every word of it, Chinese and English side by side; the same facts give the same
letter at every try. No subject names a secret.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from services.delivery.letter_kinds import FACT_NAMES, LetterKind, check_facts
from services.delivery.segments import MOST_SEGMENTS, segments
from services.delivery.transport import Letter
from services.taipei import TAIPEI
from storage.outgoing import Channel, OutgoingMessage

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBrand:
    """Whose letters these are: facts of the broker that every template may name."""

    company: str
    company_en: str
    service_line: str
    service_hours: str
    service_hours_en: str


def letter_of(message: OutgoingMessage, brand: LetterBrand) -> Letter:
    """The letter of a row of the outbox. Raises `ValueError` when its facts do not make one."""
    given = {
        "occurred_at": message.created_at.isoformat(),
        "dies_at": message.dies_at.isoformat(),
        **message.facts,
        **({"reference": message.reference} if message.reference else {}),
    }
    return render(LetterKind(message.kind), message.channel, given, brand)


def render(kind: LetterKind, channel: Channel, facts: Mapping[str, str], brand: LetterBrand) -> Letter:
    """A letter out of its facts, with `occurred_at` and `dies_at` among them.

    Raises `ValueError`, which shows no fact, when they do not make one.
    """
    check_facts(kind, channel, facts)
    values = _values(facts, brand)
    words = vars(_environment().get_template(f"{kind}.j2").make_module(values))
    if channel is Channel.SMS:
        return Letter("", _short(words, brand.service_hours))
    subject = _one_line(words["subject"])
    zh, en = (_paragraphs(words[name]) for name in ("zh", "en"))
    text = _environment().get_template("_mail.txt.j2")
    html = _environment().get_template("_mail.html.j2")
    secret = values["activation_code"] or values["code"]
    return Letter(
        subject,
        text.render(values, zh="\n\n".join(zh), en="\n\n".join(en)) + "\n",
        html.render(values, subject=subject, zh=zh, en=en, secret=secret, heading=words.get("heading")),
    )


def _values(facts: Mapping[str, str], brand: LetterBrand) -> dict[str, str]:
    """What the templates see: every fact there is, an absent one empty, how long it is good, the brand."""
    values = dict.fromkeys(FACT_NAMES, "") | {name: _one_line(value) for name, value in facts.items()}
    life = datetime.fromisoformat(values["dies_at"]) - datetime.fromisoformat(values["occurred_at"])
    values |= {"minutes": _count(life, timedelta(minutes=1)), "hours": _count(life, timedelta(hours=1))}
    return values | {name: getattr(brand, name) for name in LetterBrand.__slots__}


def _count(life: timedelta, unit: timedelta) -> str:
    return str(max(1, round(life / unit)))


def _short(words: Mapping[str, str], hours: str) -> str:
    """The SMS with the hours of its hotline and an English tail, as far as they fit two segments (§1.8).

    What must be said always fits; a test counts it with the longest facts and brand that there can be.
    """
    zh, en = _one_line(words["sms"]), _one_line(words["sms_en"])
    for text in (f"{zh}({hours}) {en}", f"{zh}({hours})"):
        if segments(text) <= MOST_SEGMENTS:
            return text
    return zh


def _one_line(text: str) -> str:
    """Without line breaks: no fact begins a paragraph, or a header, of its own."""
    return " ".join(text.split())


def _paragraphs(text: str) -> list[str]:
    return [_one_line(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def moment(text: str) -> str:
    """`2023/04/10 12:31:25`, the manual's way of writing a time, in Asia/Taipei (R-RIN-4)."""
    return datetime.fromisoformat(text).astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M:%S")


def strong(text: str, part: str) -> Markup:
    """The text for HTML, with `part` in it large."""
    if not part:
        return escape(text)
    mark = Markup('<strong style="font-size:20px;letter-spacing:1px">{}</strong>').format(part)
    return mark.join(escape(piece) for piece in text.split(part))


@cache
def _environment() -> "Environment":
    # only where letters are rendered: 50 ms that no first paint waits for
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader("services.delivery"),
        # texts and SMS are no markup; the one HTML frame escapes what stands in it
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        # they come with the program: no look at the file for each letter
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["moment"] = moment
    made.filters["strong"] = strong
    return made
