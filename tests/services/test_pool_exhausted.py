"""Every connection of the program's own pool is taken: a sentence, nothing changes, again works."""

import asyncio
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from screens.words.errors import SENTENCES
from services.errors import ErrorCode, ServiceError
from storage.dialect.postgresql import PostgresqlBackend
from tests.databases import postgresql_only
from tests.services.conftest import OpenDesk
from tests.services.desk import FIRST, Desk

if TYPE_CHECKING:
    from storage.dialect.backend import Driver
    from storage.transaction import Transaction

POOL = PostgresqlBackend.writers + PostgresqlBackend.readers


def pool_of(desk: Desk) -> PostgresqlBackend:
    backend = desk.database._backend
    assert isinstance(backend, PostgresqlBackend)
    return backend


async def refused(desk: Desk, work: "Callable[[], object]") -> ErrorCode:
    with pytest.raises(ServiceError) as caught:
        await work()  # type: ignore[misc]
    return caught.value.code


@postgresql_only
async def test_a_pool_with_nothing_left_is_busy_and_recovers(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.dialect.postgresql.CONNECT_SECONDS", 0.2)
    desk = open_desk()
    customer = await desk.customer()
    session = await desk.login()
    taken: list[Driver] = [pool_of(desk).take() for _ in range(POOL)]
    for attempt in (
        desk.login,
        lambda: desk.change(session),
        lambda: desk.program.account_change.anew(session),
    ):
        assert await refused(desk, attempt) is ErrorCode.STORAGE_BUSY
    assert SENTENCES[ErrorCode.STORAGE_BUSY].zh == "系統忙碌,請稍候再試"
    for driver in taken:
        pool_of(desk).give_back(driver)
    assert desk.lock(customer).fail_count == 0
    assert (await desk.change(session)).accounts == 2
    await desk.login(password="Rain4Tea")


@postgresql_only
async def test_eight_transactions_under_way_are_waited_for(desk: Desk) -> None:
    """As many as the program runs at once: the next one takes its turn, and nobody is refused."""
    await desk.customer()
    going, let_go = threading.Barrier(POOL + 1), threading.Event()

    def hold(tx: "Transaction") -> None:
        tx.facts.find("anything")
        going.wait(30)
        let_go.wait(30)

    store = desk.program.ground.store
    held = [asyncio.create_task(store.read(hold)) for _ in range(PostgresqlBackend.readers)]
    held += [asyncio.create_task(store.write(hold)) for _ in range(PostgresqlBackend.writers)]
    await asyncio.to_thread(going.wait, 30)
    entering = asyncio.create_task(desk.login(password=FIRST))
    await asyncio.sleep(0)
    assert not entering.done()
    let_go.set()
    await asyncio.gather(*held)
    assert len((await entering).accounts) == 2
