"""What fields make of what is typed and pasted; what a secret field never gives away."""

from typing import Any

import pytest
from textual import events

from screens.widgets.field import Field
from screens.words import typing as sentences
from screens.words.phrase import Language
from tests.screens import rooms
from tests.screens.kit import SMALL, FrameApp, fill, painted, type_in
from tests.screens.test_refusals import under

SECRET = "Hunter2Zx"


async def paste(pilot: Any, text: str) -> None:
    pilot.app.focused.post_message(events.Paste(text))
    await pilot.pause()


def value(app: FrameApp, field: str) -> str:
    return app.screen.query_one(f"#{field}", Field).entry.value


@pytest.mark.parametrize(
    ("pasted", "taken", "said"),
    [
        ("a123456789", "A123456789", None),
        ("Ａ１２３４５６７８９", "A123456789", None),
        (" A1234-56 789\n", "A123456789", None),
        ("A1234567890", "A123456789", sentences.ID_TOO_LONG),
        ("A12345!789", "A12345789", sentences.ID_CHARACTERS),
        ("A123\x00\x1b456", "A123456", sentences.ID_CHARACTERS),
        ("[red]A1[/]", "REDA1", sentences.ID_CHARACTERS),
        ("[@click=app.quit]", "CLICKAPPQU", sentences.ID_TOO_LONG),
        ("7" * 6000, "7" * 10, sentences.ID_TOO_LONG),
        ("密" * 6000, "", sentences.ID_TOO_LONG),
        ("王", "", sentences.ID_CHARACTERS),
        ("", "", None),
    ],
)
async def test_id_number(pasted: str, taken: str, said: Any) -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await paste(pilot, pasted)
        assert value(app, "id_number") == taken
        assert under(app, "id_number") == (f"錯誤:{said.zh}" if said else "")


async def test_an_eleventh_character_and_symbols_lose_nothing() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, "ａ1234５6789")
        assert value(app, "id_number") == "A123456789"
        await pilot.press("0")
        assert value(app, "id_number") == "A123456789"
        assert "最多10碼" in under(app, "id_number")
        await pilot.press("backspace", "left_square_bracket")
        assert value(app, "id_number") == "A12345678"
        assert "只能輸入英文字母與數字" in under(app, "id_number")
        await pilot.press("9")
        assert under(app, "id_number") == ""


async def test_digits() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "tab", "space")
        await pilot.pause()
        await pilot.press("８", "x")
        assert value(app, "answer") == "8"
        assert "只能輸入數字" in under(app, "answer")


@pytest.mark.parametrize("language", Language)
async def test_a_secret_is_never_painted_nor_copied(language: Language) -> None:
    app = FrameApp(rooms.change(), language=language)
    async with app.run_test(size=SMALL) as pilot:
        seen = ""
        await type_in(pilot, SECRET)
        await pilot.press("tab")
        for key in (*SECRET, "f8", "f1", "escape", "f9", "shift+home", "ctrl+shift+a"):
            await pilot.press(key)
            seen += painted(app)
        for key in ("ctrl+c", "super+c", "ctrl+x", "ctrl+insert", "ctrl+a", "ctrl+c", "shift+left", "ctrl+x"):
            await pilot.press(key)
            seen += painted(app) + app.clipboard
        assert value(app, "new") == SECRET
        assert app.clipboard == ""
        assert app.focused is not None
        assert app.focused.selection.is_empty  # type: ignore[attr-defined]
        for length in range(3, len(SECRET)):
            assert SECRET[:length] not in seen
        assert SECRET not in app.export_screenshot()


async def test_the_mouse_selects_nothing_in_a_secret() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await type_in(pilot, SECRET)
        await pilot.mouse_down("#old SecretInput", offset=(2, 0))
        await pilot.hover("#old SecretInput", offset=(8, 0))
        await pilot.mouse_up("#old SecretInput", offset=(8, 0))
        assert app.focused.selection.is_empty  # type: ignore[union-attr]


async def test_full_width_is_told_apart_and_kept_as_dots() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab")
        await type_in(pilot, "abc１")
        assert value(app, "new") == "abc１"
        assert "全形" in under(app, "new")
        assert "１" not in painted(app)


@pytest.mark.parametrize("kiosk", [True, False])
async def test_paste_into_a_secret(kiosk: bool) -> None:
    app = FrameApp(rooms.change())
    app.secrets_take_paste = not kiosk
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("x")
        await paste(pilot, SECRET)
        assert value(app, "old") == ("x" if kiosk else f"x{SECRET}")
        assert ("不可貼上" in under(app, "old")) is kiosk


async def test_a_very_long_secret_is_not_cut_in_silence() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab")
        await type_in(pilot, "abcdefghij1")
        assert value(app, "new") == "abcdefghij1"
        assert "× 7~10位" in painted(app)
        app.secrets_take_paste = True
        await paste(pilot, "y" * 6000)
        assert len(value(app, "new")) == 64
        assert "密碼太長" in under(app, "new")


async def test_f8_keeps_everything_typed_and_says_everything_again() -> None:
    app = FrameApp(rooms.login())
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, "A12345678", SECRET)
        await pilot.press("space")
        await pilot.pause()
        await pilot.press("8", "f8")
        await pilot.pause()
        english = painted(app)
        assert "three plus five" in english
        assert "三加五等於多少" in english
        assert "ID number" in english
        assert "Please note" in english
        assert "身分證字號" not in english
        assert value(app, "id_number") == "A12345678"
        assert value(app, "password") == SECRET
        assert value(app, "answer") == "8"
        assert app.focused.name == "answer"  # type: ignore[union-attr]
        await pilot.press("f8")
        await pilot.pause()
        assert "注意事項" in painted(app)


async def test_f8_changes_the_page_under_a_dialog_too() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("f8", "escape")
        await pilot.pause()
        assert "Old password" in painted(app)


async def test_rules_are_shown_live() -> None:
    app = FrameApp(rooms.change())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        assert "・7~10位" in painted(app)
        await pilot.press("tab")
        await type_in(pilot, "aaaa1111")
        assert "✓ 7~10位" in painted(app)
        assert "× 非重複或連續" in painted(app)
        await pilot.press("tab", "a")
        await pilot.pause()
        assert "× 兩次輸入一致" in painted(app)
