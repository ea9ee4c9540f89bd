"""密碼歸戶設定: the manual's text, and a question that nobody passes unread (R-CON)."""

from dataclasses import replace

import pytest

from screens.consolidation_question import Concerned, ConsolidationQuestion
from screens.widgets.says import Says
from screens.words import consolidation
from screens.words.phrase import Language
from services.errors import ErrorCode, ServiceError
from services.sessions import CustomerSession
from tests.screens import rooms
from tests.screens.fakes import FakeChange, account
from tests.screens.kit import LARGE, SMALL, FrameApp, fill, painted, type_in
from tests.screens.test_focus_order import here, walk
from tests.screens.test_layout import fits
from tests.screens.test_refusals import form_line, under

BOTH_SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
FORM = ("Stock2026", "Harbor7x", "Harbor7x")


def said(app: FrameApp) -> str:
    return "\n".join(says.words for says in app.screen.query(Says))


async def test_the_manual_to_the_letter() -> None:
    app = FrameApp(rooms.consolidation())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        for text in (
            "申請密碼歸戶後,證券、語音、期貨、海外、財富管理、股代網路登入密碼將共用同一組密碼,"
            "請設定您的歸戶新密碼,設定成功後,請使用新密碼登入。",
            "提醒您,申請歸戶後,將無法再依個別帳號設定密碼!",
            "▶原(舊)密碼",
            "▶登入歸戶密碼(7~10位英數字)",
            "▶再確認登入密碼",
        ):
            assert text in said(app)
        for shown in ("密碼歸戶設定", "▶登入歸戶密碼(7~10位英數字)", "[ 確定 ]   [ 取消 ]"):
            assert shown in painted(app)


async def test_focus_order() -> None:
    app = FrameApp(rooms.consolidation())
    async with app.run_test(size=SMALL) as pilot:
        order = ["old", "new", "confirm", "confirm-button", "cancel-button", "old"]
        assert await walk(pilot, "tab", 6) == order


@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
async def test_by_keyboard_alone(size: tuple[int, int], language: Language) -> None:
    service = FakeChange("done")
    app = FrameApp(rooms.consolidation(service), language=language)
    async with app.run_test(size=size) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        assert isinstance(app.screen, ConsolidationQuestion)
        assert here(app) == "no"
        assert service.calls == []
        await pilot.press("tab")
        assert here(app) == "yes"
        await pilot.press("enter")
        await pilot.pause()
        assert list(app.results) == ["done"]
        [(typed,)] = service.calls
        assert [typed[name].reveal() for name in ("old", "new", "confirm")] == [*FORM]
        assert app.holds == 0


async def test_the_question_drops_what_was_typed_before_it_and_starts_on_no() -> None:
    app = FrameApp(rooms.consolidation(FakeChange()))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        assert app.discarded == 1
        assert "[ 取消 ]   [ 確定歸戶 ]" in painted(app)
        assert "須臨櫃辦理" in painted(app)
        assert "期貨 台北 ****567" in painted(app)


@pytest.mark.parametrize("key", ["enter", "space", "escape"])
async def test_no_keeps_the_form_as_it_is(key: str) -> None:
    service = FakeChange("done")
    app = FrameApp(rooms.consolidation(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is app.view
        assert service.calls == []
        assert app.holds == 0
        assert form_line(app) == ""
        assert app.view.value("confirm") == "Harbor7x"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("right", "enter")
        await pilot.pause()
        assert list(app.results) == ["done"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (("Stock2026", "aaaa1111", "aaaa1111"), "new", "重複或連續"),
        (("Stock2026", "abc1", "abc1"), "new", "密碼須為7~10位半形英數字"),
        (("Stock2026", "Harbor7x", "Harbor8x"), "confirm", "兩次輸入之新密碼不一致"),
        (("", "Harbor7x", "Harbor7x"), "old", "此欄必填"),
    ],
)
async def test_nobody_is_asked_to_be_sure_of_what_cannot_be(
    typed: tuple[str, ...], field: str, sentence: str
) -> None:
    service = FakeChange()
    app = FrameApp(rooms.consolidation(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *typed)
        await pilot.pause()
        assert app.screen is app.view
        assert sentence in under(app, field)
        assert here(app) == field
        assert service.calls == []
        assert app.holds == 0


async def test_a_wrong_old_password_is_typed_anew() -> None:
    refusal = ServiceError(ErrorCode.OLD_PASSWORD_WRONG, "old", attempts_left=2)
    app = FrameApp(rooms.consolidation(FakeChange(refusal)))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert "再錯 2 次" in under(app, "old")
        assert here(app) == "old"
        assert app.focused.value == ""  # type: ignore[union-attr]
        assert app.holds == 0


async def joined(session: CustomerSession) -> CustomerSession:
    """An account of 高雄 is there that was not at login."""
    others = [view for view in session.accounts if view.branch != "高雄"]
    return replace(session, accounts=(*others, account(id=9, branch="高雄")))


async def test_the_accounts_are_listed_as_they_stand_when_it_is_asked() -> None:
    service = FakeChange("done")
    app = FrameApp(rooms.consolidation(service, anew=joined))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        assert "以下 5 個帳號" in painted(app)
        assert "證券 高雄 ****567" in painted(app)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert service.calls[0][0]["listed"] == [1, 2, 3, 4, 9]


@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
async def test_accounts_that_change_after_the_yes_are_asked_about_anew(
    language: Language, size: tuple[int, int]
) -> None:
    reads = iter((rooms.unchanged, joined))
    refusal = ServiceError(ErrorCode.ACCOUNTS_CHANGED)
    service = FakeChange(refusal, "done")
    app = FrameApp(rooms.consolidation(service, anew=lambda session: next(reads)(session)), language=language)
    async with app.run_test(size=size) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        assert "高雄" not in painted(app)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ConsolidationQuestion)
        assert here(app) == "no"
        assert app.discarded == 2, "it is read before it is answered, this time too"
        assert "高雄" in painted(app)
        assert consolidation.SURE_ANEW.filled(count=5).text(language) in said(app)
        fits(app)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert list(app.results) == ["done"]
        assert [call[0]["listed"] for call in service.calls] == [[1, 2, 3, 4], [1, 2, 3, 4, 9]]
        assert app.holds == 0


async def test_accounts_that_change_twice_leave_the_form_to_be_sent_again() -> None:
    refusal = ServiceError(ErrorCode.ACCOUNTS_CHANGED)
    app = FrameApp(rooms.consolidation(FakeChange(refusal, refusal, "done")))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        for _ in range(2):
            await pilot.press("tab", "enter")
            await pilot.pause()
        assert app.screen is app.view
        assert form_line(app) == "錯誤:您的帳號剛有增減,資料未變更,請再試一次。"
        assert app.view.value("confirm") == "Harbor7x"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert list(app.results) == ["done"]
        assert app.holds == 0


async def test_a_hundred_accounts_are_all_listed() -> None:
    views = tuple(account(branch=f"第{n}") for n in range(100))
    app = FrameApp(ConsolidationQuestion(views))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "[ 確定歸戶 ]" in painted(app)
        seen = ""
        for _ in range(100 // app.screen.query_one(Concerned).size.height + 1):
            seen += painted(app)
            await pilot.press("pagedown")
        assert all(f"第{n} " in seen for n in range(100))
        assert here(app) == "no"


async def test_secrets_are_never_painted() -> None:
    app = FrameApp(rooms.consolidation(FakeChange()))
    async with app.run_test(size=SMALL) as pilot:
        seen = ""
        for secret in ("Hunter2Zx", "Hunter3Zx", "Hunter3Zx"):
            await type_in(pilot, secret)
            seen += painted(app)
            await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ConsolidationQuestion)
        assert "Hun" not in seen + painted(app)


@pytest.mark.parametrize("language", Language)
async def test_the_notes_speak_of_one_password_and_of_no_separate_one(language: Language) -> None:
    app = FrameApp(rooms.consolidation(), language=language)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "4050-0588" not in painted(app)
        words = "須臨櫃辦理" if language is Language.CHINESE else "only the counter"
        assert words in painted(app)
