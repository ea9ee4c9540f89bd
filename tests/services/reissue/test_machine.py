"""No order of calls, clocks and programs reaches a password without the factors (ASVS 2.3.1, FP-6).

Two programs on one database whose clocks differ, several terminals, two customers; a device with or without
the certificate; codes out of the letters of the right application, out of others', old ones, guesses. A model
beside it knows which factors each application has really seen.
"""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from services.errors import ErrorCode, ServiceError
from services.reissue.counter import reopen
from storage.outgoing import Channel
from tests.databases import Engine
from tests.services.desk import MING, STRANGER
from tests.services.reissue.deeds import Deeds
from tests.services.reissue.model import Held

TERMINAL = st.integers(1, 3)
PROGRAM = st.integers(0, 1)
WHO = st.sampled_from([MING, STRANGER])
PICK = st.integers(0, 20)
"""Which of a list, however long that is: what is drawn must not hang on what has happened."""
LATE = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3])
"""The same from the end of a list: who came last has most before them."""
STEPS = st.integers(0, 3)
MOST_SKEW = 240
PASSWORDS = st.sampled_from(["Rain4Tea", "Harbor9x", "River5x3", "Cloud8Sun"])


def picked(things: list[str], pick: int) -> str:
    return things[pick % len(things)]


class Machine(Deeds):
    """People at terminals do whatever they like, in any order; the usual order comes often enough."""

    def one(self, late: int) -> Held:
        return self.helds[-1 - late % len(self.helds)]

    @rule(seconds=st.sampled_from([1, 60, 121, 121, 301, 301, 601, 3600, 86_000, 86_400]))
    def time_passes(self, seconds: int) -> None:
        for desk in self.desks:
            desk.clock.advance(seconds=seconds)

    @rule(seconds=st.sampled_from([1, 4, 30, 90]), program=PROGRAM)
    def one_clock_runs_ahead(self, seconds: int, program: int) -> None:
        skew = self.skew + (seconds if program else -seconds)
        if abs(skew) <= MOST_SKEW:
            self.skew = skew
            self.desks[program].clock.advance(seconds=seconds)

    @rule(certificate=st.booleans())
    def certificate_comes_or_goes(self, certificate: bool) -> None:
        self.proofs.said = certificate

    @rule(whose=WHO)
    def the_counter_opens_it_again(self, whose: str) -> None:
        known = self.people[whose]
        self.desks[0].database.write_now(reopen, known.id)
        known.failures, known.closed = 0, False

    @rule(whose=WHO, terminal=TERMINAL, program=PROGRAM)
    def somebody_identifies(self, whose: str, terminal: int, program: int) -> None:
        self.helds.append(self.identified(whose, terminal, program))

    @rule(late=LATE, program=PROGRAM)
    def somebody_begins(self, late: int, program: int) -> None:
        self.begin(self.one(late), program)

    @rule(late=LATE, account=WHO, channel=st.sampled_from([None, *Channel]), program=PROGRAM)
    def somebody_confirms(self, late: int, account: str, channel: Channel | None, program: int) -> None:
        self.confirm(self.one(late), account, channel, program)

    @rule(whose=WHO, terminal=TERMINAL, guesses=st.integers(0, 3), steps=STEPS, new=PASSWORDS)
    def go_the_way_with_a_certificate(
        self, whose: str, terminal: int, guesses: int, steps: int, new: str
    ) -> None:
        self.apply(whose, terminal, certificate=True)
        for _ in range(guesses):
            self.enter(self.helds[-1], "0000000", 1)
        self.finish(steps, new)

    @rule(whose=WHO, terminal=TERMINAL, steps=STEPS, new=PASSWORDS)
    def go_the_way_by_letter(self, whose: str, terminal: int, steps: int, new: str) -> None:
        self.apply(whose, terminal, certificate=False)
        self.helds.append(self.activate(picked([*self.activations, "0" * 16], -2), terminal, 1))
        if steps:
            self.another_code(self.helds[-1], "request_code", 0)
            self.finish(steps - 1, new)

    def finish(self, steps: int, new: str) -> None:
        """What is left of the usual way, so far as somebody goes it."""
        if steps > 0:
            self.type_the_code_of_the_letter(0, 1)
        if steps > 1:
            self.set_password(self.helds[-1], new, 0)

    def apply(self, whose: str, terminal: int, *, certificate: bool) -> None:
        self.proofs.said = certificate
        one = self.identified(whose, terminal, 0)
        self.helds.append(one)
        self.begin(one, 1)
        self.confirm(one, whose, Channel.SMS, 0)

    @rule(late=LATE, program=PROGRAM)
    def type_the_code_of_the_letter(self, late: int, program: int) -> None:
        if self.one(late).sent:
            self.enter(self.one(late), self.code(self.one(late).sent[-1]), program)

    @rule(late=LATE, program=PROGRAM, new=PASSWORDS)
    def and_set_a_password(self, late: int, program: int, new: str) -> None:
        self.type_the_code_of_the_letter(late, program)
        self.set_password(self.one(late), new, 1 - program)

    @rule(times=st.integers(1, 3), program=PROGRAM)
    def guess(self, times: int, program: int) -> None:
        """Where a code is waited for, if it is anywhere."""
        waiting = next((one for one in reversed(self.helds) if one.sent and not one.verified), self.helds[-1])
        for _ in range(times):
            self.enter(waiting, "0000000", program)

    @rule(late=LATE, name=st.sampled_from(["request_code", "resend"]))
    def ask_again_as_soon_as_may_be(self, late: int, name: str) -> None:
        self.time_passes(121)
        self.another_code(self.one(late), name, 0)

    @rule(pick=PICK, terminal=TERMINAL, program=PROGRAM)
    def type_any_activation_code(self, pick: int, terminal: int, program: int) -> None:
        code = picked([*self.activations, "0" * 16], pick)
        self.helds.append(self.activate(code, terminal, program))

    @rule(pick=PICK, before=st.sampled_from([100, 4]), after=st.sampled_from([0, 20, 200]))
    def at_the_end_of_a_letter(self, pick: int, before: int, after: int) -> None:
        """Typed in its last moments, and another code asked for when it is over."""
        code = picked([*self.activations, ""], pick)
        left = int((self.activations[code][1] - self.desks[0].clock.now()).total_seconds()) if code else 0
        if left > before:
            self.time_passes(left - before)
            self.helds.append(self.activate(code, 1, 0))
            self.another_code(self.helds[-1], "request_code", 0)
            self.time_passes(before + after)
            self.another_code(self.helds[-1], "resend", 0)

    @rule(late=LATE, name=st.sampled_from(["request_code", "resend", "go_on"]), program=PROGRAM)
    def ask_for_a_code(self, late: int, name: str, program: int) -> None:
        self.another_code(self.one(late), name, program)

    @rule(late=LATE, pick=PICK, program=PROGRAM)
    def type_any_code(self, late: int, pick: int, program: int) -> None:
        everybodys = [letter.facts["code"] for letter in self.letters.values() if "code" in letter.facts]
        own = [self.code(sent) for sent in self.one(late).sent]
        self.enter(self.one(late), picked([*own, *everybodys, "0000000"], pick), program)

    @rule(late=LATE, new=PASSWORDS, program=PROGRAM)
    def somebody_sets_a_password(self, late: int, new: str, program: int) -> None:
        self.set_password(self.one(late), new, program)

    @rule(late=LATE, name=st.sampled_from(["leave", "cancel"]), program=PROGRAM, comes_back=st.booleans())
    def somebody_goes_away(self, late: int, name: str, program: int, comes_back: bool) -> None:
        one = self.one(late)
        self.go_away(one, name, program)
        if comes_back:
            self.proofs.said = one.certificate
            self.helds.append(self.identified(one.whose, one.terminal, program))
            self.begin(self.helds[-1], program)
            self.another_code(self.helds[-1], "go_on", program)

    @rule(late=LATE, other=TERMINAL)
    def a_handle_elsewhere_is_none(self, late: int, other: int) -> None:
        one = self.one(late)
        if other != one.terminal:
            refused = self.run(self.at(Held(other, one.handle)).verify("0000000"))
            assert isinstance(refused, ServiceError)
            assert refused.code is ErrorCode.REISSUE_ENDED

    @invariant()
    def nothing_else_replaced_it(self) -> None:
        for known in getattr(self, "people", {}).values():
            assert self.desks[0].phc(known.id_number) == known.verifier

    @invariant()
    def failures_are_counted_as_people_hear_of_them(self) -> None:
        for known in getattr(self, "people", {}).values():
            assert self.failures(known) == (known.failures, known.closed)


class OnSubmit(Machine):
    """Nothing changes before 送出."""

    commit = "on_submit"


class OnPostgreSQL(Machine):
    """The same on a server."""

    engine = Engine.POSTGRESQL


def _tried(machine: type[Machine], examples: int, steps: int) -> Any:
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    return case


TestMachine = _tried(Machine, 50, 50)
TestOnSubmit = _tried(OnSubmit, 20, 40)
TestOnPostgreSQL = _tried(OnPostgreSQL, 4, 30)
