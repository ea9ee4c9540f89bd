"""密碼解鎖 from first key to last (R-UNL): each branch by the demo's own people."""

from pathlib import Path

from tests.flows.kit import program, whole
from tests.terminal import ENTER, F4, F10, Terminal

D, E, F, G = (
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
