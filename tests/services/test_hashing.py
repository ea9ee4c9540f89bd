"""The hash pool: right and wrong, pepper and settings raised, and a queue with an end."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from services.errors import ErrorCode, ServiceError
from services.hashing import HashPool
from services.policy import HashingSettings
from services.secret import Secret
from storage.errors import StorageError, StorageFault
from storage.records import Verifier
from tests.kit import CHEAP, PlainPeppers, ScriptedRandomness


@pytest.fixture
def pool() -> Iterator[HashPool]:
    pool = HashPool(CHEAP, PlainPeppers(), ScriptedRandomness())
    yield pool
    pool.close()


async def test_right_and_wrong(pool: HashPool) -> None:
    verifier = await pool.hash(Secret("Kiosk2026"))
    assert await pool.verify(verifier, Secret("Kiosk2026"))
    assert not await pool.verify(verifier, Secret("kiosk2026"))
    assert not await pool.verify(verifier, "")
    assert verifier.phc.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert "argon2" not in repr(verifier)


async def test_same_password_twice_looks_different(pool: HashPool) -> None:
    assert (await pool.hash("Kiosk2026")).phc != (await pool.hash("Kiosk2026")).phc


async def test_each_in_its_place(pool: HashPool) -> None:
    verifiers = [await pool.hash(f"Stock{n}xy") for n in range(5)]
    assert await pool.verify_each(verifiers, "Stock3xy") == (False, False, False, True, False)
    assert await pool.verify_each((), "Stock3xy") == ()


async def test_the_pepper_goes_in(pool: HashPool) -> None:
    verifier = await pool.hash("Kiosk2026")
    assert verifier.pepper_version == 2
    assert not await pool.verify(Verifier(verifier.phc, 1), "Kiosk2026")


async def test_needs_rehash(pool: HashPool) -> None:
    verifier = await pool.hash("Kiosk2026")
    assert not pool.needs_rehash(verifier)
    assert pool.needs_rehash(Verifier(verifier.phc, 1))
    raised = HashPool(HashingSettings(memory_kib=16, iterations=1), PlainPeppers(), ScriptedRandomness())
    assert raised.needs_rehash(verifier)
    assert await raised.verify(verifier, "Kiosk2026")
    raised.close()


async def test_any_text_can_be_a_password(pool: HashPool) -> None:
    for text in ("密碼", "\ud800", "\x00", "x" * 6_000):
        assert await pool.verify(await pool.hash(text), text)


async def test_the_dummy_is_made_once(pool: HashPool, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Secret | str] = []
    hash_ = pool._hash

    def count(text: Secret | str) -> Verifier:
        made.append(text)
        return hash_(text)

    monkeypatch.setattr(pool, "_hash", count)
    for _ in range(4):
        await pool.verify_dummy("Kiosk2026")
    assert len(made) == 1


class Held(HashPool):
    """A pool whose threads wait until they are let go."""

    def __init__(self, queue: int) -> None:
        settings = HashingSettings(memory_kib=8, iterations=1, workers=2, queue=queue)
        super().__init__(settings, PlainPeppers(), ScriptedRandomness())
        self.go = threading.Event()

    def _verify(self, verifier: Verifier, password: Secret | str) -> bool:
        self.go.wait()
        return super()._verify(verifier, password)


async def test_beyond_the_queue_people_are_told() -> None:
    pool = Held(queue=3)
    verifier = await pool.hash("Kiosk2026")
    waiting = [asyncio.create_task(pool.verify(verifier, "Kiosk2026")) for _ in range(4)]
    await asyncio.sleep(0)
    # one place is left: an ID of two passwords gets in with it as an unknown one would
    pair = asyncio.create_task(pool.verify_each([verifier, verifier], "Kiosk2026"))
    await asyncio.sleep(0)
    for refused in (pool.hash("Kiosk2026"), pool.verify_dummy("Kiosk2026")):
        with pytest.raises(ServiceError) as caught:
            await refused
        assert caught.value.code is ErrorCode.BUSY
    pool.go.set()
    assert await asyncio.gather(*waiting) == [True] * 4
    assert await pair == (True, True)
    assert await pool.verify_each([verifier] * 5, "Kiosk2026") == (True,) * 5
    pool.close()


async def test_who_goes_away_leaves_the_count_right() -> None:
    pool = Held(queue=2)
    verifier = await pool.hash("Kiosk2026")
    tasks = [asyncio.create_task(pool.verify(verifier, "Kiosk2026")) for _ in range(4)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    pool.go.set()
    await asyncio.to_thread(pool._threads.shutdown, wait=True)
    assert pool._room == 4


async def test_threads_are_as_many_as_said() -> None:
    pool = HashPool(CHEAP, PlainPeppers(), ScriptedRandomness(), workers=3)
    assert pool.workers == 3
    pool.close()


async def test_a_missing_pepper_is_a_refusal(pool: HashPool, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(version: int) -> bytes:
        raise StorageError(StorageFault.KEYS_FOREIGN)

    verifier = await pool.hash("Kiosk2026")
    monkeypatch.setattr(pool._peppers, "pepper", missing)
    with pytest.raises(ServiceError) as caught:
        await pool.verify(verifier, "Kiosk2026")
    assert caught.value.code is ErrorCode.STORAGE_UNAVAILABLE
