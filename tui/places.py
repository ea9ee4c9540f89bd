"""The home folder: where settings, database, keys and logs are, and who is at work in it (contract §2)."""

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tui import words
from tui.database_url import file_of, masked, on_server, url_in
from tui.sentence import Exit, Refusal
from tui.settings_sections import Settings

PRESENCE: Final = ".presence"
"""Held shared by everybody at work in a home, alone by whoever changes the ground under the others."""
SETUP: Final = ".setup"
"""Held for the moment in which the first of several starts makes keyring and database."""


def home_folder(asked: str | None, environment: Mapping[str, str]) -> Path:
    """`--home`, else `PASSWORD_CENTER_HOME`, else the platform's folder for user data."""
    named = asked or environment.get("PASSWORD_CENTER_HOME")
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("password-center", appauthor=False)


@dataclass(frozen=True)
class Place:
    """The files of one program: production's in the home itself, the demo's in `demo/` inside it."""

    folder: Path
    database_url: str = field(repr=False)
    """May have a password in it."""
    keyring: Path
    audit_heads: Path
    log: Path

    @classmethod
    def of(cls, home: Path, settings: Settings) -> "Place":
        """Production's files, where the settings want them."""
        return cls(
            folder=home,
            database_url=url_in(home, settings.database.url),
            keyring=home / settings.keys.path,
            audit_heads=home / settings.log.audit_heads,
            log=home / settings.log.path,
        )

    @classmethod
    def of_demo(cls, home: Path) -> "Place":
        """The demo's files, whatever the settings say, so that it never touches production's."""
        return cls.of(home / "demo", Settings())

    @property
    def database_file(self) -> Path:
        """The SQLite file behind the URL; for a server the place where a copy of it would be drafted."""
        return file_of(self.folder, self.database_url)

    @property
    def database_name(self) -> str:
        """The database for the operator: the path of its file, or the URL of its server without password."""
        return masked(self.database_url) if self.on_server else str(self.database_file)

    @property
    def on_server(self) -> bool:
        """Whether the database is none of our files."""
        return on_server(self.database_url)

    def files(self) -> tuple[Path, ...]:
        """Everything that makes up the state of the program: what `demo --reset` takes away."""
        beside = tuple(
            self.database_file.with_name(self.database_file.name + end) for end in ("", "-wal", "-shm")
        )
        return (*beside, self.audit_heads, self.keyring)


def make_folder(folder: Path) -> None:
    """Makes `folder` for its owner alone (0700), and what is missing above it; raises `Refusal`."""
    with faults_of(folder):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError as taken:
            # something that is no folder has the name
            raise NotADirectoryError(errno.ENOTDIR, "") from taken


@contextmanager
def present(home: Path, *, alone: bool = False) -> Iterator[int]:
    """Says that somebody is at work in `home`; `alone` refuses while others are, and they while it lasts.

    Yields the lock, for `share`.
    """
    with faults_of(home):
        lock = os.open(home / PRESENCE, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as held:
        os.close(lock)
        phrase = words.OTHERS_AT_WORK if alone else words.PLACE_TAKEN
        raise Refusal(phrase, Exit.TRY_LATER, home=home) from held
    try:
        yield lock
    finally:
        os.close(lock)


def share(lock: int) -> None:
    """From here on others may come in: the part that needed the place alone is over."""
    fcntl.flock(lock, fcntl.LOCK_SH)


@contextmanager
def setting_up(folder: Path) -> Iterator[None]:
    """One start at a time makes what is missing; the others wait and then find it made."""
    with faults_of(folder):
        lock = os.open(folder / SETUP, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turns the operating system's refusals at `path` into sentences."""
    try:
        yield
    except OSError as fault:
        raise fault_sentence(fault, path) from fault


def fault_sentence(fault: OSError, path: Path | str) -> Refusal:
    """What an operator reads for a fault of the operating system at `path`."""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Refusal(words.DISK_FULL, Exit.FAILED, path=path)
    if fault.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return Refusal(words.READ_ONLY, Exit.FAILED, path=path)
    return Refusal(words.PATH_FAULT, Exit.FAILED, path=path, reason=os.strerror(fault.errno or 0))
