"""密碼補發 step 3, after the code: the initial password, hidden, and the new one (R-RI-7)."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from screens.moments import minutes, seconds_left, told
from screens.reissue.wizard import WizardScreen
from screens.widgets import key_bar
from screens.widgets.field import Field
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.rule_list import RuleList
from screens.widgets.says import Point, Says
from screens.widgets.secret_input import SecretInput
from screens.words import accounts, change, keys, reissue, reissue_code
from screens.words.phrase import Phrase
from services.errors import ServiceError
from services.secret import Secret

if TYPE_CHECKING:
    from services.password_advisor import PasswordAdvisor
    from services.policy import Policy
    from services.reissue.reissue import Reissue
    from services.reissue.results import Reissued, Verified
    from services.visit import Visit

SHOW = KeyHint("f4", keys.SHOW, "show_initial")
SHOWN_SECONDS: Final = 5


class NewPasswordScreen(WizardScreen["Reissued"]):
    """Leaves with the password set, or None once it was left: then the initial one is good."""

    STEP = 3
    ABOUT: tuple[Phrase, ...] = reissue_code.ABOUT_NEW
    KEYS = (SHOW,)
    LEAVE_QUESTION = reissue.LEAVE_VERIFIED
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]
    AUTO_FOCUS = "#new SecretInput"

    def __init__(
        self, service: "Reissue", visit: "Visit", handle: Secret, verified: "Verified", *, policy: "Policy"
    ) -> None:
        super().__init__(service, visit, handle)
        self._verified, self._policy = verified, policy
        self._advisor: PasswordAdvisor | None = None
        self._hiding: Timer | None = None
        if verified.initial_password is None:
            # the policy replaces nothing before 送出
            self.LEAVE_QUESTION = reissue.LEAVE_QUESTION  # type: ignore[misc]
            self.ABOUT = reissue_code.ABOUT_NEW_ON_SUBMIT

    @property
    def _figures(self) -> dict[str, int]:
        return {"minimum": self._policy.password_min_length, "maximum": self._policy.password_max_length}

    def compose_step(self) -> Iterable[Widget]:
        """What was verified, the initial password, the new one twice."""
        yield Says(reissue_code.VERIFIED, id="section")
        if self._verified.initial_password is not None:
            yield Says(reissue_code.INITIAL_HIDDEN, id="initial", seconds=SHOWN_SECONDS)
        yield Says(self._scope(), id="scope")
        new = SecretInput(name="new", help=change.HELP_NEW)
        yield Field(reissue_code.NEW.filled(**self._figures), new, id="new")
        yield RuleList(**self._figures)
        yield Field(
            reissue_code.AGAIN, SecretInput(name="confirm", help=reissue_code.HELP_AGAIN), id="confirm"
        )
        yield Says(id="time-left")
        yield Says(id="form-message")
        yield self.buttons(PushButton(reissue_code.SEND, "screen.submit", id="send"))

    def _scope(self) -> Phrase:
        """Which accounts get it (R-RI-8)."""
        if self._verified.consolidated:
            return reissue_code.SCOPE_ALL.filled(count=self._verified.accounts)
        account = self._verified.account
        business = accounts.BUSINESSES[account.business.value]
        return reissue_code.SCOPE_ONE.filled(
            business=business, branch=account.branch, number=account.number_masked
        )

    def compose_notes(self) -> Iterable[Widget]:
        """R-RI-8, and what the initial password is for."""
        yield Point(reissue_code.REMINDER_CASE)
        yield Point(reissue_code.REMINDER_SCOPE, mark="  ")
        if self._verified.dies_at is not None:
            yield Point(reissue_code.INITIAL_NOTE, until=told(self._verified.dies_at))

    def key_hints(self) -> tuple[KeyHint, ...]:
        """F4 where there is something to show."""
        shows = self._verified.initial_password is not None
        return tuple(hint for hint in super().key_hints() if shows or hint is not SHOW)

    def on_mount(self) -> None:
        """Fetches the advisor while the first field is being typed."""
        self.run_worker(self._fetch_advisor(), description="fetches the advisor")
        self._tell_time()
        self.set_interval(1.0, self._tell_time)

    def on_unmount(self) -> None:
        """Lets go of the customer's data."""
        if self._advisor is not None:
            self._advisor.forget()

    def _tell_time(self) -> None:
        """Until the step or the visit is over, whichever comes first: the visit counts from the code."""
        left = min(seconds_left(self.frame.clock, self._verified.deadline), self.frame.visit_left)
        self.query_one("#time-left", Says).say(reissue_code.SET_WITHIN, left=minutes(math.ceil(left)))

    async def _fetch_advisor(self) -> None:
        try:
            self._advisor = await self._service.advisor(self._visit, self._handle)
        except ServiceError:
            return  # the form itself is refused with the same words when it is sent
        self._judge()

    @on(Input.Changed, "#new SecretInput, #confirm SecretInput")
    def _judge(self) -> None:
        """Shows the rules that what was typed meets and misses."""
        if self._advisor is not None:
            verdicts = self._advisor.judge(Secret(self.value("new")), Secret(self.value("confirm")))
            self.query_one(RuleList).show(verdicts)

    def action_show_initial(self) -> None:
        """F4: the initial password, for five seconds."""
        password = self._verified.initial_password
        if password is not None:
            self.query_one("#initial", Says).say(reissue_code.INITIAL_SHOWN, password=password.reveal())
            if self._hiding is not None:
                self._hiding.stop()
            self._hiding = self.set_timer(SHOWN_SECONDS, self._hide)

    def _hide(self) -> None:
        self.query_one("#initial", Says).say(reissue_code.INITIAL_HIDDEN, seconds=SHOWN_SECONDS)

    async def send(self) -> "Reissued":
        """送出."""
        self.require_filled()
        return await self._service.set_password(
            self._visit, self._handle, Secret(self.value("new")), Secret(self.value("confirm"))
        )
