"""密碼補發 from first key to last, with the simulated phone and mailbox (R-RI, R-RIN)."""

import re
from pathlib import Path

import pytest

from tests.flows.kit import assert_logs_in, program, whole
from tests.terminal import ENTER, ESCAPE, F4, F6, F7, Terminal

NEW = "Newpw77a"
HAO = b"B100000020" + ENTER + b"19900630" + ENTER


def message(desk: Terminal, pattern: str, back: str) -> str:
    """What the newest message on F6 says; `back` stands on the page one returns to."""
    desk.write(F6)
    desk.wait_until(lambda screen: re.search(pattern, screen) is not None, pattern)
    found = re.search(pattern, desk.text)
    assert found is not None
    whole(desk, "模擬手機與信箱")
    desk.write(ESCAPE)
    whole(desk, back)
    return found[1]


def letter(desk: Terminal) -> str:
    """Applies for the letter and reads its activation code."""
    desk.write(b"2" + HAO)
    desk.wait_for("申請業種")
    desk.write(ENTER * 2)
    desk.wait_for("信件已寄出")
    desk.write(ENTER)
    desk.wait_for("F3/2")
    return message(desk, r"啟動碼:([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})", "F3/2")


def test_by_letter_and_telephone(home: Path) -> None:
    with program(home) as desk:
        activation = letter(desk)
        # typed ahead: the code of the letter, 下一步, 取得暫時通行碼
        desk.write(F7 + activation.lower().encode() + ENTER + ENTER)
        desk.wait_for("訊息狀態")
        code = message(desk, r"暫時通行碼為(\d{7})", "驗證通行碼")
        wrong = b"1111111" if code != "1111111" else b"2222222"
        desk.write(wrong + ENTER)
        desk.wait_for("通行碼錯誤")
        # the code and the new password in one write
        desk.write(code.encode() + ENTER + F4 + NEW.encode() + ENTER + NEW.encode() + ENTER)
        whole(desk, "請以更改後的密碼重新登入電子平台")
        assert NEW.encode() not in desk.output
        desk.write(ENTER)
        desk.wait_for("F3/2")
        desk.write(F7 + activation.encode() + ENTER)
        desk.wait_for("啟動碼已使用")
    assert_logs_in(home, "B100000020", NEW, "您好:")


def test_left_after_the_code_the_initial_password_leads_to_the_forced_change(home: Path) -> None:
    with program(home) as desk:
        desk.write(F7 + letter(desk).encode() + ENTER * 2)
        desk.wait_for("訊息狀態")
        desk.write(message(desk, r"暫時通行碼為(\d{7})", "驗證通行碼").encode() + ENTER)
        desk.wait_for("已完成驗證")
        assert re.search(r"初始密碼 \d{7}", desk.text) is None
        desk.write(F4)
        desk.wait_until(
            lambda screen: re.search(r"初始密碼 \d{7}", screen) is not None, "the initial password"
        )
        initial = re.findall(r"初始密碼 (\d{7})", desk.text)[0]
        desk.write(ESCAPE + b"\t" + ENTER)
        desk.wait_for("以初始密碼登入")
    assert_logs_in(home, "B100000020", initial, "初始密碼")


@pytest.mark.parametrize(
    ("number", "date", "words"),
    [
        ("B200000031", "19751105", "營業據點"),  # no e-mail: the counter
        ("B100000020", "19900631", "沒有這一天"),
        ("B100000020", "0790630", "西元年"),
        ("B100000020", "19900701", "輸入資料有誤"),
        ("A123456780", "19900701", "身分證字號有誤"),
    ],
)
def test_refusals_in_words(home: Path, number: str, date: str, words: str) -> None:
    with program(home) as desk:
        desk.write(b"2" + number.encode() + ENTER + date.encode() + ENTER)
        whole(desk, words)
