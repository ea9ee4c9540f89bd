"""密碼補發 step 3: the one-time code, its countdowns, and what became of its message (R-RI-6, A-08)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.moments import hours, minutes, seconds_left
from screens.reissue.wizard import WizardScreen
from screens.widgets import key_bar
from screens.widgets.digits_input import DigitsInput
from screens.widgets.field import Field
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.words import keys, reissue_code
from services.delivery.post import DeliveryState
from services.errors import ErrorCode, ServiceError
from services.secret import Secret

if TYPE_CHECKING:
    from services.reissue.reissue import Reissue
    from services.reissue.results import CodeSent, Verified
    from services.visit import Visit

RESEND = KeyHint("f5", keys.RESEND, "resend")
CODE_DIGITS = 7
LOOK_EVERY = 1.0
"""Seconds between two looks at the clock and at the message."""
TYPE_ANEW = frozenset(
    {ErrorCode.CODE_WRONG, ErrorCode.CODE_EXPIRED, ErrorCode.CODE_VOID, ErrorCode.CODE_SUPERSEDED}
)


class CodeScreen(WizardScreen["Verified"]):
    """Leaves with the right code verified, or None once the application was left."""

    STEP = 3
    ABOUT = reissue_code.ABOUT_CODE
    KEYS = (RESEND,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(self, service: "Reissue", visit: "Visit", handle: Secret, sent: "CodeSent") -> None:
        super().__init__(service, visit, handle)
        self._sent = sent
        self._looking = False

    def compose_step(self) -> Iterable[Widget]:
        """Where it went, the code, what is left of it."""
        yield Says(reissue_code.SENT_TO, id="sent-to")
        yield Says(
            reissue_code.DELIVERY, id="delivery", state=reissue_code.STATES[DeliveryState.QUEUED.value]
        )
        yield Field(
            reissue_code.CODE,
            DigitsInput(name="code", help=reissue_code.HELP_CODE, most=CODE_DIGITS),
            id="code",
        )
        yield Says(id="time-left")
        yield Says(id="resend-at")
        yield Says(id="form-message")
        yield self.buttons(PushButton(reissue_code.VERIFY, "screen.submit", id="verify"))

    def on_mount(self) -> None:
        """Counts down, and looks after the message."""
        self._tell_where()
        self.frame.await_code(self._left_of_code)
        self._tell_time()
        self._look()
        self.set_interval(LOOK_EVERY, self._tell_time)
        self.set_interval(LOOK_EVERY, self._look)

    def on_unmount(self) -> None:
        """Nothing is awaited any more."""
        self.frame.await_code(None)

    @property
    def _left_of_code(self) -> int:
        return seconds_left(self.frame.clock, self._sent.deadline)

    def _tell_where(self) -> None:
        to = reissue_code.SENT_BY[self._sent.channel.value].filled(to=self._sent.to_masked)
        self.query_one("#sent-to", Says).say(reissue_code.SENT_TO, to=to, reference=self._sent.reference)

    def _tell_time(self) -> None:
        """From the deadlines, so that a sleeping machine counts right."""
        left = self._left_of_code
        over = reissue_code.TIME_OVER if self._sent.resends_left else reissue_code.TIME_OVER_FOR_GOOD
        told = reissue_code.TIME_LEFT if left else over
        self.query_one("#time-left", Says).say(told, left=minutes(left))
        self._tell_resend()

    def _tell_resend(self) -> None:
        says = self.query_one("#resend-at", Says)
        at = self._sent.resend_at
        if at is None:
            says.say(reissue_code.RESEND_NEVER)
        elif wait := seconds_left(self.frame.clock, at):
            says.say(reissue_code.RESEND_AT, left=hours(wait))
        else:
            says.say(reissue_code.RESEND_NOW, times=self._sent.resends_left)

    def _look(self) -> None:
        """What became of the very message."""
        if not self._looking:
            self._looking = True
            self.run_worker(self._tell_delivery(), description="looks after a message")

    async def _tell_delivery(self) -> None:
        try:
            state = await self._service.delivery(self._visit, self._handle)
        except ServiceError:
            return  # the code itself is refused with the right words
        finally:
            self._looking = False
        words = reissue_code.DIED if state is DeliveryState.FAILED else reissue_code.STATES[state.value]
        self.query_one("#delivery", Says).say(reissue_code.DELIVERY, state=words)

    async def send(self) -> "Verified":
        """驗證通行碼."""
        self.require_filled()
        return await self._service.verify(self._visit, self._handle, Secret(self.value("code")))

    def refuse(self, refusal: ServiceError) -> None:
        """A wrong code is typed anew."""
        super().refuse(refusal)
        if refusal.code in TYPE_ANEW:
            self.query_one("#code", Field).empty()
            self.set_focus(self.query_one("#code", Field).entry)

    def action_resend(self) -> None:
        """F5: another code; the one before is void from then on."""
        if not self.is_sending:
            self.frame.hold_keys()
            self.run_worker(self._resend(), description="sends another code")

    async def _resend(self) -> None:
        try:
            self._sent = await self._service.resend(self._visit, self._handle)
        except ServiceError as refusal:
            await self.tell(refusal)
            return
        self.query_one("#code", Field).empty()
        self._tell_where()
        self._tell_time()
        self.message.say(reissue_code.RESENT, reference=self._sent.reference)
        self.frame.await_code(self._left_of_code)
        self.set_focus(self.query_one("#code", Field).entry)
        self.release_when_painted()
