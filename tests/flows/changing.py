"""A process that changes one customer's password for ever and reports each change: to be killed."""

import asyncio
import os
import sys
from pathlib import Path

from services.login import Login
from services.secret import Secret
from tests.kit import visit
from tests.services.desk import FIRST, MING, Desk

CUSTOMER = MING
PASSWORDS = (FIRST, "Harbor731", "Maple2468", "Cloud9876", "River5432", "Temple365")
"""More than are remembered, so that the first may come back after the last."""


async def current(desk: Desk) -> int:
    """Which of the passwords stands."""
    customer = desk.database.read_now(lambda tx: tx.customers.find(CUSTOMER))
    assert customer is not None
    (credential,) = desk.database.read_now(lambda tx: tx.credentials.of_accounts(customer.id))
    fits = [await desk.program.ground.pool.verify(credential.verifier, Secret(word)) for word in PASSWORDS]
    return fits.index(True)


async def change_for_ever(desk: Desk) -> None:
    """Login, change, report."""
    here, login = visit(), desk.program.login
    assert isinstance(login, Login)
    standing = await current(desk)
    while True:
        old, new = (Secret(PASSWORDS[(standing + step) % len(PASSWORDS)]) for step in (0, 1))
        session = await login.enter(here, CUSTOMER, old, None)
        await desk.program.password_change.change(
            here, session, old=old, new=new, confirm=new, sync_voice=True
        )
        standing += 1
        sys.stdout.write("changed\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(change_for_ever(Desk.beside(Path(sys.argv[1]), seed=str(os.getpid()))))
