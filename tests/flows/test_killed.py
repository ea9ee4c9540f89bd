"""kill -9 in the middle of changes of password: the old state stands or the new one, never a mixture."""

import os
import signal
import subprocess
from pathlib import Path

from services.secret import Secret
from tests.flows.changing import CUSTOMER, PASSWORDS
from tests.services.desk import Desk
from tests.terminal import ROOT, python

ROUNDS = 8


def killed_while_changing(folder: Path, changes: int) -> None:
    """A process that changes again and again, killed after it reported so many changes."""
    with subprocess.Popen(
        python("-m", "tests.flows.changing", str(folder)), cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        for _ in range(changes):
            assert process.stdout.readline(), "the process ended by itself"
        # reading the report races with the next change: the kill lands somewhere in the middle of it
        os.kill(process.pid, signal.SIGKILL)


async def assert_old_or_new(desk: Desk) -> None:
    """One password for everything, its voice digits too, at most one strike, a sound audit."""
    database, pool = desk.database, desk.program.ground.pool
    customer = database.read_now(lambda tx: tx.customers.find(CUSTOMER))
    assert customer is not None
    accounts = database.read_now(lambda tx: tx.customers.accounts(customer.id))
    (credential,) = database.read_now(lambda tx: tx.credentials.of_accounts(customer.id))
    assert {account.credential_id for account in accounts} == {credential.id}
    fits = [await pool.verify(credential.verifier, Secret(word)) for word in PASSWORDS]
    assert sum(fits) == 1
    voice = desk.voice(customer.id)
    assert voice is not None
    digits = desk.program.keypad.digits(PASSWORDS[fits.index(True)])
    assert await pool.verify(voice.verifier, Secret(digits)), "voice and login password differ"
    assert desk.lock(customer.id).fail_count <= 1
    assert database.read_now(lambda tx: tx.audit.verify()).sound


async def test_old_or_new_after_every_kill(tmp_path: Path) -> None:
    first = Desk.beside(tmp_path, seed="first")
    await first.customer()
    first.close()
    for round_number in range(ROUNDS):
        killed_while_changing(tmp_path, 1 + round_number % 4)
        desk = Desk.beside(tmp_path, seed=f"look {round_number}")
        await assert_old_or_new(desk)
        desk.close()
