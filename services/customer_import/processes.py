"""Batches over the processor's cores: the process that writes reads ahead, and all check and seal."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from typing import Final

from services.ambient import SystemRandomness
from services.customer_import.batches import Batch, Recipe, Workbench, Worked
from services.ports import Randomness
from storage.bulk import RowMaker
from storage.keyring import Keyring

MOST: Final = 4
"""More than this the one process that writes cannot feed."""
ENOUGH: Final = 3
"""So many more than the others have at hand wait before this process works too: they never stand idle."""
MORE: Final = 6
"""So many batches may be done before the oldest is: about what this process does while another starts."""
DRAWN: Final = 1200
"""Random bytes at once: a hundred nonces."""
SMALL: Final = 1 << 20
"""Bytes of a file that is done before another process has started."""

Outcomes = Iterator[tuple[Batch, Worked]]
Waiting = deque[tuple[Batch, Future[Worked]]]
"""Batches in their order, each with what comes of it."""
_bench: list[Workbench] = []
"""This process's own, made by `_begin`."""


def workers_for(size: int) -> int:
    """Processes beside this one for a file of so many bytes."""
    cores = os.cpu_count() or 1
    return min(MOST, cores - 1) if size > SMALL else 0


def bench(recipe: Recipe, keys: Keyring, randomness: Randomness) -> Workbench:
    """For this process itself."""
    maker = RowMaker(keys, _Drawn(randomness).token, recipe.engine, recipe.now)
    return Workbench(recipe, maker, randomness)


class _Drawn:
    """Random bytes, drawn by the hundred nonces: a call for each costs what sealing does."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness
        self._left = b""

    def token(self, size: int) -> bytes:
        """Bytes that nobody got before."""
        if len(self._left) < size:
            self._left = self._randomness.token(max(size, DRAWN))
        found, self._left = self._left[:size], self._left[size:]
        return found


@contextmanager
def working(
    recipe: Recipe, keyring: Path, workers: int, here: Workbench
) -> Iterator[Callable[[Iterable[Batch]], Outcomes]]:
    """A function that works batches off, in their order, few of them at a time; processes end behind it."""
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(recipe, keyring),
    )
    try:
        yield lambda batches: _ahead(pool, batches, here, workers)
    finally:
        with _ctrl_c_waits():
            pool.shutdown(wait=True, cancel_futures=True)


def _ahead(pool: ProcessPoolExecutor, batches: Iterable[Batch], here: Workbench, workers: int) -> Outcomes:
    """While others have enough to do, or have not started yet, this process works too: no core waits."""
    waiting: Waiting = deque()
    for batch in batches:
        waiting.append((batch, _submitted(pool, batch)))
        if len(waiting) > 2 * workers + ENOUGH:
            _lend_a_hand(here, waiting)
        while waiting and (waiting[0][1].done() or len(waiting) > 2 * workers + MORE):
            yield _outcome(waiting)
    while waiting:
        _lend_a_hand(here, waiting)
        yield _outcome(waiting)


def _submitted(pool: ProcessPoolExecutor, batch: Batch) -> Future[Worked]:
    with _ctrl_c_waits():
        return pool.submit(_work, batch)


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Ctrl+C is for the process that writes: one that is started meanwhile never hears it.

    Nor does it come between the steps of starting and of ending one, after which nobody would end it at all.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers are the main thread's alone, and so is Ctrl+C
        return
    pressed: list[int] = []
    # the mask is for the one that is started; here another thread may still be handed the signal
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
    if pressed:
        signal.raise_signal(signal.SIGINT)


def _lend_a_hand(here: Workbench, waiting: Waiting) -> None:
    """While the oldest is not done, this process works off the newest that no other has begun."""
    if waiting[0][1].done():
        return
    for place in range(len(waiting) - 1, 0, -1):
        batch, future = waiting[place]
        if future.cancel():
            done: Future[Worked] = Future()
            done.set_result(here.work(batch))
            waiting[place] = batch, done
            return


def _outcome(waiting: Waiting) -> tuple[Batch, Worked]:
    batch, future = waiting.popleft()
    return batch, future.result()


def _begin(recipe: Recipe, keyring: Path) -> None:
    # this process ends with the one that writes, whatever ends that
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _bench.append(bench(recipe, Keyring.load(keyring), SystemRandomness()))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(batch: Batch) -> Worked:
    return _bench[0].work(batch)
