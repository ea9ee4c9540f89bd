"""At most eight different login passwords an ID (§1.0): twins and old acquaintances count once."""

import pytest

from services.errors import ErrorCode
from storage.records import LockState
from tests.services import changes
from tests.services.changes import NEW, change, consolidate, login_block, refusal
from tests.services.desk import Desk

LIMIT = 8
EIGHT = ("Stock200", "Futur261", "Maple242", "Cloud983", "River543", "Temple36", "Orchid31", "Pearl4yu")
TWIN = LIMIT
"""The place of the ninth account, which has the password of the eighth."""


@pytest.fixture
async def many(desk: Desk) -> int:
    """Nine accounts with eight passwords: the last two have one together."""
    return await desk.customer(passwords=(*EIGHT, EIGHT[-1]), consolidated=False)


def different(desk: Desk, customer: int) -> int:
    return len({credential.verifier for credential in changes.credentials(desk, customer)})


async def test_a_twin_that_would_bring_a_ninth_is_told_the_way_out(desk: Desk, many: int) -> None:
    session = await desk.login(password=EIGHT[0])
    error = await refusal(change(desk, session, TWIN, login=login_block(EIGHT[-1], NEW)))
    assert (error.code, error.field, error.facts) == (ErrorCode.TOO_MANY_PASSWORDS, "new", {"limit": LIMIT})
    assert desk.told()[-1] == ("authn_password_change_fail", "too_many_passwords")
    lock = desk.lock(many)
    assert (lock.state, lock.fail_count) == (LockState.ACTIVE, 0)
    assert different(desk, many) == LIMIT
    assert (await desk.login(password=EIGHT[-1])).accounts[TWIN].same, "nothing was changed"


async def test_who_has_a_password_alone_may_have_another(desk: Desk, many: int) -> None:
    session = await desk.login(password=EIGHT[0])
    await change(desk, session, 0, login=login_block(EIGHT[0], NEW))
    assert different(desk, many) == LIMIT
    assert [view.same for view in (await desk.login(password=NEW)).accounts] == [True] + [False] * LIMIT


async def test_a_password_that_another_account_has_is_no_ninth(desk: Desk, many: int) -> None:
    session = await desk.login(password=EIGHT[2])
    session = (await change(desk, session, TWIN, login=login_block(EIGHT[-1], EIGHT[2]))).session
    assert [place for place, view in enumerate(session.accounts) if view.same] == [2, TWIN]
    assert different(desk, many) == LIMIT
    # the one it shared is the eighth account's alone now, so that one may have a new one
    await change(desk, session, LIMIT - 1, login=login_block(EIGHT[-1], NEW))
    assert different(desk, many) == LIMIT


async def test_room_is_made_by_taking_over_anothers_password(desk: Desk, many: int) -> None:
    session = await desk.login(password=EIGHT[1])
    session = (await change(desk, session, 0, login=login_block(EIGHT[0], EIGHT[1]))).session
    assert different(desk, many) == LIMIT - 1
    await change(desk, session, TWIN, login=login_block(EIGHT[-1], NEW))
    assert different(desk, many) == LIMIT


async def test_the_password_of_this_login_counts_once_nobody_has_it_any_more(desk: Desk, many: int) -> None:
    """Its verifier is there still, but it would be a ninth all the same."""
    session = await desk.login(password=EIGHT[0])
    session = (await change(desk, session, 0, login=login_block(EIGHT[0], NEW))).session
    error = await refusal(change(desk, session, TWIN, login=login_block(EIGHT[-1], EIGHT[0])))
    assert error.code is ErrorCode.TOO_MANY_PASSWORDS
    assert different(desk, many) == LIMIT


async def test_one_password_for_all_is_the_other_way_out(desk: Desk, many: int) -> None:
    session = await desk.login(password=EIGHT[-1])
    assert (await consolidate(desk, session, old=EIGHT[-1])).accounts == LIMIT + 1
    assert different(desk, many) == 1
