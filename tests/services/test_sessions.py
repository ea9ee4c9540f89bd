"""Sessions (ASVS 7, N-SES, K-IDLE): one a customer, ended from anywhere, judged by the clock here."""

import hashlib
from dataclasses import replace

import pytest

from services.errors import ErrorCode, ServiceError
from services.secret import Secret
from services.sessions import CustomerSession, SessionEnd
from tests.kit import visit
from tests.services.conftest import OpenDesk
from tests.services.desk import Desk


async def ended(desk: Desk, session: CustomerSession) -> bool:
    try:
        await desk.program.sessions.check(session)
    except ServiceError as refused:
        return refused.code is ErrorCode.SESSION_ENDED
    return False


async def test_a_new_login_ends_the_other_one(desk: Desk) -> None:
    await desk.customer()
    first = await desk.login()
    second = await desk.login(at=visit("kiosk-2"))
    assert await ended(desk, first)
    assert not await ended(desk, second)
    assert desk.told() == [
        ("authn_login_success", None),
        ("session_expired", "elsewhere"),
        ("authn_login_success", None),
    ]
    assert desk.audit()[1].customer_masked == "A12345****"


async def test_seen_from_another_process(open_desk: OpenDesk) -> None:
    here, there = open_desk(), open_desk(seed="there")
    await here.customer()
    session = await here.login()
    await there.login()
    assert await ended(here, session)


async def test_customers_do_not_end_each_other(desk: Desk) -> None:
    await desk.customer()
    await desk.customer("A800000014")
    session = await desk.login()
    await desk.login("A800000014")
    assert not await ended(desk, session)


async def test_idle(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    desk.clock.advance(89)
    assert not await ended(desk, session)
    await desk.program.sessions.keep(session)
    desk.clock.advance(89)
    assert not await ended(desk, session)
    desk.clock.advance(1)
    assert await ended(desk, session)
    with pytest.raises(ServiceError):
        await desk.program.sessions.keep(session)


async def test_ten_minutes_at_most(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    for _ in range(11):
        desk.clock.advance(54)
        await desk.program.sessions.keep(session)
    desk.clock.advance(6)
    assert await ended(desk, session)


async def test_a_clock_set_back_ends_it(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    desk.clock.set_back(4)
    assert not await ended(desk, session)
    desk.clock.set_back(4)
    assert await ended(desk, session)
    assert await ended(desk, session)
    assert desk.told()[1:] == [("sys_clock_anomaly", "clock")]


async def test_a_clock_set_back_ends_it_for_who_types_too(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    desk.clock.set_back(8)
    with pytest.raises(ServiceError):
        await desk.program.sessions.keep(session)
    assert desk.told()[1:] == [("sys_clock_anomaly", "clock")]


async def test_logout(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    await desk.program.sessions.end(session)
    assert await ended(desk, session)
    await desk.program.sessions.end(session)
    again = await desk.login()
    await desk.program.sessions.end(again, SessionEnd.IDLE)
    assert [row for row in desk.told() if "login" not in row[0]] == [
        ("session_logout", "logout"),
        ("session_expired", "idle"),
    ]


async def test_a_token_of_nobody_or_of_somebody_else(desk: Desk) -> None:
    await desk.customer()
    other = await desk.customer("A800000014")
    session = await desk.login()
    assert await ended(desk, replace(session, token=Secret("0" * 64)))
    assert await ended(desk, replace(session, customer_id=other))


async def test_only_the_hash_of_the_token_is_kept(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    token = session.token.reveal()
    assert token not in repr(session)
    digest = hashlib.sha256(token.encode()).digest()
    assert desk.database.read_now(lambda tx: tx.sessions.find(digest)) is not None
    assert desk.database.read_now(lambda tx: tx.sessions.find(token.encode())) is None
