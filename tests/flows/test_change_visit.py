"""密碼修改 from first key to last, typed as people type."""

from pathlib import Path

import pytest

from tests.flows.kit import CHEAP, MENU, answer, assert_logs_in, log_in, program, whole
from tests.terminal import ENTER, F6, F8, F9, F10, TAB, Terminal, python

OLD, NEW = "Kiosk2026", "Harbor731"
FORM = OLD.encode() + TAB + NEW.encode() + TAB + NEW.encode()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("language", "greeting", "success"), [("zh-Hant", "您好:", "變更成功"), ("en", "Hello", "Changed")]
)
def test_a_consolidated_customer_changes_the_password(
    home: Path, language: str, greeting: str, success: str, size: tuple[int, int]
) -> None:
    with program(home, language=language, columns=size[0], rows=size[1]) as desk:
        log_in(desk, "A123456789", OLD)
        desk.wait_for(greeting)
        desk.write(FORM + ENTER * 3)
        desk.wait_for(success)
        desk.write(b" ")
        desk.wait_for("F2/1")
    assert_logs_in(home, "A123456789", NEW, "您好:")


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.002, 0.005, 0.01])
def test_typed_ahead_across_the_login_into_the_form(home: Path, gap: float) -> None:
    """All that a person knows by heart, without waiting for a screen: no key is lost or lands elsewhere."""
    with program(home) as desk:
        desk.write(b"1a123456789" + ENTER + OLD.encode() + ENTER + F9 + b" ", gap=gap)
        question = desk.wait_for("等於多少")
        desk.write(answer(question).encode() + ENTER + FORM + F8 + TAB + b" " + TAB + ENTER, gap=gap)
        desk.wait_for("Changed")
        desk.wait_for("Electronic and voice passwords were changed")
    assert_logs_in(home, "A123456789", NEW, "您好:")


def test_keys_typed_before_the_question_is_painted_answer_nothing(home: Path) -> None:
    with program(home) as desk:
        desk.write(b"1A123456789" + TAB + OLD.encode() + TAB + b" 77777" + ENTER)
        screen = whole(desk, "等於多少")
        assert "7777" not in screen
        desk.read(0.3)
        assert "7777" not in desk.text
        assert "錯誤:" not in desk.text


def test_an_initial_password_leads_to_the_forced_change_only(home: Path) -> None:
    with program(home) as desk:
        log_in(desk, "H200000091", "2468135")
        screen = whole(desk, "您好:")
        assert "初始密碼" in screen
        desk.write(b"2468135" + TAB + NEW.encode() + TAB + NEW.encode() + ENTER * 3)
        desk.wait_for("變更成功")
    assert_logs_in(home, "H200000091", NEW, "您好:")


def test_three_wrong_passwords_lock_and_the_answer_never_changes(home: Path) -> None:
    refusal = "身分證字號或密碼錯誤,或帳戶已鎖定。"
    with program(home) as desk:
        desk.write(b"1")
        for password in ("Wrong11x", "Wrong22x", "Wrong33x", OLD):
            desk.wait_for("身分證字號")
            _try_again(desk, password)
            assert refusal in desk.wait_for(refusal).replace("\n", "")


def _try_again(desk: Terminal, password: str) -> None:
    """One login of 王小明 on a fresh login page."""
    desk.write(F10)
    desk.wait_for("F2/1")
    log_in(desk, "A123456789", password)


def test_another_terminal_ends_the_visit(home: Path) -> None:
    """One session a customer: a login elsewhere throws the first one out."""
    with program(home) as first, program(home) as second:
        log_in(first, "A123456789", OLD)
        first.wait_for("您好:")
        log_in(second, "A123456789", OLD)
        second.wait_for("您好:")
        first.wait_gone("您好:", timeout=10)


def test_f6_gives_back_what_was_typed(home: Path) -> None:
    with program(home) as desk:
        desk.write(b"1B100000020" + TAB + b"Branch77a")
        desk.wait_for("•••••••••")
        desk.write(F6)
        desk.wait_for("王小明")
        desk.write(b"\x1b")
        screen = whole(desk, "•••••••••")
        assert "B100000020" in screen


def test_the_kiosk_has_no_invented_people_and_no_way_out(tmp_path: Path) -> None:
    home = tmp_path / "kiosk"
    with program(home, "kiosk") as desk:
        desk.write(b"\x11\x03\x10" + F10 + F6 + b"\x1a\x1c")
        desk.read(0.5)
        assert desk.running
        assert MENU in desk.text
        assert "F6" not in desk.text
        desk.signal(15)
        assert desk.wait_exit() == 128 + 15


def test_help_reads_well_at_80_columns() -> None:
    with Terminal(python("-m", "tui", "--help")) as desk:
        assert desk.wait_exit() == 0
        assert "kiosk" in desk.text


def test_notices_name_the_figures_in_force(home: Path) -> None:
    figures = {"STRIKES_BEFORE_LOCK": "5", "PASSWORD_MIN_LENGTH": "8", "PASSWORD_MAX_LENGTH": "12"}
    environment = {f"PASSWORD_CENTER__POLICY__{name}": value for name, value in figures.items()}
    command = python("-m", "tui", "--home", str(home), "demo")
    with Terminal(command, environment={**CHEAP, **environment}) as desk:
        desk.wait_for("F2/1", timeout=40)
        log_in(desk, "A123456789", "Wrong11x")
        screen = whole(desk, "錯誤累計達5次將鎖定")
        assert "8~12位英數字組合" in screen
        assert "密碼錯誤次數累計達5次" in screen
