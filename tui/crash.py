"""When something breaks: a sentence with a number, a redacted log entry, the visit wiped, the menu (K-CRASH).

Textual would end the program with a traceback that shows local variables, passwords among them. Here nothing
of an error but its kind and its places in the program is written: not even its message, which may quote.
"""

import asyncio
import contextlib
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.text import Text
from textual.app import App
from textual.message import Message
from textual.worker import WorkerFailed

from services.ports import Clock, Randomness

TOO_MANY: Final = 3
"""So many crashes within `WINDOW` seconds end the program: the menu itself is broken then."""
WINDOW: Final = 5.0
_DEEPEST_CAUSE: Final = 8


@dataclass(frozen=True, slots=True)
class Incident:
    """One crash, without any value."""

    number: str
    """What people read and tell; random."""
    kinds: tuple[str, ...]
    """The error, what caused it, and so on."""
    places: tuple[str, ...]
    """`module:line function`, outermost first."""

    @classmethod
    def of(cls, error: BaseException, number: str) -> "Incident":
        """The redacted form of an error."""
        causes = [*_causes(error)]
        return cls(number, tuple(type(cause).__name__ for cause in causes), tuple(_places(causes)))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error itself, then what lies behind it; a worker's wrapping is not one."""
    for _ in range(_DEEPEST_CAUSE):
        if error is None:
            return
        if isinstance(error, WorkerFailed):
            error = error.error
        yield error
        error = error.__cause__ or error.__context__


def _places(causes: list[BaseException]) -> Iterator[str]:
    for cause in causes:
        for frame, line in traceback.walk_tb(cause.__traceback__):
            yield f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"


class Journal:
    """The log of incidents: one JSON object a line, readable by its owner only."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def write(self, incident: Incident) -> None:
        """Appends an incident; a log that cannot be written never makes things worse."""
        if self._path is None:
            return
        entry = {"at": self._clock.now().isoformat(), "incident": incident.number}
        line = json.dumps({**entry, "kinds": incident.kinds, "places": incident.places}) + "\n"
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            log = os.open(
                self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
            )
            try:
                os.write(log, line.encode())
            finally:
                os.close(log)


class CrashGuard(App[int]):
    """An app that survives errors of its screens; `recover` and `give_up_sentence` are the subclass's."""

    def __init__(self, *, clock: Clock, randomness: Randomness, log: Path | None) -> None:
        super().__init__()
        self.incidents: list[Incident] = []
        """Every crash so far; tests look here."""
        self.journal = Journal(log, clock)
        self._crashed_at: list[float] = []
        self._visit_crashed = False
        """Until the next visit begins: what else breaks in this one is the same crash."""
        self._clock = clock
        self._randomness = randomness
        self._greeted = False
        """A menu has been painted once: before that there is nothing to recover to."""

    def recover(self, incident: Incident) -> None:
        """Wipes the visit, says the number, starts over."""
        raise NotImplementedError

    def give_up_sentence(self, incident: Incident) -> str:
        """What stands on the terminal when the program ends after all."""
        raise NotImplementedError

    def note(self, error: BaseException) -> Incident:
        """Logs an error and returns its redacted form."""
        incident = Incident.of(error, self._randomness.token(4).hex().upper())
        self.incidents.append(incident)
        self.journal.write(incident)
        return incident

    def give_up(self, incident: Incident, code: int = 1) -> None:
        """Ends the program with one sentence."""
        self._return_code = code
        self._exit_renderables[:] = [Text(self.give_up_sentence(incident))]
        self._close_messages_no_wait()

    async def _dispatch_message(self, message: Message) -> None:
        """Handles a message; an error in one of the app's own handlers and actions must not end its loop."""
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Textual calls this for every error that nothing handled."""
        incident = self.note(error)
        if self._visit_crashed:
            return
        now = self._clock.monotonic()
        self._crashed_at = [*(moment for moment in self._crashed_at if now - moment < WINDOW), now]
        if self._greeted and len(self._crashed_at) < TOO_MANY:
            self._visit_crashed = True
            self.recover(incident)
        else:
            self.give_up(incident)

    def _fatal_error(self) -> None:
        """Textual's traceback with local variables: never."""

    def panic(self, *renderables: object) -> None:
        """Textual's end when its input thread has died, the terminal being gone."""
        self.give_up(self.note(OSError()), code=129)

    def on_load(self) -> None:
        """Errors of forgotten tasks are logged, not printed."""
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._note_loop_error(context))

    def _note_loop_error(self, context: dict[str, Any]) -> None:
        if isinstance(error := context.get("exception"), BaseException):
            self.note(error)


def print_no_tracebacks(note: Callable[[BaseException], object]) -> None:
    """Whatever ends a thread or the interpreter from here on is logged by `note` and never printed."""
    sys.excepthook = lambda _, error, __: note(error) and None
    threading.excepthook = lambda thread: thread.exc_value and note(thread.exc_value) and None
    sys.unraisablehook = lambda broken: broken.exc_value and note(broken.exc_value) and None
