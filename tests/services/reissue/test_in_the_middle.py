"""What comes between two steps: left, gone elsewhere, the customer changed, the certificate revoked."""

from typing import TYPE_CHECKING

import pytest

from services.certificates.port import CertificateOffer, Need
from services.errors import ErrorCode, ServiceError
from services.secret import Secret
from services.session_limits import SessionLimits
from storage.outgoing import Channel
from storage.records import LockState
from tests.kit import visit
from tests.services import changes
from tests.services.changes import FUTURE, STOCK, TWO_PASSWORDS
from tests.services.desk import FIRST, MING, Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import BORN, NEW, Applicant, customer_of, refusal, refused, strip

if TYPE_CHECKING:
    from storage.transaction import Transaction


@pytest.fixture
async def ming(desk: Desk) -> Applicant:
    await desk.customer()
    return Applicant(desk)


def elsewhere(ming: Applicant) -> Applicant:
    return Applicant(ming.desk, ming.proofs, visit("kiosk-2", "visit-2"))


async def test_steps_cannot_be_skipped_or_repeated(ming: Applicant) -> None:
    await ming.identify()
    steps = ming.reissue
    at, handle = ming.at, ming.handle
    for skipped in (
        steps.confirm(at, handle, 1, Channel.SMS),
        steps.go_on(at, handle),
        steps.resend(at, handle),
        steps.request_code(at, handle),
        steps.delivery(at, handle),
        steps.dispute(at, handle),
        ming.verify("1234567"),
        ming.set_password(),
        steps.advisor(at, handle),
    ):
        assert await refused(skipped) is ErrorCode.REISSUE_OUT_OF_STEP
    offer = await steps.begin(at, handle)
    assert await refused(steps.begin(at, handle)) is ErrorCode.REISSUE_OUT_OF_STEP
    sent = await ming.confirm(offer)
    assert await refused(ming.confirm(offer)) is ErrorCode.REISSUE_OUT_OF_STEP
    code = ming.code_of(sent)  # type: ignore[arg-type]
    await ming.verify(code)
    assert await refused(ming.verify(code)) is ErrorCode.REISSUE_OUT_OF_STEP
    await ming.set_password()
    assert await refused(ming.set_password("Other4Tea")) is ErrorCode.REISSUE_ENDED
    assert ming.desk.told().count(("sequence_fail", "reissue")) == 12


async def test_a_handle_is_good_where_it_was_given_only(ming: Applicant) -> None:
    sent = await ming.apply()
    code = Secret(ming.code_of(sent))
    for stranger in (visit("kiosk-2", "visit-1"), visit("kiosk-1", "visit-2")):
        assert await refused(ming.reissue.verify(stranger, ming.handle, code)) is ErrorCode.REISSUE_ENDED
    forged = ming.reissue.verify(ming.at, Secret("0" * 64), code)
    assert await refused(forged) is ErrorCode.REISSUE_ENDED


async def test_a_mistyped_pin_leaves_the_step_open(ming: Applicant) -> None:
    ming.proofs.said = ServiceError(ErrorCode.PIN_WRONG, "pin", tries_left=2)
    await ming.identify()
    error = await refusal(ming.reissue.begin(ming.at, ming.handle))
    assert (error.code, error.facts) == (ErrorCode.PIN_WRONG, {"tries_left": 2})
    ming.proofs.said = True
    await ming.confirm(await ming.reissue.begin(ming.at, ming.handle))


async def test_the_certificate_step_is_asked_for_after_the_match(desk: Desk) -> None:
    await desk.customer()
    offered = CertificateOffer(Need.PIN, tries_left=3, asks_pin=True)
    ming = Applicant(desk, ScriptedProofs(offered=offered))
    found = await ming.reissue.identify(ming.at, MING, BORN)
    assert found.certificate == offered


@pytest.mark.parametrize("step", ["confirm", "resend", "verify"])
async def test_a_certificate_revoked_between_two_steps(desk: Desk, ming: Applicant, step: str) -> None:
    before = desk.phc()
    offer = await ming.begin()
    if step == "confirm":
        ming.proofs.said = False
        assert await refused(ming.confirm(offer)) is ErrorCode.REISSUE_CERTIFICATE_GONE
    else:
        sent = await ming.confirm(offer)
        desk.clock.advance(seconds=120)
        code = ming.code_of(sent)  # type: ignore[arg-type]
        ming.proofs.said = False
        gone = ming.resend() if step == "resend" else ming.verify(code)
        assert await refused(gone) is ErrorCode.REISSUE_CERTIFICATE_GONE
        ming.proofs.said = True
        assert await refused(ming.verify(code)) is ErrorCode.REISSUE_ENDED
    assert desk.told()[-1] == ("authn_reissue_left", "reissue_certificate_gone")
    assert desk.phc() == before


async def test_or_begun_anew_which_ends_the_old_one(ming: Applicant) -> None:
    old = await ming.apply()
    other = elsewhere(ming)
    sent = await other.apply()
    assert await refused(ming.verify(ming.code_of(old))) is ErrorCode.REISSUE_ENDED
    assert await refused(other.verify(other.code_of(old))) is ErrorCode.CODE_WRONG
    await other.verify(other.code_of(sent))


async def test_who_has_no_certificate_sees_and_ends_nothing_of_it(ming: Applicant) -> None:
    sent = await ming.apply()
    stranger = Applicant(ming.desk, ScriptedProofs(said=False), visit("kiosk-2", "visit-2"))
    offer = await stranger.begin()
    assert offer.pending is None
    assert await refused(stranger.reissue.go_on(stranger.at, stranger.handle)) is ErrorCode.REISSUE_ENDED
    await stranger.ask_for_letter()
    await ming.verify(ming.code_of(sent))


async def test_a_step_waits_ten_minutes_and_a_clock_set_back_ends_it(desk: Desk, ming: Applicant) -> None:
    await ming.identify()
    desk.clock.advance(seconds=SessionLimits().customer_absolute)
    assert await refused(ming.reissue.begin(ming.at, ming.handle)) is ErrorCode.REISSUE_ENDED
    await ming.identify()
    desk.clock.set_back(60)
    assert await refused(ming.reissue.begin(ming.at, ming.handle)) is ErrorCode.REISSUE_ENDED


async def test_imported_anew_in_the_middle(desk: Desk, ming: Applicant) -> None:
    sent = await ming.apply()
    code = ming.code_of(sent)
    desk.database.write_now(lambda tx: tx.customers.remove(customer_of(desk)))
    await desk.customer()
    assert await refused(ming.verify(code)) is ErrorCode.REISSUE_ENDED
    await desk.login(password=FIRST)
    assert len([row for row in desk.told() if row[0] == "authn_reissue_apply"]) == 1


async def test_the_days_count_outlives_an_import(desk: Desk, ming: Applicant) -> None:
    for _ in range(5):
        await ming.apply()
    await ming.reissue.cancel(ming.at, ming.handle)
    desk.database.write_now(lambda tx: tx.customers.remove(customer_of(desk)))
    await desk.customer()
    assert await refused(ming.begin()) is ErrorCode.REISSUE_LIMIT


async def test_contacts_gone_in_the_middle(desk: Desk, ming: Applicant) -> None:
    offer = await ming.begin()
    strip(desk, customer_of(desk), "mobile")
    error = await refusal(ming.confirm(offer))
    assert (error.code, error.field) == (ErrorCode.NOT_OFFERED, "channel")
    strip(desk, customer_of(desk), "email")
    assert await refused(ming.confirm(offer)) is ErrorCode.REISSUE_NO_CONTACT


async def test_unlocked_elsewhere_in_the_middle(desk: Desk, ming: Applicant) -> None:
    customer = customer_of(desk)
    for _ in range(3):
        await desk.refused()
    sent = await ming.apply()
    desk.unlock(customer)
    await ming.verify(ming.code_of(sent))
    lock = desk.lock(customer)
    assert (lock.fail_count, lock.unlock_used, lock.state) == (0, False, LockState.ACTIVE)


async def test_consolidated_in_the_middle_all_accounts_change(desk: Desk) -> None:
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    ming = Applicant(desk)
    sent = await ming.apply()
    await changes.consolidate(desk, await desk.login(password=STOCK, at=visit("home")), "Harbor9x")
    verified = await ming.verify(ming.code_of(sent))
    assert (verified.accounts, verified.consolidated) == (3, True)
    await ming.set_password()
    assert len(changes.credentials(desk, customer)) == 1


async def test_consolidated_after_the_initial_password_was_issued(desk: Desk) -> None:
    await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    ming = Applicant(desk)
    await ming.verified()
    session = await desk.login(password=FUTURE, at=visit("home"))
    await changes.consolidate(desk, session, "Harbor9x", old=FUTURE)
    assert await refused(ming.set_password()) is ErrorCode.CHANGED_ELSEWHERE
    await desk.login(password="Harbor9x")


async def test_changed_elsewhere_with_the_initial_password(desk: Desk, ming: Applicant) -> None:
    verified = await ming.verified()
    assert verified.initial_password is not None
    session = await desk.login(password=verified.initial_password.reveal(), at=visit("home"))
    await desk.change(session, NEW, old=verified.initial_password.reveal())
    assert await refused(ming.set_password("Other4Tea")) is ErrorCode.CHANGED_ELSEWHERE
    await desk.login(password=NEW)


async def test_a_full_disk_at_the_end_leaves_everything(
    desk: Desk, ming: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.errors import StorageError, StorageFault

    sent = await ming.apply()
    before = desk.phc()
    post = desk.program.ground.post

    def full(*_: object, **__: object) -> tuple[str, ...]:
        raise StorageError(StorageFault.FULL)

    code = ming.code_of(sent)
    monkeypatch.setattr(type(post), "notice", full)
    assert await refused(ming.verify(code)) is ErrorCode.STORAGE_FULL
    assert desk.phc() == before
    monkeypatch.undo()
    await ming.verify(code)


async def test_old_applications_are_swept(desk: Desk, ming: Applicant) -> None:
    for _ in range(3):
        await ming.identify()
    customer = customer_of(desk)

    def open_ones(tx: "Transaction") -> int:
        return len(tx.reissues.open_of(customer))

    assert desk.database.read_now(open_ones) == 3
    desk.clock.advance(days=8)
    await ming.identify()
    assert desk.database.read_now(open_ones) == 1


async def test_who_has_no_account_is_offered_nothing(desk: Desk) -> None:
    await desk.customer(passwords=())
    assert await refused(Applicant(desk).begin()) is ErrorCode.NOT_OFFERED
