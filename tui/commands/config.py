"""`config show` and `config check`: the settings in force, and what is wrong with them."""

import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from services.ambient import SystemClock
from services.delivery.sms_settings import SmsSettings
from tui import words, words_delivery
from tui.asked import Asked
from tui.certificates_check import certificate_files, mail_authorities
from tui.columns import cells
from tui.commands.relay import tell_ways
from tui.database_url import masked
from tui.parser import Parser
from tui.sentence import Exit, Sentence
from tui.settings import SettingsError

_KANNELS: Final = re.compile(r"https?://[^@?{]*")
"""An address without anything that opens a gateway; an Apprise one is made of such."""
MASKED: Final[Mapping[tuple[str, str], Callable[[str], str]]] = {
    ("database", "url"): masked,
    ("smtp", "password"): lambda _: "***",
    ("sms", "password"): lambda _: "***",
    ("sms", "url"): lambda url: url if _KANNELS.fullmatch(url) else re.sub(r":.*", "://***", url),
}
"""What is shown of settings that open something."""


def declare(parser: Parser) -> None:
    """`show` and `check`."""
    parser.expect("ACTION")
    parser.add_command("show", words.HELP_CONFIG_SHOW, show)
    parser.add_command("check", words.HELP_CONFIG_CHECK, check)


def show(asked: Asked) -> int:
    """Every setting as it would stand in the file, and behind it where it came from."""
    loaded = asked.loaded
    lines = ["# " + Sentence.of(words.HOME_IS, home=asked.home).text(asked.language)]
    for section in msgspec.structs.fields(loaded.settings):
        lines += ["", f"[{section.name}]"]
        for name, value in _values(getattr(loaded.settings, section.name)):
            origin = loaded.origins.get((section.name, name))
            source = origin.sentence() if origin else Sentence(words.FROM_DEFAULT)
            lines.append(_line(name, shown(section.name, name, value), source.text(asked.language)))
    sys.stdout.write("\n".join(lines) + "\n")
    return Exit.DONE


def _values(section: msgspec.Struct) -> list[tuple[str, object]]:
    """Names as they stand in the file, and values."""
    return [(field.encode_name, getattr(section, field.name)) for field in msgspec.structs.fields(section)]


def shown(section: str, name: str, value: object) -> str:
    """The value in TOML, a password inside a URL masked; unset is commented out by `_line`."""
    if value is not None and (section, name) in MASKED:
        value = MASKED[section, name](str(value))
    if isinstance(value, tuple):
        return (
            "[\n"
            + "".join(f"  {{zh = {_quoted(each.zh)}, en = {_quoted(each.en)}}},\n" for each in value)
            + "]"
        )
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _line(name: str, value: str, source: str) -> str:
    if value == "null":
        return f"# {name} is not set"
    text = f"{name} = {value}"
    last_line = text.rsplit("\n", 1)[-1]
    return f"{text}{' ' * max(2, 48 - cells(last_line))}# {source}"


def check(asked: Asked) -> int:
    """Every problem on a line of its own, also of the files that settings name; 3 if there is any."""
    try:
        asked.loaded  # noqa: B018 - reading them is the check
    except SettingsError as error:
        for problem in error.problems:
            sys.stderr.write(problem.text(asked.language) + "\n")
        return Exit.REFUSED
    from tui.sending import passwords_lacking

    settings = asked.loaded.settings
    problems, good = certificate_files(asked.home, settings.certificates, SystemClock())
    problems += [*mail_authorities(settings.smtp), *_receipts_unheard(settings.sms)]
    lacking = passwords_lacking(settings)
    if settings.delivery.relay == "inside":
        problems += lacking
    else:
        good = [*good, *lacking]  # whoever sends has them
    for problem in problems:
        sys.stderr.write(problem.text(asked.language) + "\n")
    if not problems:
        asked.say(words.SETTINGS_SOUND)
    for sentence in good:
        asked.say(sentence.phrase, **sentence.facts)
    tell_ways(asked)
    return Exit.REFUSED if problems else Exit.DONE


def _receipts_unheard(sms: SmsSettings) -> list[Sentence]:
    """A relay of ours may have the port already; anybody else keeps receipts from us."""
    if sms.kind != "kannel":
        return []
    import asyncio

    from services.delivery.receipt_listener import Port, who_is_at

    if asyncio.run(who_is_at(*sms.receipts_at)) is not Port.TAKEN:
        return []
    return [Sentence.of(words_delivery.RECEIPTS_UNHEARD, address=sms.receipts)]
