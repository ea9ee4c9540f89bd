"""The services behind the screens, opened in a thread once the first is painted, and the session in them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Final

from services.errors import ErrorCode, ServiceError
from tui.kiosk import forbid_memory_access

if TYPE_CHECKING:
    from services.program import Program
    from services.sessions import CustomerSession
    from services.visit import Visit

BEHIND_THE_MENU: Final = (
    "screens.login",
    "screens.change",
    "screens.success",
    "screens.accounts",
    "screens.account_form",
    "screens.consolidation",
    "screens.unlock",
    "screens.certificate_step",
    "screens.unlocked",
    "screens.take_token",
    "screens.reissue.identity",
    "screens.reissue.offer",
    "screens.reissue.code",
    "screens.reissue.new_password",
    "screens.reissue.telephone",
    "screens.reissue.ends",
    "tui.reissue_script",
)
"""Imported with the backend, so that nobody waits for them later."""


class VisitEnd(StrEnum):
    """What ended a visit, in the words of `services.sessions.SessionEnd`, which waits for the first paint."""

    LOGOUT = "logout"
    IDLE = "idle"
    ABSOLUTE = "absolute"
    CRASH = "crash"
    TERMINATED = "terminated"
    ELSEWHERE = "elsewhere"
    """By another terminal, a changed password or a lock: there is no session left to end."""


class Backend:
    """The program's services and the session of the person who is logged in."""

    def __init__(self, open_program: "Callable[[], Program]") -> None:
        self._open_program = open_program
        self._opening: asyncio.Task[Program] | None = None
        self.session: CustomerSession | None = None
        self.goodbye: asyncio.Task[None] | None = None
        """What the last visit's end still has to do."""
        self._crashes: list[tuple[str, Visit]] = []

    @property
    def program(self) -> "Program | None":
        """The services, None until they are open."""
        if self._opening is None or not self._opening.done() or self._opening.cancelled():
            return None
        return None if self._opening.exception() else self._opening.result()

    @property
    def failure(self) -> BaseException | None:
        """Why they did not open."""
        opened = self._opening is not None and self._opening.done() and not self._opening.cancelled()
        return self._opening.exception() if opened and self._opening else None

    def open(self, then: Callable[[], None]) -> None:
        """Begins to open, once however often it is asked to; `then` is called when that is done or failed."""
        if self._opening is None:
            self._opening = asyncio.create_task(asyncio.to_thread(self._import_and_wire))
            self._opening.add_done_callback(lambda _: then())

    def _import_and_wire(self) -> "Program":
        program = self._open_program()
        for module in BEHIND_THE_MENU:
            import_module(module)
        forbid_memory_access()
        return program

    async def opened(self) -> "Program":
        """The services, when they are open and the last visit is settled; waits for ever if they fail to."""
        await asyncio.wait([task for task in (self._opening, self.goodbye) if task is not None])
        while (program := self.program) is None:
            await asyncio.Event().wait()
        return program

    async def check_session(self, *, typed: bool) -> bool:
        """Whether the session lives; keeps it when somebody has typed. A faulty database does not end it."""
        program, session = self.program, self.session
        if program is None or session is None:
            return True
        try:
            await (program.sessions.keep(session) if typed else program.sessions.check(session))
        except ServiceError as refusal:
            return refusal.code is not ErrorCode.SESSION_ENDED or self.session is not session
        return True

    async def log_out(self, why: VisitEnd) -> None:
        """Ends the session in the database; one that cannot be ended now ends by its own idle time."""
        program, session, self.session = self.program, self.session, None
        if program is None or session is None or why is VisitEnd.ELSEWHERE:
            return
        from services.sessions import SessionEnd

        try:
            await program.sessions.end(session, SessionEnd(why.value))
        except ServiceError:
            return

    def crashed(self, incident: str, visit: "Visit") -> None:
        """Notes an incident number for the audit; `visit` is for a crash with nobody logged in."""
        self._crashes.append((incident, self.session.visit if self.session else visit))

    async def _record_crashes(self) -> None:
        """As well as it goes: the journal has them anyway, and the next visit must not wait for a fault."""
        if (program := self.program) is None:
            return
        crashes, self._crashes = self._crashes, []
        with suppress(Exception):
            for incident, visit in crashes:
                await program.record_crash(incident, visit)

    async def settle(self, why: VisitEnd, *, put_back: bool, visit: "Visit | None" = None) -> None:
        """The end of a visit: its proofs, the session, and at an exhibition everybody back to their story."""
        if visit is not None and self.program is not None:
            self.program.certificates.forget(visit)
        await self.log_out(why)
        await self._record_crashes()
        if put_back and self.program is not None and self.program.demo_people is not None:
            await self.program.demo_people.put_back_all()
