"""However a reissue is broken off, a page says which password is good, and names nobody (§1.0)."""

from datetime import UTC, datetime

import pytest

from screens.confirm import ConfirmScreen
from screens.menu import MenuScreen
from screens.reissue.code import CodeScreen
from screens.reissue.ends import LeftScreen
from screens.reissue.identity import ReissueIdentityScreen
from screens.reissue.new_password import NewPasswordScreen
from screens.words.phrase import Language
from services.errors import ErrorCode, ServiceError
from services.reissue.results import GoodNow, Left, Reissued
from tests.tui.reissue_desk import ReissueDesk, reissue_desk

UNTIL = datetime(2026, 3, 3, 9, tzinfo=UTC)
OLD = Left(GoodNow.OLD, None, UNTIL)
INITIAL = Left(GoodNow.INITIAL, UNTIL, None)
UNCHANGED = "您的密碼未變更。"
BY_INITIAL = "請於2026/03/0317:00:00前以初始密碼登入"


async def leaves(trial: ReissueDesk, how: str) -> None:
    if how == "idle":
        trial.clock.turn(301)
    elif how == "absolute":
        trial.clock.turn(601)
    else:
        trial.keys(*how.split())


@pytest.mark.parametrize("how", ["f10 tab enter", "escape tab enter", "f10 f10", "idle", "absolute"])
async def test_before_the_code_nothing_was_changed(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, "kiosk", left=OLD) as trial:
        await trial.on_code()
        await leaves(trial, how)
        await trial.until(lambda: isinstance(trial.app.screen, LeftScreen))
        await trial.shown(UNCHANGED)
        assert "您可於2026/03/0317:00:00前" in trial.words
        assert not any(mark in trial.words for mark in ("0900***003", "5FS1", "****24"))
        assert len(trial.app.screen_stack) == 2
        trial.clock.turn(15)
        await trial.on_menu()
    assert len(trial.left) == 1
    assert not trial.app.incidents


@pytest.mark.parametrize("how", ["f10 tab enter", "f10 f10", "idle", "absolute"])
async def test_after_the_code_the_initial_password_is_good(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, "kiosk", left=INITIAL) as trial:
        await trial.on_code()
        await trial.on_new_password()
        await leaves(trial, how)
        await trial.until(lambda: isinstance(trial.app.screen, LeftScreen))
        await trial.shown(BY_INITIAL)
        assert "9287734" not in trial.words
        trial.keys("enter")
        await trial.on_menu()
    assert [call[0] for call in trial.left] == ["leave"]


async def test_f10_can_be_thought_better_of(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch) as trial:
        await trial.on_code()
        trial.keys(*"123", "f10")
        await trial.until(lambda: isinstance(trial.app.screen, ConfirmScreen))
        trial.keys("enter")
        await trial.on(CodeScreen)
        assert trial.left == []
        assert "123" in trial.words


async def test_what_could_not_be_found_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    away = ServiceError(ErrorCode.STORAGE_UNAVAILABLE)
    async with reissue_desk(monkeypatch, left=away) as trial:
        await trial.on_code()
        trial.keys("escape", "tab", "enter")
        await trial.shown("目前無法確認")


async def test_what_was_over_already_is_not_said_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    over = ServiceError(ErrorCode.REISSUE_ENDED)
    async with reissue_desk(monkeypatch, left=over) as trial:
        await trial.on_code()
        trial.keys("f10", "f10")
        await trial.on_menu()
        assert trial.left


async def test_it_is_said_in_the_language_of_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, "kiosk", left=OLD) as trial:
        await trial.on_code()
        trial.keys("f8")
        await trial.until(lambda: trial.app.language is Language.ENGLISH)
        trial.clock.turn(301)
        await trial.shown("Yourpasswordwasnotchanged.")
        trial.keys("f10")
        await trial.on_menu()
        assert trial.app.language is Language.CHINESE


async def test_keys_meant_for_the_visit_do_not_take_it_away_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        trial.keys("escape")
        await trial.until(lambda: isinstance(trial.app.screen, ConfirmScreen))
        # typed in one go: the answer, and one Enter too many
        trial.keys("tab", "enter", "enter")
        await trial.until(lambda: isinstance(trial.app.screen, LeftScreen))
        await trial.shown(UNCHANGED)


async def test_a_visit_that_ends_well_or_elsewhere_says_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_menu()
        trial.keys("2")
        await trial.on(ReissueIdentityScreen)
        trial.clock.turn(91)
        await trial.on_menu()
        assert trial.left == []
        await trial.on_code()
        await trial.on_new_password()
        trial.answers(Reissued(1, True, UNTIL))
        trial.keys(*"Newpw77a", "enter", *"Newpw77a", "enter")
        await trial.shown("變更成功")
        trial.keys("f10")
        await trial.on_menu()
        assert isinstance(trial.app.screen, MenuScreen)
        assert trial.left == []


async def test_the_new_password_is_counted_down_to_the_end_of_the_visit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ten minutes from the code's sending, however long the step itself would wait (§1.0)."""
    async with reissue_desk(monkeypatch, left=INITIAL) as trial:
        await trial.on_code()
        trial.clock.turn(270)
        await trial.on_new_password()
        await trial.shown("請於05:30內設定")
        for typed in range(4):
            trial.clock.turn(74)
            trial.keys("a")
            await trial.typed(typed + 1)
        assert isinstance(trial.app.screen, NewPasswordScreen)
        trial.clock.turn(20)
        # said on the page itself, and keys go on being typed
        await trial.shown("本次作業時間將於14秒後結束")
        trial.keys("b")
        await trial.typed(5)
        trial.clock.turn(14)
        await trial.shown(BY_INITIAL)


async def test_a_code_gone_on_with_has_what_is_left_of_its_ten_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with reissue_desk(monkeypatch, left=INITIAL) as trial:
        await trial.on_code(ago=290)
        assert trial.app.visit_left == 310
        await trial.on_new_password()
        await trial.shown("請於05:10內設定")
