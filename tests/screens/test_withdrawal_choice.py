"""A consolidated customer with several futures accounts chooses whose withdrawal password changes."""

from typing import Any

import pytest

from screens.success import SuccessScreen
from screens.widgets.choice import Choice
from screens.widgets.field import Field
from screens.words import success, withdrawal
from screens.words.phrase import Language
from services.accounts import AccountView, WithdrawalState
from services.errors import ErrorCode, ServiceError
from services.password_change import PasswordChanged
from tests.screens import rooms
from tests.screens.fakes import NOW, FakeChange, account, futures
from tests.screens.kit import LARGE, SMALL, FrameApp, fill, painted, type_in
from tests.screens.test_focus_order import here, walk
from tests.screens.test_layout import fits
from tests.screens.test_refusals import form_line
from tests.screens.test_two_blocks import BUTTONS, LOGIN, WITHDRAWAL, order, tick

BOTH_SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
LOCKED, MISSING = WithdrawalState.LOCKED, WithdrawalState.MISSING
TWO = (futures(id=2, number_masked="****111"), futures(id=3, number_masked="****222"))


def form(*ones: AccountView, service: FakeChange | None = None) -> Any:
    return rooms.change(service, accounts=(account(), *(ones or TWO)))


@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
async def test_the_choice_stands_beside_the_box_once_it_is_ticked(
    size: tuple[int, int], language: Language
) -> None:
    app = FrameApp(form(), language=language)
    async with app.run_test(size=size) as pilot:
        assert "****111" not in painted(app)
        assert await order(pilot) == [*LOGIN, "withdrawal-tick", *BUTTONS]
        await tick(pilot, "withdrawal-tick")
        line = next(line for line in painted(app).splitlines() if "< ****111 >" in line)
        assert "[✓]" in line
        fits(app)
        assert (await walk(pilot, "tab", 5))[1:] == ["withdrawal-account", *WITHDRAWAL]
        app.screen.query_one("#withdrawal-account").focus()
        await pilot.press("down")
        assert "< ****222 >" in painted(app)
        await pilot.press("enter")
        assert here(app) == "withdrawal_old"


async def test_the_chosen_account_is_the_one_that_is_changed() -> None:
    service = FakeChange("changed")
    app = FrameApp(form(service=service))
    async with app.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        await pilot.press("tab", "down", "enter")
        await fill(pilot, "Out001", "Vault7")
        await type_in(pilot, "Vault7")
        await pilot.press("enter")
        await pilot.pause()
        [(typed,)] = service.calls
        assert typed["withdrawal_account"] == 3
        assert typed["withdrawal"].new.reveal() == "Vault7"
        assert app.view.withdrawal_of is TWO[1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", Language)
async def test_the_success_page_names_the_account_where_there_are_several(language: Language) -> None:
    changed = PasswordChanged(0, False, NOW, True)
    named, plain = (
        FrameApp(SuccessScreen(changed, withdrawal_of=one, seconds=15), language=language)
        for one in (TWO[1], None)
    )
    async with named.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "****222" in painted(named)
        fits(named)
    async with plain.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert success.WITHDRAWAL.text(language) in painted(plain)


async def test_unticked_or_alone_there_is_nothing_to_choose() -> None:
    service = FakeChange("changed")
    app = FrameApp(form(service=service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "Kiosk2026", "Harbor7x")
        await type_in(pilot, "Harbor7x")
        await pilot.press("enter", "enter", "enter")
        await pilot.pause()
        [(typed,)] = service.calls
        assert (typed["withdrawal"], typed["withdrawal_account"]) == (None, None)
    alone = FrameApp(form(TWO[0]))
    async with alone.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        assert not alone.screen.query(Choice)
        assert await walk(pilot, "tab", 2) == ["withdrawal-tick", "withdrawal_old"]


async def test_two_that_look_the_same_are_told_apart() -> None:
    app = FrameApp(form(futures(id=2), futures(id=3)))
    async with app.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        await pilot.press("tab")
        assert "< 1. 567 >" in painted(app)
        await pilot.press("up")
        assert "< 2. 567 >" in painted(app)


async def test_one_that_turned_out_to_be_locked_leaves_the_others() -> None:
    refusal = ServiceError(ErrorCode.WITHDRAWAL_LOCKED, "withdrawal_old")
    service = FakeChange(refusal, refusal)
    app = FrameApp(form(service=service))
    async with app.run_test(size=SMALL) as pilot:
        for left in (1, 0):
            await tick(pilot, "withdrawal-tick")
            app.screen.query_one("#withdrawal_old Input").focus()
            await fill(pilot, "Out001", "Vault7")
            await type_in(pilot, "Vault7")
            await pilot.press("enter")
            await pilot.pause()
            box = app.screen.query_one("#withdrawal-tick")
            assert box.disabled == (not left)
            assert form_line(app)
            assert ("已鎖定:****111 ****222" in painted(app)) == (not left)
        assert [call[0]["withdrawal_account"] for call in service.calls] == [2, 3]


@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("closed", [(LOCKED,), (MISSING,), (MISSING, LOCKED), (LOCKED,) * 4], ids=str)
async def test_closed_accounts_are_named_beside_the_open_one_with_reason_and_counter(
    closed: tuple[WithdrawalState, ...], language: Language, size: tuple[int, int]
) -> None:
    """Nobody has to guess why an account is not offered (§1.0), nor which one is being changed."""
    others = [futures(state, id=3 + n, number_masked=f"****{n}99") for n, state in enumerate(closed)]
    app = FrameApp(form(*others, TWO[0]), language=language)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        counter = withdrawal.COUNTER.text(language)
        for state in set(closed):
            names = [one.number_masked for one in others if one.withdrawal is state]
            named = " ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")
            assert withdrawal.CLOSED_ONES[state.value].text(language, names=named) in painted(app)
        assert counter in painted(app)
        assert await order(pilot) == [*LOGIN, "withdrawal-tick", *BUTTONS]
        fits(app)
        await tick(pilot, "withdrawal-tick")
        assert counter not in painted(app)
        assert "< ****111 >" in painted(app)
        fits(app)


@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", [LOCKED, MISSING])
async def test_a_closed_account_can_be_chosen_and_says_why(
    state: WithdrawalState, language: Language, size: tuple[int, int]
) -> None:
    app = FrameApp(form(futures(state, id=3, number_masked="****222"), TWO[0]), language=language)
    async with app.run_test(size=size) as pilot:
        await tick(pilot, "withdrawal-tick")
        await pilot.press("tab", "tab")
        await type_in(pilot, "Out001")
        await pilot.press("shift+tab", "down")
        await pilot.pause()
        assert "< ****222 >" in painted(app)
        why = {LOCKED: withdrawal.LOCKED, MISSING: withdrawal.MISSING}[state]
        assert all(line.text(language) in painted(app) for line in why)
        assert await walk(pilot, "tab", 3) == ["withdrawal-account", *BUTTONS]
        fits(app)
        app.screen.query_one("#withdrawal-account").focus()
        await pilot.press("up")
        await pilot.pause()
        assert not any(line.text(language) in painted(app) for line in why)
        assert app.screen.query_one("#withdrawal_old", Field).entry.value == "Out001", "typed input stays"
        await pilot.press("space")
        await pilot.pause()
        assert withdrawal.LISTED[state.value].text(language, name="****222") in painted(app)


async def test_a_closed_account_is_not_sent() -> None:
    service = FakeChange("changed")
    app = FrameApp(form(futures(LOCKED, id=3, number_masked="****222"), TWO[0], service=service))
    async with app.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        await pilot.press("tab", "down", "enter")
        await pilot.pause()
        assert service.calls == []
        assert form_line(app) == "錯誤:出金密碼已鎖定,請臨櫃辦理「出金密碼補發」。登入不受影響。"
        assert here(app) == "withdrawal-tick"
        assert "已鎖定:****222" in painted(app)
        await pilot.press("space", "tab")
        assert "< ****111 >" in painted(app), "the one that is open is chosen again"
        assert app.holds == 0


async def test_what_was_refused_of_one_account_is_not_said_of_another() -> None:
    wrong = ServiceError(ErrorCode.WITHDRAWAL_OLD_WRONG, "withdrawal_old", attempts_left=2)
    app = FrameApp(form(service=FakeChange(wrong)))
    async with app.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        await pilot.press("tab", "enter")
        await fill(pilot, "Out001", "Vault7", "Vault7")
        await pilot.pause()
        assert "再錯 2 次" in painted(app)
        await pilot.press("shift+tab", "down")
        await pilot.pause()
        assert "再錯 2 次" not in painted(app)


@pytest.mark.parametrize("states", [(LOCKED, LOCKED), (MISSING, LOCKED), (MISSING, MISSING)], ids=str)
async def test_with_none_open_there_is_nothing_to_tick(states: tuple[WithdrawalState, ...]) -> None:
    ones = [futures(state, id=2 + n, number_masked=f"****{n}99") for n, state in enumerate(states)]
    app = FrameApp(form(*ones))
    async with app.run_test(size=SMALL) as pilot:
        assert await order(pilot) == [*LOGIN, *BUTTONS]
        assert all(one.number_masked in painted(app) for one in ones)
        assert withdrawal.COUNTER.zh in painted(app)
        fits(app)
