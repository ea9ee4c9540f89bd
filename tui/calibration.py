"""Measures Argon2id on this machine and raises its memory until one hash takes the time it may."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

LEAST_KIB: Final = 19_456
"""The floor: OWASP's 19 MiB with two passes (PS-1); nothing weaker is proposed."""
ITERATIONS: Final = 2
PARALLELISM: Final = 1
STEP_KIB: Final = 1024
ROUNDS: Final = 3


@dataclass(frozen=True)
class Measured:
    """Argon2id settings and what one hash with them takes."""

    memory_kib: int
    iterations: int
    parallelism: int
    milliseconds: float


Stopwatch = Callable[[int], float]
"""Milliseconds of one hash with so many KiB."""


def propose(
    target_ms: int, room_kib: int, progress: Callable[[int], None], stopwatch: Stopwatch | None = None
) -> Measured:
    """The most memory within `target_ms` and `room_kib`, never below the floor.

    Time grows with memory, so each try is scaled from the one before; a try that is too slow is
    scaled back until one fits.
    """
    timed = stopwatch or milliseconds
    memory = LEAST_KIB
    progress(memory)
    took = timed(memory)
    best = Measured(LEAST_KIB, ITERATIONS, PARALLELISM, took)
    while (memory := _scaled(memory, target_ms / took, room_kib)) > best.memory_kib:
        progress(memory)
        took = timed(memory)
        if took <= target_ms:
            return Measured(memory, ITERATIONS, PARALLELISM, took)
        took = max(took, target_ms * 1.05)
    return best


def _scaled(memory: int, factor: float, room_kib: int) -> int:
    """`memory` times `factor` in whole MiB, within the room; at least the floor."""
    wanted = min(int(memory * factor * 0.97), room_kib)
    return max(LEAST_KIB, wanted // STEP_KIB * STEP_KIB)


def milliseconds(memory_kib: int) -> float:
    """The slowest of a few hashes, so that the proposal holds under load too."""
    return max(_once(memory_kib) for _ in range(ROUNDS))


def _once(memory_kib: int) -> float:
    began = time.perf_counter()
    hash_secret_raw(b"p" * 32, b"s" * 16, ITERATIONS, memory_kib, PARALLELISM, 32, Type.ID)
    return (time.perf_counter() - began) * 1000
