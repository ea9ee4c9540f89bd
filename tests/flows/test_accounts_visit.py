"""未歸戶密碼變更, one account's passwords, and 密碼歸戶: whole visits, typed as people type."""

from pathlib import Path

import pytest

from tests.flows.kit import answer, assert_logs_in, log_in, program, whole
from tests.terminal import DOWN, ENTER, ESCAPE, F8, RIGHT, TAB, Terminal

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])
LANGUAGES = pytest.mark.parametrize("language", ["zh-Hant", "en"])
HEADINGS = ("商品別", "分公司", "交易帳號", "變更密碼", "密碼變更", "到期日期", "密碼到期")
GRID, SUCCESS = "該 ID 的所有符合登入密碼之帳號", "變更成功"
NEW = "Harbor731"


def rows(desk: Terminal) -> dict[str, str]:
    """The rows of the grid by 商品別."""
    lines = (
        line.replace("▶", " ").strip(" │") for line in desk.lines if "網路" in line and "變更密碼" in line
    )
    return {line.split()[0]: line for line in lines}


def typed(*fields: str) -> bytes:
    """Fields one after the other, each ended with Tab."""
    return b"".join(field.encode() + TAB for field in fields)


def test_the_grid_of_three_accounts(home: Path) -> None:
    with program(home) as desk:
        log_in(desk, "A200000012", "Stock2026")
        screen = whole(desk, GRID)
        assert all(heading in screen for heading in HEADINGS)
        assert "[ 密碼歸戶 ]" in screen
        found = rows(desk)
        assert list(found) == ["證券", "期貨", "複委託"]
        assert [("不同" in found[name]) for name in found] == [False, True, False]
        assert [("相同" in found[name]) for name in found] == [True, False, True]


@SIZES
@LANGUAGES
def test_one_accounts_login_password_and_back_to_the_grid(
    home: Path, language: str, size: tuple[int, int]
) -> None:
    english = language == "en"
    with program(home, language=language, columns=size[0], rows=size[1]) as desk:
        log_in(desk, "A200000012", "Stock2026")
        desk.wait_for("Overseas" if english else GRID)
        desk.write(DOWN + DOWN + ENTER)
        desk.wait_for("[ ] Network login" if english else "[ ] 網路登入密碼變更-複委託")
        desk.write(b" " + TAB + typed("Stock2026", NEW, NEW) + TAB + ENTER)
        desk.wait_for("Back to your accounts" if english else SUCCESS)
        desk.write(b"x")
        screen = whole(desk, "account 3 of 3" if english else "第 3 個,共 3 個帳號")
        assert ("▶ Overseas" if english else "▶ 複委託") in screen
        line = next(line for line in desk.lines if ("Overseas" if english else "複委託") in line)
        assert ("other" if english else "不同") in line
    assert_logs_in(home, "A200000012", NEW, GRID)


@pytest.mark.parametrize("gap", [0.0, 0.002])
def test_typed_ahead_through_the_grid_into_both_blocks_and_back(home: Path, gap: float) -> None:
    """All in one write: the grid, both blocks of one account, the success page, the next account's form."""
    both = b" " + TAB + typed("Future26x", NEW, NEW) + TAB + b" " + TAB + typed("Wd26ab", "Wd77xy", "Wd77xy")
    with program(home) as desk:
        desk.write(b"1A200000012" + TAB + b"Stock2026" + TAB + b" ", gap=gap)
        question = desk.wait_for("等於多少")
        keys = answer(question).encode() + ENTER + DOWN + ENTER + both + ENTER + b"x" + b"\x1b[A" + ENTER
        desk.write(keys, gap=gap)
        screen = whole(desk, "網路登入密碼變更-證券")
        assert "證券 台北" in screen
        desk.write(ESCAPE)
        desk.wait_for(GRID)
    with program(home) as desk:
        log_in(desk, "A200000012", NEW)
        desk.wait_for(GRID)
        desk.write(DOWN + ENTER + TAB + b" " + TAB + typed("Wd77xy", "Wd88zz", "Wd88zz") + ENTER)
        desk.wait_for("網路出金密碼已變更")


def test_one_wrong_block_leaves_both_as_they_were(home: Path) -> None:
    both = b" " + TAB + typed("Future26x", NEW, NEW) + TAB + b" " + TAB + typed("Wrong1", "Wd77xy", "Wd77xy")
    with program(home) as desk:
        log_in(desk, "A200000012", "Stock2026")
        desk.wait_for(GRID)
        desk.write(DOWN + ENTER + both + ENTER)
        desk.wait_for("舊出金密碼錯誤,再錯 2 次")
        desk.write(b"Wd26ab" + TAB * 3 + ENTER)
        desk.wait_for(SUCCESS)


def test_three_wrong_withdrawal_passwords_lock_it_and_not_the_login(home: Path) -> None:
    with program(home) as desk:
        log_in(desk, "K200000119", "Orchid314")
        desk.wait_for(GRID)
        desk.write(DOWN + ENTER + TAB + b" " + TAB + typed("Wrong1", "Wd77xy", "Wd77xy") + ENTER)
        desk.wait_for("再錯 2 次")
        desk.write(b"Wrong2" + TAB * 3 + ENTER)
        desk.wait_for("再錯 1 次")
        desk.write(b"Wrong3" + TAB * 3 + ENTER)
        desk.wait_for("出金密碼已鎖定,請臨櫃辦理「出金密碼補發」。")
        desk.write(ESCAPE)
        desk.wait_for(GRID)
        desk.write(ENTER)
        desk.wait_for("出金密碼已鎖定,登入不受影響。")
        desk.write(b" " + TAB + typed("Orchid314", NEW, NEW) + TAB * 1 + ENTER)
        desk.wait_for(SUCCESS)
    with program(home) as desk:
        log_in(desk, "K200000119", NEW)
        desk.wait_for(GRID)
        desk.write(DOWN + ENTER)
        desk.wait_for("出金密碼已鎖定,登入不受影響。")


def test_a_name_with_markup_and_a_withdrawal_password_never_set(home: Path) -> None:
    with program(home) as desk:
        log_in(desk, "24536806", "Company99")
        assert "範" in whole(desk, GRID)
        desk.write(DOWN + ENTER)
        assert "請臨櫃辦理「出金密碼補發」。" in whole(desk, "尚未設定出金密碼。")
    with program(home) as desk:
        log_in(desk, "K200000119", "Wealth271")
        screen = whole(desk, GRID)
        assert "許" in screen
        assert [("不同" in line) for line in rows(desk).values()] == [True, True, False]


@pytest.mark.parametrize(
    ("id_number", "login", "withdrawal"),
    [("C100000049", "Harbor88k", "Wd88cd"), ("J100000107", "Temple365", "Wd60gh")],
)
def test_consolidation_never_shuts_the_withdrawal_password_away(
    home: Path, id_number: str, login: str, withdrawal: str
) -> None:
    with program(home) as desk:
        log_in(desk, id_number, login)
        desk.wait_for("[ ] 網路出金密碼變更-歸戶")
        desk.write(TAB * 4 + b" " + TAB + typed(withdrawal, "Wd77xy", "Wd77xy") + ENTER)
        screen = whole(desk, SUCCESS)
        assert "網路出金密碼已變更。" in screen
        assert "個帳號" not in screen
    assert_logs_in(home, id_number, login, "您好:")


def test_both_passwords_of_a_consolidated_customer(home: Path) -> None:
    fields = typed("Harbor88k", NEW, NEW) + TAB + b" " + TAB + typed("Wd88cd", "Wd77xy", "Wd77xy")
    with program(home) as desk:
        log_in(desk, "C100000049", "Harbor88k")
        desk.wait_for("您好:")
        desk.write(fields + ENTER)
        whole(desk, SUCCESS)
        assert "已變更 2 個帳號" in desk.text
        assert "網路出金密碼已變更。" in desk.text
    assert_logs_in(home, "C100000049", NEW, "您好:")


def test_a_locked_withdrawal_password_says_so(home: Path) -> None:
    with program(home) as desk:
        log_in(desk, "F200000071", "Cloud9876")
        screen = whole(desk, "出金密碼已鎖定,登入不受影響。")
        assert "請臨櫃辦理「出金密碼補發」。" in screen
        desk.write(typed("Cloud9876", NEW, NEW) + TAB + ENTER)
        desk.wait_for(SUCCESS)


CONSOLIDATION = "申請密碼歸戶後,證券、語音、期貨"


def to_the_question(desk: Terminal, more: bytes = b"") -> None:
    """From the menu to 確定歸戶?, `more` typed ahead in the same write."""
    log_in(desk, "A200000012", "Stock2026")
    desk.wait_for(GRID)
    desk.write(TAB + ENTER + typed("Stock2026", NEW) + NEW.encode() + ENTER + more)
    desk.wait_for("[ 確定歸戶 ]")


@SIZES
@LANGUAGES
def test_consolidated_for_good(home: Path, language: str, size: tuple[int, int]) -> None:
    english = language == "en"
    with program(home, language=language, columns=size[0], rows=size[1]) as desk:
        log_in(desk, "A200000012", "Stock2026")
        desk.wait_for("Overseas" if english else GRID)
        desk.write(TAB + ENTER)
        desk.wait_for("Password for all" if english else CONSOLIDATION)
        desk.write(typed("Stock2026", NEW) + NEW.encode() + ENTER)
        desk.wait_for("[ Consolidate ]" if english else "[ 確定歸戶 ]")
        desk.write(RIGHT + ENTER)
        screen = whole(desk, "Consolidated" if english else "歸戶成功")
        assert ("log in with the new" if english else "請使用新密碼登入") in screen
        desk.write(b" ")
        desk.wait_for("F2/1")
    assert_logs_in(home, "A200000012", NEW, "☑ 網路登入密碼變更-歸戶")


@pytest.mark.parametrize(
    "ahead",
    [ENTER, ENTER * 5, RIGHT + ENTER, TAB + ENTER, TAB + b" ", (TAB + ENTER) * 20],
    ids=["double", "five", "right", "tab", "space", "many"],
)
def test_nothing_typed_ahead_passes_the_question(home: Path, ahead: bytes) -> None:
    with program(home) as desk:
        to_the_question(desk, ahead)
        desk.read(1.0)
        assert "[ 確定歸戶 ]" in desk.text
        assert "歸戶成功" not in desk.text
        desk.write(ENTER)
        desk.wait_gone("[ 確定歸戶 ]")
        assert "▶再確認登入密碼" in desk.text
    assert_logs_in(home, "A200000012", "Stock2026", GRID)


def test_no_then_yes_and_nothing_has_to_be_typed_again(home: Path) -> None:
    with program(home) as desk:
        to_the_question(desk)
        desk.write(F8)
        desk.wait_for("[ Consolidate ]")
        desk.write(ESCAPE)
        desk.wait_gone("[ Consolidate ]")
        desk.write(ENTER)
        desk.wait_for("[ Consolidate ]")
        desk.write(TAB + ENTER)
        desk.wait_for("Please log in with the new password.")


def test_another_terminal_consolidates_while_one_account_is_being_changed(home: Path) -> None:
    """One session a customer: the form says what happened and the visit ends."""
    with program(home) as first, program(home) as second:
        log_in(first, "A200000012", "Stock2026")
        first.wait_for(GRID)
        first.write(ENTER + b" " + TAB + typed("Stock2026", "Branch9x", "Branch9x"))
        to_the_question(second)
        second.write(TAB + ENTER)
        second.wait_for("歸戶成功")
        first.wait_for("F2/1", timeout=10)
