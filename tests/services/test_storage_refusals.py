"""What people are told of storage's faults."""

import pytest

from services.errors import ErrorCode, ServiceError
from services.storage_refusals import as_refusal
from storage.errors import RowConflict, StorageError, StorageFault


@pytest.mark.parametrize(
    ("unanswered", "code"), [(False, ErrorCode.STORAGE_UNAVAILABLE), (True, ErrorCode.STORAGE_UNSURE)]
)
def test_a_lost_answer_is_not_told_as_no_change(unanswered: bool, code: ErrorCode) -> None:
    fault = StorageError(StorageFault.UNAVAILABLE)
    fault.unanswered = unanswered
    with pytest.raises(ServiceError) as caught, as_refusal():
        raise fault
    assert caught.value.code is code
    assert caught.value.__cause__ is fault


def test_who_was_not_quick_enough_is_told_to_try_again() -> None:
    with pytest.raises(ServiceError) as caught, as_refusal():
        raise RowConflict
    assert caught.value.code is ErrorCode.STORAGE_BUSY
