"""How an application ends: 變更成功 (R-RI-9), 信件已寄出 (R-RIN-3)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.widget import Widget

from screens.moments import told
from screens.page import PageScreen
from screens.success import DoneScreen
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.widgets.steps import StepIndicator
from screens.words import common, reissue_code, success

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.reissue.results import Left, LetterSent, Reissued

STYLES: "CSSPathType" = ["../styles/page.tcss", "../styles/form.tcss", "../styles/reissue.tcss"]


class ReissuedScreen(DoneScreen):
    """變更成功: no auto-login; then the visit ends."""

    CSS_PATH: ClassVar["CSSPathType | None"] = STYLES
    PLACE = reissue_code.DONE
    ABOUT = reissue_code.ABOUT_DONE
    NOTES = success.NOTES

    def __init__(self, done: "Reissued", *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._done = done

    def compose_form(self) -> Iterable[Widget]:
        """The last step, then the good news."""
        yield StepIndicator(4)
        yield from super().compose_form()

    def compose_done(self) -> Iterable[Widget]:
        """R-RI-9."""
        yield Says(reissue_code.DONE_LOG_IN, id="log-in-again")
        yield Says(reissue_code.DONE_VOICE)
        if self.frame.brand.reissue_target:
            yield Says(reissue_code.DONE_TARGET)


class LetterSentScreen(PageScreen[None]):
    """信件已寄出, and what to do next."""

    CSS_PATH: ClassVar["CSSPathType | None"] = STYLES
    PLACE = reissue_code.LETTER_SENT
    ABOUT = reissue_code.ABOUT_LETTER_SENT
    AUTO_FOCUS = "PushButton"

    def __init__(self, sent: "LetterSent") -> None:
        super().__init__()
        self._sent = sent

    def compose_form(self) -> Iterable[Widget]:
        """Where it went, until when it is good, and the way on."""
        yield StepIndicator(2)
        yield Says(reissue_code.LETTER_SENT, id="done")
        yield Says(reissue_code.LETTER_TO, to=self._sent.to_masked)
        yield Says(reissue_code.LETTER_UNTIL, until=told(self._sent.good_until))
        yield Horizontal(PushButton(common.BACK_TO_MENU, "screen.back"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """What to do when it does not come."""
        for note in reissue_code.LETTER_NOTES:
            yield Point(note)

    def back_key(self) -> tuple[KeyHint, ...]:
        """There is no way back: what was applied for is on its way."""
        return ()


class LeftScreen(PageScreen[None]):
    """An application was left: which password is good now, and whether one can go on."""

    CSS_PATH: ClassVar["CSSPathType | None"] = STYLES
    PLACE = reissue_code.LEFT
    ABOUT = reissue_code.ABOUT_LEFT
    AUTO_FOCUS = "PushButton"

    def __init__(self, left: "Left") -> None:
        super().__init__()
        self._left_as = left

    def compose_form(self) -> Iterable[Widget]:
        """The sentences, and the way on."""
        left = self._left_as
        yield Says(self.PLACE, id="done")
        if left.initial_until is not None:
            yield Says(reissue_code.LEFT_INITIAL, until=told(left.initial_until))
        else:
            yield Says(reissue_code.LEFT_OLD)
        if left.can_go_on_until is not None:
            yield Says(reissue_code.LEFT_GO_ON, until=told(left.can_go_on_until))
        yield Horizontal(PushButton(common.BACK_TO_MENU, "screen.back"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """Whom to call."""
        yield Point(success.NOTES[1])
