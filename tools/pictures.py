"""Takes the pictures of the README from the running program (`make pictures`)."""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.terminal import DOWN, ENTER, ESCAPE, F6, F10, TAB, Terminal, python
from tools.draw_screen import draw

TARGET: Final = Path("docs/pictures")
NUMERALS: Final = "零一二三四五六七八九"


def answer(screen: str) -> str:
    """What the robot-check question on screen comes to."""
    found = re.search(r"請回答:(.)(加|減|乘)(.)等於", screen)
    if found is None:
        raise SystemExit(f"no question on screen:\n{screen}")
    left, right = NUMERALS.index(found[1]), NUMERALS.index(found[3])
    return str({"加": left + right, "減": left - right, "乘": left * right}[found[2]])


def log_in(desk: Terminal, id_number: str, password: str, picture: str | None = None) -> None:
    """From the menu to behind the login."""
    desk.write("1")
    desk.wait_for("身分證字號")
    desk.write(id_number.encode() + TAB + password.encode() + TAB + b" ")
    question = desk.wait_for("等於多少")
    desk.write(answer(question))
    if picture:
        take(desk, picture)
    desk.write(ENTER)


def take(desk: Terminal, name: str) -> None:
    """One picture of what stands on the screen once nothing moves any more."""
    while desk.read(0.4):
        pass
    draw(desk.screen, TARGET / f"{name}.png")
    sys.stdout.write(f"{TARGET / name}.png\n")


@contextmanager
def demo(home: str, columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
    """The demonstration on its menu."""
    command = python("-m", "tui", "--home", home, "--lang", "zh-Hant", "demo")
    with Terminal(command, columns=columns, rows=rows) as desk:
        desk.wait_for("密碼修改", timeout=60)
        yield desk


def reissue(desk: Terminal) -> None:
    """密碼補發 by certificate: what is checked, the code, the new password."""
    desk.write(b"2C100000049" + TAB + b"19680808" + ENTER)
    desk.wait_for("確定申請")
    desk.write(b" ")
    desk.write(ENTER + ENTER)
    desk.wait_for("確定申請")
    take(desk, "reissue")
    desk.write(ENTER)
    desk.wait_for("已送達")
    take(desk, "reissue_code")
    desk.write(F6)
    found = re.search(r"暫時通行碼為([0-9]{7})", desk.wait_for("暫時通行碼為"))
    while desk.read(0.4):
        pass
    desk.write(ESCAPE)
    desk.wait_for("驗證通行碼")
    desk.write((found[1] if found else "").encode() + ENTER)
    desk.wait_for("已完成驗證")
    desk.write(b"Harbor7")
    take(desk, "reissue_password")


def main() -> None:
    """All pictures, in one visit each."""
    with tempfile.TemporaryDirectory() as home:
        with demo(home) as desk:
            take(desk, "menu")
            log_in(desk, "A123456789", "Kiosk2026", picture="login")
            desk.wait_for("新密碼")
            desk.write(b"Kiosk2026" + TAB + b"Harbor7")
            take(desk, "change")
            # a third Enter would leave the page that is to be taken
            desk.write(TAB + b"Harbor7" + ENTER * 2)
            desk.wait_for("變更成功")
            take(desk, "success")
            desk.write(F6)
            desk.wait_for("■")
            take(desk, "mailbox")
            desk.write(ESCAPE)
        with demo(home) as desk:
            log_in(desk, "A200000012", "Stock2026")
            desk.wait_for("未歸戶密碼變更")
            take(desk, "accounts")
            desk.write(DOWN + ENTER + b" " + TAB + b"Future26x" + TAB * 4 + b" " + TAB + b"Wd26ab" + TAB)
            desk.wait_for("[✓] 網路出金密碼變更")
            take(desk, "account")
            desk.write(ESCAPE)
            desk.wait_for("[ 離開 ]")
            desk.write(TAB + ENTER)
            desk.wait_for("商品別")
            desk.write(TAB + ENTER)
            desk.wait_for("申請密碼歸戶後")
            desk.write(b"Stock2026" + TAB + b"Harbor731" + TAB + b"Harbor731" + ENTER)
            desk.wait_for("確定歸戶")
            take(desk, "consolidation")
        with demo(home) as desk:
            desk.write("3")
            desk.wait_for("立即解鎖")
            desk.write(b"D200000051" + TAB + b"19921224")
            take(desk, "unlock")
            desk.write(ENTER)
            desk.wait_for("解鎖成功")
            take(desk, "unlocked")
        with demo(home) as desk:
            reissue(desk)
        with demo(home, 120, 40) as desk:
            log_in(desk, "A200000012", "Stock2026")
            desk.wait_for("未歸戶密碼變更")
            desk.write(F6)
            desk.wait_for("起始密碼")
            desk.write(TAB)
            take(desk, "people")
            desk.write(ESCAPE + F10)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
