"""Reads `settings.toml` with the environment over it; remembers where a setting came from (contract §2)."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from services.session_limits import outlives_codes
from tui import words
from tui.sentence import Exit, Refusal, Sentence
from tui.settings_sections import Settings

__all__ = ["Loaded", "Origin", "Settings", "SettingsError", "load"]

FILE: Final = "settings.toml"
PREFIX: Final = "PASSWORD_CENTER__"
_OURS: Final = "PASSWORD_CENTER_"
SECTIONS: Final[Mapping[str, type[msgspec.Struct]]] = {
    section.name: section.type for section in msgspec.structs.fields(Settings)
}

Name = tuple[str, str]
"""A setting: its section and its name."""


@dataclass(frozen=True)
class Origin:
    """Where a setting came from: a line of the file, or a variable of the environment."""

    line: int | None = None
    variable: str | None = None

    def sentence(self) -> Sentence:
        """`settings.toml line 7`, or `The variable …`."""
        if self.variable:
            return Sentence.of(words.FROM_VARIABLE, variable=self.variable)
        return Sentence.of(words.FROM_LINE, file=FILE, line=self.line or "?")


@dataclass(frozen=True)
class Given:
    """One setting as it was given, not yet judged."""

    name: Name
    value: object
    origin: Origin


@dataclass(frozen=True)
class Loaded:
    """The settings in force; what is missing in `origins` is a default."""

    settings: Settings
    origins: Mapping[Name, Origin]


class SettingsError(Refusal):
    """Something in the settings cannot be used; `problems` has a sentence for each, in the order found."""

    def __init__(self, problems: list[Sentence]) -> None:
        first = problems[0]
        super().__init__(first.phrase, Exit.USED_WRONGLY, **first.facts)
        self.problems = problems


def load(home: Path, environment: Mapping[str, str]) -> Loaded:
    """The settings of `home` with `environment` over them; raises `SettingsError`."""
    problems: list[Sentence] = []
    sound: dict[Name, Given] = {}
    problems += _misspelt(environment)
    for given in (*_from_file(home / FILE, problems), *_from_environment(environment)):
        if problem := problem_with(given):
            problems.append(problem)
        else:
            sound[given.name] = given
    sections: dict[str, Any] = {name: _section(name, sound, problems) for name in SECTIONS}
    settings = Settings(**sections)
    problems.extend(_across(settings, sound))
    if problems:
        raise SettingsError(problems)
    return Loaded(settings, {name: given.origin for name, given in sound.items()})


def _from_file(file: Path, problems: list[Sentence]) -> Iterator[Given]:
    text = _text(file)
    if text is None:
        return
    from tui.toml_lines import line_of, lines_of

    data, lines = _parsed(text), lines_of(text)
    for section, names in data.items():
        origin = Origin(line=line_of(lines, (section,)))
        if isinstance(names, dict) and section in SECTIONS:
            for name, value in names.items():
                yield Given((section, name), value, Origin(line=line_of(lines, (section, name))))
        elif section in SECTIONS:
            problems.append(Sentence.of(words.NOT_A_SECTION, where=origin.sentence(), section=section))
        else:
            problems.append(_unknown_section(section, origin))


def _text(file: Path) -> str | None:
    """The text of the file, None where there is none."""
    try:
        return file.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as flaw:
        line = file.read_bytes()[: flaw.start].count(b"\n") + 1
        raise SettingsError(
            [Sentence.of(words.SETTINGS_NOT_UTF8, where=Origin(line=line).sentence())]
        ) from flaw
    except OSError as flaw:
        reason = os.strerror(flaw.errno or 0)
        raise SettingsError([Sentence.of(words.SETTINGS_UNREADABLE, file=file, reason=reason)]) from flaw


def _parsed(text: str) -> dict[str, object]:
    # only now: most homes have no settings, and the first paint waits for every import
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as flaw:
        # the message names values of the file when it quotes; the place is enough
        place = re.search(r"at line (\d+)", str(flaw))
        line = int(place[1]) if place else text.count("\n") + 1
        raise SettingsError(
            [Sentence.of(words.SETTINGS_NOT_TOML, where=Origin(line=line).sentence())]
        ) from flaw


def _from_environment(environment: Mapping[str, str]) -> Iterator[Given]:
    for variable in sorted(environment):
        if variable.startswith(PREFIX):
            section, _, name = variable.removeprefix(PREFIX).lower().partition("__")
            yield Given((section, name), environment[variable], Origin(variable=variable))


def _misspelt(environment: Mapping[str, str]) -> list[Sentence]:
    """Variables that look like ours and set nothing: one underscore too few, most likely."""
    return [
        Sentence.of(words.UNKNOWN_VARIABLE, variable=variable)
        for variable in sorted(environment)
        if variable.startswith(_OURS)
        and not variable.startswith(PREFIX)
        and variable.removeprefix(_OURS).lower().startswith(tuple(f"{section}_" for section in SECTIONS))
    ]


def problem_with(given: Given) -> Sentence | None:
    """What is wrong with one setting: its section, its name or its value; None if it is sound."""
    section, name = given.name
    if section not in SECTIONS:
        return _unknown_section(section, given.origin)
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(SECTIONS[section])}
    if name not in fields:
        known = ", ".join(fields)
        return Sentence.of(
            words.UNKNOWN_NAME, where=given.origin.sentence(), section=section, name=name, known=known
        )
    try:
        converted(given, fields[name])
    except (msgspec.ValidationError, ValueError):
        from tui.settings_allowed import allowed

        return Sentence.of(
            words.BAD_VALUE,
            where=given.origin.sentence(),
            section=section,
            name=name,
            allowed=allowed(given.name, fields[name]),
        )
    return None


def converted(given: Given, kind: object) -> object:
    """The value as its type; text from the environment is read as what the type wants."""
    if given.origin.variable is None:
        return msgspec.convert(given.value, kind)
    if isinstance(given.value, str) and given.value.startswith("["):
        return msgspec.json.decode(given.value, type=kind)
    return msgspec.convert(given.value, kind, strict=False)


def _across(settings: Settings, sound: Mapping[Name, Given]) -> Iterator[Sentence]:
    """Figures of two sections that contradict each other."""
    visit, code = settings.session.customer_absolute, settings.policy.code_seconds
    names: tuple[Name, ...] = (("session", "customer_absolute"), ("policy", "code_seconds"))
    given = next((sound[name] for name in names if name in sound), None)
    if given is not None and not outlives_codes(settings.session, settings.policy):
        where = given.origin.sentence()
        yield Sentence.of(words.CODE_OUTLIVES_VISIT, where=where, visit=visit, code=code)


def _unknown_section(section: str, origin: Origin) -> Sentence:
    return Sentence.of(
        words.UNKNOWN_SECTION, where=origin.sentence(), section=section, known=", ".join(SECTIONS)
    )


def _section(section: str, sound: Mapping[Name, Given], problems: list[Sentence]) -> msgspec.Struct:
    """The section with its sound values; figures that contradict each other become a problem."""
    kind = SECTIONS[section]
    # a setting may have a name that is no name in Python, such as `from`
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    given = {name[1]: one for name, one in sound.items() if name[0] == section}
    try:
        return kind(**{fields[name].name: converted(one, fields[name].type) for name, one in given.items()})
    except ValueError as flaw:
        from tui.words_contradictions import reason_of

        where = next(iter(given.values())).origin.sentence()
        problems.append(
            Sentence.of(words.CONTRADICTION, where=where, section=section, reason=reason_of(flaw))
        )
        return kind()
