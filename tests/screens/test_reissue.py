"""The pages of 密碼補發: focus order of contract §4, choices, countdowns, what is shown and hidden."""

from datetime import timedelta
from typing import Any

import pytest
from textual.app import App

from screens.choice_list import ChoiceListScreen
from screens.confirm import ConfirmScreen
from screens.notice import NoticeScreen
from screens.reissue.activation import ActivationWanted
from screens.reissue.identity import Begun
from screens.widgets.choice import Choice
from services.certificates.port import CertificateOffer, Need
from services.delivery.post import Channel, DeliveryState
from services.errors import ErrorCode, ServiceError
from services.reissue.results import ReissueIdentified
from services.secret import Secret
from storage.records_reissue import ReissueMethod
from tests.screens import reissue_rooms as rooms
from tests.screens.kit import SMALL, FrameApp, fill, painted, type_in
from tests.screens.reissue_rooms import HANDLE, NOW, FakeReissue
from tests.screens.test_focus_order import walk


def squeezed(app: App[Any]) -> str:
    """Everything on screen without blanks and line ends."""
    return "".join(painted(app).split())


async def test_step_one_goes_number_date_log_in() -> None:
    app = FrameApp(rooms.identity())
    async with app.run_test(size=SMALL) as pilot:
        assert await walk(pilot, "tab", 4) == ["id_number", "birth_date", "log-in", "id_number"]
        assert "【輸入資料】→確認帳務資料→帳戶驗證及設定→修改成功" in squeezed(app)
        assert "線上密碼補發申請次數以每日5次為限" in squeezed(app)


@pytest.mark.parametrize("need", [Need.NOTHING, Need.PIN])
async def test_the_offer_comes_at_once_where_the_device_wants_nothing(need: Need) -> None:
    found = ReissueIdentified(HANDLE, CertificateOffer(need))
    service = FakeReissue(found, rooms.offered())
    app = FrameApp(rooms.identity(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "A123456789", "19800101")
        await pilot.pause()
        begun = app.results.popleft()
    assert isinstance(begun, Begun)
    assert (begun.offer is None) == (need is Need.PIN)
    assert [call[0] for call in service.calls] == ["identify", *(["begin"] if need is Need.NOTHING else [])]


async def test_f7_leads_to_the_activation_code() -> None:
    app = FrameApp(rooms.identity())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f7")
        assert app.results.popleft() == ActivationWanted()


async def test_step_two_goes_business_account_channel_and_buttons() -> None:
    app = FrameApp(rooms.offer())
    async with app.run_test(size=SMALL) as pilot:
        passed = []
        for _ in range(6):
            focused = app.focused
            assert focused is not None
            row = focused.parent.parent if isinstance(focused, Choice) else focused  # type: ignore[union-attr]
            passed.append(row.id if row is not None else None)
            await pilot.press("tab")
    assert passed == ["business", "account", "channel", "apply", "cancel-button", "dispute"]


async def test_nothing_is_chosen_among_several_and_the_first_channel_is() -> None:
    service = FakeReissue(rooms.sent())
    app = FrameApp(rooms.offer(service))
    async with app.run_test(size=SMALL) as pilot:
        assert "請選擇分公司" in painted(app)
        assert "簡訊 0900***003" in painted(app)
        await pilot.press("enter", "enter", "enter")
        await pilot.pause()
        assert service.calls == []
        assert "此欄必填" in painted(app)
        # 證券 has two accounts, of which the second is taken
        await pilot.press("right", "enter", "left", "enter", "right", "enter")
        await pilot.pause()
    assert service.calls == [("confirm", HANDLE, 2, Channel.EMAIL)]


async def test_an_open_choice_says_how_and_its_error_goes_once_one_is_chosen() -> None:
    app = FrameApp(rooms.offer())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "< 請選擇:↑↓ 或空白鍵 >" in painted(app)
        await pilot.press("enter", "enter", "enter")
        await pilot.pause()
        assert "此欄必填" in painted(app)
        await pilot.press("down")
        await pilot.pause()
        assert "此欄必填" not in painted(app)
        assert "< 請選擇:" not in painted(app)


async def test_an_account_that_is_chosen_by_its_business_is_no_longer_missing() -> None:
    app = FrameApp(rooms.offer())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("right", "enter", "enter", "enter")
        await pilot.pause()
        assert "此欄必填" in painted(app)
        # 期貨 has one account only
        await pilot.press("shift+tab", "right")
        await pilot.pause()
        assert "此欄必填" not in painted(app)


async def test_space_opens_the_list_and_enter_takes_and_goes_on() -> None:
    app = FrameApp(rooms.offer())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("space")
        await pilot.pause()
        assert isinstance(app.screen, ChoiceListScreen)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "期貨" in painted(app)
        assert "****243" in painted(app)


async def test_without_a_certificate_there_is_no_channel_and_the_terminal_is_explained() -> None:
    app = FrameApp(rooms.offer(method=ReissueMethod.LETTER, channels=()))
    async with app.run_test(size=SMALL):
        assert "無憑證線上密碼補發" in squeezed(app)
        assert "請按F7輸入信件內的啟動碼" in squeezed(app)
        assert not app.screen.query("#channel")


async def test_a_broken_off_application_is_gone_on_with_or_begun_anew() -> None:
    for key, calls in (("tab", ["go_on"]), ("escape", [])):
        service = FakeReissue(rooms.sent())
        app = FrameApp(rooms.offer(service, pending=rooms.sent()))
        async with app.run_test(size=SMALL) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, ConfirmScreen)
            assert "5FS1" in painted(app)
            await pilot.press(key)
            if key == "tab":
                await pilot.press("enter")
            await pilot.pause()
        assert [call[0] for call in service.calls] == calls


async def test_data_not_correct_explains_then_ends() -> None:
    page = rooms.offer()
    app = FrameApp(page)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("shift+tab", "enter")
        await pilot.pause()
        assert "至任一營業據點" in squeezed(app)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.results.popleft() is None
    assert page.disputed


@pytest.mark.parametrize(("key", "cancelled"), [("escape", False), ("cancel", True)])
async def test_leaving_asks_and_tells_escape_from_cancel(key: str, cancelled: bool) -> None:
    page = rooms.code()
    app = FrameApp(page)
    async with app.run_test(size=SMALL) as pilot:
        if key == "cancel":
            await pilot.press("shift+tab", "enter")
        else:
            await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.results.popleft() is None
    assert page.cancelled is cancelled


async def test_the_code_page_counts_down_from_its_deadlines() -> None:
    app = FrameApp(rooms.code())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "請於 05:00 內完成驗證" in painted(app)
        assert "(00:02:00後可重發送)" in painted(app)
        assert app.awaited == [(NOW, NOW + timedelta(seconds=300))]
        app.clock.seconds = 34
        app.view._tell_time()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "請於 04:26 內完成驗證" in painted(app)
        assert "(00:01:26後可重發送)" in painted(app)
        app.clock.seconds = 301
        app.view._tell_time()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "通行碼已逾時,請按 F5 重新發送" in painted(app)
        assert "按 F5 重新發送(還可 3 次)" in painted(app)
    assert app.awaited[1:] == [None]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DeliveryState.QUEUED, "排隊中"),
        (DeliveryState.DELIVERED, "已送達"),
        (DeliveryState.FAILED, "寄送失敗"),
    ],
)
async def test_the_state_of_the_very_message_is_shown(state: DeliveryState, words: str) -> None:
    app = FrameApp(rooms.code(FakeReissue(state=state)))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert f"訊息狀態:{words}" in painted(app)


async def test_another_code_replaces_reference_and_what_was_typed() -> None:
    service = FakeReissue(rooms.sent(reference="9QXA", resends_left=2, deadline=NOW + timedelta(seconds=300)))
    app = FrameApp(rooms.code(service))
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, "123")
        await pilot.press("f5")
        await pilot.pause()
        assert "代號 9QXA" in painted(app)
        assert "5FS1" not in painted(app)
        assert "123" not in painted(app)
        assert app.holds == 0
    assert [call[0] for call in service.calls] == ["resend"]


async def test_a_wrong_code_is_typed_anew_and_a_closed_reissue_ends_the_visit() -> None:
    service = FakeReissue(
        ServiceError(ErrorCode.CODE_WRONG, "code", attempts_left=2), ServiceError(ErrorCode.REISSUE_CLOSED)
    )
    app = FrameApp(rooms.code(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "1234567")
        await pilot.pause()
        assert "通行碼錯誤,剩餘 2 次" in painted(app)
        assert "1234567" not in painted(app)
        # the refusal has to be read: what was typed on, a new password perhaps, is not shown in this field
        assert app.discarded == 1
        await fill(pilot, "7654321")
        await pilot.pause()
        assert isinstance(app.screen, NoticeScreen)
        await pilot.press("enter")
        await pilot.pause()
    assert app.visits_ended == 1
    assert service.calls == [("verify", HANDLE, Secret("1234567")), ("verify", HANDLE, Secret("7654321"))]


async def test_the_new_password_goes_twice_then_send_then_cancel() -> None:
    service = FakeReissue(ServiceError(ErrorCode.PASSWORD_COMMON, "new"))
    app = FrameApp(rooms.new_password(service))
    async with app.run_test(size=SMALL) as pilot:
        assert await walk(pilot, "tab", 5) == ["new", "confirm", "send", "cancel-button", "new"]
        await pilot.press("shift+tab")
        await fill(pilot, "Newpw77a", "Newpw77a")
        await pilot.pause()
        assert "此密碼過於常見" in painted(app)
        assert "Newpw77a" not in painted(app)
    assert service.calls == [("set_password", HANDLE, Secret("Newpw77a"), Secret("Newpw77a"))]
    assert service.given_advisor.forgotten


async def test_nothing_to_show_where_the_policy_replaces_only_on_submit() -> None:
    app = FrameApp(rooms.new_password(initial_password=None, dies_at=None))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f4")
        assert "初始密碼" not in painted(app).split("說明")[0]
        assert "F4" not in painted(app)
