"""Looks whether what the documents point at is there: links, pictures, headings, files in backticks."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED_FILE = re.compile(r"`((?:tui|screens|services|storage|tests|tools|docs)/[\w./-]*\w/?)`")
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)


def documents() -> list[Path]:
    """Every document of the project."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def anchors(document: Path) -> set[str]:
    """The headings as they are linked to."""
    headings = HEADING.findall(document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dangling(document: Path) -> Iterator[str]:
    """What `document` points at and is not there."""
    text = document.read_text("utf-8")
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (document.parent / path) if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            yield target
    yield from (name for name in NAMED_FILE.findall(text) if not (ROOT / name).exists())


def main() -> int:
    """Lists what dangles; 1 if anything does."""
    found = [f"{each.relative_to(ROOT)}: {target}" for each in documents() for target in dangling(each)]
    sys.stdout.write("".join(f"{line} is not there\n" for line in found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
