"""密碼補發 step 3: the one-time code, its countdowns, and what became of its message (R-RI-6, A-08)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.moments import hours, minutes, seconds_left
from screens.reissue.delivery_line import DeliveryLine
from screens.reissue.wizard import WizardScreen
from screens.widgets import key_bar
from screens.widgets.digits_input import DigitsInput
from screens.widgets.field import Field
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.words import keys, reissue_code
from screens.words.phrase import Phrase
from services.errors import ErrorCode, ServiceError
from services.secret import Secret

if TYPE_CHECKING:
    from services.delivery.post import DeliveryState
    from services.reissue.reissue import Reissue
    from services.reissue.results import CodeSent, Verified
    from services.visit import Visit

RESEND = KeyHint("f5", keys.RESEND, "resend")
CODE_DIGITS = 7
COUNT_EVERY = 1.0
"""Seconds between two looks at the clock."""
TYPE_ANEW = frozenset(
    {ErrorCode.CODE_WRONG, ErrorCode.CODE_EXPIRED, ErrorCode.CODE_VOID, ErrorCode.CODE_SUPERSEDED}
)


class CodeScreen(WizardScreen["Verified"]):
    """Leaves with the right code verified, or None once the application was left.

    `other_way`: whoever applies anew may choose another channel.
    """

    STEP = 3
    ABOUT = reissue_code.ABOUT_CODE
    KEYS = (RESEND,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(
        self, service: "Reissue", visit: "Visit", handle: Secret, sent: "CodeSent", *, other_way: bool = False
    ) -> None:
        super().__init__(service, visit, handle)
        self._sent, self._other_way = sent, other_way
        self._spent = sent.code_over
        """Whether the code on its way was used up by wrong ones."""

    def compose_step(self) -> Iterable[Widget]:
        """Where it went, the code, what is left of it."""
        yield Says(reissue_code.SENT_TO, id="sent-to")
        yield DeliveryLine(self._state, self._died)
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
        """Counts down."""
        self._await_it()
        self.set_interval(COUNT_EVERY, self._tell_time)

    def on_unmount(self) -> None:
        """Nothing is awaited any more."""
        self.frame.await_no_code()

    def _await_it(self) -> None:
        """Of the code that is on its way now."""
        self._tell_where()
        self._tell_time()
        self.frame.await_code(self._sent.sent_at, self._sent.deadline)

    def _tell_where(self) -> None:
        to = reissue_code.SENT_BY[self._sent.channel.value].filled(to=self._sent.to_masked)
        self.query_one("#sent-to", Says).say(reissue_code.SENT_TO, to=to, reference=self._sent.reference)

    def _tell_time(self) -> None:
        """From the deadlines, so that a sleeping machine counts right."""
        left = seconds_left(self.frame.clock, self._sent.deadline)
        self.query_one("#time-left", Says).say(self._time_left(left), left=minutes(left))
        self._tell_resend()

    def _time_left(self, left: int) -> Phrase:
        """Of the code, or what to do when it is good no more."""
        more = bool(self._sent.resends_left)
        if not left:
            return reissue_code.TIME_OVER if more else reissue_code.TIME_OVER_FOR_GOOD
        if self._spent:
            return reissue_code.SPENT if more else reissue_code.SPENT_FOR_GOOD
        return reissue_code.TIME_LEFT

    def _tell_resend(self) -> None:
        says = self.query_one("#resend-at", Says)
        at = self._sent.resend_at
        if at is None:
            says.say(reissue_code.RESEND_NEVER)
        elif wait := seconds_left(self.frame.clock, at):
            says.say(reissue_code.RESEND_AT, left=hours(wait))
        else:
            says.say(reissue_code.RESEND_NOW, times=self._sent.resends_left)

    async def _state(self) -> "DeliveryState":
        """What became of the very message."""
        return await self._service.delivery(self._visit, self._handle)

    def _died(self) -> Phrase:
        """What to do about a message that could not be sent: only what can be done."""
        return reissue_code.DIED[bool(self._sent.resends_left), self._other_way]

    async def send(self) -> "Verified":
        """驗證通行碼."""
        self.require_filled()
        return await self._service.verify(self._visit, self._handle, Secret(self.value("code")))

    def refuse(self, refusal: ServiceError) -> None:
        """A wrong code is typed anew; a void one is counted down no more."""
        super().refuse(refusal)
        if refusal.code is ErrorCode.CODE_VOID:
            self._spent = True
        if refusal.code in TYPE_ANEW:
            # a new password may have been typed ahead: this field would show it
            self.frame.discard_until_painted()
            self.query_one("#code", Field).empty()
            self.set_focus(self.query_one("#code", Field).entry)
            self._tell_time()
        if refusal.code is ErrorCode.CODE_EXPIRED and not self._sent.resends_left:
            self.query_one("#code", Field).refuse(reissue_code.EXPIRED_FOR_GOOD)

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
        self._spent = False
        self.query_one("#code", Field).empty()
        self._await_it()
        self.message.say(reissue_code.RESENT, reference=self._sent.reference)
        self.set_focus(self.query_one("#code", Field).entry)
        self.release_when_painted()
