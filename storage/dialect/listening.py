"""Hears over PostgreSQL (LISTEN) that another program has put letters into the outbox."""

import threading
from collections.abc import Callable
from typing import Any, Final

import psycopg

CHANNEL: Final = "password_center_outbox"
_LOOK_SECONDS: Final = 0.5
"""How soon the thread notices that it is to end."""
_AGAIN_SECONDS: Final = 2.0
"""Before another connection is tried; meanwhile relays find letters by looking."""


class Listening:
    """A thread with a connection of its own; rings at every notification, and after every new connection."""

    def __init__(self, connect: "Callable[[], psycopg.Connection[Any]]", ring: Callable[[], None]) -> None:
        self._connect = connect
        self._ring = ring
        self._ended = threading.Event()
        self.ready = threading.Event()
        """Set while it listens."""
        self._thread = threading.Thread(target=self._run, name="listen", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ends it; waits until it has."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with self._connect() as connection:
                    self._listen(connection)
            except psycopg.Error:
                self._ended.wait(_AGAIN_SECONDS)

    def _listen(self, connection: "psycopg.Connection[Any]") -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self.ready.set()
        # what came while nobody listened
        self._ring()
        try:
            while not self._ended.is_set():
                for _ in connection.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                    self._ring()
        finally:
            self.ready.clear()
