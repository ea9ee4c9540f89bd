"""Tells who waits in this process that letters were put into the outbox, once they are committed."""

import threading
from collections.abc import Callable


class Bell:
    """Rung from the threads that write; a listener must be quick and must not raise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: tuple[Callable[[], None], ...] = ()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` at every ring, on whatever thread; the function returned ends that."""
        with self._lock:
            self._listeners = (*self._listeners, listener)
        return lambda: self._leave(listener)

    def ring(self) -> None:
        """There may be letters."""
        for listener in self._listeners:
            listener()

    def _leave(self, listener: Callable[[], None]) -> None:
        with self._lock:
            self._listeners = tuple(each for each in self._listeners if each is not listener)
