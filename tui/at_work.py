"""The services for a command that works for long, such as the relay, over a database that is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.program import Ambient
from services.visit import Mode
from tui.places import Place
from tui.settings_sections import Settings
from tui.wiring import OpenProgram, assembled, command_visit, connected


@contextmanager
def at_work(place: Place, settings: Settings, ambient: Ambient) -> Iterator[OpenProgram | None]:
    """The program, its start and its end on record; None where there is no database yet."""
    with connected(place) as database:
        if database is None:
            yield None
            return
        program = assembled(database, database.keyring, settings, Mode.COMMAND, ambient)
        opened = OpenProgram(program, database, command_visit(settings, ambient))
        try:
            opened.start()
            yield opened
        finally:
            opened.close()
