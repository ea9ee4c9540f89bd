"""輸入啟動碼 and 取得暫時通行碼: typed however it is copied, asked for or gone on with (R-RIN-5, A-20)."""

import pytest

from services.secret import Secret
from tests.screens import reissue_rooms as rooms
from tests.screens.kit import SMALL, FrameApp, painted, type_in
from tests.screens.reissue_rooms import FakeReissue


@pytest.mark.parametrize("typed", ["7k2m-9qxa 3f8d-1rtv", "7K2M9QXA3F8DIRTV", "７Ｋ２Ｍ-9QXA-3F8D-lrtv"])
async def test_an_activation_code_is_understood_however_it_is_copied(typed: str) -> None:
    service = FakeReissue(rooms.step())
    app = FrameApp(rooms.activation(service))
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, typed)
        assert "7K2M-9QXA-3F8D-1RTV" in painted(app)
        await pilot.press("enter")
        await pilot.pause()
    assert service.calls == [("enter_activation", Secret("7K2M9QXA3F8D1RTV"))]


async def test_a_letter_that_no_code_has_is_left_out_in_words() -> None:
    app = FrameApp(rooms.activation())
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, "7KU")
        assert "沒有 U" in painted(app)
        assert "您輸入的啟動碼:7K" in painted(app)


async def test_the_telephone_code_is_asked_for_or_the_one_before_gone_on_with() -> None:
    for keys, call in ((("enter",), "go_on"), (("tab", "enter"), "request_code")):
        service = FakeReissue(rooms.sent())
        app = FrameApp(rooms.telephone(service, pending=rooms.sent()))
        async with app.run_test(size=SMALL) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
        assert [made[0] for made in service.calls] == [call]
