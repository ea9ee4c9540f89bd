"""No order of calls, clocks and programs reaches a password without the factors (ASVS 2.3.1, FP-6).

Two programs on one database, several terminals; a device with or without the certificate; codes out of the
letters of the right application, out of others', old ones, guesses. A model beside it knows which factors
each application has really seen.
"""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from services.reissue.results import CodeSent, LetterSent
from services.secret import Secret
from storage.outgoing import Channel, OutgoingMessage
from tests.kit import visit
from tests.services.desk import FIRST, MING, Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import Applicant, SpreadRandomness, outbox

POLICY = Policy(code_floor_ms=0, identity_floor_ms=0, reissue_applications_per_day=100)
TERMINALS = 3
PICK = st.integers(0, 20)
"""Which of a list, however long that is: what is drawn must not hang on what has happened."""


def picked(things: list[str], pick: int) -> str:
    return things[pick % len(things)]


@dataclass
class Held:
    """What somebody at a terminal has in hand, and which factors they have shown for it."""

    terminal: int
    handle: Secret
    certificate: bool = False
    letter: bool = False
    sent: list[CodeSent] = field(default_factory=list)
    verified: bool = False


class Machine(RuleBasedStateMachine):
    """People at terminals do whatever they like, in any order."""

    held = Bundle("held")

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        self.desks = [Desk.beside(place, chance=SpreadRandomness(seed=str(n)), policy=POLICY) for n in (1, 2)]
        self.proofs = ScriptedProofs(said=False)
        self.loop.run_until_complete(self.desks[0].customer(passwords=(FIRST,)))
        self.letters: dict[str, OutgoingMessage] = {}
        self.activations: dict[str, str] = {}
        self.verifier = self.desks[0].phc()

    def teardown(self) -> None:
        if hasattr(self, "loop"):
            for desk in self.desks:
                desk.close()
            self.loop.close()
            self.folder.cleanup()

    def at(self, one: Held, program: int = 0) -> Applicant:
        where = visit(f"kiosk-{one.terminal}", f"visit-{one.terminal}")
        applicant = Applicant(self.desks[program], self.proofs, where)
        applicant.handle = one.handle
        return applicant

    def run(self, step: Any) -> Any:
        try:
            return self.loop.run_until_complete(step)
        except ServiceError as refused:
            return refused
        finally:
            self.letters.update({letter.id: letter for letter in outbox(self.desks[0])})

    def code(self, sent: CodeSent) -> str:
        return self.letters[sent.message_id].facts["code"]

    def identified(self, terminal: int, program: int) -> Held:
        applicant = self.at(Held(terminal, Secret("")), program)
        self.run(applicant.identify())
        return Held(terminal, applicant.handle)

    def accept(self) -> None:
        """The password was replaced, by who had the factors."""
        self.verifier = self.desks[0].phc()

    @rule(seconds=st.sampled_from([1, 60, 121, 301, 601, 3600, 86_400]))
    def time_passes(self, seconds: int) -> None:
        for desk in self.desks:
            desk.clock.advance(seconds=seconds)

    @rule(certificate=st.booleans())
    def certificate_comes_or_goes(self, certificate: bool) -> None:
        self.proofs.said = certificate

    @rule(target=held, terminal=st.integers(1, TERMINALS), program=st.integers(0, 1))
    def identify(self, terminal: int, program: int) -> Held:
        return self.identified(terminal, program)

    @rule(one=held, program=st.integers(0, 1))
    def begin(self, one: Held, program: int) -> None:
        applicant = self.at(one, program)
        offer = self.run(applicant.reissue.begin(applicant.at, one.handle))
        if not isinstance(offer, ServiceError):
            one.certificate = bool(self.proofs.said)
            assert (offer.method.value == "certificate") is one.certificate

    @rule(one=held, channel=st.sampled_from([None, *Channel]), program=st.integers(0, 1))
    def confirm(self, one: Held, channel: Channel | None, program: int) -> None:
        applicant = self.at(one, program)
        account = self.desks[0].database.read_now(
            lambda tx: tx.customers.accounts(tx.customers.find(MING).id)[0].id  # type: ignore[union-attr]
        )
        sent = self.run(applicant.reissue.confirm(applicant.at, one.handle, account, channel))
        if isinstance(sent, CodeSent):
            assert one.certificate
            one.sent.append(sent)
        elif isinstance(sent, LetterSent):
            assert not one.certificate
            self.activations[sent.message_id] = self.letters[sent.message_id].facts["activation_code"]

    @rule(target=held, terminal=st.integers(1, TERMINALS), certificate=st.booleans())
    def apply(self, terminal: int, certificate: bool) -> Held:
        """The usual beginning at one go, so that the later steps come often enough."""
        self.proofs.said = certificate
        one = self.identified(terminal, 0)
        self.begin(one, 1)
        self.confirm(one, Channel.SMS, 0)
        return one

    @rule(one=held)
    def type_the_code_of_the_letter(self, one: Held) -> None:
        if one.sent:
            self.enter(one, self.code(one.sent[-1]), 1)

    @rule(one=held, name=st.sampled_from(["request_code", "resend"]))
    def ask_again(self, one: Held, name: str) -> None:
        """As soon as it may be asked."""
        self.time_passes(121)
        self.another_code(one, name, 0)

    @rule(target=held, pick=PICK, terminal=st.integers(1, TERMINALS), program=st.integers(0, 1))
    def activate(self, pick: int, terminal: int, program: int) -> Held:
        code = picked([*self.activations.values(), "0" * 16], pick)
        step = self.run(self.at(Held(terminal, Secret("")), program).activate(code))
        if isinstance(step, ServiceError):
            return Held(terminal, Secret("nothing"))
        assert code in self.activations.values()
        return Held(terminal, step.handle, letter=True)

    @rule(one=held, name=st.sampled_from(["request_code", "resend", "go_on"]), program=st.integers(0, 1))
    def another_code(self, one: Held, name: str, program: int) -> None:
        applicant = self.at(one, program)
        sent = self.run(getattr(applicant.reissue, name)(applicant.at, one.handle))
        if isinstance(sent, CodeSent):
            assert one.certificate or one.letter
            one.sent.append(sent)

    @rule(one=held, pick=PICK, program=st.integers(0, 1))
    def verify(self, one: Held, pick: int, program: int) -> None:
        everybodys = [letter.facts["code"] for letter in self.letters.values() if "code" in letter.facts]
        own = [self.code(sent) for sent in one.sent]
        self.enter(one, picked([*own, *everybodys, "0000000"], pick), program)

    def enter(self, one: Held, code: str, program: int) -> None:
        applicant = self.at(one, program)
        if not isinstance(self.run(applicant.verify(code)), ServiceError):
            assert one.certificate or one.letter
            assert one.sent
            assert code == self.code(one.sent[-1])
            assert applicant.desk.clock.now() < one.sent[-1].deadline
            assert not one.verified
            one.verified = True
            self.accept()

    @rule(one=held, new=st.sampled_from(["Rain4Tea", "Harbor9x", "River5x3"]), program=st.integers(0, 1))
    def set_password(self, one: Held, new: str, program: int) -> None:
        if not isinstance(self.run(self.at(one, program).set_password(new)), ServiceError):
            assert one.verified
            one.verified = False
            self.accept()

    @rule(one=consumes(held), name=st.sampled_from(["leave", "cancel"]), program=st.integers(0, 1))
    def go_away(self, one: Held, name: str, program: int) -> None:
        applicant = self.at(one, program)
        self.run(getattr(applicant.reissue, name)(applicant.at, one.handle))

    @rule(one=held, other=st.integers(1, TERMINALS))
    def a_handle_elsewhere_is_none(self, one: Held, other: int) -> None:
        if other != one.terminal:
            refused = self.run(self.at(Held(other, one.handle)).verify("0000000"))
            assert isinstance(refused, ServiceError)
            assert refused.code is ErrorCode.REISSUE_ENDED

    @invariant()
    def nothing_else_replaced_it(self) -> None:
        if hasattr(self, "verifier"):
            assert self.desks[0].phc() == self.verifier


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=20, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
