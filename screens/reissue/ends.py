"""How an application ends: 變更成功 (R-RI-9), 信件已寄出 (R-RIN-3), or left before its end (§1.0)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.moments import told
from screens.page import PageScreen
from screens.reissue.activation import ACTIVATION, ActivationWanted
from screens.reissue.delivery_line import DeliveryLine
from screens.success import DoneScreen
from screens.widgets import key_bar
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.widgets.steps import StepIndicator
from screens.words import common, reissue_code, success
from screens.words.errors import SENTENCES
from services.errors import ServiceError

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.delivery.post import DeliveryState
    from services.reissue.reissue import Reissue
    from services.reissue.results import Left, LetterSent, Reissued
    from services.secret import Secret
    from services.visit import Visit

STYLES: "CSSPathType" = ["../styles/page.tcss", "../styles/form.tcss", "../styles/reissue.tcss"]


class ReissuedScreen(DoneScreen):
    """變更成功: no auto-login; then the visit ends."""

    CSS_PATH: ClassVar["CSSPathType | None"] = STYLES
    PLACE = reissue_code.DONE
    ABOUT = reissue_code.ABOUT_DONE
    ONWARD = reissue_code.DONE_ONWARD
    NOTES = success.NOTES

    def __init__(self, done: "Reissued", *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._done = done

    def compose_form(self) -> Iterable[Widget]:
        """The last step, then the good news."""
        yield StepIndicator(4)
        yield from super().compose_form()

    def compose_done(self) -> Iterable[Widget]:
        """R-RI-9; the button bears the name of the broker's platform, and a terminal cannot open it."""
        yield Says(reissue_code.DONE_LOG_IN, id="log-in-again")
        yield Says(reissue_code.DONE_VOICE)
        if self.frame.brand.reissue_target:
            yield Says(reissue_code.DONE_TARGET)
        yield Says(reissue_code.DONE_HERE, id="here")


class LetterSentScreen(PageScreen[ActivationWanted]):
    """信件已寄出, and what to do next; left with F7 for the activation code."""

    CSS_PATH: ClassVar["CSSPathType | None"] = STYLES
    PLACE = reissue_code.LETTER_SENT
    ABOUT = reissue_code.ABOUT_LETTER_SENT
    AUTO_FOCUS = "PushButton"
    KEYS = (ACTIVATION,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(self, service: "Reissue", visit: "Visit", handle: "Secret", sent: "LetterSent") -> None:
        super().__init__()
        self._service, self._visit, self._handle = service, visit, handle
        self._sent = sent

    def compose_form(self) -> Iterable[Widget]:
        """Where it went, what became of it, until when it is good, and the way on."""
        yield StepIndicator(2)
        yield Says(reissue_code.LETTER_SENT, id="done")
        yield Says(reissue_code.LETTER_TO, to=self._sent.to_masked)
        yield DeliveryLine(self._state, lambda: reissue_code.LETTER_DIED)
        yield Says(reissue_code.LETTER_UNTIL, until=told(self._sent.good_until))
        yield Horizontal(PushButton(common.BACK_TO_MENU, "screen.back"), classes="buttons")

    async def _state(self) -> "DeliveryState":
        return await self._service.delivery(self._visit, self._handle)

    def compose_notes(self) -> Iterable[Widget]:
        """What to do when it does not come."""
        for note in reissue_code.LETTER_NOTES:
            yield Point(note)

    def back_key(self) -> tuple[KeyHint, ...]:
        """There is no way back: what was applied for is on its way."""
        return ()

    def action_activation(self) -> None:
        """F7: 輸入啟動碼."""
        self.dismiss(ActivationWanted())


class LeftScreen(DoneScreen):
    """An application was left, by whatever: which password is good now, and whether one can go on.

    It names nobody, so that it may stand before the menu when the visit is over. `left` may be why the
    service could not say.
    """

    CSS_PATH: ClassVar["CSSPathType | None"] = STYLES
    PLACE = reissue_code.LEFT
    ABOUT = reissue_code.ABOUT_LEFT
    NOTES = reissue_code.CODE_NOTES[1:]

    def __init__(self, left: "Left | ServiceError", *, seconds: float, by_letter: bool = False) -> None:
        super().__init__(seconds=seconds)
        self._left_as = left
        self._by_letter = by_letter

    def compose_done(self) -> Iterable[Widget]:
        """The sentences."""
        left = self._left_as
        if isinstance(left, ServiceError):
            yield Says(SENTENCES[left.code].filled(**left.facts))
            yield Says(reissue_code.LEFT_UNKNOWN, id="good-now")
            return
        until = told(left.initial_until) if left.initial_until else ""
        yield Says(reissue_code.GOOD_NOW[left.good_now.value], id="good-now", until=until)
        if left.can_go_on_until is not None:
            how = reissue_code.LEFT_GO_ON_BY_LETTER if self._by_letter else reissue_code.LEFT_GO_ON
            yield Says(how, id="go-on-until", until=told(left.can_go_on_until))

    def on_mount(self) -> None:
        """Which password is good is read before a key takes it away (contract §3)."""
        self.frame.discard_until_painted()
