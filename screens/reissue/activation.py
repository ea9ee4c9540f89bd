"""輸入啟動碼: the letter's code, typed at any terminal (R-RIN-7, A-20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from screens.form import FormScreen
from screens.widgets.activation_input import ActivationInput, grouped
from screens.widgets.field import Field
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.widgets.steps import StepIndicator
from screens.words import common, keys, reissue_code
from services.secret import Secret

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.reissue.reissue import Reissue
    from services.reissue.results import ActivationStep
    from services.visit import Visit


ACTIVATION = KeyHint("f7", keys.ACTIVATION, "activation")


@dataclass(frozen=True, slots=True)
class ActivationWanted:
    """F7: a letter has come already."""


class ActivationScreen(FormScreen["ActivationStep"]):
    """Leaves with the application that the letter belongs to, or None after Esc."""

    CSS_PATH: ClassVar["CSSPathType | None"] = [
        "../styles/page.tcss",
        "../styles/form.tcss",
        "../styles/reissue.tcss",
    ]
    PLACE = reissue_code.ACTIVATION
    ABOUT = reissue_code.ACTIVATION_ABOUT

    def __init__(self, service: "Reissue", visit: "Visit") -> None:
        super().__init__()
        self._service, self._visit = service, visit

    def compose_form(self) -> Iterable[Widget]:
        """啟動碼, 下一步 (contract §4)."""
        yield StepIndicator(3)
        entry = ActivationInput(name="activation_code", help=reissue_code.HELP_ACTIVATION)
        yield Field(reissue_code.ACTIVATION_CODE, entry, id="activation_code")
        yield Says(id="reads")
        yield Says(id="form-message")
        yield Horizontal(PushButton(reissue_code.NEXT, "screen.submit", id="next"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """How it may be typed, and how long it is good."""
        for note in reissue_code.ACTIVATION_ABOUT:
            yield Point(note)

    @on(Input.Changed)
    def _read_back(self) -> None:
        """In groups of four, to compare with the letter."""
        code = grouped(self.value("activation_code"))
        says = self.query_one("#reads", Says)
        if code:
            says.say(reissue_code.ACTIVATION_READS, code=code)
        else:
            says.say(common.SILENCE)

    async def send(self) -> "ActivationStep":
        """下一步."""
        self.require_filled()
        return await self._service.enter_activation(self._visit, Secret(self.value("activation_code")))
