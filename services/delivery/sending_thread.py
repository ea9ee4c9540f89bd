"""The relays of a program that shows screens: on a thread and a loop of their own, so that no key waits."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Final, Protocol

RESTART_SECONDS: Final = 5.0
"""After a fault of our own, twice as long after each further one; letters wait meanwhile."""
LONGEST_PAUSE: Final = 300.0
"""A fault that stays is on record so often; who worked for longer has begun anew."""


class Runner(Protocol):
    """Something that runs until it is told to stop, such as a `Relay`."""

    async def run(self) -> None:
        """Until `stop`."""
        ...

    def stop(self) -> None:
        """From any thread."""
        ...


class Endless:
    """Work without an end of its own as a runner, such as a listener: broken off when it is told."""

    def __init__(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        self._work = work
        self._loop = asyncio.get_running_loop()
        self._told = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`; raises what the work raises."""
        work = asyncio.create_task(self._work())
        told = asyncio.create_task(self._told.wait())
        done, left = await asyncio.wait((work, told), return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.wait((work, told))
        if work in done:
            work.result()

    def stop(self) -> None:
        """From any thread."""
        # a loop that is closed has nothing left to break off
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._told.set)


Making = Callable[[], Sequence[Runner]]
"""Makes runners, on the loop that they will run on."""


class Sending:
    """Runs them all together; after a fault of one, all are made anew."""

    def __init__(self, make: Making, fault: Callable[[Exception], None]) -> None:
        self._make = make
        self._fault = fault
        self._runners: Sequence[Runner] = ()
        self._stopped = False
        self._pauses = 0

    async def run(self) -> None:
        """Until `stop`."""
        now = asyncio.get_running_loop().time
        while not self._stopped:
            begun = now()
            try:
                self._runners = self._make()
                async with asyncio.TaskGroup() as together:
                    for runner in self._runners:
                        together.create_task(runner.run())
                    self._stop_late()
            except* Exception as faults:
                self._fault(faults.exceptions[0])
                self._pauses = 0 if now() - begun > LONGEST_PAUSE else self._pauses
                await self._pause()

    def stop(self) -> None:
        """From any thread: what is on its way is settled, then `run` returns."""
        self._stopped = True
        self._stop_all()

    def _stop_all(self) -> None:
        for runner in self._runners:
            runner.stop()

    def _stop_late(self) -> None:
        """For a `stop` that came while they were made."""
        if self._stopped:
            self._stop_all()

    async def _pause(self) -> None:
        self._runners = ()
        pause = min(LONGEST_PAUSE, RESTART_SECONDS * 2 ** min(self._pauses, 20))
        self._pauses += 1
        for _ in range(int(pause * 10)):
            if not self._stopped:
                await asyncio.sleep(0.1)


class SendingThread:
    """`Sending` in a thread that ends with the program, whatever happens."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._sending.run()), name="sending", daemon=True
        )

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Ends, and waits up to `patience` seconds; what is not settled by then is sent by the next relay."""
        self._sending.stop()
        self._thread.join(patience)
