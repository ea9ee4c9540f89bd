"""A terminal of its own process, for races: waits for the word, does one thing, tells what came of it.

Run as `python -m tests.services.race_worker FOLDER NUMBER DEED`; says `ready`, waits for a line, then prints
one JSON object. Some deeds are done in the one session that the test has opened (`changes.hand_over`).
"""

import asyncio
import json
import sys
from pathlib import Path

from services.errors import ServiceError
from services.policy import Policy
from tests.kit import visit
from tests.services import changes
from tests.services.desk import FIRST, MING, Desk
from tests.services.proofs import ScriptedProofs, unlock_with

IN_ONE_SESSION = Policy(strikes_before_lock=50)
"""Guesses under way lock nobody out, so that only the change itself is raced for."""
IN_SESSION = {
    "one",
    "one strictly",
    "withdrawal",
    "withdraw",
    "consolidate",
    "consolidate strictly",
    "separate",
}
"""In the one session that is handed over."""


async def act(desk: Desk, folder: Path, number: int, deed: str) -> str:
    if deed == "change":
        session = await desk.login(at=visit(f"kiosk-{number}"))
        wait_for_the_word()
        await desk.change(session, old="Wrong111")
    elif deed in {"identify", "mistake"}:
        wait_for_the_word()
        born = "19800101" if deed == "identify" else "19800102"
        await desk.program.identification.identify(visit("kiosk-1", f"visit-{number}"), MING, born)
    elif deed == "unlock":
        wait_for_the_word()
        service = unlock_with(desk, ScriptedProofs())
        await service.unlock(visit(f"kiosk-{number}"), MING, "19800101", None)
    elif deed in IN_SESSION:
        wait_for_the_word()
        await act_in_session(desk, folder, number, deed)
    else:
        wait_for_the_word()
        password = FIRST if deed == "right" else f"Wrong{number}11"
        await desk.login(password=password, at=visit(f"kiosk-{number}"))
    return "done"


async def act_in_session(desk: Desk, folder: Path, number: int, deed: str) -> None:
    session = changes.take_over(desk, folder)
    if deed in {"consolidate", "consolidate strictly"}:
        await changes.consolidate(desk, session, f"Harbor9{number}x")
    elif deed in {"one", "one strictly"}:
        await changes.change(desk, session, login=changes.login_block(new=f"River5{number}3"))
    elif deed == "separate":
        program = desk.program
        await program.ground.store.write(program.consolidation.separate, visit(), session.customer_id)
    elif deed == "withdraw":
        await changes.change(desk, session, 1, withdrawal=changes.withdrawal_block(new=f"Wq{number}7kq"))
    else:
        await changes.change(desk, session, 1, withdrawal=changes.withdrawal_block(f"Nope{number}1"))


def wait_for_the_word() -> None:
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    sys.stdin.readline()


def count_guesses(desk: Desk) -> list[object]:
    """Grows by one for every password really verified against a customer's credential."""
    guesses: list[object] = []
    pool = desk.program.ground.pool
    verify_each = pool.verify_each

    async def counted(*args: object) -> tuple[bool, ...]:
        guesses.append(None)
        return await verify_each(*args)  # type: ignore[arg-type]

    pool.verify_each = counted  # type: ignore[method-assign, assignment]
    return guesses


async def main(folder: Path, number: int, deed: str) -> None:
    policy = IN_ONE_SESSION if deed in {"one", "consolidate"} else Policy()
    desk = Desk.beside(folder, seed=str(number), policy=policy)
    guesses = count_guesses(desk)
    try:
        said = await act(desk, folder, number, deed)
    except ServiceError as refused:
        said = refused.code.value
    print(json.dumps({"said": said, "guesses": len(guesses)}), flush=True)  # noqa: T201 - the parent reads it
    desk.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
