"""For commands that need the place alone (contract §1): the home, and the database wherever its users are."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tui import words
from tui.places import Place
from tui.sentence import Exit, Refusal


@contextmanager
def alone_on_server(place: Place) -> Iterator[None]:
    """Refuses while anybody works in the database, from whatever machine, and they while it lasts.

    A database in a file is guarded by its home (`tui.places.present`).
    """
    from storage import presence
    from storage.errors import StorageError, StorageFault

    with ExitStack() as held:
        try:
            held.enter_context(presence.alone(place.database_url))
        except StorageError as error:
            if error.fault is not StorageFault.BUSY:
                raise
            raise Refusal(words.OTHERS_AT_WORK, Exit.TRY_LATER, home=place.database_name) from error
        yield
