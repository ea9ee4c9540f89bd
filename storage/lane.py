"""Threads that each hold one connection and run work handed to them, in the order of arrival."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from storage.errors import StorageError, StorageFault, same_for_another

T = TypeVar("T")
Work = Callable[[Any], Any]
Outcome = tuple[Any, BaseException | None]
"""What work returned, or what it raised."""


class Desk(Protocol):
    """What a thread works at: a connection and the repositories over it."""

    def run(self, works: Sequence[Work]) -> list[Outcome]:
        """Runs the works in their order; raises nothing, every work has its outcome."""
        ...

    def close(self) -> None:
        """Gives the connection back."""
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    future: "asyncio.Future[Any] | Future[Any]"
    loop: asyncio.AbstractEventLoop | None
    """The loop that waits; None for a caller who waits with his thread."""
    patience: float = 0.0


class Lane:
    """A pool is not asked for a connection at every transaction: a job costs one queue and one wake-up.

    With `together` above one, jobs that come while others run are handed to the desk as one batch. A job with
    patience waits for company, but never longer than that after the batch before it: who comes alone is
    served at once, a crowd shares. One without patience takes everybody along.
    """

    def __init__(self, name: str, threads: int, desk: Callable[[], Desk], *, together: int = 1) -> None:
        self._name = name
        self._count = threads
        self._desk = desk
        self._together = together
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._closed = False

    async def run(self, work: Callable[[Any], T], *, patience: float = 0.0) -> T:
        """Awaits the work, which runs whole even if the caller is cancelled; `patience` in seconds."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, future, loop, patience))
        return await future

    def run_now(self, work: Callable[[Any], T]) -> T:
        """The same for a caller without an event loop; never from a thread of the lane itself.

        A `KeyboardInterrupt` waits until the work is over, one way or the other, unless it has not begun:
        whoever is interrupted then finds nothing that still changes.
        """
        future: Future[T] = Future()
        try:
            self._put(_Job(work, future, None))
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            while not future.done():
                with suppress(KeyboardInterrupt):
                    wait((future,))
            raise

    def close(self) -> None:
        """Runs what was handed in, then closes the connections; later work is refused."""
        with self._starting:
            self._closed = True
            threads, self._threads = self._threads, []
            for _ in threads:
                self._jobs.put(None)
        for thread in threads:
            thread.join()

    def _put(self, job: _Job) -> None:
        # under the lock, so that no job comes behind the words that end the threads: nobody would run it
        with self._starting:
            if self._closed:
                raise StorageError(StorageFault.UNAVAILABLE, code="closed")
            if not self._threads:
                self._start()
            self._jobs.put(job)

    def _start(self) -> None:
        # daemons, so that a program ending without closing is not held up: transactions are whole anyway
        for number in range(self._count):
            thread = threading.Thread(target=self._serve, name=f"{self._name}-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self) -> None:
        desk: Desk | None = None
        ended, open_ = 0.0, True
        while open_ and (first := self._jobs.get()) is not None:
            batch, open_ = self._batch(first, ended)
            desk = self._run(desk, [job for job in batch if _wanted(job)])
            ended = time.monotonic()
            # nothing of the last jobs stays alive while the thread waits
            del batch, first
        if desk is not None:
            desk.close()

    def _batch(self, first: _Job, ended: float) -> tuple[list[_Job], bool]:
        """What is handed to the desk together, and whether more may come after it."""
        batch, patience = [first], first.patience
        while len(batch) < self._together:
            wait = ended + patience - time.monotonic() if patience else 0.0
            try:
                job = self._jobs.get(timeout=wait) if wait > 0 else self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                return batch, False
            batch.append(job)
            patience = min(patience, job.patience)
        return batch, True

    def _run(self, desk: Desk | None, batch: list[_Job]) -> Desk | None:
        if not batch:
            return desk
        try:
            desk = desk or self._desk()
        except BaseException as error:
            _settle(batch, [(None, same_for_another(error)) for _ in batch])
            return None
        _settle(batch, desk.run([job.work for job in batch]))
        return desk


def _wanted(job: _Job) -> bool:
    """Whether the work is to be run; from here on a caller who waits with his thread cannot take it back."""
    return not isinstance(job.future, Future) or job.future.set_running_or_notify_cancel()


def _settle(batch: list[_Job], outcomes: list[Outcome]) -> None:
    """Tells everybody; a loop is woken once, however many of its callers wait."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[tuple[Any, Outcome]]] = {}
    for job, outcome in zip(batch, outcomes, strict=True):
        by_loop.setdefault(job.loop, []).append((job.future, outcome))
    for loop, waiting in by_loop.items():
        if loop is None:
            _tell(waiting)
            continue
        # a loop that is closed is gone, and with it whoever waited
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, waiting)


def _tell(waiting: list[tuple[Any, Outcome]]) -> None:
    for future, (result, error) in waiting:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
