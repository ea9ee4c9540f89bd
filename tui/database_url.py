"""What the frame makes of `[database] url`: a file of ours, or a server (contract §2)."""

import re
from pathlib import Path
from typing import Final

FILE: Final = "sqlite:///"
ALLOWED: Final = r"\A(?:sqlite:///[^?#]+|postgresql://[^\s#]+)\Z"
"""What the setting may be."""

_IN_FRONT: Final = re.compile(r"(://[^:/@?]*:)[^/?]*@")
_BEHIND: Final = re.compile(r"([?&](?:ssl)?password=)[^&]*")


def on_server(url: str) -> bool:
    """Whether the database is on a server."""
    return not url.startswith(FILE)


def url_in(home: Path, url: str) -> str:
    """The URL with its path as seen from the home folder; a server's as it is."""
    return url if on_server(url) else f"{FILE}{home / url.removeprefix(FILE)}"


def file_of(home: Path, url: str) -> Path:
    """The file behind the URL; for a server the place at home where a copy of it would be drafted."""
    return home / "password-center.db" if on_server(url) else Path(url.removeprefix(FILE))


def masked(url: str) -> str:
    """The URL without its passwords, for people."""
    return _BEHIND.sub(r"\1***", _IN_FRONT.sub(r"\1***@", url))
