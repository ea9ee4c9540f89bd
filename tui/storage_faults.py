"""What an operator reads, and how a command ends, when the place where things are remembered fails."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from screens.words.phrase import Phrase
from services.errors import ServiceError
from services.visit import Mode
from storage.errors import StorageError, StorageFault
from tui import words
from tui.places import Place
from tui.sentence import Exit, Refusal

FAULTS: Final[Mapping[StorageFault, tuple[Phrase, Exit]]] = {
    StorageFault.BUSY: (words.DATABASE_BUSY, Exit.TRY_LATER),
    StorageFault.FULL: (words.DISK_FULL, Exit.FAILED),
    StorageFault.READ_ONLY: (words.READ_ONLY, Exit.FAILED),
    StorageFault.UNAVAILABLE: (words.DATABASE_UNAVAILABLE, Exit.FAILED),
    StorageFault.SCHEMA_TOO_OLD: (words.SCHEMA_TOO_OLD, Exit.REFUSED),
    StorageFault.SCHEMA_TOO_NEW: (words.SCHEMA_TOO_NEW, Exit.REFUSED),
    StorageFault.KEYS_MISSING: (words.KEYS_MISSING, Exit.REFUSED),
    StorageFault.KEYS_READABLE: (words.KEYS_READABLE, Exit.REFUSED),
    StorageFault.KEYS_DAMAGED: (words.KEYS_DAMAGED, Exit.REFUSED),
    StorageFault.KEYS_FOREIGN: (words.KEYS_FOREIGN, Exit.REFUSED),
}


@contextmanager
def refusing(place: Place, mode: Mode = Mode.COMMAND) -> Iterator[None]:
    """Turns storage's faults into sentences for the operator."""
    try:
        yield
    except StorageError as error:
        raise refusal_for(error.fault, place, mode) from error
    except ServiceError as error:
        if isinstance(error.__cause__, StorageError):
            raise refusal_for(error.__cause__.fault, place, mode) from error
        raise


def refusal_for(fault: StorageFault, place: Place, mode: Mode) -> Refusal:
    """The sentence and the exit code for a fault of storage in `place`."""
    phrase, code = FAULTS[fault]
    if mode is Mode.DEMO and fault in {StorageFault.SCHEMA_TOO_OLD, StorageFault.SCHEMA_TOO_NEW}:
        phrase = words.DEMO_TOO_OLD
    if fault is StorageFault.UNAVAILABLE and place.on_server:
        phrase, code = words.SERVER_UNAVAILABLE, Exit.TRY_LATER
    path = str(place.keyring) if fault.name.startswith("KEYS_") else place.database_name
    return Refusal(phrase, code, path=path)
