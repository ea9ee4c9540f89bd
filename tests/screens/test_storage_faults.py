"""A form whose database is away, full or held: a sentence, everything typed stays, and again works."""

from collections.abc import Callable
from typing import Any

import pytest

from screens.view import View
from screens.widgets.field import Field
from screens.widgets.tick_box import TickBox
from screens.words.errors import SENTENCES
from screens.words.phrase import Language
from services.errors import ErrorCode, ServiceError
from services.sessions import CustomerSession
from tests.screens import rooms
from tests.screens.fakes import FakeChange
from tests.screens.kit import SMALL, FrameApp, fill
from tests.screens.test_consolidation import FORM
from tests.screens.test_focus_order import here
from tests.screens.test_layout import fits
from tests.screens.test_refusals import form_line
from tests.screens.test_two_blocks import one, shared

BOTH_LANGUAGES = pytest.mark.parametrize("language", Language)
STORAGE = (
    ErrorCode.BUSY,
    ErrorCode.STORAGE_BUSY,
    ErrorCode.STORAGE_FULL,
    ErrorCode.STORAGE_READ_ONLY,
    ErrorCode.STORAGE_UNAVAILABLE,
)


@BOTH_LANGUAGES
@pytest.mark.parametrize("code", STORAGE)
@pytest.mark.parametrize("room", [one, shared])
async def test_a_form_of_two_blocks(
    room: Callable[[FakeChange], View[Any]], code: ErrorCode, language: Language
) -> None:
    service = FakeChange(ServiceError(code), "changed")
    app = FrameApp(room(service), language=language)
    async with app.run_test(size=SMALL) as pilot:
        for box in app.screen.query(TickBox):
            await box.action_tick()
        for field in app.screen.query(Field):
            field.entry.value = "Harbor7x"
        app.screen.query_one("#confirm-button").focus()
        await pilot.press("enter")
        await pilot.pause()
        assert SENTENCES[code].text(language) in form_line(app)
        assert {field.entry.value for field in app.screen.query(Field)} == {"Harbor7x"}
        assert all(box.ticked for box in app.screen.query(TickBox))
        assert here(app) == "confirm-button"
        fits(app)
        await pilot.press("enter")
        await pilot.pause()
        assert list(app.results) == ["changed"]
        assert app.holds == 0


@BOTH_LANGUAGES
@pytest.mark.parametrize("code", STORAGE)
@pytest.mark.parametrize("where", ["before the question", "after the yes"])
async def test_consolidation(where: str, code: ErrorCode, language: Language) -> None:
    away = [ServiceError(code)]
    reads = list(away) if where == "before the question" else []
    service = FakeChange(*([] if reads else away), "done")

    async def anew(session: CustomerSession) -> CustomerSession:
        if reads:
            raise reads.pop()
        return session

    app = FrameApp(rooms.consolidation(service, anew=anew), language=language)
    async with app.run_test(size=SMALL) as pilot:
        await fill(pilot, *FORM)
        await pilot.pause()
        if where == "after the yes":
            await pilot.press("tab", "enter")
            await pilot.pause()
        assert app.screen is app.view
        assert SENTENCES[code].text(language) in form_line(app)
        typed = [app.view.value(name) for name in ("old", "new", "confirm")]  # type: ignore[attr-defined]
        assert typed == [*FORM]
        fits(app)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert list(app.results) == ["done"]
        assert app.holds == 0
