"""Somebody leaves (F10, idle) while a password is being verified: the guess is settled all the same."""

import asyncio

import pytest

from services.secret import Secret
from storage.records import Verifier
from tests.services.desk import FIRST, WRONG, Desk

NEW = "Rain4Tea"


def hold(desk: Desk, patch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """Makes the verification wait: an event when it has begun, one to let it go on."""
    begun, go_on, plain = asyncio.Event(), asyncio.Event(), desk.program.pool.verify_each

    async def held(verifiers: tuple[Verifier, ...], password: Secret | str) -> tuple[bool, ...]:
        begun.set()
        await go_on.wait()
        return await plain(verifiers, password)

    patch.setattr(desk.program.pool, "verify_each", held)
    return begun, go_on


async def leave(task: "asyncio.Task[object]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_right_password_leaves_neither_strike_nor_session(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await desk.customer()
    begun, go_on = hold(desk, monkeypatch)
    task: asyncio.Task[object] = asyncio.create_task(desk.login())
    await begun.wait()
    assert desk.lock(customer).fail_count == 1
    await leave(task)
    go_on.set()
    await desk.program.login.unbroken.idle()
    assert desk.lock(customer).fail_count == 0
    assert desk.sessions_open(customer) == 0
    assert desk.told() == [("authn_login_success", None), ("session_expired", "cancelled")]


async def test_a_wrong_password_is_counted_and_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = await desk.customer()
    begun, go_on = hold(desk, monkeypatch)
    task: asyncio.Task[object] = asyncio.create_task(desk.login(password=WRONG))
    await begun.wait()
    await leave(task)
    go_on.set()
    await desk.program.login.unbroken.idle()
    assert desk.lock(customer).fail_count == 1
    assert desk.told() == [("authn_login_fail", "wrong_password")]


async def test_who_leaves_before_the_floor_takes_no_session_along(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await desk.customer()
    waiting = asyncio.Event()

    async def wait(deadline: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(desk.clock, "sleep_until", wait)
    task: asyncio.Task[object] = asyncio.create_task(desk.login())
    await waiting.wait()
    await leave(task)
    assert desk.sessions_open(customer) == 0


@pytest.mark.parametrize(("old", "strikes"), [(FIRST, 0), (WRONG, 1)])
async def test_a_change_is_settled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, old: str, strikes: int
) -> None:
    customer = await desk.customer()
    session = await desk.login()
    begun, go_on = hold(desk, monkeypatch)
    task: asyncio.Task[object] = asyncio.create_task(desk.change(session, NEW, old=old))
    await begun.wait()
    await leave(task)
    go_on.set()
    await desk.program.password_change.unbroken.idle()
    assert desk.lock(customer).fail_count == strikes
    assert await desk.login(password=FIRST if strikes else NEW)
