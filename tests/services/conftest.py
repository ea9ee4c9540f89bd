"""Desks: whole programs on a real database file in the test's own folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Engine, engine
from tests.services import changes
from tests.services.desk import FIRST, Desk

__all__ = ["Engine", "engine"]

OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(tmp_path: Path, engine: Engine) -> Iterator[OpenDesk]:
    """Opens desks with settings of their own, all on one database."""
    desks: list[Desk] = []

    def open_one(**differs: Any) -> Desk:
        desks.append(Desk.beside(tmp_path, **differs))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """A desk as it comes, but for the robot check."""
    return open_desk()


@pytest.fixture
async def meiling(desk: Desk) -> int:
    """Not consolidated: 證券 and 複委託 share a password, 期貨 has another and a withdrawal password."""
    customer = await desk.customer(passwords=changes.TWO_PASSWORDS, consolidated=False)
    await changes.give_withdrawal(desk, customer)
    return customer


@pytest.fixture
async def jianguo(desk: Desk) -> int:
    """Consolidated, with a futures account that has a withdrawal password."""
    customer = await desk.customer(passwords=(FIRST, FIRST))
    await changes.give_withdrawal(desk, customer)
    return customer
