"""A desk of many customers for the login benchmarks, wired as the program is, with real Argon2id."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from services.ambient import SystemClock, SystemRandomness
from services.policy import HashingSettings, Policy
from services.program import Ambient, Program, assemble
from services.robot_check import RobotCheckMode
from services.secret import Secret
from services.session_limits import SessionLimits
from services.visit import Mode, Visit
from storage.records import Business, CredentialOrigin, Person, Verifier
from tests.storage_kit import new_database

if TYPE_CHECKING:
    from storage.transaction import Transaction

PASSWORD = Secret("Bench2026x")
VISIT = Visit("bench", "台北", Mode.KIOSK, "bench")


@dataclass(frozen=True)
class Desk:
    """The program over a database file, and the ID numbers that can log in with `PASSWORD`."""

    program: Program
    id_numbers: tuple[str, ...]
    verifier: Verifier


def id_number(serial: int) -> str:
    """An invented 身分證字號 with its check digit (identifiers.md §3.2): A, 2, seven digits."""
    digits = f"2{serial:07}"
    total = (
        1 + 0 * 9 + sum(int(digit) * weight for digit, weight in zip(digits, range(8, 0, -1), strict=True))
    )
    return f"A{digits}{-total % 10}"


def _fill(tx: "Transaction", id_numbers: tuple[str, ...], verifier: Verifier, contacts: bool) -> None:
    for serial, number in enumerate(id_numbers):
        mobile, email = (f"09{serial:08}", f"nobody{serial}@example.com") if contacts else (None, None)
        customer = tx.customers.add(
            Person(number, "測試", date(1990, 1, 1), mobile, email, ("1",)), consolidated=True
        )
        at = datetime.now(UTC)
        credential = tx.credentials.add(customer.id, verifier, CredentialOrigin.OWN, at)
        tx.customers.add_account(customer.id, Business.SECURITIES, "台北", credential.id)


@contextmanager
def desk(customers: int, *, policy: Policy | None = None, contacts: bool = False) -> Iterator[Desk]:
    """A fresh desk on a real file; the robot check is off, a benchmark cannot read.

    With `contacts` everybody has a number and an address of their own.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = new_database(Path(folder))
        ambient = Ambient(SystemClock(), SystemRandomness())
        program = assemble(
            database, database.keyring, ambient,
            policy=policy or Policy(), limits=SessionLimits(), hashing=HashingSettings(),
            robot_check=RobotCheckMode.NEVER, app_version="bench", demo=False,
        )  # fmt: skip
        verifier = program.ground.pool._hash(PASSWORD)  # the same work for every customer
        numbers = tuple(id_number(serial) for serial in range(customers))
        database.write_now(_fill, numbers, verifier, contacts)
        yield Desk(program, numbers, verifier)
        program.close()
        database.close_now()


def cores() -> int:
    """Threads that hash."""
    return os.cpu_count() or 1
