"""`keys init` and `keys check`: the keyring, without which nobody reads the database."""

from tui import words
from tui.asked import Asked
from tui.parser import Parser
from tui.places import make_folder, present, setting_up
from tui.sentence import Exit, Refusal


def declare(parser: Parser) -> None:
    """`init` and `check`."""
    parser.expect("ACTION")
    parser.add_command("init", words.HELP_KEYS_INIT, init)
    parser.add_command("check", words.HELP_KEYS_CHECK, check)


def init(asked: Asked) -> int:
    """Makes the key file; refuses beside one, and beside a database that another one belongs to."""
    from tui.wiring import find_keyring, make_keyring, real_ambient, refusing

    place = asked.place
    make_folder(place.folder)
    with present(asked.home), setting_up(place.folder), refusing(place):
        if find_keyring(place):
            raise Refusal(words.KEYS_ALREADY, Exit.REFUSED, path=place.keyring)
        make_keyring(place, real_ambient())
    asked.say(words.KEYS_MADE, path=place.keyring)
    return Exit.DONE


def check(asked: Asked) -> int:
    """Whether the key file is there, whole, its owner's alone, and the database's own."""
    from tui.wiring import connected, find_keyring, refusing

    place = asked.place
    with refusing(place):
        keyring = find_keyring(place)
        if keyring is None:
            raise Refusal(words.KEYS_NOT_YET, Exit.REFUSED, path=place.keyring)
        with connected(place):
            asked.say(words.KEYS_SOUND, path=place.keyring, fingerprint=keyring.fingerprint())
    return Exit.DONE
