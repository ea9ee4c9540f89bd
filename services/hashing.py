"""Argon2id over a peppered password, on as many threads as the machine has cores (security §2.4, N-PW-8).

More threads than cores make nothing quicker and cost 19 MiB each, so the others wait in a queue with an end:
beyond it people are told that the system is busy. The answer to a guess is a plain bool.
"""

import asyncio
import hmac
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final, Protocol, TypeVar

from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret, verify_secret

from services.errors import ErrorCode, ServiceError
from services.policy import HashingSettings
from services.ports import Randomness
from services.secret import Secret
from services.storage_refusals import as_refusal
from storage.records import Verifier

T = TypeVar("T")

SALT_BYTES: Final = 16
TAG_BYTES: Final = 32


class Peppers(Protocol):
    """The part of the keyring that goes into a password before it is hashed."""

    @property
    def pepper_version(self) -> int:
        """The version for new verifiers."""
        ...

    def pepper(self, version: int) -> bytes:
        """The key of a version."""
        ...


class HashPool:
    """Hashes and verifies; every coroutine here raises `ServiceError(BUSY)` when the queue is full."""

    def __init__(
        self,
        settings: HashingSettings,
        peppers: Peppers,
        randomness: Randomness,
        *,
        workers: int | None = None,
    ) -> None:
        self.workers = workers or settings.workers or _cores()
        self._settings = settings
        self._peppers = peppers
        self._randomness = randomness
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="hash")
        self._counting = threading.Lock()
        self._room = self.workers + settings.queue
        self._dummy: Verifier | None = None
        cost = f"m={settings.memory_kib},t={settings.iterations},p={settings.parallelism}"
        self._prefix = f"$argon2id$v={ARGON2_VERSION}${cost}$"
        """What every verifier of these settings begins with."""

    @property
    def settings(self) -> HashingSettings:
        """What new verifiers cost."""
        return self._settings

    async def hash(self, password: Secret | str) -> Verifier:
        """A new verifier with the settings and the pepper in force."""
        return (await self._run([partial(self._hash, password)]))[0]

    async def verify(self, verifier: Verifier, password: Secret | str) -> bool:
        """Whether the password is the one behind the verifier."""
        return (await self.verify_each((verifier,), password))[0]

    async def verify_each(self, verifiers: Sequence[Verifier], password: Secret | str) -> tuple[bool, ...]:
        """The same for several at once, in parallel; one place in the queue lets all of them in."""
        return tuple(await self._run([partial(self._verify, verifier, password) for verifier in verifiers]))

    async def verify_dummy(self, password: Secret | str) -> None:
        """Costs what a verification costs, and says nothing: for unknown and locked IDs."""
        await self._run([partial(self._verify_dummy, password)])

    def needs_rehash(self, verifier: Verifier) -> bool:
        """Whether the settings or the pepper were raised since."""
        current = verifier.pepper_version == self._peppers.pepper_version
        return not (current and verifier.phc.startswith(self._prefix))

    def close(self) -> None:
        """Drops what waits and lets the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        self._enter(len(calls))
        futures = [self._threads.submit(call) for call in calls]
        for future in futures:
            # counted down when the work is over, not when its caller has gone away
            future.add_done_callback(self._leave)
        with as_refusal():  # a pepper that the keyring does not have
            if len(futures) == 1:
                return [await asyncio.wrap_future(futures[0])]
            return list(await asyncio.gather(*map(asyncio.wrap_future, futures)))

    def _enter(self, count: int) -> None:
        """Lets all in where there is one place: how many passwords an ID has must not decide."""
        with self._counting:
            if self._room <= 0:
                raise ServiceError(ErrorCode.BUSY)
            self._room -= count

    def _leave(self, _: "Future[T]") -> None:
        with self._counting:
            self._room += 1

    def _hash(self, password: Secret | str) -> Verifier:
        version, settings = self._peppers.pepper_version, self._settings
        phc = hash_secret(
            self._peppered(password, version),
            self._randomness.token(SALT_BYTES),
            settings.iterations,
            settings.memory_kib,
            settings.parallelism,
            TAG_BYTES,
            Type.ID,
        )
        return Verifier(phc.decode("ascii"), version)

    def _verify(self, verifier: Verifier, password: Secret | str) -> bool:
        secret = self._peppered(password, verifier.pepper_version)
        try:
            return verify_secret(verifier.phc.encode("ascii"), secret, Type.ID)
        except VerifyMismatchError:
            return False

    def _verify_dummy(self, password: Secret | str) -> None:
        # two threads may both make it: the later one stays, and nothing is lost
        if self._dummy is None:
            self._dummy = self._hash(self._randomness.token(SALT_BYTES).hex())
        self._verify(self._dummy, password)

    def _peppered(self, password: Secret | str, version: int) -> bytes:
        text = password.reveal() if isinstance(password, Secret) else password
        plain = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._peppers.pepper(version), plain, "sha256") if version else plain


def _cores() -> int:
    """The cores this process may use, which on Linux can be fewer than the machine has."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
