"""Finds the line on which a name stands in a TOML text, which `tomllib` does not tell."""

import re
from typing import Final

HEADER: Final = re.compile(r"^\s*\[\[?\s*([\w.\"'\s-]+?)\s*\]\]?\s*(?:#.*)?$")
ASSIGNMENT: Final = re.compile(r"^\s*([\w.\"'\s-]+?)\s*=")
LONG_STRING: Final = re.compile(r'"""|\'\'\'')

Path = tuple[str, ...]


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) on which each section and each name first stands, by its path."""
    found: dict[Path, int] = {}
    section: Path = ()
    within: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        began_within = within
        within = _still_within(line, within)
        if began_within:
            continue
        if header := HEADER.match(line):
            section = _path(header[1])
            found.setdefault(section, number)
        elif assignment := ASSIGNMENT.match(line):
            found.setdefault((*section, *_path(assignment[1])), number)
    return found


def line_of(found: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of what it stands in (an inline table's names share its line)."""
    return next((found[path[:size]] for size in range(len(path), 0, -1) if path[:size] in found), None)


def _path(dotted: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _still_within(line: str, within: str | None) -> str | None:
    """Which kind of long string is open after `line`, None if none is."""
    for mark in LONG_STRING.findall(line):
        if within is None:
            within = mark
        elif within == mark:
            within = None
    return within
