"""A whole program on a real database file, with invented customers, and short words for what people do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from services import attempts
from services.audit_trail import AuditEvent
from services.certificates.device import CertificateDevice
from services.delivery.settings import DeliverySettings
from services.demo_people import DemoPeople
from services.errors import ErrorCode, ServiceError
from services.lock_ladder import after_unlock
from services.password_change import PasswordChanged
from services.policy import HashingSettings, Policy
from services.program import Ambient, Program, assemble
from services.robot_check import Operation, RobotAnswer, RobotCheckMode, RobotQuestion
from services.secret import Secret
from services.session_limits import SessionLimits
from services.sessions import CustomerSession
from services.visit import Visit
from storage.audit_entry import AuditEntry
from storage.database import Database
from storage.errors import StorageError, StorageFault
from storage.records import (
    Business,
    Credential,
    CredentialOrigin,
    LoginLock,
    VoiceCredential,
    WithdrawalCredential,
)
from tests.kit import CHEAP, FixedClock, ScriptedRandomness, person, visit
from tests.storage_kit import KEYS_FILE, new_database, open_database

if TYPE_CHECKING:
    from storage.transaction import Transaction

MING = "A123456789"
STRANGER = "B142610160"
FIRST = "Kiosk2026"
WRONG = "Wrong111"


@dataclass
class Desk:
    """The program and what surrounds it."""

    database: Database
    policy: Policy = field(default_factory=Policy)
    robot_mode: RobotCheckMode = RobotCheckMode.NEVER
    hashing: HashingSettings = CHEAP
    seed: str = ""
    chance: ScriptedRandomness | None = None
    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    device: CertificateDevice | None = None

    def __post_init__(self) -> None:
        self.clock = FixedClock()
        self.randomness = self.chance or ScriptedRandomness(seed=self.seed)
        self.program: Program = assemble(
            self.database,
            self.database.keyring,
            Ambient(self.clock, self.randomness, device=self.device),
            policy=self.policy,
            limits=SessionLimits(),
            hashing=self.hashing,
            robot_check=self.robot_mode,
            app_version="0.1.0",
            demo=True,
            delivery=self.delivery,
        )

    @classmethod
    def beside(cls, folder: Path, **differs: Any) -> "Desk":
        """A desk on the database of the folder, which is made by the first one."""
        made = (folder / KEYS_FILE).exists()
        return cls(open_database(folder) if made else new_database(folder), **differs)

    def close(self) -> None:
        self.program.close()
        self.database.close_now()

    @property
    def people(self) -> DemoPeople:
        assert self.program.demo_people is not None
        return self.program.demo_people

    async def customer(
        self,
        id_number: str = MING,
        passwords: Sequence[str] = (FIRST, FIRST),
        *,
        consolidated: bool = True,
        origin: CredentialOrigin = CredentialOrigin.OWN,
        dies_at: datetime | None = None,
    ) -> int:
        """A customer with an account for each password; the same password twice is one credential."""
        pool = self.program.ground.pool
        verifiers = {password: await pool.hash(password) for password in passwords}
        businesses = tuple(Business)

        def add(tx: "Transaction") -> int:
            numbers = tuple(f"101-135792{n}" for n in range(len(passwords)))
            customer = tx.customers.add(person(id_number, accounts=numbers), consolidated=consolidated)
            changed = self.clock.now() - timedelta(days=100)
            ids = {
                text: tx.credentials.add(customer.id, verifier, origin, changed, dies_at).id
                for text, verifier in verifiers.items()
            }
            for number, password in enumerate(passwords):
                tx.customers.add_account(customer.id, businesses[number % 4], "台北分公司", ids[password])
            return customer.id

        return self.database.write_now(add)

    async def login(
        self,
        id_number: str = MING,
        password: str = FIRST,
        at: Visit | None = None,
        answer: RobotAnswer | None = None,
    ) -> CustomerSession:
        return await self.program.login.enter(at or visit(), id_number, Secret(password), answer)

    async def refused(
        self, id_number: str = MING, password: str = WRONG, answer: RobotAnswer | None = None
    ) -> ErrorCode:
        with pytest.raises(ServiceError) as caught:
            await self.login(id_number, password, answer=answer)
        return caught.value.code

    async def change(
        self,
        session: CustomerSession,
        new: str = "Rain4Tea",
        *,
        old: str = FIRST,
        confirm: str | None = None,
        sync_voice: bool = False,
    ) -> PasswordChanged:
        return await self.program.password_change.change(
            session.visit,
            session,
            old=Secret(old),
            new=Secret(new),
            confirm=Secret(new if confirm is None else confirm),
            sync_voice=sync_voice,
        )

    async def not_changed(
        self, session: CustomerSession, new: str = "Rain4Tea", **typed: str | bool
    ) -> ServiceError:
        with pytest.raises(ServiceError) as caught:
            await self.change(session, new, **typed)  # type: ignore[arg-type]
        return caught.value

    @staticmethod
    def solve(question: RobotQuestion) -> str:
        """The right answer, as typed."""
        sums = {
            Operation.ADD: question.left + question.right,
            Operation.SUBTRACT: question.left - question.right,
            Operation.MULTIPLY: question.left * question.right,
        }
        return str(sums[question.operation])

    def lock(self, customer_id: int) -> LoginLock:
        return self.database.read_now(lambda tx: tx.locks.read(customer_id))

    def voice(self, customer_id: int) -> VoiceCredential | None:
        return self.database.read_now(lambda tx: tx.credentials.voice(customer_id))

    def sessions_open(self, customer_id: int) -> int:
        """How many sessions the customer has; ends them."""
        return self.database.write_now(lambda tx: tx.sessions.end_all(customer_id))

    def unlock(self, customer_id: int) -> None:
        """The one unlock, as the counter or the certificate will do it."""

        def lift(tx: "Transaction") -> None:
            lock = tx.locks.read(customer_id)
            opened = after_unlock(lock)
            assert opened is not None
            assert tx.locks.replace(lock, opened)

        self.database.write_now(lift)

    def strike(self, customer_id: int, times: int) -> None:
        """Guesses paid for and never settled, as by a program that died."""
        for _ in range(times):
            self.database.write_now(lambda tx: attempts.reserve(tx, tx.locks.read(customer_id), self.policy))

    def replace_credential(self, customer_id: int) -> None:
        """Gives the first account another credential, as nobody but the counter could."""

        def swap(tx: "Transaction") -> None:
            account = tx.customers.accounts(customer_id)[0]
            old = tx.credentials.of_accounts(customer_id)[0]
            new = tx.credentials.add(customer_id, old.verifier, old.origin, old.changed_at)
            assert tx.credentials.assign([account.id], seen=old.id, new=new.id)

        self.database.write_now(swap)

    def break_change(self, patch: pytest.MonkeyPatch) -> None:
        """The disk is full at the very end of a change, after everything else was written."""
        entry = self.program.ground.trail.entry

        def full(at: Visit, event: AuditEvent, *rest: Any, **facts: Any) -> AuditEntry:
            if event is AuditEvent.PASSWORD_CHANGE:
                raise StorageError(StorageFault.FULL)
            return entry(at, event, *rest, **facts)

        patch.setattr(self.program.ground.trail, "entry", full)

    def phc(self, id_number: str = MING) -> str:
        """What is kept of the first password."""
        return self.credential_of(id_number).verifier.phc

    def credential_of(self, id_number: str) -> Credential:
        return self.database.read_now(lambda tx: tx.credentials.of_accounts(_id(tx, id_number))[0])

    def lock_of(self, id_number: str) -> LoginLock:
        return self.database.read_now(lambda tx: tx.locks.read(_id(tx, id_number)))

    def voice_of(self, id_number: str) -> VoiceCredential | None:
        return self.database.read_now(lambda tx: tx.credentials.voice(_id(tx, id_number)))

    def withdrawal_of(self, id_number: str) -> WithdrawalCredential | None:
        """Of the first futures account."""

        def read(tx: "Transaction") -> WithdrawalCredential | None:
            accounts = tx.customers.accounts(_id(tx, id_number))
            futures = next(account for account in accounts if account.business is Business.FUTURES)
            return tx.withdrawals.find(futures.id)

        return self.database.read_now(read)

    def audit(self) -> list[AuditEntry]:
        return self.database.read_now(lambda tx: [row.entry for row in tx.audit.rows()])

    def told(self) -> list[tuple[str, str | None]]:
        """The audit rows as event and reason."""
        return [(entry.event, entry.reason_code) for entry in self.audit()]


def _id(tx: "Transaction", id_number: str) -> int:
    customer = tx.customers.find(id_number)
    assert customer is not None
    return customer.id
