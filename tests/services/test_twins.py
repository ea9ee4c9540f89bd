"""One password of an ID has one verifier, and never a weaker one than is made today (A-15, §1.0)."""

from typing import TYPE_CHECKING

import pytest
from argon2.low_level import Type, hash_secret

from services.errors import ErrorCode
from storage.records import UNPEPPERED, Credential, Verifier
from tests.services import changes
from tests.services.changes import FUTURE, STOCK, TWO_PASSWORDS, login_block
from tests.services.desk import Desk
from tests.services.reissue.kit import Applicant

if TYPE_CHECKING:
    from storage.transaction import Transaction

IMPORTED = Verifier(hash_secret(FUTURE.encode(), b"s" * 16, 1, 8, 1, 32, Type.ID).decode("ascii"), UNPEPPERED)
"""Of 期貨, as another system made it: without the pepper."""


@pytest.fixture
async def meiling(desk: Desk) -> int:
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    give(desk, customer, IMPORTED)
    return customer


def of_futures(desk: Desk, customer: int) -> Credential:
    futures = changes.accounts(desk, customer)[1].credential_id
    return next(one for one in changes.credentials(desk, customer) if one.id == futures)


def give(desk: Desk, customer: int, verifier: Verifier) -> None:
    seen = of_futures(desk, customer)
    assert desk.database.write_now(
        lambda tx: tx.credentials.replace_verifier(seen.id, seen=seen.verifier, new=verifier)
    )


def verifiers(desk: Desk, customer: int) -> set[Verifier]:
    return {credential.verifier for credential in changes.credentials(desk, customer)}


async def test_a_password_chosen_again_is_not_kept_as_weakly_as_it_was_imported(
    desk: Desk, meiling: int
) -> None:
    session = await desk.login(password=STOCK)
    await changes.change(desk, session, 0, login=login_block(new=FUTURE))
    await changes.change(desk, session, 2, login=login_block(new=FUTURE))
    (kept,) = verifiers(desk, meiling)
    assert not desk.program.pool.needs_rehash(kept)
    assert [view.same for view in (await desk.login(password=FUTURE)).accounts] == [True, True, True]


async def test_nor_by_a_reissue(desk: Desk, meiling: int) -> None:
    ming = Applicant(desk)
    await ming.verified(0)
    await ming.set_password(FUTURE)
    assert IMPORTED not in verifiers(desk, meiling)
    assert [view.same for view in (await desk.login(password=FUTURE)).accounts] == [True, True, False]


async def test_one_that_is_strong_is_shared(desk: Desk) -> None:
    customer = await desk.customer(passwords=TWO_PASSWORDS, consolidated=False)
    before = of_futures(desk, customer).verifier
    session = await desk.login(password=STOCK)
    await changes.change(desk, session, 0, login=login_block(new=FUTURE))
    assert of_futures(desk, customer).verifier == before
    assert len(verifiers(desk, customer)) == 2


async def test_hashed_anew_by_a_login_in_between_nothing_is_changed(
    desk: Desk, meiling: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await desk.login(password=STOCK)
    before = changes.accounts(desk, meiling)
    pool, meanwhile = desk.program.pool, await desk.program.pool.hash(FUTURE)
    hash_one = pool.hash

    async def hash_beside_a_login(password: object) -> Verifier:
        give(desk, meiling, meanwhile)
        return await hash_one(password)  # type: ignore[arg-type]

    monkeypatch.setattr(pool, "hash", hash_beside_a_login)
    changed = changes.change(desk, session, 0, login=login_block(new=FUTURE))
    assert (await changes.refused(changed))[0] is ErrorCode.CHANGED_ELSEWHERE
    monkeypatch.undo()
    assert changes.accounts(desk, meiling) == before
    await changes.change(desk, session, 0, login=login_block(new=FUTURE))
    assert verifiers(desk, meiling) - {meanwhile} == {(changes.credentials(desk, meiling))[0].verifier}


async def test_a_twin_that_is_gone_is_no_hindrance(desk: Desk, meiling: int) -> None:
    from services.password_replacement import renew_twins

    twin = of_futures(desk, meiling)

    def gone(tx: "Transaction") -> None:
        tx.customers.remove(meiling)
        renew_twins(tx, (twin,), Verifier("other", 2))

    desk.database.write_now(gone)
