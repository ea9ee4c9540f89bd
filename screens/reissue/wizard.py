"""What the steps of 密碼補發 share: the indicator, and leaving in the middle."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.containers import Horizontal
from textual.widget import Widget

from screens.confirm import ConfirmScreen
from screens.form import FormScreen
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point
from screens.widgets.steps import StepIndicator
from screens.words import common, reissue, reissue_code
from screens.words.phrase import Phrase
from services.secret import Secret

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.reissue.reissue import Reissue
    from services.visit import Visit

T = TypeVar("T")


class WizardScreen(FormScreen[T]):
    """A step of an application under way: leaving it always asks first, and None means it was left."""

    CSS_PATH: ClassVar["CSSPathType | None"] = [
        "../styles/page.tcss",
        "../styles/form.tcss",
        "../styles/reissue.tcss",
    ]
    PLACE = reissue.TITLE
    STEP: ClassVar[int]
    LEAVE_QUESTION: ClassVar[Phrase] = reissue.LEAVE_QUESTION
    NOTES: ClassVar[tuple[Phrase, ...]] = reissue_code.CODE_NOTES

    def __init__(self, service: "Reissue", visit: "Visit", handle: Secret) -> None:
        super().__init__()
        self._service, self._visit, self._handle = service, visit, handle
        self.cancelled = False
        """Whether it was left by 取消, for good."""

    def compose_form(self) -> Iterable[Widget]:
        """Where one is, then the step itself."""
        yield StepIndicator(self.STEP)
        yield from self.compose_step()

    def compose_step(self) -> Iterable[Widget]:
        """What is asked here."""
        raise NotImplementedError

    def compose_notes(self) -> Iterable[Widget]:
        """What else there is to know."""
        for note in self.NOTES:
            yield Point(note)

    def buttons(self, *first: PushButton, then: tuple[PushButton, ...] = ()) -> Widget:
        """The buttons of the step, 取消, and what comes behind it."""
        cancel = PushButton(common.CANCEL, "screen.cancel", id="cancel-button")
        return Horizontal(*first, cancel, *then, classes="buttons")

    def action_back(self) -> None:
        """Esc: out of the application, which can be gone on with; asks first."""
        self._leave_if_sure(cancel=False)

    def asks_before_end(self) -> bool:
        """F10 leaves like Esc: the page behind it says which password is good now (§1.0)."""
        if self.is_sending:
            return False
        self.action_back()
        return True

    def action_cancel(self) -> None:
        """取消: the end of the application; asks first."""
        self._leave_if_sure(cancel=True)

    def _leave_if_sure(self, *, cancel: bool) -> None:
        def answered(leaving: bool | None) -> None:
            if leaving:
                self.cancelled = cancel
                self._leave()

        if not self.is_sending:
            self.show_over(ConfirmScreen(self.LEAVE_QUESTION, yes=common.LEAVE, no=common.STAY), answered)
