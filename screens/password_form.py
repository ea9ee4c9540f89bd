"""What every form that sets a login password has: the rules live, 說明, and the conversion table."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from screens.conversion_table import ConversionTableScreen
from screens.form import FormScreen
from screens.widgets import key_bar
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.rule_list import RuleList
from screens.widgets.says import Point
from screens.words import common, keys
from services.errors import ErrorCode, ServiceError
from services.password_rules import Rule, RuleVerdict
from services.secret import Secret

if TYPE_CHECKING:
    from services.password_advisor import PasswordAdvisor
    from services.policy import Policy
    from services.sessions import CustomerSession
    from services.visit import Visit
    from services.voice import VoiceKeypad

T = TypeVar("T")

TABLE = KeyHint("f2", keys.CONVERSION_TABLE, "conversion_table")
WRONG_IN = {
    ErrorCode.OLD_PASSWORD_WRONG: "old",
    ErrorCode.INITIAL_PASSWORD_EXPIRED: "old",
    ErrorCode.WITHDRAWAL_OLD_WRONG: "withdrawal_old",
}
"""Refusals of an old password, and the field to type it into anew."""


class Advises(Protocol):
    """A service that judges new passwords of one customer."""

    async def advisor(self, session: "CustomerSession") -> "PasswordAdvisor":
        """Live advice for this customer's form."""
        ...


class PasswordFormScreen(FormScreen[T]):
    """A form with fields `old`, `new`, `confirm` and a `RuleList`."""

    LOWER_AREA = common.EXPLANATION_AREA
    KEYS = (TABLE,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(
        self,
        advises: Advises,
        visit: "Visit",
        session: "CustomerSession",
        *,
        keypad: "VoiceKeypad",
        policy: "Policy",
    ) -> None:
        super().__init__()
        self._visit, self._session = visit, session
        self._keypad, self._policy = keypad, policy
        self._advises = advises
        self._advisor: PasswordAdvisor | None = None

    @property
    def figures(self) -> dict[str, int]:
        """The lengths, for labels and rules."""
        return {"minimum": self._policy.password_min_length, "maximum": self._policy.password_max_length}

    def buttons(self) -> Widget:
        """確定, 取消."""
        return Horizontal(
            PushButton(common.CONFIRM, "screen.submit", id="confirm-button"),
            PushButton(common.CANCEL, "screen.back", id="cancel-button"),
            classes="buttons",
        )

    def compose_notes(self) -> Iterable[Widget]:
        """R-GRID-7, which R-CHG-5 and R-ACC-5 repeat."""
        for notice in self.frame.brand.change_notices:
            yield Point(notice)

    def on_mount(self) -> None:
        """Fetches the advisor while the first field is being typed."""
        self.run_worker(self._fetch_advisor(), description="fetches the advisor")

    def on_unmount(self) -> None:
        """Lets go of the customer's data."""
        if self._advisor is not None:
            self._advisor.forget()

    async def _fetch_advisor(self) -> None:
        try:
            self._advisor = await self._advises.advisor(self._session)
        except ServiceError:
            return  # the form itself is refused with the same words when it is sent
        self.judge()

    @on(Input.Changed, "SecretInput")
    def _typed_into(self) -> None:
        self.judge()

    def judge(self) -> None:
        """Shows the rules that what was typed meets and misses."""
        if self._advisor is not None:
            verdicts = self._advisor.judge(self.secret("new"), self.secret("confirm"))
            self.query_one(RuleList).show(verdicts)
        else:
            self.query_one(RuleList).show(RuleVerdict(rule, None) for rule in Rule)

    def mended(self, control: Widget) -> None:
        """A new password typed anew: what did not match it before is to be seen."""
        super().mended(control)
        if control.name in ("new", "withdrawal_new"):
            row = self.row(control.name.replace("new", "confirm"))
            if row is not None:
                row.hush()

    def secret(self, name: str) -> Secret:
        """What was typed into a field, wrapped."""
        return Secret(self.value(name))

    def refuse(self, refusal: ServiceError) -> None:
        """A wrong old password is typed anew; everything else stays to be mended."""
        super().refuse(refusal)
        old = self.field(WRONG_IN.get(refusal.code))
        if old is not None:
            old.empty()
            self.set_focus(old.entry)

    def action_conversion_table(self) -> None:
        """F2: 轉換規則對照表."""
        self.show_over(ConversionTableScreen(self._keypad))
