"""Whole 密碼補發 applications a second on SQLite, every service call of every step, against 400 a second.

Hashing is stubbed out and floors are off, for this figure only: one is paid on other cores' time, the other
waits. Certificates are taken as proven; what proving costs is `certificate_check`. A round is so many
applications by either method. The detail has each of them, and when codes are answered with all of it on.
"""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from services.errors import ServiceError
from services.hashing import HashPool
from services.policy import Policy
from services.reissue.reissue import Reissue
from services.reissue.results import CodeSent, LetterSent
from services.secret import Secret
from services.visit import Mode, Visit
from storage.outgoing import Channel
from storage.records import Verifier
from tests.bench.desk import Desk, desk
from tests.bench.figure import Figure, Round, run, summarise
from tests.services.proofs import ScriptedProofs

GOAL: Final = 400.0
CLIENTS: Final = 64
BORN: Final = "19900101"
NEW: Final = Secret("Rain4Tea77")
QUICK: Final = Policy(code_floor_ms=0, identity_floor_ms=0, reissue_applications_per_day=100)


class NoHashing(HashPool):
    """Costs nothing, and finds every password to be another one."""

    made: Verifier

    async def hash(self, password: Secret | str) -> Verifier:
        return self.made

    async def verify_each(self, verifiers: Any, password: Secret | str) -> tuple[bool, ...]:
        return (False,) * len(verifiers)


@dataclass
class Counter:
    """The desk, with the letters as they are put into the outbox."""

    here: Desk
    letters: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        post = self.here.program.ground.post
        put = post.letter

        def noted(*args: Any, facts: dict[str, str], **rest: Any) -> str:
            number = put(*args, facts=facts, **rest)
            self.letters[number] = facts
            return number

        post.letter = noted  # type: ignore[method-assign, assignment]
        self.by = {proven: self._reissue(proven) for proven in (True, False)}

    def _reissue(self, proven: bool) -> Reissue:
        program = self.here.program
        return Reissue(
            program.ground,
            identification=program.identification,
            certificates=ScriptedProofs(said=proven),  # type: ignore[arg-type]
            rules=program.rules,
            keypad=program.keypad,
            limits=program.limits,
        )

    async def code(self, at: Visit, number: str, proven: bool) -> tuple[Secret, CodeSent]:
        """All the way to a code that waits to be typed."""
        reissue = self.by[proven]
        handle = (await reissue.identify(at, number, BORN)).handle
        offer = await reissue.begin(at, handle)
        channel = Channel.SMS if proven else None
        sent = await reissue.confirm(at, handle, offer.accounts[0].id, channel)
        await reissue.delivery(at, handle)
        if isinstance(sent, LetterSent):
            activation = self.letters.pop(sent.message_id)["activation_code"]
            handle = (await reissue.enter_activation(at, Secret(activation))).handle
            sent = await reissue.request_code(at, handle)
            await reissue.delivery(at, handle)
        return handle, sent

    async def whole(self, at: Visit, number: str, proven: bool) -> None:
        """From 輸入資料 to 變更成功."""
        handle, sent = await self.code(at, number, proven)
        code = Secret(self.letters.pop(sent.message_id)["code"])
        reissue = self.by[proven]
        await reissue.verify(at, handle, code)
        await reissue.advisor(at, handle)
        await reissue.set_password(at, handle, NEW, NEW)


def terminal(number: int) -> Visit:
    return Visit(f"bench-{number}", "台北", Mode.KIOSK, f"visit-{number}")


async def rate(counter: Counter, numbers: "itertools.cycle[str]", proven: bool, seconds: float) -> float:
    """Applications a second of `CLIENTS` terminals that do nothing else."""
    done, begin = 0, time.perf_counter()
    end = begin + seconds

    async def client(number: int) -> None:
        nonlocal done
        while time.perf_counter() < end:
            await counter.whole(terminal(number), next(numbers), proven)
            done += 1

    await asyncio.gather(*map(client, range(CLIENTS)))
    return done / (time.perf_counter() - begin)


async def rounds_of(here: Desk, count: int, seconds: float) -> tuple[list[Round], dict[str, object]]:
    """As many applications of either method, after one round that is not counted."""
    counter, numbers = Counter(here), itertools.cycle(here.id_numbers)
    found: list[tuple[float, float]] = []
    processor = time.process_time()
    for _ in range(count + 1):
        found.append(
            (await rate(counter, numbers, True, seconds), await rate(counter, numbers, False, seconds))
        )
    spent = (time.process_time() - processor) / sum((c + letter) * seconds for c, letter in found)
    both = [Round(2 / (1 / certificate + 1 / letter), GOAL) for certificate, letter in found[1:]]
    return both, {
        "certificate_per_s": round(median(one for one, _ in found[1:])),
        "letter_per_s": round(median(one for _, one in found[1:])),
        "processor_ms_each": round(spent * 1000, 2),
        "clients": CLIENTS,
    }


async def answered(here: Desk, each: int) -> dict[str, object]:
    """When right, wrong and unknown codes are answered, in ms: with floor and hashing as people meet them."""
    counter, numbers = Counter(here), iter(here.id_numbers)
    taken: dict[str, list[float]] = {}

    async def one(kind: str, number: int) -> None:
        at = terminal(number)
        handle, sent = await counter.code(at, next(numbers), proven=True)
        code = counter.letters[sent.message_id]["code"]
        wrong = f"{(int(code) + 1) % 10**7:07}"
        begin = time.perf_counter()
        try:
            if kind == "unknown_activation":
                await counter.by[True].enter_activation(at, Secret("0" * 16))
            else:
                await counter.by[True].verify(at, handle, Secret(code if kind == "right" else wrong))
        except ServiceError:
            kind += " refused"
        taken.setdefault(kind, []).append((time.perf_counter() - begin) * 1000)

    # one of each at a time, as at a few terminals: their order tells nothing
    for number in range(each):
        await asyncio.gather(
            *(one(kind, 3 * number + n) for n, kind in enumerate(("right", "wrong", "unknown_activation")))
        )
    return {
        kind: [round(min(times)), round(median(times)), round(max(times))]
        for kind, times in sorted(taken.items())
    }


def stubbed(here: Desk) -> Desk:
    """The desk without the cost of hashing."""
    pool: Any = here.program.ground.pool
    pool.__class__, pool.made = NoHashing, here.verifier
    return here


def measure(full: bool) -> Figure:
    """2,000 customers."""
    with desk(2000, policy=QUICK, contacts=True) as here:
        rounds, detail = asyncio.run(rounds_of(stubbed(here), 12 if full else 4, 2.0))
    with desk(60, contacts=True) as here:
        detail["answered_ms"] = asyncio.run(answered(here, 20 if full else 8))
    return summarise("reissue_rate", "reissues/s", rounds, **detail)


if __name__ == "__main__":
    run(measure)
