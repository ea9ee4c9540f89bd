"""`kiosk`: the customers' screens, locked down; ended by SIGTERM or SIGHUP only."""

from services.visit import Mode
from tui.asked import Asked
from tui.certificates import refuse_simulated_store
from tui.parser import Parser
from tui.places import make_folder, present
from tui.start import lock_down, show_screens
from tui.terminal_check import require_terminal


def declare(parser: Parser) -> None:
    """Takes nothing of its own."""
    parser.set_defaults(run=kiosk)


def kiosk(asked: Asked) -> int:
    """Makes keyring and database in an empty home: a desk without customers yet."""
    require_terminal()
    lock_down()
    place = asked.place
    refuse_simulated_store(asked.loaded.settings.certificates)
    make_folder(asked.home)
    with present(asked.home):
        return show_screens(asked, place, Mode.KIOSK)
