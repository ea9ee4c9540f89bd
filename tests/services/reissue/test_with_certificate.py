"""密碼補發 method 1 (R-RIC): certificate, then a code by SMS or e-mail, then the customer's own password."""

from collections import Counter
from datetime import timedelta

from services.certificates.port import ProofPurpose
from services.errors import ErrorCode
from services.reissue.results import CodeSent, ReissueMethod
from storage.outgoing import Channel
from storage.records import CredentialOrigin
from tests.services import changes
from tests.services.desk import FIRST, MING, Desk
from tests.services.reissue.kit import NEW, Applicant, kinds, refused


async def test_the_whole_way(desk: Desk) -> None:
    customer = await desk.customer()
    ming = Applicant(desk)
    offer = await ming.begin()
    assert ming.proofs.asked == [(ProofPurpose.REISSUE, MING, None)]
    assert (offer.method, offer.consolidated, offer.pending) == (ReissueMethod.CERTIFICATE, True, None)
    assert (offer.mobile_masked, offer.email_masked) == ("0900***001", "mi***@example.com")
    assert offer.channels == (Channel.SMS, Channel.EMAIL)
    assert [account.number_masked for account in offer.accounts] == ["****920", "****921"]
    sent = await ming.reissue.confirm(ming.at, ming.handle, offer.accounts[0].id, Channel.EMAIL)
    assert isinstance(sent, CodeSent)
    now = desk.clock.now()
    assert (sent.channel, sent.to_masked) == (Channel.EMAIL, "mi***@example.com")
    assert sent.deadline == now + timedelta(minutes=5)
    assert sent.resend_at == now + timedelta(seconds=120)
    verified = await ming.verify(ming.code_of(sent))
    assert verified.initial_password is not None
    assert verified.dies_at == now + timedelta(hours=24)
    assert (verified.accounts, verified.consolidated) == (2, True)
    done = await ming.set_password()
    assert (done.accounts, done.consolidated) == (2, True)
    (own,) = changes.credentials(desk, customer)
    assert own.origin is CredentialOrigin.OWN
    voice = desk.voice(customer)
    assert voice is not None
    assert await desk.program.pool.verify(voice.verifier, "72464832")
    session = await desk.login(password=NEW)
    assert not session.must_change
    assert await desk.refused(password=FIRST) is ErrorCode.LOGIN_REFUSED
    # used or not, the initial password died with the new one: a guess at it is a guess like any other
    initial = verified.initial_password.reveal()
    assert await desk.refused(password=initial) is ErrorCode.LOGIN_REFUSED
    assert desk.lock(customer).fail_count == 2


async def test_nothing_changes_before_the_code_is_verified(desk: Desk) -> None:
    await desk.customer()
    before = desk.phc()
    ming = Applicant(desk)
    sent = await ming.apply()
    await refused(ming.verify(ming.wrong_code(sent)))
    assert desk.phc() == before
    await desk.login(password=FIRST)


async def test_what_stands_in_the_letters(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk)
    sent = await ming.apply()
    assert len(ming.code_of(sent)) == 7
    assert len(sent.reference) == 4
    assert kinds(desk) == [("one_time_code", Channel.SMS)]
    await ming.verify(ming.code_of(sent))
    await ming.set_password()
    assert Counter(kind for kind, _ in kinds(desk)) == {
        "one_time_code": 1,
        "initial_password_issued": 2,
        "reissue_done": 2,
    }
