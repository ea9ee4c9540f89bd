"""What people do in the state machine, each with what must be true if the service lets them."""

from datetime import timedelta

from services.errors import ErrorCode, ServiceError
from services.reissue.results import CodeSent, GoodNow, Left, LetterSent, Verified
from services.secret import Secret
from storage.outgoing import Channel
from storage.records import CredentialOrigin
from tests.services.desk import FIRST, MING
from tests.services.reissue.model import Held, accepted
from tests.services.reissue.world import World


class Deeds(World):
    """One step each, at a terminal, in one of the programs."""

    def begin(self, one: Held, program: int) -> None:
        applicant = self.at(one, program)
        offer = self.run(applicant.reissue.begin(applicant.at, one.handle))
        if isinstance(offer, ServiceError):
            return
        one.certificate = bool(self.proofs.said)
        assert (offer.method.value == "certificate") is one.certificate
        # who is not proved is told of nothing that went before
        assert one.certificate or (offer.letter_until, offer.initial_until, offer.pending) == (None,) * 3

    def confirm(self, one: Held, account: str, channel: Channel | None, program: int) -> None:
        applicant = self.at(one, program)
        chosen = self.people[account].accounts[0]
        sent = self.run(applicant.reissue.confirm(applicant.at, one.handle, chosen, channel))
        if isinstance(sent, ServiceError):
            return
        assert account == one.whose
        now = applicant.desk.clock.now()
        accepted(self.people[one.whose], now)
        if isinstance(sent, CodeSent):
            assert one.certificate
            one.sent.append(sent)
        elif isinstance(sent, LetterSent):
            assert not one.certificate
            assert sent.good_until == now + timedelta(hours=24)
            code = self.letters[sent.message_id].facts["activation_code"]
            self.activations[code] = (one.whose, sent.good_until)

    def activate(self, code: str, terminal: int, program: int) -> Held:
        step = self.run(self.at(Held(terminal, Secret("")), program).activate(code))
        if isinstance(step, ServiceError):
            return Held(terminal, Secret("nothing"), MING)
        whose, until = self.activations[code]
        assert self.desks[program].clock.now() < until == step.good_until
        assert not self.people[whose].closed
        return Held(terminal, step.handle, whose, letter_until=until)

    def another_code(self, one: Held, name: str, program: int) -> None:
        applicant = self.at(one, program)
        sent = self.run(getattr(applicant.reissue, name)(applicant.at, one.handle))
        if isinstance(sent, CodeSent):
            assert one.certificate or one.letter_until
            # the ceiling of a letter (N-REC-1)
            assert one.letter_until is None or applicant.desk.clock.now() < one.letter_until
            assert not self.people[one.whose].closed
            one.sent.append(sent)

    def enter(self, one: Held, code: str, program: int) -> None:
        applicant, known = self.at(one, program), self.people[one.whose]
        verified = self.run(applicant.verify(code))
        if not isinstance(verified, Verified):
            self.counted.judge(known, one, verified)
            return
        assert one.certificate or one.letter_until
        assert not known.closed
        assert code == self.code(one.sent[-1])
        assert applicant.desk.clock.now() < one.sent[-1].deadline
        assert not one.verified
        one.verified, one.initial, known.failures = True, verified.initial_password, 0
        if self.commit == "on_verify":
            assert one.initial is not None
            self.accept(one.whose)
            assert not self.logs_in(one.whose, Secret(FIRST), program)
            assert self.logs_in(one.whose, one.initial, program)

    def set_password(self, one: Held, new: str, program: int) -> None:
        if isinstance(self.run(self.at(one, program).set_password(new)), ServiceError):
            return
        assert one.verified
        one.verified = False
        self.accept(one.whose)
        assert self.credential(one.whose).origin is CredentialOrigin.OWN
        # the initial password stops at once
        assert one.initial is None or not self.logs_in(one.whose, one.initial, program)
        assert self.logs_in(one.whose, Secret(new), program)

    def go_away(self, one: Held, name: str, program: int) -> None:
        applicant = self.at(one, program)
        left = [self.run(getattr(applicant.reissue, name)(applicant.at, one.handle)) for _ in range(2)]
        if not isinstance(left[0], Left):
            assert left[0].code is ErrorCode.REISSUE_ENDED
            return
        assert left[0] == left[1]
        now, kept = applicant.desk.clock.now(), self.credential(one.whose)
        initial = kept.origin is CredentialOrigin.INITIAL and kept.dies_at is not None and now < kept.dies_at
        assert left[0].good_now is not GoodNow.INITIAL or (initial and one.verified)
        assert left[0].can_go_on_until is None or now < left[0].can_go_on_until
        assert isinstance(self.run(applicant.verify("0000000")), ServiceError)
