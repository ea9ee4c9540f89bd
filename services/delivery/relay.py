"""The relay: takes letters out of the outbox, has them sent, and puts down what became of each.

At least once: a letter is settled only after somebody accepted it, so one whose relay died in between is sent
again by the next, with the same content and Message-ID. Several relays share an outbox by their leases.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from services.delivery.health import Health, Heard
from services.delivery.outbox import EXPIRED, LEASE, NotNow, OutboxWork, Tried
from services.delivery.settings import DeliverySettings
from services.delivery.transport import AT_ONCE, Letter, Rendering, Retry, Transport, Verdict
from services.errors import ServiceError
from services.ground import Ground
from storage.outgoing import Channel, Claimed, OutgoingMessage

_TOGETHER: Final = 0.05
"""Seconds that outcomes are gathered for one commit while many letters are on their way."""
_LONGEST_TRY: Final = 1_200.0
"""Seconds; then a try is broken off: longer than a mail server may take for every answer of one letter."""
_LAST_TRY: Final = 100.0
"""Seconds that a try still gets when the relay is told to stop; the next one goes on with the letter."""
_HOLD: Final = LEASE.total_seconds() / 4
"""Seconds after which the leases of letters on their way begin anew."""
_BURIALS: Final = 5.0
_TIDYING: Final = 3600.0


class Relay:
    """Sends over the transports it is given, on one event loop; `wake` and `stop` may come from any thread.

    One a channel, so that a gateway that hangs holds up no mail. Without a transport it only gives up letters
    whose life has ended.
    """

    def __init__(
        self,
        ground: Ground,
        settings: DeliverySettings,
        transports: Mapping[Channel, Transport],
        render: Rendering,
        heard: Heard = lambda channel, reason: None,
    ) -> None:
        self._health = Health(heard)
        self._store = ground.store
        self._clock = ground.clock
        self._work = OutboxWork(ground.trail, ground.clock, ground.randomness, settings)
        self._poll = settings.poll_ms / 1000
        self._transports = transports
        self._render = render
        self._at_once = min((AT_ONCE, *(way.at_once for way in transports.values())))
        self._refill = self._at_once // 2
        self._sending: set[asyncio.Task[None]] = set()
        self._under_way: dict[str, Claimed] = {}
        self._limits: set[asyncio.Timeout] = set()
        self._tried: list[Tried] = []
        self._settling: asyncio.Task[None] | None = None
        self._stirred = asyncio.Event()
        self._writing = asyncio.Lock()
        self._woken = self._more = self._stopping = False
        self._bury_at = self._tidy_at = self._hold_at = self._clock.monotonic()
        self._loop = asyncio.get_running_loop()

    def wake(self) -> None:
        """There are letters: look now."""
        self._from_outside(self._wake)

    def stop(self) -> None:
        """Take no more letters; `run` returns when those on their way are settled."""
        self._from_outside(self._stop)

    async def run(self) -> None:
        """Sends whatever comes, until `stop`; closes the transports."""
        leave = self._store.on_letters(self.wake)
        try:
            while not self._stopping:
                await self.send_due()
                if not self._stopping:
                    await self._rest()
        finally:
            leave()
            for transport in self._transports.values():
                await transport.close()

    async def send_due(self) -> None:
        """Sends until nothing is due any more, and everything sent is settled."""
        self._woken = True
        await self._keep_order()
        while self._sending or self._settling or self._wants_more():
            await self._hold()
            if self._wants_more():
                await self._take()
            else:
                await self._rest()

    def _wants_more(self) -> bool:
        """Whether to look for letters; a full look is repeated as soon as there is room for another."""
        if self._stopping or len(self._sending) > self._refill:
            return False
        return self._woken or self._more

    async def _take(self) -> None:
        self._woken, self._more = False, False
        room = self._at_once - len(self._sending)
        try:
            taken = await self._store.write(self._work.take, tuple(self._transports), room)
        except (ServiceError, NotNow):
            return  # the next poll tries again
        self._more = len(taken) == room
        for claimed in taken:
            self._under_way[claimed.message.id] = claimed
            task = asyncio.create_task(self._send(claimed))
            self._sending.add(task)
            task.add_done_callback(self._sent)

    async def _send(self, claimed: Claimed) -> None:
        verdict = await self._verdict(claimed)
        self._health.note(claimed.message.channel, verdict)
        self._under_way.pop(claimed.message.id, None)
        self._tried.append(Tried(claimed, verdict))
        if self._settling is None:
            self._settling = asyncio.create_task(self._settle())

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if len(self._sending) <= self._refill:
            self._stirred.set()

    async def _verdict(self, claimed: Claimed) -> Verdict:
        """One try, within the lease and the letter's life; whatever goes wrong, the letter is kept."""
        message = claimed.message
        life = (message.dies_at - self._clock.now()).total_seconds()
        if life <= 0:
            return Retry(EXPIRED)
        limit = asyncio.timeout(min(life, _LAST_TRY if self._stopping else _LONGEST_TRY))
        self._limits.add(limit)
        try:
            async with limit:
                letter = await self._words(message)
                return await self._transports[message.channel].send(message, letter)
        except TimeoutError:
            return Retry("timeout")
        except Exception as error:
            # the kind of a fault of ours, never its message: that may quote the letter
            return Retry(f"fault {type(error).__name__}")
        finally:
            self._limits.discard(limit)

    async def _words(self, message: OutgoingMessage) -> Letter:
        """One letter after another: in between, the answers of servers are heard."""
        async with self._writing:
            letter = self._render(message)
            await asyncio.sleep(0)
        return letter

    async def _settle(self) -> None:
        """Puts down all outcomes there are, as often as new ones come."""
        try:
            while self._tried:
                if len(self._sending) > self._refill:
                    await asyncio.sleep(_TOGETHER)
                tried, self._tried = self._tried, []
                await self._put_down(tried)
        finally:
            self._settling = None
            self._stirred.set()

    async def _put_down(self, tried: list[Tried]) -> None:
        try:
            await self._store.write(self._work.settle, tried)
        except ServiceError:
            if not self._stopping:  # at the end their leases run out, and the next relay sends them again
                self._tried = tried + self._tried
                await asyncio.sleep(self._poll)

    async def _hold(self) -> None:
        """Keeps others from letters that a slow server still thinks about."""
        now = self._clock.monotonic()
        if now < self._hold_at:
            return
        self._hold_at = now + _HOLD
        if self._under_way:
            with suppress(ServiceError):  # the next one is early enough
                await self._store.write(self._work.hold, tuple(self._under_way.values()))

    async def _keep_order(self) -> None:
        """Gives up dead letters every few seconds, forgets old ones every hour."""
        now = self._clock.monotonic()
        with suppress(ServiceError):
            if now >= self._bury_at:
                self._bury_at = now + _BURIALS
                while await self._store.write(self._work.bury):
                    pass
            if now >= self._tidy_at:
                self._tidy_at = now + _TIDYING
                await self._store.write(self._work.tidy)

    async def _rest(self) -> None:
        """Until something happens; at the latest it is time to look by oneself."""
        try:
            async with asyncio.timeout(self._poll):
                await self._stirred.wait()
        except TimeoutError:
            self._woken = True
        self._stirred.clear()

    def _wake(self) -> None:
        self._woken = True
        self._stirred.set()

    def _stop(self) -> None:
        self._stopping = True
        at = self._loop.time() + _LAST_TRY
        for limit in self._limits:
            if not limit.expired() and (ends := limit.when()) is not None:
                limit.reschedule(min(at, ends))
        self._stirred.set()

    def _from_outside(self, call: Callable[[], None]) -> None:
        # a loop that is closed has nobody left to tell
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)
