"""What was refused appears under its field, with focus there; what is not of a field, in the form's line."""

from typing import Any

import pytest

from screens.widgets.field import Field
from screens.widgets.says import Says
from services.errors import ErrorCode, ServiceError
from tests.screens import rooms
from tests.screens.fakes import FakeChange, FakeLogin, FakeRobotCheck
from tests.screens.kit import SMALL, FrameApp, fill, painted
from tests.screens.test_focus_order import here


def under(app: FrameApp, field: str) -> str:
    return app.screen.query_one(f"#{field}", Field).error.words


def form_line(app: FrameApp) -> str:
    return app.screen.query_one("#form-message", Says).words


async def filled_login(pilot: Any) -> None:
    await fill(pilot, "A123456789", "Kiosk2026")
    await pilot.press("space")
    await pilot.pause()
    await pilot.press("8", "enter")
    await pilot.pause()


async def filled_change(pilot: Any) -> None:
    await fill(pilot, "Old12345", "New12345", "New12345")
    await pilot.press("enter")
    await pilot.pause()


async def test_the_first_empty_field() -> None:
    service = FakeLogin()
    app = FrameApp(rooms.login(service))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a", "tab", "tab", "tab", "enter")
        await pilot.pause()
        assert under(app, "password") == "錯誤:此欄必填,請輸入。"
        assert here(app) == "password"
        await pilot.press("x")
        assert under(app, "password") == ""
        assert service.calls == []
        assert app.holds == 0


async def test_login_failure_is_one_sentence_and_wants_the_password_anew() -> None:
    robot = FakeRobotCheck()
    app = FrameApp(rooms.login(FakeLogin(ServiceError(ErrorCode.LOGIN_REFUSED, strikes=3), "session"), robot))
    async with app.run_test(size=SMALL) as pilot:
        await filled_login(pilot)
        assert form_line(app) == "錯誤:身分證字號或密碼錯誤,或帳戶已鎖定。錯誤累計達3次將鎖定。"
        assert here(app) == "password"
        assert app.focused.value == ""  # type: ignore[union-attr]
        assert "A123456789" in painted(app)
        assert "請回答" not in painted(app)
        await fill(pilot, "Kiosk2027")
        await pilot.press("space")
        await pilot.pause()
        assert "四加五等於多少" in painted(app)
        await pilot.press("9", "enter")
        await pilot.pause()
        assert list(app.results) == ["session"]
        assert app.holds == 0


@pytest.mark.parametrize("code", [ErrorCode.ROBOT_WRONG, ErrorCode.ROBOT_EXPIRED])
async def test_a_used_question_is_replaced_and_all_else_kept(code: ErrorCode) -> None:
    app = FrameApp(rooms.login(FakeLogin(ServiceError(code, "answer"))))
    async with app.run_test(size=SMALL) as pilot:
        await filled_login(pilot)
        await pilot.pause()
        assert here(app) == "answer"
        assert app.focused.value == ""  # type: ignore[union-attr]
        assert under(app, "answer").startswith("錯誤:")
        assert "四加五等於多少" in painted(app)
        assert app.screen.query_one("#password", Field).entry.value == "Kiosk2026"
        assert app.holds == 0


async def test_an_unticked_box_is_pointed_at() -> None:
    app = FrameApp(rooms.login(FakeLogin(ServiceError(ErrorCode.ROBOT_UNANSWERED, "answer"))))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a", "enter", "b", "enter", "enter")
        await pilot.pause()
        assert here(app) == "robot"
        assert "錯誤:請勾選「我不是機器人」並回答題目。" in painted(app)


async def test_a_bad_number_keeps_the_question() -> None:
    robot = FakeRobotCheck()
    app = FrameApp(rooms.login(FakeLogin(ServiceError(ErrorCode.ID_CHECK_DIGIT, "id_number"), "in"), robot))
    async with app.run_test(size=SMALL) as pilot:
        await filled_login(pilot)
        assert here(app) == "id_number"
        assert under(app, "id_number") == "錯誤:身分證字號有誤,請確認後重新輸入。"
        await pilot.press("tab", "tab", "tab", "enter")
        await pilot.pause()
        assert list(app.results) == ["in"]
        assert robot.asked == 1


async def test_f5_asks_another_and_unticking_takes_it_away() -> None:
    robot = FakeRobotCheck()
    app = FrameApp(rooms.login(robot=robot))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f5")
        assert robot.asked == 0
        await pilot.press("tab", "tab", "space")
        await pilot.pause()
        await pilot.press("7", "f5")
        await pilot.pause()
        assert "四加五等於多少" in painted(app)
        assert here(app) == "answer"
        assert app.focused.value == ""  # type: ignore[union-attr]
        await pilot.press("shift+tab", "space")
        await pilot.pause()
        assert "請回答" not in painted(app)
        assert app.holds == 0


async def test_no_question_to_be_had() -> None:
    class Broken(FakeRobotCheck):
        async def ask(self, visit: Any) -> Any:
            raise ServiceError(ErrorCode.STORAGE_FULL)

    app = FrameApp(rooms.login(robot=Broken()))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "tab", "space")
        await pilot.pause()
        assert form_line(app).startswith("錯誤:系統儲存空間不足")
        assert app.screen.query_one("#robot").ticked is False  # type: ignore[attr-defined]
        assert app.holds == 0


@pytest.mark.parametrize(
    ("refusal", "field", "sentence"),
    [
        (ServiceError(ErrorCode.OLD_PASSWORD_WRONG, "old", attempts_left=2), "old", "再錯 2 次"),
        (
            ServiceError(ErrorCode.PASSWORD_LENGTH, "new", minimum=7, maximum=10),
            "new",
            "密碼須為7~10位半形英數字",
        ),
        (ServiceError(ErrorCode.PASSWORD_FULL_WIDTH, "new"), "new", "全形"),
        (ServiceError(ErrorCode.PASSWORD_USED_BEFORE, "new", count=3), "new", "最近3次"),
        (ServiceError(ErrorCode.CONFIRMATION_DIFFERS, "confirm"), "confirm", "兩次輸入之新密碼不一致"),
    ],
)
async def test_change_refusals_at_their_field(refusal: ServiceError, field: str, sentence: str) -> None:
    app = FrameApp(rooms.change(FakeChange(refusal)))
    async with app.run_test(size=SMALL) as pilot:
        await filled_change(pilot)
        assert here(app) == field
        assert under(app, field).startswith("錯誤:")
        assert sentence in under(app, field)
        assert app.screen.query_one("#new", Field).entry.value == "New12345"
        assert app.holds == 0


async def test_busy_is_said_in_the_forms_line_and_nothing_is_lost() -> None:
    app = FrameApp(rooms.change(FakeChange(ServiceError(ErrorCode.BUSY), "changed")))
    async with app.run_test(size=SMALL) as pilot:
        await filled_change(pilot)
        assert form_line(app) == "錯誤:系統忙碌,請稍候再試"
        await pilot.press("enter")
        await pilot.pause()
        assert list(app.results) == ["changed"]


async def test_a_new_question_takes_the_error_about_the_old_one_away() -> None:
    app = FrameApp(rooms.login(FakeLogin(ServiceError(ErrorCode.ROBOT_WRONG, "answer"))))
    async with app.run_test(size=SMALL) as pilot:
        await filled_login(pilot)
        await pilot.pause()
        assert under(app, "answer").startswith("錯誤:答案不正確")
        await pilot.press("f5")
        await pilot.pause()
        assert under(app, "answer") == ""


async def test_unticking_takes_the_error_about_the_answer_away() -> None:
    app = FrameApp(rooms.login(FakeLogin(ServiceError(ErrorCode.ROBOT_WRONG, "answer"))))
    async with app.run_test(size=SMALL) as pilot:
        await filled_login(pilot)
        await pilot.pause()
        await pilot.press("shift+tab", "space")
        await pilot.pause()
        assert under(app, "answer") == ""


async def test_what_the_line_of_the_form_says_goes_with_the_next_key_too() -> None:
    app = FrameApp(rooms.login(FakeLogin(ServiceError(ErrorCode.LOGIN_REFUSED, strikes=3))))
    async with app.run_test(size=SMALL) as pilot:
        await filled_login(pilot)
        assert "「密碼解鎖」(3)" in painted(app)
        await pilot.press("K")
        await pilot.pause()
        assert form_line(app) == ""
        assert "「密碼解鎖」(3)" not in painted(app)


async def test_a_confirmation_is_judged_anew_once_the_new_password_is_mended() -> None:
    app = FrameApp(rooms.change(FakeChange(ServiceError(ErrorCode.CONFIRMATION_DIFFERS, "confirm"))))
    async with app.run_test(size=SMALL) as pilot:
        await filled_change(pilot)
        assert under(app, "confirm") != ""
        await pilot.press("shift+tab", "x")
        await pilot.pause()
        assert under(app, "confirm") == ""


@pytest.mark.parametrize("room", [rooms.unlock, rooms.PAGES["reissue_identity"]])
async def test_number_and_date_that_do_not_match_are_told_under_the_last_of_them(room: Any) -> None:
    app = FrameApp(room())
    async with app.run_test(size=SMALL) as pilot:
        app.screen.refuse(ServiceError(ErrorCode.IDENTITY_MISMATCH))  # type: ignore[attr-defined]
        await pilot.pause()
        assert under(app, "birth_date") == "錯誤:輸入資料有誤,請確認後重新輸入。"
        assert form_line(app) == ""
        assert here(app) == "birth_date"
