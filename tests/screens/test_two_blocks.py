"""Login and withdrawal password on one form: only what is ticked is asked, sent, and said (R-ACC-4)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.view import View
from screens.widgets.field import Field
from screens.words.phrase import Language
from services.accounts import WithdrawalState
from services.errors import ErrorCode, ServiceError
from storage.records import Business
from tests.screens import rooms
from tests.screens.fakes import FakeChange, account, futures
from tests.screens.kit import LARGE, SMALL, FrameApp, fill, painted, type_in
from tests.screens.test_focus_order import here, walk
from tests.screens.test_layout import fits
from tests.screens.test_refusals import form_line, under

OPEN = WithdrawalState.OPEN
LOGIN = ["old", "new", "confirm", "sync-voice"]
WITHDRAWAL = ["withdrawal_old", "withdrawal_new", "withdrawal_confirm"]
BUTTONS = ["confirm-button", "cancel-button"]
BOTH_SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
BOTH_LANGUAGES = pytest.mark.parametrize("language", Language)


def one(service: FakeChange | None = None) -> View[Any]:
    return rooms.account_form(futures(), service)


def shared(service: FakeChange | None = None) -> View[Any]:
    return rooms.shared(OPEN, service)


async def order(pilot: Pilot[None], *, key: str = "tab") -> list[str]:
    """Everything that can be reached, from where one is until one is there again."""
    start = here(pilot.app)
    passed: list[str] = []
    while not passed or here(pilot.app) != start:
        passed += await walk(pilot, key, 1)
    return passed


async def tick(pilot: Pilot[None], name: str) -> None:
    """Ticks a box and stays on it."""
    pilot.app.screen.query_one(f"#{name}").focus()
    await pilot.press("space")
    await pilot.pause()


async def test_one_account_nothing_ticked() -> None:
    app = FrameApp(one())
    async with app.run_test(size=SMALL) as pilot:
        assert await order(pilot) == ["login-tick", "withdrawal-tick", *BUTTONS]
        assert "舊密碼" not in painted(app)
        assert "7~10位 " not in painted(app)


async def test_one_account_login_ticked() -> None:
    app = FrameApp(one())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("space")
        assert await order(pilot) == ["login-tick", *LOGIN, "withdrawal-tick", *BUTTONS]
        assert painted(app).count("▶舊密碼") == 1


async def test_one_account_withdrawal_ticked() -> None:
    app = FrameApp(one())
    async with app.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        await pilot.press("shift+tab")
        assert await order(pilot) == ["login-tick", "withdrawal-tick", *WITHDRAWAL, *BUTTONS]
        assert "▶新密碼(6位英數字)" in painted(app)
        assert "▶新密碼(7~10位英數字)" not in painted(app)


@BOTH_SIZES
@BOTH_LANGUAGES
async def test_one_account_both_ticked(size: tuple[int, int], language: Language) -> None:
    app = FrameApp(one(), language=language)
    async with app.run_test(size=size) as pilot:
        await tick(pilot, "withdrawal-tick")
        await tick(pilot, "login-tick")
        expected = ["login-tick", *LOGIN, "withdrawal-tick", *WITHDRAWAL, *BUTTONS]
        assert await order(pilot) == expected
        assert await order(pilot, key="shift+tab") == [expected[0], *reversed(expected[1:])]
        fits(app)


async def test_without_a_futures_account_there_is_one_block() -> None:
    app = FrameApp(rooms.account_form(account()))
    async with app.run_test(size=SMALL) as pilot:
        assert await order(pilot) == ["login-tick", *BUTTONS]
        await pilot.press("space")
        assert await order(pilot) == ["login-tick", *LOGIN, *BUTTONS]
        assert "出金" not in painted(app)


async def test_consolidated_form_order() -> None:
    app = FrameApp(shared())
    async with app.run_test(size=SMALL) as pilot:
        assert await order(pilot) == [*LOGIN, "withdrawal-tick", *BUTTONS]
        await tick(pilot, "withdrawal-tick")
        app.screen.query_one("#old", Field).entry.focus()
        await pilot.pause()
        assert await order(pilot) == [*LOGIN, "withdrawal-tick", *WITHDRAWAL, *BUTTONS]


@pytest.mark.parametrize(
    ("room", "labels"),
    [
        (lambda: rooms.account_form(account()), ["[ ] 網路登入密碼變更-證券", "證券 台北 ****567"]),
        (lambda: one(), ["[ ] 網路登入密碼變更-期貨", "[ ] 網路出金密碼變更-期貨", "期貨 台北 ****567"]),
        (lambda: shared(), ["☑ 網路登入密碼變更-歸戶", "[ ] 網路出金密碼變更-歸戶"]),
        (lambda: rooms.change(must_change=True, consolidated=False), ["☑ 網路登入密碼變更 "]),
    ],
)
async def test_labels_follow_the_customers_state(room: Callable[[], View[Any]], labels: list[str]) -> None:
    app = FrameApp(room())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert all(label in painted(app) for label in labels)


@pytest.mark.parametrize(
    ("room", "sentence"),
    [
        (lambda: rooms.account_form(futures(WithdrawalState.LOCKED)), "出金密碼已鎖定,登入不受影響。"),
        (lambda: rooms.account_form(futures(WithdrawalState.MISSING)), "尚未設定出金密碼。"),
        (lambda: rooms.shared(WithdrawalState.LOCKED), "出金密碼已鎖定,登入不受影響。"),
        (lambda: rooms.shared(WithdrawalState.MISSING), "尚未設定出金密碼。"),
    ],
)
async def test_a_closed_withdrawal_password_says_so_and_names_the_counter(
    room: Callable[[], View[Any]], sentence: str
) -> None:
    app = FrameApp(room())
    async with app.run_test(size=SMALL) as pilot:
        assert "withdrawal-tick" not in await order(pilot)
        assert sentence in painted(app)
        assert "請臨櫃辦理「出金密碼補發」。" in painted(app)
        assert "網路出金密碼變更-" in painted(app)


@pytest.mark.parametrize(
    "differs",
    [
        {"accounts": (account(business=Business.WEALTH),)},
        {"accounts": (futures(),), "must_change": True},
    ],
)
async def test_no_withdrawal_block_where_there_is_none_to_change(differs: dict[str, Any]) -> None:
    app = FrameApp(rooms.change(**differs))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "出金" not in painted(app)


@BOTH_SIZES
@BOTH_LANGUAGES
async def test_both_by_keyboard_alone(size: tuple[int, int], language: Language) -> None:
    service = FakeChange("changed")
    app = FrameApp(one(service), language=language)
    async with app.run_test(size=size) as pilot:
        await pilot.press("space", "enter")
        await fill(pilot, "Future26x", "Harbor7x", "Harbor7x")
        await pilot.press("space", "enter", "space", "enter")
        await fill(pilot, "Wd26ab", "Wd77xy", "Wd77xy")
        await pilot.pause()
        assert list(app.results) == ["changed"]
        [(account_id, typed)] = service.calls
        login, withdrawal = typed["login"], typed["withdrawal"]
        assert account_id == 2
        assert [secret.reveal() for secret in (login.old, login.new, login.confirm)] == [
            "Future26x",
            "Harbor7x",
            "Harbor7x",
        ]
        assert login.sync_voice is True
        assert [secret.reveal() for secret in (withdrawal.old, withdrawal.new, withdrawal.confirm)] == [
            "Wd26ab",
            "Wd77xy",
            "Wd77xy",
        ]
        assert app.holds == 0


async def test_only_the_withdrawal_password_of_one_account() -> None:
    service = FakeChange("changed")
    app = FrameApp(one(service))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "space", "enter")
        await fill(pilot, "Wd26ab", "Wd77xy", "Wd77xy")
        await pilot.pause()
        [(_, typed)] = service.calls
        assert typed["login"] is None
        assert typed["withdrawal"].new.reveal() == "Wd77xy"


async def test_only_the_withdrawal_password_of_a_consolidated_customer() -> None:
    service = FakeChange("changed")
    app = FrameApp(shared(service))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "tab", "tab", "tab", "space", "enter")
        await fill(pilot, "Wd88cd", "Wd77xy", "Wd77xy")
        await pilot.pause()
        assert list(app.results) == ["changed"]
        [(typed,)] = service.calls
        assert typed["withdrawal"].old.reveal() == "Wd88cd"
        assert typed["old"].reveal() == ""


async def test_a_login_block_begun_is_finished_too() -> None:
    service = FakeChange()
    app = FrameApp(shared(service))
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, "Harbor88k")
        await tick(pilot, "withdrawal-tick")
        await pilot.press("enter")
        await fill(pilot, "Wd88cd", "Wd77xy", "Wd77xy")
        await pilot.pause()
        assert service.calls == []
        assert under(app, "new") == "錯誤:此欄必填,請輸入。"
        assert here(app) == "new"


async def test_unticking_empties_and_asks_for_nothing() -> None:
    service = FakeChange("changed")
    app = FrameApp(shared(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "Harbor88k", "Harbor7x", "Harbor7x")
        await pilot.press("enter", "space", "enter")
        await type_in(pilot, "Wd88cd")
        await pilot.press("shift+tab", "space")
        await pilot.pause()
        assert app.screen.query_one("#withdrawal_old", Field).entry.value == ""
        await pilot.press("enter")
        await pilot.pause()
        [(typed,)] = service.calls
        assert typed["withdrawal"] is None


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (ServiceError(ErrorCode.WITHDRAWAL_OLD_WRONG, "withdrawal_old", attempts_left=2), "再錯 2 次"),
        (ServiceError(ErrorCode.WITHDRAWAL_SHAPE, "withdrawal_new", length=6), "出金密碼須為6位半形英數字"),
        (ServiceError(ErrorCode.WITHDRAWAL_SAME_AS_LOGIN, "withdrawal_new"), "不可與登入密碼相同"),
        (ServiceError(ErrorCode.WITHDRAWAL_SAME, "withdrawal_new"), "不可與舊出金密碼相同"),
        (ServiceError(ErrorCode.CONFIRMATION_DIFFERS, "withdrawal_confirm"), "不一致"),
        (ServiceError(ErrorCode.TOO_MANY_PASSWORDS, "new", limit=8), "最多8組不同的密碼"),
    ],
)
@BOTH_LANGUAGES
@BOTH_SIZES
async def test_refusals_at_their_field(
    refusal: ServiceError, sentence: str, language: Language, size: tuple[int, int]
) -> None:
    app = FrameApp(rooms.account_form(futures(), FakeChange(refusal)), language=language)
    async with app.run_test(size=size) as pilot:
        await tick(pilot, "withdrawal-tick")
        await tick(pilot, "login-tick")
        for field in app.screen.query(Field):
            field.entry.value = "Wd26ab"
        await pilot.pause()
        app.view.action_submit()  # type: ignore[attr-defined]
        await pilot.pause()
        assert here(app) == refusal.field
        if language is Language.CHINESE:
            assert sentence in under(app, str(refusal.field))
        whole = re.sub(r"[\s\u2500-\u259f]", "", painted(app))
        assert "".join(under(app, str(refusal.field)).split()) in whole
        fits(app)
        wrong = refusal.code is ErrorCode.WITHDRAWAL_OLD_WRONG
        assert app.focused.value == ("" if wrong else "Wd26ab")  # type: ignore[union-attr]


async def test_a_pair_keeps_a_refusal_while_the_other_field_is_typed_in() -> None:
    app = FrameApp(shared(FakeChange(ServiceError(ErrorCode.WITHDRAWAL_SAME, "withdrawal_new"))))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "Harbor88k", "Harbor7x", "Harbor7x")
        await pilot.press("enter", "space", "enter")
        await fill(pilot, "Wd88cd", "Wd88cd", "Wd88cd")
        await pilot.pause()
        app.screen.query_one("#new", Field).entry.focus()
        await pilot.press("z")
        assert "不可與舊出金密碼相同" in under(app, "withdrawal_new")
        app.screen.query_one("#withdrawal_new", Field).entry.focus()
        await pilot.press("z")
        assert under(app, "withdrawal_new") == ""


async def test_locked_in_mid_form_unticks_for_good_and_the_rest_can_be_sent() -> None:
    service = FakeChange(ServiceError(ErrorCode.WITHDRAWAL_LOCKED, "withdrawal_old"), "changed")
    app = FrameApp(shared(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "Harbor88k", "Harbor7x", "Harbor7x")
        await pilot.press("enter", "space", "enter")
        await fill(pilot, "Wd99zz", "Wd77xy", "Wd77xy")
        await pilot.pause()
        assert form_line(app) == "錯誤:出金密碼已鎖定,請臨櫃辦理「出金密碼補發」。登入不受影響。"
        assert await order(pilot) == [*LOGIN, *BUTTONS]
        await pilot.press("enter", "enter", "enter", "enter")
        await pilot.pause()
        assert list(app.results) == ["changed"]
        assert service.calls[-1][0]["withdrawal"] is None
        assert app.holds == 0


async def test_nothing_ticked_is_said() -> None:
    app = FrameApp(rooms.account_form(account(), FakeChange(ServiceError(ErrorCode.NOTHING_TICKED))))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert form_line(app) == "錯誤:請先按空白鍵勾選要變更的項目。"
        assert here(app) == "login-tick"


async def test_leaving_asks_only_when_something_was_typed() -> None:
    app = FrameApp(one())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("space", "escape")
        await pilot.pause()
        assert list(app.results) == [None]


@BOTH_LANGUAGES
async def test_no_secret_is_ever_painted(language: Language) -> None:
    app = FrameApp(one(), language=language)
    async with app.run_test(size=SMALL) as pilot:
        await tick(pilot, "withdrawal-tick")
        await tick(pilot, "login-tick")
        await pilot.press("enter")
        seen = ""
        for secret in ("Hunter2Zx", "Hunter3Zx", "Hunter3Zx", "", "", "Wd9Zq7", "Wd9Zq8", "Wd9Zq8"):
            await type_in(pilot, secret)
            seen += painted(app)
            await pilot.press("tab")
        for key in ("f8", "f9", "f1", "escape", "f8"):
            await pilot.press(key)
            seen += painted(app)
        assert app.screen.query_one("#withdrawal_new", Field).entry.value == "Wd9Zq8"
        assert "Hun" not in seen
        assert "Wd9" not in seen
        assert "Wd9" not in app.export_screenshot()


async def test_help_tells_what_a_withdrawal_password_is() -> None:
    app = FrameApp(one())
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert "出金密碼須為6位英數字" in painted(app)


@pytest.mark.parametrize("size", [(80, 60), (110, 40), (200, 30), (90, 25)], ids=str)
@BOTH_LANGUAGES
async def test_windows_of_other_shapes(size: tuple[int, int], language: Language) -> None:
    app = FrameApp(one(), language=language)
    async with app.run_test(size=size) as pilot:
        await tick(pilot, "withdrawal-tick")
        await tick(pilot, "login-tick")
        fits(app)


async def test_how_to_begin_is_said_until_something_is_ticked() -> None:
    app = FrameApp(one())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert form_line(app) == "請按空白鍵勾選要變更的項目。"
        await pilot.press("space")
        await pilot.pause()
        assert form_line(app) == ""
        await pilot.press("space")
        await pilot.pause()
        assert form_line(app) == "請按空白鍵勾選要變更的項目。"


async def test_nothing_ticked_is_no_longer_said_once_something_is() -> None:
    app = FrameApp(rooms.account_form(futures(), FakeChange(ServiceError(ErrorCode.NOTHING_TICKED))))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert form_line(app).startswith("錯誤:")
        await tick(pilot, "withdrawal-tick")
        assert form_line(app) == ""


@BOTH_LANGUAGES
async def test_a_consolidated_customer_is_told_that_the_login_block_may_stay_empty(
    language: Language,
) -> None:
    app = FrameApp(shared(), language=language)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert ("可以留空" if language is Language.CHINESE else "leave the login fields empty") in painted(
            app
        )
        fits(app)


async def test_the_rules_are_those_of_the_field_one_is_in() -> None:
    app = FrameApp(shared())
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "Harbor88k", "Harbor7x")
        await tick(pilot, "withdrawal-tick")
        await pilot.press("enter")
        assert "・6位" in painted(app)
        assert "非常見密碼" not in painted(app)
        await fill(pilot, "Wd88cd", "Harbor7x")
        assert "× 6位" in painted(app)
        assert "✓ 僅半形英數字" in painted(app)
        assert "✓ 與舊出金密碼不同" in painted(app)
        assert "× 與登入密碼不同" in painted(app)
        await type_in(pilot, "Harbor7")
        assert "× 兩次輸入一致" in painted(app)
        app.screen.query_one("#new", Field).entry.focus()
        await pilot.pause()
        assert "✓ 非常見密碼" in painted(app)
        assert "與登入密碼不同" not in painted(app)


async def test_only_the_withdrawal_block_shows_its_rules_and_none_shows_none() -> None:
    app = FrameApp(one())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "位 " not in painted(app)
        await tick(pilot, "withdrawal-tick")
        await pilot.press("shift+tab")
        await pilot.pause()
        assert "・6位" in painted(app)


@BOTH_LANGUAGES
@pytest.mark.parametrize("code", [ErrorCode.WITHDRAWAL_SHAPE, ErrorCode.WITHDRAWAL_OLD_WRONG])
async def test_with_room_what_was_refused_begins_at_its_label(code: ErrorCode, language: Language) -> None:
    app = FrameApp(one(), language=language)
    async with app.run_test(size=LARGE) as pilot:
        await tick(pilot, "withdrawal-tick")
        app.screen.refuse(ServiceError(code, "withdrawal_new", length=6, attempts_left=2))  # type: ignore[attr-defined]
        await pilot.pause()
        field = app.screen.query_one("#withdrawal_new", Field)
        error = field.error
        first = error.lines(error.content_size.width)[0]
        assert len(first) - len(first.lstrip()) == field.region.x - error.region.x
        fits(app)
