"""A crash from which the frame recovers is put on the audit record, as well as it goes (counter.md §5.4)."""

from types import SimpleNamespace
from typing import cast

import pytest

from services.errors import ErrorCode, ServiceError
from services.program import Program
from services.visit import Mode, Visit
from tui.backend import Backend, VisitEnd

VISIT = Visit("kiosk-1", "taipei", Mode.KIOSK, "visit-1")


class Recorder:
    """Takes down crashes, or has no room for them."""

    demo_people = None

    def __init__(self, fault: ServiceError | None = None) -> None:
        self.recorded: list[tuple[str, Visit]] = []
        self._fault = fault

    async def record_crash(self, incident: str, visit: Visit) -> None:
        if self._fault:
            raise self._fault
        self.recorded.append((incident, visit))


async def open_backend(recorder: Recorder) -> Backend:
    backend = Backend(lambda: cast("Program", recorder))
    backend.open(lambda: None)
    await backend.opened()
    return backend


async def test_each_crash_is_recorded_once() -> None:
    recorder = Recorder()
    backend = await open_backend(recorder)
    backend.crashed("0A1B2C3D", VISIT)
    backend.crashed("4E5F6071", VISIT)
    for _ in range(2):
        await backend.settle(VisitEnd.CRASH, put_back=False)
    assert recorder.recorded == [("0A1B2C3D", VISIT), ("4E5F6071", VISIT)]


async def test_it_belongs_to_the_visit_of_whoever_is_logged_in() -> None:
    recorder = Recorder()
    backend = await open_backend(recorder)
    theirs = Visit("kiosk-1", "taipei", Mode.KIOSK, "theirs")
    backend.session = SimpleNamespace(visit=theirs)  # type: ignore[assignment]
    backend.crashed("0A1B2C3D", VISIT)
    await backend.settle(VisitEnd.ELSEWHERE, put_back=False)
    assert recorder.recorded == [("0A1B2C3D", theirs)]


async def test_a_crash_before_the_services_are_open_waits_for_them() -> None:
    recorder = Recorder()
    backend = Backend(lambda: cast("Program", recorder))
    backend.crashed("0A1B2C3D", VISIT)
    await backend.settle(VisitEnd.CRASH, put_back=False)
    backend.open(lambda: None)
    await backend.opened()
    await backend.settle(VisitEnd.LOGOUT, put_back=False)
    assert recorder.recorded == [("0A1B2C3D", VISIT)]


@pytest.mark.parametrize("code", [ErrorCode.STORAGE_FULL, ErrorCode.STORAGE_BUSY])
async def test_a_faulty_database_makes_nothing_worse(code: ErrorCode) -> None:
    backend = await open_backend(Recorder(ServiceError(code)))
    backend.crashed("0A1B2C3D", VISIT)
    await backend.settle(VisitEnd.CRASH, put_back=False)
