"""`CertificateProofs` over real databases: what it asks for, what it believes, what it puts on record."""

import asyncio
from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from services.certificates.port import (
    CertificateAnswer,
    IdentityLabel,
    Need,
    ProofPurpose,
    StoreError,
    StoreFault,
)
from services.certificates.rules import NoneReason
from services.errors import ErrorCode
from tests.services.proving import RIGHT, Bring, bring, proved, refused

__all__ = ["bring"]
from services.identifiers import read_id_number
from services.secret import Secret
from tests.certificates import MEILING, MING, PIN, card, crl, rules
from tests.kit import visit
from tests.services.desk import Desk


async def test_a_sound_certificate_proves_its_owner(bring: Bring) -> None:
    brought = card()
    desk, store = bring(brought)
    assert (await desk.program.certificates.offer(visit())).need is Need.NOTHING
    assert await proved(desk)
    row = desk.audit()[-1]
    assert (row.event, row.outcome, row.reason_code) == (AuditEvent.CERTIFICATE_SUCCESS, "success", None)
    assert (row.factors, row.after_state) == (("cert",), "unlock")
    assert row.cert_serial == f"{brought.certificate.serial_number:x}"
    assert row.customer_masked == "A12345****"
    assert len(store.signed) == 1


@pytest.mark.parametrize("purpose", ProofPurpose)
async def test_it_is_on_record_what_a_proof_was_for(bring: Bring, purpose: ProofPurpose) -> None:
    desk, _ = bring(card())
    assert await proved(desk, purpose=purpose)
    assert desk.audit()[-1].after_state == purpose.value


async def test_the_reason_stands_in_the_audit_only(bring: Bring) -> None:
    brought = card()
    desk, _ = bring(brought, lists=crl(brought))
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.REVOKED)]
    assert desk.audit()[-1].outcome == "failure"


async def test_another_persons_is_none(bring: Bring) -> None:
    desk, _ = bring(card(MEILING))
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.OTHER_PERSON)]


async def test_without_a_store_there_is_none(desk: Desk) -> None:
    assert (await desk.program.certificates.offer(visit())).need is Need.NOTHING
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, NoneReason.NO_IDENTITY)]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (StoreFault.DAMAGED, NoneReason.DAMAGED),
        (StoreFault.UNPROTECTED, NoneReason.UNPROTECTED),
        (StoreFault.UNUSABLE, NoneReason.STORE_UNUSABLE),
    ],
)
@pytest.mark.parametrize("when", ["listing", "signing"])
async def test_a_fault_nobody_here_can_mend_counts_as_none(
    bring: Bring, when: str, fault: StoreFault, reason: NoneReason
) -> None:
    desk, store = bring(card())
    setattr(store, when, StoreError(fault))
    assert (await desk.program.certificates.offer(visit())).need is Need.NOTHING
    assert not await proved(desk)
    assert desk.told() == [(AuditEvent.CERTIFICATE_NONE, reason)]


# what the step has to ask for


async def test_an_empty_reader_is_not_no_certificate(bring: Bring) -> None:
    desk, store = bring(card())
    store.listing = StoreError(StoreFault.ABSENT)
    assert (await desk.program.certificates.offer(visit())).need is Need.TOKEN
    assert (await refused(desk)).code is ErrorCode.TOKEN_ABSENT
    assert desk.told() == []


async def test_a_token_pulled_between_listing_and_signing(bring: Bring) -> None:
    desk, store = bring(card(), pin=PIN)
    store.signing = StoreError(StoreFault.ABSENT)
    assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_ABSENT
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.ABSENT)]
    store.signing = None
    # its PIN was never tried, so it costs nothing
    assert (await desk.program.certificates.offer(visit())).tries_left == 3
    assert await proved(desk, RIGHT)


async def test_two_identities_have_to_be_chosen_from(bring: Bring) -> None:
    mine, hers = card(), card(MEILING)
    desk, store = bring(mine, hers)
    offer = await desk.program.certificates.offer(visit())
    keys = [store.key_of(mine), store.key_of(hers)]
    assert (offer.need, offer.asks_pin) == (Need.CHOICE, False)
    assert offer.identities == tuple(IdentityLabel(key, "憑證") for key in keys)
    refusal = await refused(desk)
    assert (refusal.code, refusal.field) == (ErrorCode.CHOICE_NEEDED, "identity")
    assert desk.told() == []
    assert not await proved(desk, CertificateAnswer(identity=keys[1]))
    assert await proved(desk, CertificateAnswer(identity=keys[0]))


async def test_what_was_chosen_and_is_gone_is_asked_for_again(bring: Bring) -> None:
    desk, _ = bring(card())
    assert (await refused(desk, CertificateAnswer(identity="gone"))).code is ErrorCode.TOKEN_ABSENT


async def test_a_pin_is_asked_for(bring: Bring) -> None:
    desk, store = bring(card(), pin=PIN)
    offer = await desk.program.certificates.offer(visit())
    assert (offer.need, offer.tries_left, offer.asks_pin) == (Need.PIN, 3, True)
    for nothing in (None, CertificateAnswer(), CertificateAnswer(pin=Secret(""))):
        refusal = await refused(desk, nothing)
        assert (refusal.code, refusal.field) == (ErrorCode.PIN_NEEDED, "pin")
    assert store.signed == []
    assert desk.told() == []
    assert await proved(desk, RIGHT)


async def test_going_on_without_one_is_on_record(bring: Bring) -> None:
    desk, _ = bring(card())
    await desk.program.certificates.decline(visit(), ProofPurpose.REISSUE, read_id_number(MING))
    assert desk.told() == [(AuditEvent.CERTIFICATE_DECLINED, None)]


async def test_whoever_goes_away_meanwhile_leaves_nothing_half_done(bring: Bring) -> None:
    desk, _ = bring(card(), pin=PIN)
    waiting = asyncio.create_task(proved(desk, RIGHT))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await desk.program.certificates.idle()
    assert desk.told() == [(AuditEvent.CERTIFICATE_SUCCESS, None)]
    assert (await desk.program.certificates.offer(visit())).tries_left == 3


async def test_a_proof_is_forgotten_with_its_visit(bring: Bring) -> None:
    desk, _ = bring(card())
    number, proofs = read_id_number(MING), desk.program.certificates
    for interaction in ("visit-1", "visit-2"):
        assert await proofs.prove(visit("kiosk-1", interaction), ProofPurpose.REISSUE, number)
    proofs.forget(visit("kiosk-1", "visit-1"))
    assert not await proofs.still_proven(visit("kiosk-1", "visit-1"), ProofPurpose.REISSUE, number)
    assert await proofs.still_proven(visit("kiosk-1", "visit-2"), ProofPurpose.REISSUE, number)


async def test_a_proof_that_comes_after_its_visit_is_not_kept(bring: Bring) -> None:
    desk, _ = bring(card(), pin=PIN)
    number, proofs = read_id_number(MING), desk.program.certificates
    waiting = asyncio.create_task(proofs.prove(visit(), ProofPurpose.REISSUE, number, RIGHT))
    await asyncio.sleep(0)
    waiting.cancel()
    proofs.forget(visit())
    await proofs.idle()
    assert desk.told() == [(AuditEvent.CERTIFICATE_SUCCESS, None)]
    assert not await proofs.still_proven(visit(), ProofPurpose.REISSUE, number)


async def test_a_proof_holds_until_the_certificate_is_revoked(bring: Bring, tmp_path: Path) -> None:
    brought = card()
    desk, _ = bring(brought)
    number, proofs = read_id_number(MING), desk.program.certificates
    assert not await proofs.still_proven(visit(), ProofPurpose.REISSUE, number)
    assert await proved(desk, purpose=ProofPurpose.REISSUE)
    assert await proofs.still_proven(visit(), ProofPurpose.REISSUE, number)
    assert not await proofs.still_proven(visit(), ProofPurpose.UNLOCK, number)
    assert not await proofs.still_proven(visit("kiosk-2"), ProofPurpose.REISSUE, number)
    rules(tmp_path, lists=crl(brought))
    assert not await proofs.still_proven(visit(), ProofPurpose.REISSUE, number)
    assert desk.told()[-1] == (AuditEvent.CERTIFICATE_NONE, NoneReason.REVOKED)
