"""`demo`: the customers' screens with invented people, in a folder of their own."""

from shutil import rmtree

from services.visit import Mode
from tui import words
from tui.asked import Asked
from tui.certificates import FOLDER
from tui.parser import Parser
from tui.places import Place, faults_of, make_folder, present, share
from tui.start import lock_down, show_screens
from tui.terminal_check import require_terminal


def declare(parser: Parser) -> None:
    """`--reset`, `--kiosk`, `--function`."""
    parser.add_argument("--reset", action="store_true", help=parser.spoken(words.HELP_RESET))
    parser.add_argument("--kiosk", action="store_true", help=parser.spoken(words.HELP_DEMO_KIOSK))
    parser.add_argument(
        "--function", choices=["change", "reissue", "unlock"], help=parser.spoken(words.HELP_FUNCTION)
    )
    parser.set_defaults(run=demo)


def demo(asked: Asked) -> int:
    """Makes everything at the first start; `--reset` makes it new, and needs the place alone for that."""
    require_terminal()
    lock_down()
    asked.loaded  # noqa: B018 - settings that cannot be used are told before anything is made or removed
    place, options = Place.of_demo(asked.home), asked.options
    make_folder(asked.home)
    with present(asked.home, alone=options.reset) as lock:
        if options.reset:
            remove(place)
            share(lock)
        return show_screens(asked, place, Mode.DEMO, function=options.function, exhibition=options.kiosk)


def remove(place: Place) -> None:
    """Takes the demo's state away; the keyring goes last, so that no database ever stands without its own."""
    certificates = place.folder / FOLDER
    with faults_of(certificates):
        if certificates.exists():
            rmtree(certificates)
    for file in place.files():
        with faults_of(file):
            file.unlink(missing_ok=True)
