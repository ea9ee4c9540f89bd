"""`db`: the database's schema, whether everything in it is whole, and the ways to a second one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui import words, words_backup
from tui.asked import Asked
from tui.commands import db_backup, db_copy, db_import, db_restore
from tui.commands.alone import alone_on_server
from tui.parser import Parser
from tui.places import make_folder, present
from tui.sentence import Exit, Refusal

if TYPE_CHECKING:
    from storage.transaction import Transaction


def declare(parser: Parser) -> None:
    """`upgrade`, `check`, `backup`, `restore`, `import` and `copy`."""
    parser.expect("ACTION")
    parser.add_command("upgrade", words.HELP_DB_UPGRADE, upgrade)
    parser.add_command("check", words.HELP_DB_CHECK, check)
    db_backup.declare(parser)
    db_restore.declare(parser)
    db_import.declare(parser)
    db_copy.declare(parser)


def upgrade(asked: Asked) -> int:
    """Makes what is missing, keyring included; brings an older schema up to date. Needs the place alone."""
    from tui.wiring import is_new, open_database, real_ambient, refusing, upgrade_schema

    place = asked.place
    make_folder(asked.home)
    with present(asked.home, alone=True), refusing(place):
        new = is_new(place)
        with alone_on_server(place):
            upgrade_schema(place)
        database, _ = open_database(place, real_ambient())
        database.close_now()
    asked.say(words_backup.DATABASE_MADE if new else words.DATABASE_READY, path=place.database_name)
    return Exit.DONE


def check(asked: Asked) -> int:
    """Whether schema and keyring fit, the file is whole, and every person can be unsealed."""
    from tui.wiring import connected, refusing

    place = asked.place
    with refusing(place), broken_is_a_finding(), connected(place) as database:
        if database is None:
            raise Refusal(words.DATABASE_NOT_YET, Exit.REFUSED, path=place.database_name)
        require_whole(place.database_url)
        customers = database.read_now(unsealed)
    asked.say(words.DATABASE_WHOLE, customers=customers)
    return Exit.DONE


def require_whole(url: str) -> None:
    """Refuses a database whose own check finds something."""
    from storage.integrity import flaws

    if found := flaws(url):
        raise Refusal(words.DATABASE_BROKEN, Exit.REFUSED, finding="; ".join(found))


@contextmanager
def broken_is_a_finding() -> Iterator[None]:
    """A file that cannot be read, or a sealed value that does not open, is what this check looks for."""
    from storage.errors import StorageError, StorageFault

    try:
        yield
    except StorageError as error:
        if error.fault is not StorageFault.UNAVAILABLE:
            raise
        finding = error.facts.get("code", error.fault.value)
        raise Refusal(words.DATABASE_BROKEN, Exit.REFUSED, finding=finding) from error


def unsealed(tx: "Transaction") -> int:
    """Unseals every person and counts them."""
    return len([tx.customers.person(customer_id) for customer_id in tx.customers.all_ids()])
