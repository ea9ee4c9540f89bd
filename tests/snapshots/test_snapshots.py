"""A few pictures of whole screens: a change in one is looked at, then taken with `--snapshot-update`."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from screens.words.phrase import Language
from tests.screens import rooms
from tests.screens.fakes import futures
from tests.screens.kit import LARGE, SMALL, FrameApp, fill, type_in

Snap = Callable[..., bool]


async def still(pilot: Pilot[None]) -> None:
    """Nothing blinks in a picture."""
    await pilot.pause()
    for entry in pilot.app.screen.query(Input):
        entry.cursor_blink = False
    await pilot.pause()


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


def test_menu(snap_compare: Snap) -> None:
    assert snap_compare(FrameApp(rooms.PAGES["menu"](), demo=True), terminal_size=SMALL, run_before=still)


def test_login_with_question(snap_compare: Snap) -> None:
    async def ticked(pilot: Pilot[Any]) -> None:
        await still(pilot)
        await fill(pilot, "a123456789", "Kiosk2026")
        await pilot.press("space")
        await pilot.pause()

    assert snap_compare(FrameApp(rooms.login()), terminal_size=SMALL, run_before=ticked)


def test_change_form_in_english_high_contrast(snap_compare: Snap) -> None:
    async def filled(pilot: Pilot[Any]) -> None:
        await still(pilot)
        await pilot.press("f9")
        await fill(pilot, "Kiosk2026")
        await type_in(pilot, "aaaa1111")

    app = FrameApp(rooms.change(), language=Language.ENGLISH)
    assert snap_compare(app, terminal_size=SMALL, run_before=filled)


def test_change_form_with_room(snap_compare: Snap) -> None:
    async def refused(pilot: Pilot[Any]) -> None:
        await still(pilot)
        await fill(pilot, "Kiosk2026")
        await pilot.press("tab", "tab", "enter")
        await pilot.pause()

    assert snap_compare(FrameApp(rooms.change()), terminal_size=LARGE, run_before=refused)


def test_accounts(snap_compare: Snap) -> None:
    assert snap_compare(FrameApp(rooms.PAGES["accounts"]()), terminal_size=SMALL, run_before=still)


def test_one_account_with_both_blocks(snap_compare: Snap) -> None:
    async def filled(pilot: Pilot[Any]) -> None:
        await still(pilot)
        await pilot.press("space", "enter")
        await fill(pilot, "Future26x")
        await type_in(pilot, "aaaa1111")
        await pilot.press("tab", "tab", "tab", "space", "enter")
        await fill(pilot, "Wd26ab")

    assert snap_compare(FrameApp(rooms.account_form(futures())), terminal_size=SMALL, run_before=filled)


def test_consolidation_question(snap_compare: Snap) -> None:
    async def asked(pilot: Pilot[Any]) -> None:
        await still(pilot)
        await fill(pilot, "Stock2026", "Harbor731", "Harbor731")
        await pilot.pause()

    assert snap_compare(FrameApp(rooms.consolidation()), terminal_size=SMALL, run_before=asked)


def test_reissue_step_two(snap_compare: Snap) -> None:
    app = FrameApp(rooms.PAGES["reissue_offer"](), demo=True)
    assert snap_compare(app, terminal_size=SMALL, run_before=still)


def test_reissue_new_password(snap_compare: Snap) -> None:
    app = FrameApp(rooms.PAGES["reissue_new_password"]())
    assert snap_compare(app, terminal_size=SMALL, run_before=still)


def test_reissue_left_in_english(snap_compare: Snap) -> None:
    app = FrameApp(rooms.PAGES["reissue_left_by_letter"](), language=Language.ENGLISH)
    assert snap_compare(app, terminal_size=LARGE, run_before=still)
