"""What the frame makes of `[database] url`: a file of ours, or a server (contract §2)."""

from pathlib import Path
from typing import Final

FILE: Final = "sqlite:///"
ALLOWED: Final = r"\A(?:sqlite:///[^?#]+|postgresql://[^\s#]+)\Z"
"""What the setting may be."""

_HIDDEN: Final = "postgresql://***"


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
    """The URL for people: of a server only where it is, which database and as whom.

    Read by the driver itself, which is imported for it: a password stands where the driver looks for one.
    """
    if not on_server(url):
        return url
    try:
        from psycopg import Error
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        return _HIDDEN
    try:
        parts = {name: str(value or "") for name, value in conninfo_to_dict(url).items()}
    except (Error, ValueError):
        parts = {}
    return _shown(parts)


def _shown(parts: dict[str, str]) -> str:
    user, host, port, name = (parts.get(key, "") for key in ("user", "host", "port", "dbname"))
    whole = set(port) <= set("0123456789,") and not set(user + host + name) & set("@?&=")
    if not parts or not whole or "/" in name:
        return _HIDDEN  # a slash in a password makes the driver, too, take its rest for something else
    return "postgresql://" + (f"{user}@" if user else "") + host + (f":{port}" if port else "") + f"/{name}"
