"""未歸戶密碼變更: nine columns by cells, a cursor, and what Enter leads to (R-GRID)."""

from dataclasses import replace
from datetime import date

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from screens.accounts import AccountChoice, AccountsScreen, ConsolidateChoice
from screens.notice import NoticeScreen
from screens.widgets.grid import Grid
from screens.widgets.table import lay_out
from screens.words.phrase import Language
from services.errors import ErrorCode, ServiceError
from services.expiry import ExpiryState
from services.sessions import CustomerSession
from storage.records import Business
from tests.screens import rooms
from tests.screens.fakes import account, futures, session
from tests.screens.kit import LARGE, SMALL, FrameApp, painted
from tests.screens.test_focus_order import here

BOTH_SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
HEADINGS = (
    "商品別",
    "密碼別",
    "分公司",
    "交易帳號",
    "變更密碼",
    "帳戶狀態",
    "密碼變更日期",
    "到期日期",
    "密碼到期狀態",
)
LONGEST = account(
    business=Business.WEALTH,
    branch="期貨台北分公司",
    same=False,
    expires_on=date(2024, 4, 20),
    expiry_state=ExpiryState.SOON,
)


def many(count: int) -> FrameApp:
    return FrameApp(rooms.accounts(accounts=tuple(account(id=n, branch=f"第{n}") for n in range(count))))


def grid(app: FrameApp) -> Grid:
    return app.screen.query_one(Grid)


def cells(line: str, starts: list[int]) -> list[str]:
    """What stands at the columns that begin at these terminal cells."""
    taken, at = [""] * len(starts), 0
    for char in line:
        column = max((n for n, start in enumerate(starts) if start <= at), default=0)
        taken[column] += char
        at += cell_len(char)
    return [text.strip(" ▶│") for text in taken]


async def columns_of(app: FrameApp, pilot: Pilot[None]) -> list[list[str]]:
    """The cells of every line of the grid that is seen, the headings first."""
    await pilot.pause()
    view = grid(app)
    layout = view.layout_in_use
    starts = [2 + sum(layout.widths[:n]) + n * layout.gap for n in range(len(layout.widths))]
    lines = painted(app).splitlines()[view.region.y : view.region.bottom]
    shift = view.region.x
    return [cells(line[shift:], starts) for line in lines]


@BOTH_SIZES
async def test_nine_columns_in_the_manuals_order(size: tuple[int, int]) -> None:
    app = FrameApp(rooms.accounts(accounts=(account(), LONGEST)))
    async with app.run_test(size=size) as pilot:
        table = await columns_of(app, pilot)
        heading = ["".join(parts) for parts in zip(table[0], table[1], strict=True)]
        first = next(row for row in table if "證券" in row)
        assert "台北" in first[2]
        assert tuple(heading if size == SMALL else table[0]) == HEADINGS
        assert first[3:] == ["****567", "變更密碼", "相同", "2023-04-21", "-", "-"]
        at = table.index(next(row for row in table if "財富管理" in row))
        longest = table[at]
        assert longest[:2] == ["財富管理", "網路"]
        assert longest[2] + (table[at + 1][2] if size == SMALL else "") == "期貨台北分公司"
        assert longest[3:] == ["****567", "變更密碼", "不同", "2023-04-21", "2024-04-20", "即將到期"]


@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
async def test_no_row_is_wider_than_the_window(size: tuple[int, int], language: Language) -> None:
    views = tuple(LONGEST for _ in range(100))
    app = FrameApp(rooms.accounts(accounts=views), language=language)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        layout = grid(app).layout_in_use
        assert sum(layout.widths) + layout.gap * 8 <= grid(app).size.width - 2
        assert not app.screen.query_one("#input-area").show_vertical_scrollbar
        assert grid(app).show_vertical_scrollbar
        assert not grid(app).show_horizontal_scrollbar
        assert "…" not in painted(app)


async def test_same_and_different_are_explained() -> None:
    app = FrameApp(rooms.accounts())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "該 ID 的所有符合登入密碼之帳號。" in painted(app)
        assert "帳戶狀態:與本次登入密碼相同/不同。" in painted(app)
        await pilot.press("f1")
        await pilot.pause()
        assert "帳戶狀態「相同」表示" in painted(app)


@pytest.mark.parametrize("language", Language)
async def test_help_says_which_expiry_is_more_than_a_reminder(language: Language) -> None:
    """Of an own password it is advice, of an initial one the end (A-03)."""
    app = FrameApp(rooms.accounts(), language=language)
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        said = painted(app)
        assert {Language.CHINESE: "初始密碼逾期即失效", Language.ENGLISH: "initial password is"}[
            language
        ] in said


async def test_focus_order() -> None:
    app = FrameApp(rooms.accounts())
    async with app.run_test(size=SMALL) as pilot:
        assert isinstance(app.focused, Grid)
        await pilot.press("tab")
        assert here(app) == "consolidate"
        await pilot.press("tab")
        assert isinstance(app.focused, Grid)
        await pilot.press("shift+tab")
        assert here(app) == "consolidate"
        await pilot.press("up")
        assert isinstance(app.focused, Grid)


@pytest.mark.parametrize(
    ("keys", "choice"),
    [
        (["enter"], AccountChoice(1)),
        (["down", "enter"], AccountChoice(2)),
        (["end", "enter"], AccountChoice(4)),
        (["end", "home", "up", "enter"], AccountChoice(1)),
        (["pagedown", "up", "enter"], AccountChoice(3)),
        (["tab", "enter"], ConsolidateChoice()),
        (["shift+tab", "space"], ConsolidateChoice()),
        (["down", "down", "down", "down", "enter"], ConsolidateChoice()),
        (["escape"], None),
    ],
)
@BOTH_SIZES
@pytest.mark.parametrize("language", Language)
async def test_by_keyboard_alone(
    keys: list[str], choice: object, size: tuple[int, int], language: Language
) -> None:
    app = FrameApp(rooms.accounts(), language=language)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert list(app.results) == [choice]
        assert app.holds == 0


async def test_the_cursor_is_where_one_left_off() -> None:
    view = rooms.accounts_at(3)
    app = FrameApp(view)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "▶ 複委託" in painted(app)
        assert "第 3 個,共 4 個帳號" in painted(app)


async def test_a_hundred_accounts_page() -> None:
    app = many(100)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "第99" not in painted(app)
        await pilot.press("end")
        assert "第99" in painted(app)
        assert "商品別" in painted(app)
        assert "第 100 個,共 100 個帳號" in painted(app)
        await pilot.press("pageup")
        assert grid(app).cursor < 95
        seen = set()
        await pilot.press("home")
        for _ in range(100):
            seen.add(grid(app).cursor)
            assert f"第{grid(app).cursor} " in painted(app)
            if grid(app).cursor == 99:
                break
            await pilot.press("pagedown")
        assert len(seen) < 20
        await pilot.press("enter")
        await pilot.pause()
        assert list(app.results) == [AccountChoice(99)]


async def test_every_row_can_be_reached_one_by_one() -> None:
    app = many(30)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        for row in range(29):
            assert "▶ 證券" in painted(app), row
            await pilot.press("down")
        assert grid(app).cursor == 29


async def test_f8_keeps_the_cursor() -> None:
    app = FrameApp(rooms.accounts(accounts=(account(), futures(branch="[/]x"))))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "f8")
        await pilot.pause()
        assert "▶ Futures" in painted(app)
        assert "[/]x" in painted(app)
        assert "other" not in painted(app).split("▶ Futures")[1].splitlines()[0]


async def test_a_click_chooses() -> None:
    app = FrameApp(rooms.accounts())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.click(Grid, offset=(4, 3))
        await pilot.pause()
        assert list(app.results) == [AccountChoice(2)]


def test_columns_give_way_one_after_the_other() -> None:
    headings, row = ("甲乙\n丙", "丁\n戊己庚", "商"), ("一", "二", "三三三三三三")
    assert lay_out(headings, [row], width=40, gives_way=2).gap == 4
    assert lay_out(headings, [row], width=28, gives_way=2).widths == (6, 8, 12)
    assert lay_out(headings, [row], width=27, gives_way=2).widths == (6, 6, 12)
    assert lay_out(headings, [row], width=25, gives_way=2).widths == (4, 6, 12)
    narrow = lay_out(headings, [row], width=18, gives_way=2)
    assert narrow.widths == (4, 6, 6)
    assert narrow.heading_lines(headings) == ("甲乙 丁     商    ", "丙   戊己庚       ")
    assert narrow.lines(row) == ("一   二     三三三", "            三三三")
    assert lay_out(headings, [], width=5, gives_way=2).widths == (4, 6, 4)


async def test_f5_shows_the_accounts_as_they_stand_and_keeps_the_cursor() -> None:
    before = tuple(account(id=n, branch=f"第{n}") for n in range(3))
    after = tuple(account(id=n, branch=f"新{n}") for n in range(2))

    async def anew(seen: CustomerSession) -> CustomerSession:
        return replace(seen, accounts=after)

    room = AccountsScreen(session(consolidated=False, accounts=before), anew=anew, keypad=rooms.KEYPAD)
    app = FrameApp(room)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("end")
        assert "F5" in painted(app)
        await pilot.press("f5")
        await pilot.pause()
        assert "新0" in painted(app)
        assert "第0" not in painted(app)
        assert "第 2 個,共 2 個帳號" in painted(app)
        assert app.holds == 0
        await pilot.press("enter")
        await pilot.pause()
        assert list(app.results) == [AccountChoice(1)]
        assert room.session.accounts == after


async def test_f5_that_is_refused_says_why_and_the_next_one_shows_again() -> None:
    answers: list[ErrorCode | None] = [ErrorCode.STORAGE_BUSY, None]

    async def anew(seen: CustomerSession) -> CustomerSession:
        code = answers.pop(0)
        if code:
            raise ServiceError(code)
        return seen

    app = FrameApp(AccountsScreen(session(consolidated=False), anew=anew, keypad=rooms.KEYPAD))
    async with app.run_test(size=SMALL) as pilot:
        shown = painted(app)
        await pilot.press("f5")
        await pilot.pause()
        assert painted(app) != shown
        assert app.holds == 0
        await pilot.press("f5")
        await pilot.pause()
        assert painted(app) == shown


async def test_f5_after_the_session_ended_says_so_and_ends_the_visit() -> None:
    async def anew(seen: CustomerSession) -> CustomerSession:
        raise ServiceError(ErrorCode.SESSION_ENDED)

    app = FrameApp(AccountsScreen(session(consolidated=False), anew=anew, keypad=rooms.KEYPAD))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(app.screen, NoticeScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert app.visits_ended == 1
