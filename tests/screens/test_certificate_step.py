"""The certificate step (contract §4): only what the device wants, in the order of the contract."""

from dataclasses import replace
from typing import Any

import pytest

from screens import take_token
from screens.certificate_step import CertificateStepScreen
from screens.choice_list import ChoiceListScreen
from screens.take_token import TakeTokenScreen
from screens.words.phrase import Language
from services.certificates.port import CertificateAnswer
from services.errors import ErrorCode, ServiceError
from services.secret import Secret
from tests.screens import rooms
from tests.screens.fakes import FakeDevice, FakeReader
from tests.screens.kit import SMALL, FrameApp, fill, painted, type_in
from tests.screens.rooms import OFFERS
from tests.screens.test_focus_order import here, walk
from tests.screens.test_layout import fits

PIN = "Pin-2468"
IN_THE_LIST = ("space", "down", "enter")


@pytest.mark.parametrize(
    ("offer", "without", "order"),
    [
        ("token", False, ["continue", "cancel"]),
        ("pin", False, ["pin", "continue", "cancel"]),
        ("choice", False, ["identity", "continue", "cancel"]),
        ("choice_and_pin", True, ["identity", "pin", "continue", "without", "cancel"]),
        ("nothing", True, ["continue", "without", "cancel"]),
    ],
)
async def test_order(offer: str, without: bool, order: list[str]) -> None:
    app = FrameApp(rooms.certificate_step(OFFERS[offer], may_leave_out=without))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert await walk(pilot, "tab", len(order) + 1) == [*order, order[0]]
        assert ("無憑證繼續" in painted(app)) == without


async def test_a_pin_is_handed_on_and_leaves_no_trace() -> None:
    device = FakeDevice("done")
    app = FrameApp(rooms.certificate_step(OFFERS["pin"], device))
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, PIN)
        assert PIN not in painted(app)
        await pilot.press("enter")
        await pilot.pause()
        assert device.calls == [(CertificateAnswer("a1", Secret(PIN)),)]
        assert list(app.results) == ["done"]
        assert app.holds == 0


@pytest.mark.parametrize("keys", [("down",), ("right",), ("left",), ("up",), ("end",), IN_THE_LIST])
async def test_a_choice_by_keyboard_alone(keys: tuple[str, ...]) -> None:
    device = FakeDevice("done")
    app = FrameApp(rooms.certificate_step(OFFERS["choice_and_pin"], device))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "< 第 1 張  A12345****" in painted(app)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        assert "< 第 2 張  A20000****" in painted(app)
        # taken in the list one goes on at once
        if keys is not IN_THE_LIST:
            await pilot.press("enter")
        assert here(app) == "pin"
        await type_in(pilot, PIN)
        await pilot.press("enter")
        await pilot.pause()
        assert device.calls == [(CertificateAnswer("b2", Secret(PIN)),)]
        assert app.holds == 0


async def test_the_list_left_with_esc_changes_nothing() -> None:
    app = FrameApp(rooms.certificate_step(OFFERS["choice"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("space")
        await pilot.pause()
        assert isinstance(app.screen, ChoiceListScreen)
        await pilot.press("down", "escape")
        await pilot.pause()
        assert "< 第 1 張  A12345****" in painted(app)
        assert here(app) == "identity"
        assert app.holds == 0


async def test_a_wrong_pin_is_named_with_the_tries_left_and_typed_anew() -> None:
    wrong = ServiceError(ErrorCode.PIN_WRONG, "pin", tries_left=2)
    device = FakeDevice(wrong, "done")
    app = FrameApp(rooms.certificate_step(OFFERS["pin"], device))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "還可以錯誤 3 次" in painted(app)
        await fill(pilot, "1111")
        await pilot.pause()
        assert "錯誤:PIN碼錯誤,剩餘 2 次。" in painted(app)
        assert "還可以錯誤 3 次" not in painted(app)
        assert (here(app), app.view.value("pin")) == ("pin", "")  # type: ignore[attr-defined]
        await fill(pilot, PIN)
        await pilot.pause()
        assert list(app.results) == ["done"]


async def test_a_certificate_that_takes_no_pin_says_so_at_once() -> None:
    app = FrameApp(rooms.certificate_step(replace(OFFERS["pin"], tries_left=0)))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "目前不接受此憑證的PIN碼。" in painted(app)
        assert "還可以錯誤" not in painted(app)


async def test_an_empty_pin_is_asked_for() -> None:
    device = FakeDevice()
    app = FrameApp(rooms.certificate_step(OFFERS["pin"], device))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "此欄必填" in painted(app)
        assert device.calls == []


@pytest.mark.parametrize("key", ["f5", "enter"])
async def test_a_token_put_in_is_read_and_its_pin_asked_for(key: str) -> None:
    device = FakeDevice("done", reads=[OFFERS["token"], OFFERS["pin"]])
    app = FrameApp(rooms.certificate_step(OFFERS["token"], device))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert "讀不到憑證" in painted(app)
        assert here(app) == "continue"
        await pilot.press(key)
        await pilot.pause()
        assert "讀不到憑證" not in painted(app)
        assert here(app) == "pin"
        assert device.calls == []
        await fill(pilot, PIN)
        await pilot.pause()
        assert list(app.results) == ["done"]
        assert app.holds == 0


async def test_a_token_pulled_out_meanwhile_is_asked_for_again() -> None:
    device = FakeDevice(ServiceError(ErrorCode.TOKEN_ABSENT))
    app = FrameApp(rooms.certificate_step(OFFERS["pin"], device))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, PIN)
        await pilot.pause()
        assert "請插入憑證載具" in painted(app)
        assert "讀不到憑證" in painted(app)
        assert here(app) == "continue"


async def test_going_on_without_a_certificate() -> None:
    device = FakeDevice("done")
    app = FrameApp(rooms.certificate_step(OFFERS["pin"], device, may_leave_out=True))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "tab", "enter")
        await pilot.pause()
        assert device.calls == [("without",)]
        assert list(app.results) == ["done"]


async def test_a_refusal_on_going_on_without_does_not_stick() -> None:
    device = FakeDevice(ServiceError(ErrorCode.STORAGE_BUSY), "done")
    app = FrameApp(rooms.certificate_step(OFFERS["pin"], device, may_leave_out=True))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "tab", "enter")
        await pilot.pause()
        assert "系統忙碌" in painted(app)
        await pilot.press("shift+tab", "shift+tab")
        await fill(pilot, PIN)
        await pilot.pause()
        assert device.calls[-1] == (CertificateAnswer("a1", Secret(PIN)),)


@pytest.mark.parametrize(
    ("code", "facts", "next_step"),
    [
        (ErrorCode.NO_CERTIFICATE, {}, "客服中心"),
        (ErrorCode.UNLOCK_USED, {}, "原留印鑑"),
        (ErrorCode.PIN_WRONG, {"tries_left": 2}, "發證機構"),
        (ErrorCode.PIN_WRONG_ON_READER, {}, "在讀卡機上輸入"),
        (ErrorCode.PIN_PAUSED, {"until": "14:35"}, "屆時再試"),
        (ErrorCode.TOKEN_LAST_TRY, {}, "自己的電腦"),
        (ErrorCode.TOKEN_LOCKED, {}, "發證機構"),
    ],
)
async def test_a_refusal_stays_whole_in_both_languages_with_its_next_step(
    code: ErrorCode, facts: dict[str, int | str], next_step: str
) -> None:
    refusal = ServiceError(code, "pin" if facts else None, **facts)
    view: CertificateStepScreen[Any] = rooms.certificate_step(
        OFFERS["choice_and_pin"], FakeDevice(refusal), may_leave_out=True
    )
    app = FrameApp(view, demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await fill(pilot, PIN)
        await pilot.pause()
        assert "錯誤:" in painted(app)
        assert next_step in painted(app)
        for _ in Language:
            fits(app)
            app.action_language()
            await pilot.pause()


async def test_cancel_asks_only_where_a_pin_would_be_lost() -> None:
    app = FrameApp(rooms.certificate_step(OFFERS["token"]))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert list(app.results) == [None]


async def test_the_token_is_asked_back_until_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_token, "LOOK_EVERY", 0.02)
    reader = FakeReader()
    app = FrameApp(TakeTokenScreen(reader.inside, seconds=15))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "請取回憑證載具" in painted(app)
        assert app.discarded == 1
        await pilot.pause(0.1)
        assert list(app.results) == []
        reader.token = False
        await pilot.pause(0.1)
        assert list(app.results) == [None]


async def test_nobody_waits_for_ever_for_a_token() -> None:
    app = FrameApp(TakeTokenScreen(FakeReader().inside, seconds=15))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        app.clock.seconds = 15
        await pilot.pause(0.3)
        assert list(app.results) == [None]
