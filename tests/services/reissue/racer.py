"""A terminal of its own process that takes one step.

Run as `python -m tests.services.reissue.racer FOLDER NUMBER STEP`; says `ready`, waits for a line, then
prints what came of it. `right` enters the code of the one application that the test has begun (`given.json`),
`activate` types the activation code of its letter.
"""

import asyncio
import json
import sys
from pathlib import Path

from services.errors import ServiceError
from services.policy import Policy
from services.secret import Secret
from tests.kit import visit
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.race_worker import wait_for_the_word
from tests.services.reissue.kit import Applicant, SpreadRandomness


async def act(desk: Desk, folder: Path, number: int, step: str) -> None:
    own = visit(f"kiosk-{number}", f"visit-{number}")
    ming = Applicant(desk, ScriptedProofs(said=step not in {"letter", "activate"}), own)
    if step in {"apply", "letter"}:
        offer = await ming.begin()
        wait_for_the_word()
        await ming.confirm(offer)
        return
    given = json.loads((folder / "given.json").read_text("utf-8"))
    if step == "activate":
        wait_for_the_word()
        await ming.activate(given["activation"])
        return
    ming.at, ming.handle = visit(), Secret(given["handle"])
    wait_for_the_word()
    await ming.verify(given["code"])


async def main(folder: Path, number: int, step: str) -> None:
    policy = Policy(code_floor_ms=0, identity_floor_ms=0)
    desk = Desk.beside(folder, chance=SpreadRandomness(seed=str(number)), policy=policy)
    try:
        await act(desk, folder, number, step)
        said = "done"
    except ServiceError as refused:
        said = refused.code.value
    print(json.dumps(said), flush=True)  # noqa: T201 - the parent reads it
    desk.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
