"""The world of the state machine: two programs whose clocks differ, on one database, and two customers."""

import asyncio
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

from hypothesis.stateful import RuleBasedStateMachine, initialize

from services.delivery.settings import DeliverySettings
from services.errors import ServiceError
from services.policy import Policy
from services.reissue.results import CodeSent
from services.secret import Secret
from storage.outgoing import OutgoingMessage
from storage.records import Credential
from tests.databases import Engine
from tests.kit import visit
from tests.services.desk import FIRST, MING, STRANGER, Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import Applicant, SpreadRandomness, outbox
from tests.services.reissue.model import A_DAY, FAILURES, TRIES, Counted, Held, Known
from tests.storage_kit import URL_FILE

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - no disk to wait for
"""What is written here is never read after a fall."""


class World(RuleBasedStateMachine):
    """Programs, people, the letters that came, and what the model knows."""

    engine: ClassVar[Engine] = Engine.SQLITE
    commit: ClassVar[Literal["on_verify", "on_submit"]] = "on_verify"

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        place = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY)))
        if self.engine is Engine.POSTGRESQL:
            from tests.postgres import SCHEMAS

            (place / URL_FILE).write_text(self.stack.enter_context(SCHEMAS.lent()), "utf-8")
        policy = Policy(
            code_floor_ms=0,
            identity_floor_ms=0,
            login_floor_ms=0,
            reissue_applications_per_day=A_DAY,
            code_tries=TRIES,
            code_failures_before_closing=FAILURES,
            initial_password_commit=self.commit,
        )
        delivery = DeliverySettings(per_address_hour=1000, per_address_day=1000)
        self.desks = [
            Desk.beside(place, chance=SpreadRandomness(seed=str(n)), policy=policy, delivery=delivery)
            for n in (1, 2)
        ]
        self.skew = 0
        self.proofs = ScriptedProofs(said=False)
        self.people = {number: self.added(number) for number in (MING, STRANGER)}
        self.letters: dict[str, OutgoingMessage] = {}
        self.activations: dict[str, tuple[str, datetime]] = {}
        """Whose, and its end."""
        self.helds = [Held(1, Secret("nothing"), MING)]
        self.counted = Counted()

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            for desk in self.desks:
                desk.close()
            self.loop.close()
            self.stack.close()

    def added(self, number: str) -> Known:
        customer = self.loop.run_until_complete(self.desks[0].customer(number, passwords=(FIRST,)))
        accounts = self.desks[0].database.read_now(lambda tx: tx.customers.accounts(customer))
        return Known(number, customer, tuple(one.id for one in accounts), self.desks[0].phc(number))

    def at(self, one: Held, program: int = 0) -> Applicant:
        where = visit(f"kiosk-{one.terminal}", f"visit-{one.terminal}")
        applicant = Applicant(self.desks[program], self.proofs, where, one.whose or MING)
        applicant.handle = one.handle
        return applicant

    def run(self, step: Any) -> Any:
        try:
            return self.loop.run_until_complete(step)
        except ServiceError as refused:
            return refused
        finally:
            latest = max(desk.clock.now() for desk in self.desks)
            self.letters.update({letter.id: letter for letter in outbox(self.desks[0], latest)})

    def code(self, sent: CodeSent) -> str:
        return self.letters[sent.message_id].facts["code"]

    def credential(self, number: str) -> Credential:
        return self.desks[0].credential_of(number)

    def identified(self, whose: str, terminal: int, program: int) -> Held:
        applicant = self.at(Held(terminal, Secret(""), whose), program)
        self.run(applicant.identify())
        return Held(terminal, applicant.handle, whose)

    def accept(self, whose: str) -> None:
        """The password was replaced, by who had the factors."""
        known = self.people[whose]
        known.verifier = self.desks[0].phc(whose)
        known.failures = 0

    def logs_in(self, whose: str, password: Secret, program: int) -> bool:
        """A real login; a miss is a strike, which the next success clears."""
        desk = self.desks[program]
        return not isinstance(self.run(desk.login(whose, password.reveal())), ServiceError)

    def failures(self, known: Known) -> tuple[int, bool]:
        """As they are kept: how many in a row, and whether they have closed it."""
        kept = self.desks[0].database.read_now(lambda tx: tx.codes.failures(known.id))
        return kept.consecutive, kept.closed
