"""A consolidated customer with several futures accounts chooses whose withdrawal password changes."""

from typing import Any

import pytest

from screens.widgets.choice import Choice
from screens.words.phrase import Language
from services.accounts import AccountView, WithdrawalState
from services.errors import ErrorCode, ServiceError
from tests.screens import rooms
from tests.screens.fakes import FakeChange, account, futures
from tests.screens.kit import LARGE, SMALL, FrameApp, fill, painted, type_in
from tests.screens.test_focus_order import here, walk
from tests.screens.test_layout import fits
from tests.screens.test_refusals import form_line
from tests.screens.test_two_blocks import BUTTONS, LOGIN, WITHDRAWAL, order, tick

BOTH_SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
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
    alone = FrameApp(form(TWO[0], futures(WithdrawalState.LOCKED, id=3)))
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
        assert [call[0]["withdrawal_account"] for call in service.calls] == [2, 3]
