"""Nothing that matters is cut: both sizes, both languages, every screen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.geometry import Region

from screens.consolidation_question import Concerned, ConsolidationQuestion
from screens.view import View
from screens.widgets.grid import Grid
from screens.widgets.key_bar import KeyBar
from screens.widgets.says import Says
from screens.widgets.tick_box import TickBox
from screens.words.phrase import Language
from services.accounts import AccountView, WithdrawalState
from services.expiry import Expiry, ExpiryState
from storage.records import Business
from tests.screens import rooms
from tests.screens.fakes import account, futures
from tests.screens.kit import LARGE, SMALL, FrameApp, painted
from tests.screens.rooms import DIALOGS, PAGES

HELPED = ("menu", "login", "change", "accounts", "account_form", "consolidation", "unlock", "certificate_pin")
SCROLLING = {"people"}
"""Lists that are longer than a screen."""


def cut(app: App[Any]) -> list[str]:
    """Whatever is said on the current screen and does not stand on it whole."""
    screen = app.screen
    found = []
    for says in screen.query(Says):
        if not says.is_on_screen or not says.display:
            continue
        width, height = says.content_size
        lines = says.lines(width)
        if lines != ("",) and (len(lines) > height or any(cell_len(line) > width for line in lines)):
            found.append(f"{says.words} {says.content_size}")
        seen = says.region
        if isinstance(says.parent, Concerned):
            # a list that scrolls: beside it nothing may stand, below it something waits
            seen = Region(seen.x, says.parent.region.y, seen.width, 1)
        if not screen.region.contains_region(seen):
            found.append(f"{says.words} at {says.region}")
    return found


def fits(app: App[Any]) -> None:
    assert cut(app) == []
    for bar in app.screen.query(KeyBar):
        assert len(bar.hints) <= 8
        assert bar.render().cell_length <= bar.size.width
    assert not any(widget.show_vertical_scrollbar for widget in app.screen.query("#input-area, #dialog"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", [*PAGES, *DIALOGS])
async def test_nothing_is_cut_in_either_language(name: str, size: tuple[int, int]) -> None:
    app = FrameApp({**PAGES, **DIALOGS}[name](), demo=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if name in SCROLLING:
            await app.screen.query("PersonCard").remove()
        for _ in Language:
            app.action_language()
            await pilot.pause()
            fits(app)
            assert all(cell_len(row) == size[0] for row in painted(app).splitlines())


@pytest.mark.parametrize("size", [(80, 60), (110, 40), (200, 30), (90, 25)], ids=str)
@pytest.mark.parametrize("name", ["login", "change"])
async def test_windows_of_other_shapes(name: str, size: tuple[int, int]) -> None:
    app = FrameApp(PAGES[name](), language=Language.ENGLISH)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        fits(app)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", HELPED)
async def test_help_is_whole_or_scrolls(name: str, language: Language) -> None:
    app = FrameApp(PAGES[name](), language=language)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert app.screen.region.contains_region(app.screen.query_one("#dialog").region)
        seen = painted(app)
        for _ in range(4):
            await pilot.press("pagedown")
            seen += painted(app)
        assert all(hint.does.text(language) in seen for hint in PAGES[name]().KEYS)  # type: ignore[attr-defined]
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.view


async def test_a_small_window_says_so_and_keeps_everything() -> None:
    app = FrameApp(PAGES["login"]())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"a12345")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert "視窗太小" in painted(app)
        assert "60×20" in painted(app)
        assert "A12345" not in painted(app)
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert "A12345" in painted(app)
        assert "視窗太小" not in painted(app)


async def test_errors_under_every_field_still_fit() -> None:
    for name in ("login", "change", "consolidation", "unlock"):
        view: View[Any] = PAGES[name]()
        app = FrameApp(view, language=Language.ENGLISH)
        async with app.run_test(size=SMALL) as pilot:
            await pilot.press("enter", "enter", "enter", "enter", "enter")
            await pilot.pause()
            assert "Error: Please fill in this field." in painted(app)
            fits(app)


class Mounted(View[None]):
    """Remembers what it knew of the window before it was painted."""

    known: frozenset[str] = frozenset()

    def on_mount(self) -> None:
        self.known = frozenset(self.classes)


@pytest.mark.parametrize(
    ("size", "classes"),
    [
        ((80, 24), {"-narrow", "-low"}),
        ((120, 40), {"-wide", "-tall"}),
        ((60, 20), {"-too-narrow", "-too-low"}),
    ],
)
async def test_the_first_paint_is_laid_out_for_the_window(size: tuple[int, int], classes: set[str]) -> None:
    """A page that learns of the window only afterwards flashes the layout of another one."""
    screen = Mounted()
    async with FrameApp(screen).run_test(size=size):
        assert screen.known == classes


LONG: dict[str, Any] = {"branch": "期貨高雄左營分公司", "expires_on": date(2026, 2, 3), "same": False}
"""A branch as long as they come, an expiry that is near."""
ACCOUNTS: tuple[AccountView, ...] = tuple(
    account(id=n, business=[*Business][n % 4], expiry_state=[*ExpiryState][n % 4], **LONG) for n in range(100)
)
FUTURES = tuple(
    futures([*WithdrawalState][1 + n % 3], id=200 + n, number_masked=f"****{n:03}", **LONG) for n in range(9)
)
COMPANY = "範" + "○" * 13 + "司"
SOON: dict[str, Any] = {"expiry": Expiry(date(2026, 2, 3), ExpiryState.SOON)}
LONGEST: dict[str, Callable[[], View[Any]]] = {
    "grid": lambda: rooms.accounts(accounts=ACCOUNTS, name_masked=COMPANY),
    "one": lambda: rooms.account_form(replace(ACCOUNTS[3], number_masked="****567"), name_masked=COMPANY),
    "one_futures": lambda: rooms.account_form(futures(**LONG), name_masked=COMPANY),
    "one_locked": lambda: rooms.account_form(futures(WithdrawalState.LOCKED, **LONG), name_masked=COMPANY),
    "shared": lambda: rooms.change(accounts=FUTURES, name_masked=COMPANY, **SOON),
    "shared_alike": lambda: rooms.change(
        accounts=tuple(replace(one, number_masked="****") for one in FUTURES), name_masked=COMPANY, **SOON
    ),
    "shared_closed": lambda: rooms.change(accounts=FUTURES[:1] + FUTURES[2:3], name_masked=COMPANY, **SOON),
    "consolidation": lambda: rooms.consolidation(accounts=ACCOUNTS, name_masked=COMPANY),
    "question": lambda: ConsolidationQuestion(ACCOUNTS),
    "question_anew": lambda: ConsolidationQuestion(ACCOUNTS, anew=True),
}
"""Every screen of a change of passwords with the longest data that is to be expected."""


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", LONGEST)
async def test_the_longest_data_is_whole(name: str, size: tuple[int, int]) -> None:
    """Both sizes, both languages, nothing ticked and everything: no word cut, none beyond the window."""
    app = FrameApp(LONGEST[name](), demo=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for _ in Language:
            app.action_language()
            await pilot.pause()
            fits(app)
            assert "…" not in painted(app)
            assert all(cell_len(row) == size[0] for row in painted(app).splitlines())
            for grid in app.screen.query(Grid):
                assert not grid.show_horizontal_scrollbar
                layout = grid.layout_in_use
                assert sum(layout.widths) + layout.gap * (len(layout.widths) - 1) <= grid.size.width
        for box in app.screen.query(TickBox):
            await box.action_tick()
        for _ in Language:
            app.action_language()
            await pilot.pause()
            fits(app)


@pytest.mark.parametrize("name", ["login", "change", "menu", "reissue_offer"])
async def test_one_thing_is_highlighted_under_a_dialog(name: str) -> None:
    """The field one was in is marked again once the dialog is gone."""
    app = FrameApp(PAGES[name]())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()

        def reversed_below() -> list[str]:
            strips = app.view._compositor.render_strips()
            return [part.text for strip in strips for part in strip if part.style and part.style.reverse]

        before = reversed_below()
        await pilot.press("f1")
        await pilot.pause()
        assert not {words.strip() for words in before} & {words.strip() for words in reversed_below()} - {""}
        await pilot.press("escape")
        await pilot.pause()
        assert reversed_below() == before


async def test_help_names_the_keys_that_do_something() -> None:
    named = {}
    for name in ("menu", "login", "success", "reissue_offer", "unlock"):
        app = FrameApp(PAGES[name]())
        async with app.run_test(size=LARGE) as pilot:
            await pilot.press("f1")
            await pilot.pause()
            named[name] = painted(app)
    assert "勾選" in named["login"].partition("按鍵")[2]
    assert all("Space" not in named[name] for name in ("menu", "success", "unlock"))
    assert "↑↓ 更換選項" in named["reissue_offer"]
    assert "Tab" not in named["success"]


@pytest.mark.parametrize("name", PAGES)
async def test_the_keys_of_the_bottom_row_stand_in_their_order(name: str) -> None:
    app = FrameApp(PAGES[name](), demo=True)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        for bar in app.screen.query(KeyBar):
            numbers = [int(hint.key[1:]) for hint in bar.hints if hint.key[1:].isdigit()]
            assert numbers == sorted(numbers)
            assert bar.hints[0].key == "f1"
