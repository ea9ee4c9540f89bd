"""The script of 密碼補發 itself: where F7 leads, what is left, the token asked back (contract §3, §4)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from screens.certificate_step import CertificateStepScreen
from screens.menu import Function
from screens.reissue.activation import ActivationScreen, ActivationWanted
from screens.reissue.code import CodeScreen
from screens.reissue.ends import LeftScreen, LetterSentScreen, ReissuedScreen
from screens.reissue.identity import Begun, ReissueIdentityScreen
from screens.reissue.new_password import NewPasswordScreen
from screens.reissue.offer import OfferScreen
from screens.reissue.telephone import TelephoneScreen
from screens.view import View
from services.certificates.port import CertificateOffer, Need
from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from services.reissue.results import GoodNow, Left, LetterSent, Reissued
from services.session_limits import SessionLimits
from tests.screens import reissue_rooms as rooms
from tests.screens.fakes import VISIT
from tests.screens.reissue_rooms import HANDLE, NOW, FakeReissue
from tui.visit_script import visit_script

if TYPE_CHECKING:
    from tui.visit_script import LastWord

LEFT = Left(GoodNow.OLD, None, NOW)
F7 = ActivationWanted()
BEGUN = Begun(HANDLE, CertificateOffer(Need.NOTHING), rooms.offered())
AT_READER = Begun(HANDLE, CertificateOffer(Need.TOKEN), None)
LETTER = LetterSent("ha***@example.com", NOW, "m1")
DONE = Reissued(1, True, NOW)


class PaperStage:
    """Leaves every page at once with the result it is told to, and writes down which it was."""

    def __init__(self, *results: Any) -> None:
        self.results = list(results)
        self.shown: list[type[View[Any]]] = []
        self.pages: list[View[Any]] = []
        self.token = False
        self.last_word: LastWord | None = None
        self.service = FakeReissue()
        self.service.left = LEFT

    async def show(self, view: View[Any]) -> Any:
        self.shown.append(type(view))
        self.pages.append(view)
        if isinstance(view, CertificateStepScreen):
            assert self.token
        result = self.results.pop(0) if self.results else None
        return result(view) if callable(result) else result

    async def program(self) -> Any:
        return SimpleNamespace(
            reissue=self.service, policy=Policy(), limits=SessionLimits(), certificates=SimpleNamespace()
        )

    def visit_begins(self) -> None: ...

    def token_in_use(self) -> None:
        self.token = True

    def broken_off_says(self, last_word: "LastWord | None") -> None:
        self.last_word = last_word


async def visited(function: Function, *results: Any) -> PaperStage:
    stage = PaperStage(*results)
    await visit_script(stage, VISIT, function, None)  # type: ignore[arg-type]
    return stage


WAYS: dict[str, tuple[tuple[Any, ...], tuple[type[View[Any]], ...], tuple[str, ...]]] = {
    "to the end": (
        (BEGUN, rooms.sent(), rooms.verified(), DONE),
        (ReissueIdentityScreen, OfferScreen, CodeScreen, NewPasswordScreen, ReissuedScreen),
        (),
    ),
    "by letter": ((BEGUN, LETTER), (ReissueIdentityScreen, OfferScreen, LetterSentScreen), ()),
    "F7 at the first step": ((F7,), (ReissueIdentityScreen, ActivationScreen, ReissueIdentityScreen), ()),
    "F7 at the second": (
        (BEGUN, F7, rooms.step(), rooms.sent(), rooms.verified(), DONE),
        (
            ReissueIdentityScreen,
            OfferScreen,
            ActivationScreen,
            TelephoneScreen,
            CodeScreen,
            NewPasswordScreen,
            ReissuedScreen,
        ),
        ("cancel",),
    ),
    "F7 where the letter was sent": (
        (BEGUN, LETTER, F7),
        (
            ReissueIdentityScreen,
            OfferScreen,
            LetterSentScreen,
            ActivationScreen,
            ReissueIdentityScreen,
        ),
        (),
    ),
    "F7 for another letter": (
        (F7, rooms.step(), F7, rooms.step(), None),
        (
            ReissueIdentityScreen,
            ActivationScreen,
            TelephoneScreen,
            ActivationScreen,
            TelephoneScreen,
            LeftScreen,
        ),
        ("leave", "leave"),
    ),
    "back from the reader": (
        (AT_READER, None),
        (ReissueIdentityScreen, CertificateStepScreen, ReissueIdentityScreen),
        ("cancel",),
    ),
}


@pytest.mark.parametrize("way", WAYS)
async def test_the_pages_of_a_visit(way: str) -> None:
    results, shown, left = WAYS[way]
    stage = await visited(Function.REISSUE, *results)
    assert tuple(stage.shown) == shown
    assert tuple(call[0] for call in stage.service.calls) == left
    assert stage.last_word is None


async def test_the_token_is_asked_back_after_a_reissue() -> None:
    stage = await visited(Function.REISSUE, AT_READER, None)
    assert stage.token


async def test_from_the_menu_one_step_back_from_the_activation_code_is_the_menu() -> None:
    stage = await visited(Function.ACTIVATION)
    assert stage.shown == [ActivationScreen]


async def test_while_an_application_is_held_every_page_has_a_last_word() -> None:
    has: list[bool] = []
    stage = PaperStage()

    def noted(result: Any) -> Callable[[Any], Any]:
        def look(_: Any) -> Any:
            has.append(stage.last_word is not None)
            return result

        return look

    steps = (BEGUN, rooms.sent(), rooms.verified(), DONE, None)
    stage.results = [noted(result) for result in steps]
    await visit_script(stage, VISIT, Function.REISSUE, None)  # type: ignore[arg-type]
    assert has == [False, True, True, True, False]


async def test_data_not_correct_ends_without_another_page() -> None:
    def disputes(page: Any) -> None:
        page._disputed = True

    stage = PaperStage(BEGUN, disputes)
    stage.service.answers = [None]
    await visit_script(stage, VISIT, Function.REISSUE, None)  # type: ignore[arg-type]
    assert stage.shown == [ReissueIdentityScreen, OfferScreen]
    assert [call[0] for call in stage.service.calls] == ["dispute"]


@pytest.mark.parametrize("code", [ErrorCode.REISSUE_ENDED, ErrorCode.STORAGE_BUSY])
async def test_only_what_was_over_is_passed_over_in_silence(code: ErrorCode) -> None:
    stage = PaperStage(BEGUN, None)
    stage.service.left = ServiceError(code)
    await visit_script(stage, VISIT, Function.REISSUE, None)  # type: ignore[arg-type]
    assert (LeftScreen in stage.shown) == (code is ErrorCode.STORAGE_BUSY)
