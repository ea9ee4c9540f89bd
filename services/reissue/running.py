"""Runs the transactions of the steps: what they refuse is kept first and raised then, none too early."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from services.audit_trail import AuditEvent
from services.errors import ErrorCode, ServiceError
from services.reissue.steps import Steps
from services.visit import Visit

if TYPE_CHECKING:
    from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")


class Running:
    """Between the facade and the transactions."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._store = steps.ground.store

    @asynccontextmanager
    async def floor(self) -> AsyncIterator[None]:
        """Nothing within is answered before the floor, so that time tells nothing."""
        clock = self._steps.ground.clock
        answered_at = clock.monotonic() + self._steps.policy.code_floor_ms / 1000
        try:
            yield
        finally:
            await clock.sleep_until(answered_at)

    async def read(
        self, visit: Visit, work: "Callable[Concatenate[Transaction, P], T]", *args: P.args, **kw: P.kwargs
    ) -> T:
        """Looks at an application."""
        async with self._on_record(visit):
            return await self._store.read(work, *args, **kw)

    async def write(
        self,
        visit: Visit,
        work: "Callable[Concatenate[Transaction, P], T | ServiceError]",
        *args: P.args,
        **kw: P.kwargs,
    ) -> T:
        """Takes a step; a refusal that it returned is kept, and then raised."""
        async with self._on_record(visit):
            outcome = await self._store.write(work, *args, **kw)
        if isinstance(outcome, ServiceError):
            raise outcome
        return outcome

    @asynccontextmanager
    async def _on_record(self, visit: Visit) -> AsyncIterator[None]:
        """A step out of its order leaves an audit row, as well as it goes (ASVS 16.3.3)."""
        try:
            yield
        except ServiceError as refusal:
            if refusal.code is ErrorCode.REISSUE_OUT_OF_STEP:
                with suppress(ServiceError):
                    event = AuditEvent.SEQUENCE_FAIL
                    await self._store.write(self._steps.note_unknown, visit, event, "reissue")
            raise
