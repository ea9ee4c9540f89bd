"""Ctrl+C at a chosen moment of a transaction, heard by the thread that waits for it."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from storage.connection import Connection

PATIENCE = 0.2
"""Seconds in which somebody who did not wait for the transaction would begin another."""


@contextmanager
def ctrl_c() -> Iterator[Callable[[], None]]:
    """A function for other threads: presses Ctrl+C, and returns when the main thread has heard it."""
    heard = threading.Event()

    def hear(*_: object) -> None:
        heard.set()
        raise KeyboardInterrupt

    def press() -> None:
        heard.clear()
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        assert heard.wait(60)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield press
    finally:
        signal.signal(signal.SIGINT, before)


def press_at_commit(
    patch: pytest.MonkeyPatch, press: Callable[[], None], side: str, number: int
) -> Callable[[], int]:
    """Presses `before` or `after` the commit of this number; the function tells how many there were.

    Commits of writing transactions are counted from 1. After it was pressed the transaction gives others the
    time to begin one of their own, which nobody should who knows that it is not over.
    """
    begin, commit = Connection.begin, Connection.commit
    writing: set[Connection] = set()
    another = threading.Event()
    done = 0

    def begun(self: Connection, how: str) -> None:
        begin(self, how)
        (writing.add if how == self._backend.begin_write else writing.discard)(self)
        another.set()

    def committed(self: Connection) -> None:
        nonlocal done
        if self not in writing:
            commit(self)
            return
        done += 1
        here = done == number
        if here and side == "after":
            commit(self)
        if here:
            another.clear()
            press()
            another.wait(PATIENCE)
        if not (here and side == "after"):
            commit(self)

    patch.setattr(Connection, "begin", begun)
    patch.setattr(Connection, "commit", committed)
    return lambda: done
