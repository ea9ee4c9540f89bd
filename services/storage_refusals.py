"""Storage's faults as refusals that people understand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from services.errors import ErrorCode, ServiceError
from storage.errors import RowConflict, StorageError, StorageFault

_REFUSALS: Final = {
    StorageFault.BUSY: ErrorCode.STORAGE_BUSY,
    StorageFault.FULL: ErrorCode.STORAGE_FULL,
    StorageFault.READ_ONLY: ErrorCode.STORAGE_READ_ONLY,
}


@contextmanager
def as_refusal() -> Iterator[None]:
    """Raises a `StorageError` of the block as `ServiceError(STORAGE_…)`, caused by it.

    A `RowConflict` that was not tried again with success is somebody quicker: STORAGE_BUSY.
    """
    try:
        yield
    except StorageError as error:
        if error.unanswered:
            raise ServiceError(ErrorCode.STORAGE_UNSURE) from error
        raise ServiceError(_REFUSALS.get(error.fault, ErrorCode.STORAGE_UNAVAILABLE)) from error
    except RowConflict as conflict:
        raise ServiceError(ErrorCode.STORAGE_BUSY) from conflict
