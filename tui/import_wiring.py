"""Puts together what `db import` needs, and no more: imported when the command runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from services.customer_import.loading import CustomerImport
from services.ports import Clock
from services.visit import Mode, Visit
from tui import words
from tui.places import Place
from tui.sentence import Exit, Refusal
from tui.settings_sections import Settings
from tui.wiring import assembled, connected, real_ambient


@dataclass(frozen=True)
class AtWork:
    """An import over the open database, and whose doing it is."""

    importing: CustomerImport
    visit: Visit
    clock: Clock


@contextmanager
def customer_import(place: Place, settings: Settings) -> Iterator[AtWork]:
    """Over the database of `place`; raises `Refusal` where there is none yet."""
    ambient = real_ambient()
    with connected(place) as database:
        if database is None:
            raise Refusal(words.DATABASE_NOT_YET, Exit.REFUSED, path=place.database_name)
        program = assembled(database, database.keyring, settings, Mode.COMMAND, ambient)
        terminal, interaction = settings.terminal, ambient.randomness.token(8).hex()
        visit = Visit(terminal.id or "host", terminal.branch, Mode.COMMAND, interaction)
        importing = CustomerImport(program.ground, database.keyring, place.keyring)
        try:
            yield AtWork(importing, visit, ambient.clock)
        finally:
            program.close()
