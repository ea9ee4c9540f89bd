"""Wrong PINs: counted before they are tried, told with what is left, and never the one that locks a token."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from services.certificates.port import Need, ProofPurpose, StoreError, StoreFault
from services.errors import ErrorCode, ServiceError
from services.identifiers import read_id_number
from services.secret import Secret
from services.taipei import next_minute
from tests.certificates import MING, PIN, card, device
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.proving import RIGHT, WRONG, Bring, bring, proved, refused

__all__ = ["bring"]


async def test_a_wrong_pin_is_never_no_certificate(bring: Bring) -> None:
    desk, _ = bring(card(), pin=PIN)
    refusal = await refused(desk, WRONG)
    assert (refusal.code, refusal.field, refusal.facts) == (ErrorCode.PIN_WRONG, "pin", {"tries_left": 2})
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.PIN_WRONG)]
    assert (await desk.program.certificates.offer(visit())).tries_left == 2


async def test_the_right_pin_ends_the_row_of_wrong_ones(bring: Bring) -> None:
    desk, _ = bring(card(), pin=PIN)
    for _ in range(3):
        await refused(desk, WRONG)
        await refused(desk, WRONG)
        assert await proved(desk, RIGHT)


async def test_three_wrong_ones_close_it_for_a_while_in_every_visit(bring: Bring) -> None:
    desk, store = bring(card(), pin=PIN)
    codes = [(await refused(desk, WRONG)).code for _ in range(3)]
    assert codes == [ErrorCode.PIN_WRONG, ErrorCode.PIN_WRONG, ErrorCode.PIN_PAUSED]
    later = visit("kiosk-2", "visit-2")
    with pytest.raises(ServiceError) as caught:
        await desk.program.certificates.prove(later, ProofPurpose.REISSUE, read_id_number(MING), RIGHT)
    assert (caught.value.code, caught.value.facts) == (
        ErrorCode.PIN_PAUSED,
        {"until": next_minute(desk.clock.now() + timedelta(minutes=15))},
    )
    assert store.signed == []
    assert desk.told()[-1] == (AuditEvent.CERTIFICATE_FAIL, "resting")
    assert (await desk.program.certificates.offer(visit())).tries_left == 0
    desk.clock.advance(15 * 60)
    assert (await desk.program.certificates.offer(visit())).tries_left == 3
    assert await proved(desk, RIGHT)


async def test_eight_at_once_get_three_tries(bring: Bring) -> None:
    desk, _ = bring(card(), pin=PIN)
    refusals = await asyncio.gather(*(refused(desk, WRONG) for _ in range(8)))
    tried = [entry for entry in desk.told() if entry[1] == StoreFault.PIN_WRONG]
    assert len(tried) == 3
    assert {refusal.code for refusal in refusals} <= {ErrorCode.PIN_WRONG, ErrorCode.PIN_PAUSED}


@pytest.mark.parametrize("reader_asks", [False, True])
async def test_the_last_try_of_a_token_is_never_made(bring: Bring, reader_asks: bool) -> None:
    desk, store = bring(card(), pin=PIN)
    store.last_try, store.reader_asks, store.typed_there = True, reader_asks, PIN
    for answer in (WRONG, RIGHT):
        refusal = await refused(desk, answer)
        assert (refusal.code, refusal.facts) == (ErrorCode.TOKEN_LAST_TRY, {})
    assert store.signed == []
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, "last_try")] * 2
    offer = await desk.program.certificates.offer(visit())
    assert offer.tries_left == (None if reader_asks else 0)
    # the right PIN, somewhere else, gives the token its tries back
    store.last_try = False
    assert await proved(desk, RIGHT)


async def test_the_wrong_pin_before_a_tokens_last_says_so(bring: Bring) -> None:
    desk, store = bring(card(), pin=PIN)
    store.signing = StoreError(StoreFault.PIN_WRONG, last_try=True)
    assert (await refused(desk, WRONG)).code is ErrorCode.TOKEN_LAST_TRY
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.PIN_WRONG)]


async def test_what_is_typed_on_the_reader_is_counted_by_the_token_alone(bring: Bring) -> None:
    desk, store = bring(card(), pin=PIN)
    store.reader_asks, store.typed_there = True, Secret("0000")
    assert (await desk.program.certificates.offer(visit())).need is Need.NOTHING
    for _ in range(5):
        refusal = await refused(desk)
        assert (refusal.code, refusal.field, refusal.facts) == (ErrorCode.PIN_WRONG_ON_READER, None, {})
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.PIN_WRONG)] * 5
    store.typed_there = PIN
    assert await proved(desk)


async def test_a_token_that_locked_itself(bring: Bring) -> None:
    desk, store = bring(card(), pin=PIN)
    store.signing = StoreError(StoreFault.LOCKED)
    assert (await refused(desk, RIGHT)).code is ErrorCode.TOKEN_LOCKED
    assert desk.told() == [(AuditEvent.CERTIFICATE_FAIL, StoreFault.LOCKED)]


async def test_two_programs_share_the_count_of_wrong_pins(open_desk: OpenDesk, tmp_path: Path) -> None:
    store = device(tmp_path, card(), pin=PIN)
    here, there = open_desk(device=store, seed="1"), open_desk(device=store, seed="2")
    await refused(here, WRONG)
    await refused(there, WRONG)
    assert (await refused(here, WRONG)).code is ErrorCode.PIN_PAUSED
    assert (await refused(there, RIGHT)).code is ErrorCode.PIN_PAUSED
