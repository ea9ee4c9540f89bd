"""The demo's phone and mailbox: a customer is told on every channel; other programs of the demo see it."""

import re
from pathlib import Path

from tests.flows.kit import answer, program, whole
from tests.terminal import ENTER, F6, TAB, Terminal


def wrong_password(desk: Terminal, number: str) -> None:
    """One login with a wrong password, from its empty form."""
    desk.wait_for("身分證字號")
    desk.write(number.encode() + TAB + b"Wrong1234" + TAB + b" ")
    desk.write(answer(desk.wait_for("等於多少")).encode() + ENTER)


def test_a_lock_is_told_by_sms_and_e_mail_and_seen_by_everybody(home: Path) -> None:
    with program(home) as desk, program(home) as other:
        desk.write(b"1")
        for tried in range(3):
            wrong_password(desk, "A123456789")
            whole(desk, "身分證字號或密碼錯誤")
            if tried < 2:
                desk.write(b"\x1b")
                desk.wait_for("離開")
                desk.write(TAB + ENTER)
                desk.wait_for("1  密碼修改")
                desk.write(b"1")
        # the relay is woken by the commit; what came is on the screen, though nobody pressed a key
        desk.write(F6)
        shown = "".join(whole(desk, "■").split())
        assert "因密碼錯誤次數達上限而鎖定" in shown or "因錯誤次數達上限鎖定" in shown
        assert "非您本人" in shown or "非本人" in shown
        other.write(F6)
        assert re.search(r"■ (簡訊|電子郵件)  \d{4}/\d\d/\d\d \d\d:\d\d:\d\d", whole(other, "■"))
        # Esc gives the form back as it was
        desk.write(b"\x1b")
        assert "身分證字號或密碼錯誤" in whole(desk, "身分證字號或密碼錯誤")
