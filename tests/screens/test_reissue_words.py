"""What the pages of 密碼補發 say, in both languages: ends, good passwords, messages that died, F7."""

from datetime import timedelta
from typing import Any

import pytest

from screens.brand import Brand
from screens.confirm import ConfirmScreen
from screens.reissue.activation import ActivationWanted
from screens.reissue.ends import LeftScreen, ReissuedScreen
from screens.view import View
from screens.words import errors, reissue_code
from screens.words.phrase import Language
from services.delivery.post import DeliveryState
from services.errors import ErrorCode, ServiceError
from services.reissue.results import GoodNow, Left, Reissued
from storage.records_reissue import ReissueMethod
from tests.screens import reissue_rooms as rooms
from tests.screens.kit import SMALL, FrameApp, fill, painted
from tests.screens.reissue_rooms import NOW, FakeReissue

CHINESE, ENGLISH = Language.CHINESE, Language.ENGLISH


def squeezed(app: FrameApp) -> str:
    """Everything on screen without blanks and line ends."""
    return "".join(painted(app).split())


async def said(view: View[Any], language: Language = CHINESE) -> str:
    app = FrameApp(view, language=language)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        return squeezed(app)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("target", ["", "https://trade.example.com"])
async def test_success_names_the_broker_s_button_and_where_it_leads_here(
    language: Language, target: str
) -> None:
    app = FrameApp(ReissuedScreen(Reissued(1, True, NOW), seconds=15), language=language)
    app.brand = Brand(reissue_button="前往海外交易", reissue_button_en="Go abroad", reissue_target=target)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        words = squeezed(app)
        chinese = language is CHINESE
        assert ("[前往海外交易]" if chinese else "[Goabroad]") in words
        assert ("按下按鈕將返回密碼中心" if chinese else "leadsbacktothePasswordCenter") in words
        assert ("trade.example.com" in words) == bool(target)
        await pilot.press("enter")
        await pilot.pause()
    assert app.results.popleft() is None


async def test_success_has_the_manual_s_sentences_and_button() -> None:
    words = await said(ReissuedScreen(Reissued(1, True, NOW), seconds=15))
    for sentence in (
        "變更成功",
        "請以更改後的密碼重新登入電子平台",
        "已同步變更電子與語音登入密碼,您亦可透過語音下單專線單獨進行語音密碼變更。",
        "[前往全球交易中心]",
    ):
        assert sentence in words


LEFT = [
    (GoodNow.OLD, False, CHINESE, "您的密碼未變更。", "前再次進入密碼補發繼續本次申請,或重新申請。"),
    (GoodNow.OLD, True, CHINESE, "您的密碼未變更。", "按F7輸入信件內的啟動碼繼續"),
    (GoodNow.INITIAL, False, CHINESE, "請於2026/01/1512:00:00前以初始密碼登入,並立即變更", None),
    (GoodNow.OLD, False, ENGLISH, "Yourpasswordwasnotchanged.", "comebackto密碼補發"),
    (GoodNow.OLD, True, ENGLISH, "Yourpasswordwasnotchanged.", "pressF7at密碼補發"),
    (GoodNow.INITIAL, False, ENGLISH, "loginwiththeinitialonebefore2026/01/1512:00:00", None),
]


@pytest.mark.parametrize(("good", "by_letter", "language", "which", "how"), LEFT)
async def test_left_says_which_password_is_good_and_how_to_go_on(
    good: GoodNow, by_letter: bool, language: Language, which: str, how: str | None
) -> None:
    words = await said(rooms.left(good, by_letter=by_letter, can_go_on_until=how and NOW), language)
    assert which in words
    ways = {way for _, _, _, _, way in LEFT if way and way in words}
    assert ways == ({how} if how else set())
    # a locked customer's old password is no good, whatever is left
    assert "原密碼仍然有效" not in words


@pytest.mark.parametrize("good", GoodNow)
async def test_whatever_is_good_now_has_its_words(good: GoodNow) -> None:
    assert "".join(reissue_code.GOOD_NOW[good.value].zh.split("{")[0].split()) in await said(rooms.left(good))


@pytest.mark.parametrize("language", Language)
async def test_left_with_the_database_away_says_what_is_known(language: Language) -> None:
    refusal = ServiceError(ErrorCode.STORAGE_UNAVAILABLE)
    words = await said(LeftScreen(refusal, seconds=15), language)
    assert "".join(errors.SENTENCES[refusal.code].text(language).split()) in words
    assert ("目前無法確認" if language is CHINESE else "Wecannottellnow") in words


async def test_left_goes_on_by_itself() -> None:
    app = FrameApp(LeftScreen(Left(GoodNow.OLD, None, None), seconds=15))
    async with app.run_test(size=SMALL) as pilot:
        assert app.discarded == 1
        app.clock.seconds = 15
        app.view._count()  # type: ignore[attr-defined]
        await pilot.pause()
        assert app.results.popleft() is None


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", DeliveryState)
async def test_the_letter_says_what_became_of_it(state: DeliveryState, language: Language) -> None:
    words = await said(rooms.letter_sent(FakeReissue(state=state)), language)
    told = {
        DeliveryState.QUEUED: ("排隊中", "queued"),
        DeliveryState.SENT: ("已送出", "sent"),
        DeliveryState.DELIVERED: ("已送達", "delivered"),
        DeliveryState.FAILED: ("寄送失敗:請再次申請,或洽客服中心(0800-085005)或臨櫃", "notsent:applyagain"),
    }[state]
    assert ("訊息狀態:" if language is CHINESE else "Message:") + told[language is ENGLISH] in words


async def test_f7_is_a_key_wherever_a_page_names_it() -> None:
    pages = (
        rooms.identity(),
        rooms.offer(method=ReissueMethod.LETTER, channels=()),
        rooms.telephone(),
        rooms.letter_sent(),
    )
    for page in pages:
        app = FrameApp(page, demo=True)
        async with app.run_test(size=SMALL) as pilot:
            await pilot.pause()
            assert "F7輸入啟動碼" in squeezed(app).replace("[", "")
            await pilot.press("f7")
            await pilot.pause()
            assert app.results.popleft() == ActivationWanted()


DIED = [
    ({}, True, "請按F5重新發送,或返回改以其他方式收取,或洽臨櫃。", "pressF5,orgobackforanotherway"),
    ({}, False, "請按F5重新發送,或洽臨櫃。", "pressF5,oraskthecounter"),
    ({"resends_left": 0}, True, "請返回改以其他方式收取,或洽臨櫃。", "gobackforanotherway"),
    ({"resends_left": 0}, False, "寄送失敗:請洽臨櫃。", "notsent:pleaseaskthecounter"),
]


@pytest.mark.parametrize(("facts", "other_way", "zh", "en"), DIED)
async def test_a_code_whose_message_died_names_only_ways_there_are(
    facts: dict[str, Any], other_way: bool, zh: str, en: str
) -> None:
    facts = {**facts, "resend_at": None} if facts else facts
    for language, words in ((CHINESE, zh), (ENGLISH, en)):
        screen = await said(rooms.code(rooms.dead(), other_way=other_way, **facts), language)
        assert words in screen
        assert ("F5重新發送" in words) == ("寄送失敗:請按F5" in screen)


OVER = [
    (
        ErrorCode.CODE_VOID,
        3,
        "錯誤次數已滿,通行碼已失效;倒數結束後請按F5。",
        "Toomanytries:thecodeisvoid.PressF5whenyoucan.",
    ),
    (ErrorCode.CODE_VOID, 0, "通行碼已失效,且已無法再重新發送;請返回重新申請。", "voidandnoothercanbesent"),
    (ErrorCode.CODE_EXPIRED, 0, "錯誤:通行碼已逾時,且已無法再重新發送", "hasrunout;noothercanbesent"),
    (ErrorCode.CODE_EXPIRED, 3, "錯誤:通行碼已逾時,請重新發送", "Pleasesendanother"),
]


@pytest.mark.parametrize(("code", "resends", "zh", "en"), OVER)
async def test_a_code_that_is_over_says_what_can_still_be_done(
    code: ErrorCode, resends: int, zh: str, en: str
) -> None:
    for language, words in ((CHINESE, zh), (ENGLISH, en)):
        facts: dict[str, Any] = {"resends_left": resends, "resend_at": NOW if resends else None}
        app = FrameApp(rooms.code(FakeReissue(ServiceError(code, "code")), **facts), language=language)
        async with app.run_test(size=SMALL) as pilot:
            await fill(pilot, "1234567")
            await pilot.pause()
            assert words in squeezed(app)
            if code is ErrorCode.CODE_VOID:
                assert "內完成驗證" not in squeezed(app)
                assert "Verifywithin" not in squeezed(app)


@pytest.mark.parametrize(
    ("resends", "zh", "en"),
    [
        (3, "通行碼已逾時,請按F5重新發送。", "Thecodehasrunout:pressF5foranother."),
        (0, "通行碼已逾時,且已無法再重新發送;請返回重新申請。", "noothercanbesent:pleasegobackandapplyanew."),
    ],
)
async def test_a_code_whose_time_is_over_says_so_by_itself(resends: int, zh: str, en: str) -> None:
    for language, words in ((CHINESE, zh), (ENGLISH, en)):
        facts: dict[str, Any] = {"resends_left": resends, "resend_at": NOW if resends else None}
        assert words in await said(rooms.code(deadline=NOW, **facts), language)


@pytest.mark.parametrize(
    ("ago", "over", "resends", "words"),
    [
        (0, False, 3, "前有效。要繼續嗎"),
        (301, False, 3, "其暫時通行碼已逾時或失效,可重新發送。要繼續嗎"),
        (0, True, 3, "其暫時通行碼已逾時或失效,可重新發送。要繼續嗎"),
        (301, False, 0, None),
    ],
)
async def test_the_application_broken_off_is_offered_as_it_stands(
    ago: int, over: bool, resends: int, words: str | None
) -> None:
    deadline = NOW + timedelta(seconds=300 - ago)
    pending = rooms.sent(deadline=deadline, resends_left=resends, code_over=over)
    app = FrameApp(rooms.offer(pending=pending))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        await pilot.pause()
        asked = isinstance(app.screen, ConfirmScreen)
        assert asked == (words is not None)
        if isinstance(app.screen, ConfirmScreen):
            assert app.screen.grave
            assert words is not None
            assert words in squeezed(app).replace("│", "").replace("┃", "")
