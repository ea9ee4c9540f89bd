"""What a visit of 密碼補發 types and reads: the letter, the codes, the pages in both languages."""

import re
from dataclasses import dataclass

from tests.flows.kit import whole
from tests.terminal import ENTER, ESCAPE, F6, F7, Terminal

HOME = b"\x1b[H"
NEW = "Newpw77a"
HAO, MING = ("B100000020", "19900630"), ("A123456789", "19800101")
ACTIVATION = r"啟動碼:([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})"
CODE = r"暫時通行碼為(\d{7})"
MENU = "F3/2"


@dataclass(frozen=True)
class Pages:
    """A mark of each page in one language."""

    mailbox: str
    offer: str
    letter: str
    telephone: str
    code: str
    verify: str
    verified: str
    wrong: str
    done: str
    used: str
    initial: str


PAGES = {
    "zh-Hant": Pages(
        mailbox="模擬手機與信箱",
        offer="申請業種",
        letter="信件已寄出",
        telephone="取得暫時通行碼",
        code="訊息狀態",
        verify="驗證通行碼",
        verified="已完成驗證",
        wrong="通行碼錯誤",
        done="請以更改後的密碼重新登入電子平台",
        used="啟動碼已使用",
        initial="初始密碼",
    ),
    "en": Pages(
        mailbox="Simulated phone and mailbox",
        offer="▶Business",
        letter="The letter is on its way",
        telephone="Get a one-time code",
        code="Message:",
        verify="Verify code",
        verified="✓ Verified",
        wrong="Wrong code",
        done="log in to the trading platforms",
        used="This code was used",
        initial="initial password",
    ),
}


def message(desk: Terminal, pattern: str, back: str, pages: Pages = PAGES["zh-Hant"]) -> str:
    """What the newest message on F6 says; `back` stands on the page one returns to."""
    desk.write(F6)
    desk.wait_until(lambda screen: re.search(pattern, screen) is not None, pattern)
    found = re.search(pattern, desk.text)
    assert found is not None
    whole(desk, pages.mailbox)
    desk.write(ESCAPE)
    whole(desk, back)
    return found[1]


def identify(desk: Terminal, who: tuple[str, str]) -> None:
    """From the menu to the answer of 輸入資料."""
    desk.write(f"2{who[0]}".encode() + ENTER + who[1].encode() + ENTER)


def letter(desk: Terminal, who: tuple[str, str] = HAO, pages: Pages = PAGES["zh-Hant"]) -> str:
    """Applies for the letter and reads its activation code."""
    identify(desk, who)
    desk.wait_for(pages.offer)
    choose(desk)
    desk.wait_for(pages.letter)
    desk.write(ENTER)
    desk.wait_for(MENU)
    return message(desk, ACTIVATION, MENU, pages)


def choose(desk: Terminal, fields: int = 2) -> None:
    """The first of each: business, account, and with a certificate the channel; the last one applies."""
    desk.write((HOME + ENTER) * fields)


def telephone_code(desk: Terminal, activation: str, pages: Pages = PAGES["zh-Hant"]) -> str:
    """From the menu with the letter to the code by SMS; the code page stands there then."""
    desk.write(F7 + activation.lower().encode() + ENTER + ENTER)
    desk.wait_for(pages.code)
    return message(desk, CODE, pages.verify, pages)


def set_password(desk: Terminal, code: str, pages: Pages = PAGES["zh-Hant"], new: str = NEW) -> None:
    """The code and the new password in one write, from the code page to 變更成功."""
    desk.write(code.encode() + ENTER + new.encode() + ENTER + new.encode() + ENTER)
    whole(desk, pages.done)
