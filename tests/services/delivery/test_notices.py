"""Every change and lock is told on every channel, in its commit; a refused call tells nothing (N-REC-3)."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from services.assisted_unlock import lift_once
from services.delivery.letters import letter_of
from services.errors import ErrorCode
from storage.outgoing import Channel
from tests.kit import visit
from tests.services import changes
from tests.services.changes import NEW, STOCK, change, consolidate, login_block, withdrawal_block
from tests.services.delivery.letter_kit import BRAND
from tests.services.delivery.waiting import told, waiting
from tests.services.desk import FIRST, Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction


def both(*kinds: str) -> list[tuple[str, str]]:
    return sorted((kind, channel) for kind in kinds for channel in ("email", "sms"))


async def test_the_third_failure_locks_and_is_told_once(desk: Desk) -> None:
    await desk.customer()
    for expected in ([], [], both("lock"), both("lock")):
        assert await desk.refused() is ErrorCode.LOGIN_REFUSED
        assert told(desk) == expected
    assert {letter.facts["branch"] for letter in waiting(desk)} == {"taipei"}
    assert all(letter.facts["occurred_at"] == letter.created_at.isoformat() for letter in waiting(desk))


async def test_the_sixth_failure_is_told_as_what_no_unlock_lifts(desk: Desk) -> None:
    customer = await desk.customer()
    for _ in range(3):
        await desk.refused()
    assert [letter.facts.get("second") for letter in waiting(desk)] == [None, None]
    desk.database.write_now(lambda tx: lift_once(tx, customer, visit(), desk.program.ground))
    for _ in range(3):
        await desk.refused()
    locks = [letter for letter in waiting(desk) if letter.kind == "lock"]
    assert sorted((letter.channel, letter.facts.get("second", "no")) for letter in locks) == [
        *((Channel.EMAIL, "no"), (Channel.EMAIL, "yes"), (Channel.SMS, "no"), (Channel.SMS, "yes")),
    ]
    for letter in locks:
        text = letter_of(letter, BRAND).text
        again = "second" in letter.facts
        assert ("再度鎖定" in text) == again
        assert not again or "密碼補發" in text
        assert not again or "密碼解鎖" not in text


async def test_a_second_lock_by_wrong_old_passwords_is_told_as_one_too(desk: Desk) -> None:
    customer = await desk.customer()
    session = await desk.login()
    seen = desk.lock(customer)
    desk.database.write_now(lambda tx: tx.locks.replace(seen, replace(seen, fail_count=3, unlock_used=True)))
    for _ in range(3):
        await desk.not_changed(session, old="Wrong111")
    assert told(desk) == both("lock")
    assert {letter.facts.get("second") for letter in waiting(desk)} == {"yes"}


async def test_a_login_and_a_stranger_tell_nobody(desk: Desk) -> None:
    await desk.customer()
    await desk.login()
    await desk.refused("B142610160")
    assert told(desk) == []


async def test_a_lock_by_wrong_old_passwords_is_told(desk: Desk) -> None:
    await desk.customer()
    session = await desk.login()
    for expected in ([], [], both("lock")):
        await desk.not_changed(session, old="Wrong111")
        assert told(desk) == expected


async def test_a_change_is_told_with_what_went_along(desk: Desk, jianguo: int) -> None:
    await desk.change(await desk.login(), sync_voice=True)
    assert told(desk) == both("password_change")
    assert {letter.facts.get("voice") for letter in waiting(desk)} == {"yes"}
    assert all("account" not in letter.facts for letter in waiting(desk))


async def test_two_blocks_make_two_notices(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=changes.FUTURE)
    await change(desk, session, 1, login=login_block(old=changes.FUTURE), withdrawal=withdrawal_block())
    assert told(desk) == both("password_change", "withdrawal_change")
    assert {letter.facts["account"] for letter in waiting(desk)} == {"****921"}


async def test_a_withdrawal_lock_is_told(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=changes.FUTURE)
    for expected in ([], [], both("withdrawal_lock")):
        await changes.refused(change(desk, session, 1, withdrawal=withdrawal_block("Wrong1")))
        assert told(desk) == expected
    assert {letter.facts["account"] for letter in waiting(desk)} == {"****921"}


async def test_consolidation_is_told(desk: Desk, meiling: int) -> None:
    await consolidate(desk, await desk.login(password=STOCK))
    assert told(desk) == both("consolidation")


async def test_a_refused_change_tells_nobody(desk: Desk, meiling: int) -> None:
    session = await desk.login(password=STOCK)
    for block in (login_block(new=STOCK), login_block(confirm="Other2026"), login_block(old=NEW)):
        await changes.refused(change(desk, session, login=block))
    assert told(desk) == []


async def test_a_change_undone_at_its_very_end_tells_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.customer()
    session = await desk.login()
    desk.break_change(monkeypatch)
    assert (await desk.not_changed(session)).code is ErrorCode.STORAGE_FULL
    assert told(desk) == []


async def test_who_left_no_address_is_locked_all_the_same(desk: Desk) -> None:
    customer = await desk.customer()

    def forget(tx: "Transaction") -> None:
        person = replace(tx.customers.person(customer), email=None, mobile=None)
        tx.customers.reseal(customer, person)

    desk.database.write_now(forget)
    for _ in range(3):
        await desk.refused()
    assert told(desk) == []
    assert ("notice_without_channel", "lock") in desk.told()
    assert await desk.refused(password=FIRST) is ErrorCode.LOGIN_REFUSED
