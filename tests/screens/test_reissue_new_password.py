"""The page of the new password: what reminds, what is hidden, what help and question say (R-RI-7, R-RI-8)."""

from typing import Any

import pytest

from screens.reissue import new_password
from screens.words.phrase import Language
from tests.screens import reissue_rooms as rooms
from tests.screens.kit import LARGE, SMALL, FrameApp, painted
from tests.screens.test_reissue_words import said, squeezed


async def test_the_reminder_is_the_manual_s_to_the_letter() -> None:
    words = await said(rooms.new_password())
    assert "提醒您:1.密碼為7~10位英數字組合,英文大小寫視為不同字" in words
    assert "2.若您為不歸戶,僅依本次選擇之帳號重設成新密碼;歸戶則一律重設成新密碼" in words


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("language", Language)
async def test_the_initial_password_is_hidden_but_for_five_seconds_after_f4(
    size: tuple[int, int], language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert new_password.SHOWN_SECONDS == 5
    app = FrameApp(rooms.new_password(), language=language)
    async with app.run_test(size=size) as pilot:
        assert "9287734" not in painted(app)
        await pilot.press("f4")
        await pilot.pause()
        assert "9287734" in painted(app)
        # once more, for a moment that its own timer ends
        monkeypatch.setattr(new_password, "SHOWN_SECONDS", 0.02)
        await pilot.press("f4")
        while "9287734" in painted(app):
            await pilot.pause(0.01)
        assert "*******" in painted(app)


@pytest.mark.parametrize("on_submit", [True, False])
async def test_help_and_question_say_what_the_policy_does(on_submit: bool) -> None:
    facts: dict[str, Any] = {"initial_password": None, "dies_at": None} if on_submit else {}
    app = FrameApp(rooms.new_password(**facts))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert ("初始密碼已可登入" in squeezed(app)) is not on_submit
        assert ("按F4顯示" in squeezed(app)) is not on_submit
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert ("按F4查看" in squeezed(app).replace("┃", "")) is not on_submit
