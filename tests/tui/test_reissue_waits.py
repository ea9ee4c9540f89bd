"""While a code is awaited: idle is its life, the page is covered, ten minutes count from its sending."""

from typing import Any

import pytest

from screens.confirm import ConfirmScreen
from screens.cover import CoverScreen
from screens.idle_warning import IdleWarningScreen
from screens.menu import MenuScreen
from screens.reissue.code import CodeScreen
from screens.words.phrase import Language
from services.errors import ErrorCode, ServiceError
from services.reissue.results import GoodNow, Left
from tests.tui.reissue_desk import WHO, ReissueDesk, reissue_desk

OLD = Left(GoodNow.OLD, None, None)


async def covered(trial: ReissueDesk, seconds: float = 61) -> None:
    """Nobody has typed for a minute."""
    trial.clock.turn(seconds)
    await trial.until(lambda: isinstance(trial.app.screen, CoverScreen))


async def test_the_cover_hides_everything_and_any_key_only_takes_it_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        for key in ("q", "f1", "f5", "f6", "f8", "f9", "f10", "tab", "escape", "ctrl+q"):
            await covered(trial)
            await trial.shown("畫面已遮蔽")
            assert "5FS1" not in trial.words
            theme = trial.app.theme
            trial.keys(key)
            await trial.on(CodeScreen)
            assert trial.app.language is Language.CHINESE
            assert trial.app.theme == theme
            # the ten minutes are not what is tried here
            trial.app.await_code(trial.clock.now(), trial.sent().deadline)
        assert trial.app.screen.query_one("Input").value == ""  # type: ignore[attr-defined]
        assert [call[0] for call in trial.service.calls] == ["identify", "begin", "confirm"]


async def test_a_key_goes_through_warning_and_cover_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        await covered(trial)
        trial.clock.turn(225)
        await trial.until(lambda: trial.warned)
        trial.keys("q")
        await trial.on(CodeScreen)
        assert not any(isinstance(screen, CoverScreen) for screen in trial.app.screen_stack)


async def test_idle_is_the_life_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        trial.clock.turn(280)
        await trial.until(lambda: isinstance(trial.app.screen, CoverScreen))
        trial.clock.turn(6)
        await trial.until(lambda: trial.warned)
        trial.clock.turn(15)
        await trial.shown("您的密碼未變更。")


async def test_after_the_code_idle_is_as_short_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=Left(GoodNow.INITIAL, None, None)) as trial:
        await trial.on_code()
        await trial.on_new_password()
        trial.clock.turn(76)
        await trial.until(lambda: trial.warned)
        trial.clock.turn(15)
        await trial.shown("以初始密碼登入")


async def test_the_ten_minutes_count_from_the_last_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        await covered(trial, 200)
        trial.answers(trial.sent(reference="9QXA"))
        trial.keys("q")
        await trial.on(CodeScreen)
        trial.keys("f5")
        await trial.shown("代號9QXA")
        assert trial.app.visit_left == 600
        for _ in range(8):
            await covered(trial, 73)
            trial.keys("q")
            await trial.on(CodeScreen)
        assert trial.app.visit_left == 16
        trial.clock.turn(16)
        await trial.shown("您的密碼未變更。")


async def test_an_end_that_comes_under_the_cover_is_counted_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy whose codes live longer than a visit: nobody is surprised by its end."""
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        trial.app.await_code(trial.clock.now(), trial.sent(ago=-700).deadline)
        trial.clock.turn(586)
        await trial.until(lambda: isinstance(trial.app.screen, IdleWarningScreen))
        await trial.shown("畫面將於14秒後清除")


async def test_a_clock_set_back_gives_no_more_than_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code(ago=-3600)
        assert trial.app.visit_left == 600


async def test_a_used_up_code_is_counted_down_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        await trial.on_code()
        trial.answers(ServiceError(ErrorCode.CODE_VOID, "code"), trial.sent(reference="9QXA"))
        trial.keys(*"1234567", "enter")
        await trial.shown("錯誤次數已滿,通行碼已失效")
        assert "內完成驗證" not in trial.words
        trial.keys("f5")
        await trial.shown("內完成驗證")


@pytest.mark.parametrize("pending", [True, False])
async def test_the_question_nobody_foresaw_is_not_answered_by_keys_typed_before(
    pending: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reissue_desk(monkeypatch, left=OLD) as trial:
        trial.answers(trial.identified())
        offer: Any = trial.offer(pending=trial.sent(ago=30) if pending else None)
        trial.answers(offer, trial.sent())
        trial.service.gate.clear()
        trial.keys("2", *WHO, "enter", "enter", "enter", "enter")
        await trial.until(lambda: bool(trial.service.calls))
        trial.service.gate.set()
        if pending:
            await trial.until(lambda: isinstance(trial.app.screen, ConfirmScreen))
        else:
            await trial.on(CodeScreen)
        assert not isinstance(trial.app.screen, MenuScreen)
