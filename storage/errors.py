"""What can be wrong with the place where things are remembered; the sentences live in the upper floors."""

from enum import StrEnum
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS, errorcode
from pathlib import Path


class StorageFault(StrEnum):
    """Why storage cannot do its work. Whether to try again later is for the caller to judge."""

    BUSY = "busy"
    """Another process held the database longer than `dialect.BUSY_SECONDS`."""
    FULL = "full"
    READ_ONLY = "read_only"
    UNAVAILABLE = "unavailable"
    """Missing, not a database, damaged, or closed."""
    SCHEMA_TOO_OLD = "schema_too_old"
    """Older than this program, or no schema yet: `db upgrade` helps."""
    SCHEMA_TOO_NEW = "schema_too_new"
    KEYS_MISSING = "keys_missing"
    KEYS_READABLE = "keys_readable"
    """Others than the owner may read the key file."""
    KEYS_DAMAGED = "keys_damaged"
    KEYS_FOREIGN = "keys_foreign"
    """A sound keyring, but of another database."""


class StorageError(Exception):
    """A fault with data for the sentence (`path`, `code`, `found`, `expected`); never a secret or a row."""

    worth_again = False
    """Lost against another transaction: the same one may simply be run once more (PostgreSQL)."""
    unanswered = False
    """The commit had no answer: it may have been kept."""

    def __init__(self, fault: StorageFault, **facts: str) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.facts: dict[str, str] = facts


_FILE_FAULTS = {
    EACCES: StorageFault.READ_ONLY,
    EPERM: StorageFault.READ_ONLY,
    EROFS: StorageFault.READ_ONLY,
    ENOSPC: StorageFault.FULL,
    EDQUOT: StorageFault.FULL,
}


def file_fault(error: OSError, path: Path) -> StorageError:
    """What the operating system's refusal of one of storage's own files means."""
    number = error.errno or 0
    fault = _FILE_FAULTS.get(number, StorageFault.UNAVAILABLE)
    return StorageError(fault, path=str(path), code=errorcode.get(number, ""))


class SealBroken(StorageError):
    """A sealed value was changed, or stands in a row it was not sealed for."""

    def __init__(self) -> None:
        super().__init__(StorageFault.UNAVAILABLE, code="seal")


class RowConflict(Exception):
    """A row breaks a constraint (a number that is there already); says nothing of the row's values."""

    worth_again = False
    """As `StorageError.worth_again`."""


class ReservationLost(Exception):
    """An import whose reserved numbers somebody else has given up: its lock was lost, and another began."""


def same_for_another(error: BaseException) -> BaseException:
    """An equal error for another caller: each raises its own, so that none gathers the others' tracebacks."""
    same = type(error).__new__(type(error), *error.args)
    same.__dict__.update(error.__dict__)
    same.__cause__, same.__suppress_context__ = error.__cause__, error.__suppress_context__
    return same.with_traceback(error.__traceback__)
