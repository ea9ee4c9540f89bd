"""取得暫時通行碼: the letter is proved, now the phone (R-RIN-5)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.moments import hours, seconds_left, told
from screens.reissue.activation import ACTIVATION, ActivationWanted
from screens.reissue.wizard import WizardScreen
from screens.widgets import key_bar
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.words import reissue, reissue_code

if TYPE_CHECKING:
    from services.reissue.reissue import Reissue
    from services.reissue.results import ActivationStep, CodeSent
    from services.visit import Visit


class TelephoneScreen(WizardScreen["CodeSent | ActivationWanted"]):
    """Leaves with the code on its way, F7 for another letter, or None once the application was left."""

    STEP = 3
    PLACE = reissue_code.ACTIVATION
    ABOUT = reissue_code.TELEPHONE_ABOUT
    AUTO_FOCUS = "PushButton"
    KEYS = (ACTIVATION,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(self, service: "Reissue", visit: "Visit", step: "ActivationStep") -> None:
        super().__init__(service, visit, step.handle)
        self._step = step
        self._goes_on = False

    def compose_step(self) -> Iterable[Widget]:
        """Where the code will go, and the button that sends it."""
        yield Says(reissue_code.TELEPHONE_TO, id="telephone-to", to=self._step.mobile_masked)
        pending = self._step.pending
        if pending is not None:
            until = told(pending.deadline)
            yield Says(reissue_code.TELEPHONE_PENDING, reference=pending.reference, until=until)
        left, until = self._step.codes_left, told(self._step.good_until)
        yield Says(reissue_code.TELEPHONE_LEFT, times=left, until=until)
        if self._step.initial_until is not None:
            yield Says(reissue.INITIAL_STILL_GOOD, id="initial-good", until=told(self._step.initial_until))
        yield Says(id="resend-at")
        yield Says(id="form-message")
        yield self.buttons(*self._ways())

    def _ways(self) -> Iterable[PushButton]:
        if self._step.pending is not None:
            yield PushButton(reissue_code.TELEPHONE_USE, "screen.go_on", id="go-on")
        yield PushButton(reissue_code.TELEPHONE, "screen.submit", id="telephone")

    def on_mount(self) -> None:
        """How long until another one can be had."""
        self._tell_time()
        self.set_interval(1.0, self._tell_time)

    def _tell_time(self) -> None:
        wait = seconds_left(self.frame.clock, self._step.code_from) if self._step.code_from else 0
        says = self.query_one("#resend-at", Says)
        if wait:
            says.say(reissue_code.TELEPHONE_FROM, left=hours(wait))
        else:
            says.hush()

    def action_activation(self) -> None:
        """F7: the code of another letter; this one stays good."""
        if not self.is_sending:
            self.dismiss(ActivationWanted())

    def action_go_on(self) -> None:
        """With the code that was sent before."""
        self._goes_on = True
        self.action_submit()

    async def send(self) -> "CodeSent":
        """Asks for a code, or goes on with the one before."""
        goes_on, self._goes_on = self._goes_on, False
        if goes_on:
            return await self._service.go_on(self._visit, self._handle)
        return await self._service.request_code(self._visit, self._handle)
