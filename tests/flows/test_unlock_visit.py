"""密碼解鎖 from first key to last (R-UNL): each branch by the demo's own people."""

from pathlib import Path

import pytest

from tests.flows.kit import log_in, program, whole
from tests.flows.test_secrets import occurrences, searched
from tests.terminal import ENTER, F4, F8, F10, TAB, Terminal

A, D, E, F, G = (
    (b"A123456789", b"19800101"),
    (b"D200000051", b"19921224"),
    (b"E100000069", b"19830317"),
    (b"F200000071", b"19790909"),
    (b"G100000089", b"19880420"),
)
NO_CERTIFICATE = "此裝置無有效憑證,無法線上解鎖。"
MISMATCH = "輸入資料有誤,請確認後重新輸入。"


def ask(desk: Terminal, who: tuple[bytes, bytes], *, gap: float = 0.0) -> None:
    """From the menu to the answer of 立即解鎖, all in one write."""
    desk.write(F4 + who[0] + ENTER + who[1] + ENTER, gap=gap)


def again(desk: Terminal) -> None:
    """F10, back to the menu."""
    desk.write(F10)
    desk.wait_for("F4/3")


@pytest.mark.parametrize(
    ("language", "size", "words"),
    [
        ("zh-Hant", (80, 24), ("解鎖成功", "請用原密碼登入", "您好:")),
        ("en", (120, 40), ("Unlocked", "with the password you had", "Hello")),
    ],
)
def test_the_first_lock_is_lifted_and_the_old_password_logs_in(
    home: Path, language: str, size: tuple[int, int], words: tuple[str, str, str]
) -> None:
    done, said, greeting = words
    with program(home, language=language, columns=size[0], rows=size[1]) as desk:
        ask(desk, D)
        assert said in whole(desk, done)
        desk.write(b" ")
        desk.wait_for("F4/3")
        log_in(desk, D[0].decode(), "Maple2468")
        desk.wait_for(greeting)


@pytest.mark.parametrize("gap", [0.0, 0.005])
def test_typed_ahead_from_the_menu_to_the_answer(home: Path, gap: float) -> None:
    with program(home) as desk:
        desk.write(b"3d200000051" + TAB + F8 + "１９９２ 12 24".encode() + TAB + ENTER, gap=gap)
        desk.wait_for("Unlocked")


def test_three_more_failures_and_only_reissue_or_the_counter_helps(home: Path) -> None:
    with program(home) as desk:
        ask(desk, D)
        desk.wait_for("解鎖成功")
        for _ in range(3):
            again(desk)
            log_in(desk, D[0].decode(), "Wrong11x")
            desk.wait_for("錯誤:身分證字號")
        again(desk)
        ask(desk, D)
        assert "身分證及原留印鑑" in whole(desk, "線上解鎖僅提供1次,請使用密碼補發或臨櫃辦理。")


def test_each_refusal_has_its_next_step(home: Path) -> None:
    """The lock at 6, a certificate run out, one revoked, and somebody who is not locked."""
    with program(home) as desk:
        for who, said, next_step in (
            (E, "線上解鎖僅提供1次,請使用密碼補發或臨櫃辦理。", "身分證及原留印鑑"),
            (F, NO_CERTIFICATE, "客服中心(0800-085005"),
            (G, NO_CERTIFICATE, "客服中心(0800-085005"),
            (A, "帳戶未鎖定,請用原密碼登入。", "本次未使用解鎖次數"),
        ):
            ask(desk, who)
            assert next_step in whole(desk, said)
            again(desk)


def test_straight_to_the_function_and_nothing_is_left_of_the_visit(home: Path) -> None:
    with program(home, "demo", "--function", "unlock") as desk:
        desk.wait_for("立即解鎖")
        desk.write(D[0] + ENTER + D[1] + ENTER)
        desk.wait_for("解鎖成功")
        again(desk)
        assert D[0].decode() not in desk.text
    typed = {D[0].decode(), D[1].decode(), "1992-12-24"}
    assert occurrences(typed, searched(home)) == []


def test_a_date_mistyped_five_times_shuts_this_terminal_only_for_this_id(home: Path) -> None:
    with program(home) as desk:
        for _ in range(5):
            ask(desk, (D[0], b"19921225"))
            desk.wait_for(MISMATCH)
            again(desk)
        ask(desk, D)
        assert "客服中心" in whole(desk, "今日在本機錯誤次數過多")
        again(desk)
        ask(desk, G)
        desk.wait_for(NO_CERTIFICATE)
    with program(home) as elsewhere:
        ask(elsewhere, (D[0], b"19921225"))
        elsewhere.wait_for(MISMATCH)
