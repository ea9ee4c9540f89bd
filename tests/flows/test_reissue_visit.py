"""密碼補發 from first key to last, with the simulated phone and mailbox (R-RI, R-RIC, R-RIN)."""

import re
from pathlib import Path

import pytest

from tests.flows.kit import assert_logs_in, program, whole
from tests.flows.reissuing import (
    CODE,
    HAO,
    MENU,
    MING,
    NEW,
    PAGES,
    Pages,
    choose,
    identify,
    letter,
    message,
    set_password,
    telephone_code,
)
from tests.terminal import ENTER, ESCAPE, F4, F7, F10, RIGHT, TAB, Terminal

CHINESE = PAGES["zh-Hant"]
BOTH = pytest.mark.parametrize(("language", "size"), [("zh-Hant", (80, 24)), ("en", (120, 40))])


def code_by_certificate(desk: Terminal, pages: Pages = CHINESE) -> str:
    """From the menu to the code by SMS; the code page stands there then."""
    identify(desk, MING)
    desk.wait_for(pages.offer)
    choose(desk, 3)
    desk.wait_for(pages.code)
    return message(desk, CODE, pages.verify, pages)


@BOTH
def test_by_certificate(home: Path, language: str, size: tuple[int, int]) -> None:
    pages = PAGES[language]
    with program(home, language=language, columns=size[0], rows=size[1]) as desk:
        set_password(desk, code_by_certificate(desk, pages), pages)
        assert NEW.encode() not in desk.output
        desk.write(ENTER)
        desk.wait_for(MENU)
    assert_logs_in(home, MING[0], NEW, "您好:")


@BOTH
def test_by_letter_and_telephone(home: Path, language: str, size: tuple[int, int]) -> None:
    pages = PAGES[language]
    with program(home, language=language, columns=size[0], rows=size[1]) as desk:
        activation = letter(desk, pages=pages)
        code = telephone_code(desk, activation, pages)
        desk.write((b"1111111" if code != "1111111" else b"2222222") + ENTER)
        desk.wait_for(pages.wrong)
        desk.write(code.encode() + ENTER + F4 + NEW.encode() + ENTER + NEW.encode() + ENTER)
        whole(desk, pages.done)
        assert NEW.encode() not in desk.output
        desk.write(ENTER)
        desk.wait_for(MENU)
        desk.write(F7 + activation.encode() + ENTER)
        desk.wait_for(pages.used)
    assert_logs_in(home, HAO[0], NEW, "您好:")


def test_typed_ahead_from_the_menu_to_the_end_in_one_write(home: Path) -> None:
    """The letter's code, the phone's code asked for before, and the new password twice."""
    with program(home) as desk:
        activation = letter(desk)
        code = telephone_code(desk, activation)
        desk.write(ESCAPE)
        desk.wait_for("要離開本次申請嗎")
        desk.write(TAB + ENTER)
        desk.wait_for("按 F7 輸入信件內的啟動碼")
        desk.write(ENTER)
        desk.wait_for(MENU)
        new = NEW.encode() + ENTER
        desk.write(F7 + activation.lower().encode() + ENTER + ENTER + code.encode() + ENTER + new + new)
        whole(desk, CHINESE.done)
    assert_logs_in(home, HAO[0], NEW, "您好:")


@pytest.mark.parametrize("how", [ESCAPE, F10])
def test_left_where_the_code_is_awaited_and_gone_on_with(home: Path, how: bytes) -> None:
    with program(home) as desk:
        code = code_by_certificate(desk)
        desk.write(how)
        desk.wait_for("要離開本次申請嗎")
        desk.write(TAB + ENTER)
        said = whole(desk, "申請未完成")
        assert "您的密碼未變更。" in said
        assert "繼續本次申請" in said
        desk.write(ENTER)
        desk.wait_for(MENU)
        identify(desk, MING)
        desk.wait_for("要繼續嗎")
        desk.write(TAB + ENTER)
        desk.wait_for(CHINESE.code)
        set_password(desk, code)
    assert_logs_in(home, MING[0], NEW, "您好:")


def test_idle_where_the_new_password_is_wanted(home: Path) -> None:
    """The initial password replaced the old one already: the menu does not come before that is said."""
    short = {
        "PASSWORD_CENTER__SESSION__CUSTOMER_IDLE": "6",
        "PASSWORD_CENTER__SESSION__CUSTOMER_IDLE_WARNING": "2",
    }
    with program(home, environment=short) as desk:
        desk.write(code_by_certificate(desk).encode() + ENTER)
        desk.wait_for(CHINESE.verified)
        desk.write(F4)
        desk.wait_until(lambda screen: re.search(r"初始密碼 \d{7}", screen) is not None, "the initial one")
        initial = re.findall(r"初始密碼 (\d{7})", desk.text)[0]
        desk.wait_for("以初始密碼登入,並立即變更", timeout=40)
        assert initial not in desk.text
        assert "台北" not in "".join(desk.lines[1:15])
    assert_logs_in(home, MING[0], initial, CHINESE.initial)


def test_left_after_the_code_the_initial_password_leads_to_the_forced_change(home: Path) -> None:
    with program(home) as desk:
        desk.write(telephone_code(desk, letter(desk)).encode() + ENTER)
        desk.wait_for(CHINESE.verified)
        assert re.search(r"初始密碼 \d{7}", desk.text) is None
        desk.write(F4)
        desk.wait_until(lambda screen: re.search(r"初始密碼 \d{7}", screen) is not None, "the initial one")
        initial = re.findall(r"初始密碼 (\d{7})", desk.text)[0]
        desk.write(F10)
        desk.wait_for("新密碼尚未設定")
        desk.write(TAB + ENTER)
        desk.wait_for("以初始密碼登入,並立即變更")
    assert_logs_in(home, HAO[0], initial, CHINESE.initial)


def test_f7_at_the_second_step_leads_to_the_letter_that_came_before(home: Path) -> None:
    with program(home) as desk:
        activation = letter(desk)
        identify(desk, HAO)
        desk.wait_for("請按 F7 輸入信件內的啟動碼")
        desk.write(F7 + activation.encode() + ENTER)
        desk.wait_for(CHINESE.telephone)


@pytest.mark.parametrize(
    ("number", "date", "words"),
    [
        ("B100000020", "19900631", "沒有這一天"),
        ("B100000020", "0790630", "西元年"),
        ("B100000020", "19900701", "輸入資料有誤"),
        ("A123456780", "19900701", "身分證字號有誤"),
    ],
)
def test_refusals_in_words(home: Path, number: str, date: str, words: str) -> None:
    with program(home) as desk:
        identify(desk, (number, date))
        whole(desk, words)


LETTER, MAIL = "letter", "mail"
PEOPLE = [
    ("B100000020", "19900630", LETTER),
    ("B200000031", "19751105", "無憑證補發須同時留存手機與Email"),
    ("C100000049", "19680808", MAIL),
    ("F200000071", "19790909", LETTER),
    ("G100000089", "19880420", LETTER),
    ("A800000014", "19770704", LETTER),
    ("24536806", "20050816", LETTER),
]


@pytest.mark.parametrize(("number", "date", "way"), PEOPLE)
def test_everybody_of_the_demo_comes_to_a_new_password_or_to_a_reason(
    home: Path, number: str, date: str, way: str
) -> None:
    who = (number, date)
    with program(home) as desk:
        if way == LETTER:
            set_password(desk, telephone_code(desk, letter(desk, who)))
        elif way == MAIL:
            identify(desk, who)
            desk.wait_for("有憑證線上密碼補發")
            desk.write(RIGHT + ENTER + ENTER + ENTER)
            desk.wait_for("Email")
            desk.wait_for(CHINESE.code)
            set_password(desk, message(desk, CODE, CHINESE.verify))
        else:
            identify(desk, who)
            whole(desk, way)
            return
    assert_logs_in(home, number, NEW, "您好" if number != "24536806" else "未歸戶")
