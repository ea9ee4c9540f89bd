"""密碼解鎖 on screen (R-UNL): order, refusals with their next step, typed by keyboard alone."""

import re

import pytest

from screens.unlock import CertificateWanted
from screens.words import errors
from screens.words.phrase import Language
from screens.words.unlock import NEXT_STEPS
from services.errors import ErrorCode, ServiceError
from services.unlock import LogInWith, Unlocked
from tests.screens import rooms
from tests.screens.fakes import NOW, VISIT, FakeUnlock
from tests.screens.kit import SMALL, FrameApp, fill, painted, type_in
from tests.screens.test_focus_order import BOTH_LANGUAGES, BOTH_SIZES, here, walk
from tests.screens.test_layout import fits

UNLOCKED = Unlocked(NOW, LogInWith.OWN)


async def test_order_forwards_backwards_and_round() -> None:
    app = FrameApp(rooms.unlock())
    async with app.run_test(size=SMALL) as pilot:
        assert await walk(pilot, "tab", 4) == ["id_number", "birth_date", "unlock", "id_number"]
        assert await walk(pilot, "shift+tab", 2) == ["birth_date", "id_number"]


@BOTH_SIZES
@BOTH_LANGUAGES
async def test_by_keyboard_alone(size: tuple[int, int], language: Language) -> None:
    service = FakeUnlock(UNLOCKED)
    app = FrameApp(rooms.unlock(service), language=language)
    async with app.run_test(size=size) as pilot:
        await fill(pilot, "d200000051", "１９９２1224")
        await pilot.pause()
        assert service.calls == [(VISIT, "D200000051", "19921224")]
        assert list(app.results) == [UNLOCKED]
        assert app.holds == 0


async def test_enter_on_the_button_sends_too() -> None:
    service = FakeUnlock(UNLOCKED)
    app = FrameApp(rooms.unlock(service))
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, "D200000051")
        await pilot.press("tab")
        await type_in(pilot, "19921224")
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert list(app.results) == [UNLOCKED]


async def test_what_is_empty_is_asked_for() -> None:
    service = FakeUnlock()
    app = FrameApp(rooms.unlock(service))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "", "19921224")
        await pilot.pause()
        assert here(app) == "id_number"
        assert "此欄必填" in painted(app)
        assert service.calls == []


async def test_a_device_that_wants_something_comes_with_what_was_typed() -> None:
    app = FrameApp(rooms.unlock(FakeUnlock(rooms.OFFERS["pin"])))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "D200000051", "19921224")
        await pilot.pause()
        [wanted] = app.results
        assert wanted == CertificateWanted(rooms.OFFERS["pin"], "D200000051", "19921224")
        assert "19921224" not in repr(wanted)
        assert "D200000051" not in repr(wanted)


async def test_one_step_back_finds_what_was_typed() -> None:
    view = rooms.unlock(typed=CertificateWanted(rooms.OFFERS["pin"], "D200000051", "19921224"))
    app = FrameApp(view)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "D200000051" in painted(app)
        assert (view.value("id_number"), view.value("birth_date")) == ("D200000051", "19921224")


@BOTH_SIZES
@pytest.mark.parametrize(
    ("code", "sentence", "next_step"),
    [
        (ErrorCode.NO_CERTIFICATE, "此裝置無有效憑證,無法線上解鎖。", "請本人來電客服中心(0800-085005"),
        (ErrorCode.NOT_LOCKED, "帳戶未鎖定,請用原密碼登入。", "本次未使用解鎖次數。"),
        (ErrorCode.UNLOCK_USED, "線上解鎖僅提供1次,請使用密碼補發或臨櫃辦理。", "身分證及原留印鑑"),
        (ErrorCode.IDENTITY_MISMATCH, "輸入資料有誤,請確認後重新輸入。", "西元年共8碼"),
        (ErrorCode.IDENTITY_LIMIT_HERE, "今日在本機錯誤次數過多", "客服中心"),
        (ErrorCode.IDENTITY_LIMIT, "今日錯誤次數過多", "客服中心"),
        (ErrorCode.TERMINAL_PAUSED, "暫停至 14:35", "其他終端機"),
    ],
)
async def test_every_refusal_says_what_to_do_next(
    size: tuple[int, int], code: ErrorCode, sentence: str, next_step: str
) -> None:
    facts = {"until": "14:35"} if code is ErrorCode.TERMINAL_PAUSED else {}
    service = FakeUnlock(ServiceError(code, **facts), UNLOCKED)
    app = FrameApp(rooms.unlock(service), demo=True)
    async with app.run_test(size=size) as pilot:
        await fill(pilot, "E100000069", "19830317")
        await pilot.pause()
        assert f"錯誤:{sentence}" in painted(app) or sentence in painted(app)
        assert next_step in painted(app)
        for _ in Language:
            fits(app)
            app.action_language()
            await pilot.pause()
        assert here(app) == "birth_date"
        app.view.action_submit()  # type: ignore[attr-defined]
        await pilot.pause()
        assert next_step not in painted(app)
        assert list(app.results) == [UNLOCKED]


REFUSALS = (
    # ID number and date, each under its field
    *(ErrorCode.REQUIRED, ErrorCode.ID_LETTERS_DIGITS_ONLY, ErrorCode.ID_SHAPE, ErrorCode.ID_CHECK_DIGIT),
    *(ErrorCode.DATE_SHAPE, ErrorCode.DATE_ROC, ErrorCode.DATE_UNREAL),
    *(ErrorCode.IDENTITY_MISMATCH, ErrorCode.IDENTITY_LIMIT_HERE, ErrorCode.IDENTITY_LIMIT),
    ErrorCode.TERMINAL_PAUSED,
    # the certificate
    *(code for code in ErrorCode if code.name.startswith(("TOKEN_", "PIN_"))),
    *(ErrorCode.CHOICE_NEEDED, ErrorCode.NO_CERTIFICATE),
    # the lock
    *(ErrorCode.NOT_LOCKED, ErrorCode.UNLOCK_USED),
    # the machine
    *(code for code in ErrorCode if code.name.startswith("STORAGE_")),
    ErrorCode.BUSY,
)


@pytest.mark.parametrize("code", REFUSALS)
def test_no_refusal_leaves_anybody_without_a_next_step(code: ErrorCode) -> None:
    """What to do stands in the sentence itself, or below it."""
    said = [errors.SENTENCES[code], *([NEXT_STEPS[code]] if code in NEXT_STEPS else [])]
    assert re.search("請|只能輸入", "".join(phrase.zh for phrase in said))
    itself_says = code.name.startswith(("STORAGE_", "ID_", "DATE_")) or code in {
        *(ErrorCode.REQUIRED, ErrorCode.CHOICE_NEEDED, ErrorCode.PIN_NEEDED, ErrorCode.TOKEN_ABSENT),
        ErrorCode.BUSY,
    }
    assert (code in NEXT_STEPS) is not itself_says


async def test_a_date_of_the_republic_is_refused_under_its_field() -> None:
    app = FrameApp(rooms.unlock(FakeUnlock(ServiceError(ErrorCode.DATE_ROC, "birth_date"))))
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "D200000051", "0811224")
        await pilot.pause()
        assert "錯誤:請輸入西元年" in painted(app)
        assert here(app) == "birth_date"


async def test_another_person_of_the_demo_takes_the_date_away() -> None:
    view = rooms.unlock()
    app = FrameApp(view)
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "D200000051")
        await type_in(pilot, "19921224")
        view.type_number("D200000051")
        assert view.value("birth_date") == "19921224"
        view.type_number("E100000069")
        await pilot.pause()
        assert (view.value("id_number"), view.value("birth_date")) == ("E100000069", "")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (LogInWith.OWN, "請用原密碼登入"),
        (LogInWith.INITIAL, "立即設定新密碼"),
        (LogInWith.NONE, "初始密碼已逾期,請使用密碼補發"),
    ],
)
async def test_success_says_which_password_is_good(kind: LogInWith, words: str) -> None:
    app = FrameApp(rooms.unlocked(kind))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "解鎖成功" in painted(app)
        assert words in painted(app)
        app.clock.seconds = 15
        await pilot.pause(0.3)
        assert list(app.results) == [None]
