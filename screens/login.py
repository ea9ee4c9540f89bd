"""登入: ID number, password, robot check (R-LOGIN)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.guided_form import GuidedForm
from screens.robot import question_phrase
from screens.widgets import key_bar
from screens.widgets.digits_input import DigitsInput
from screens.widgets.field import Field
from screens.widgets.id_input import IdInput
from screens.widgets.key_bar import KeyHint
from screens.widgets.mended import mended
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.widgets.secret_input import SecretInput
from screens.widgets.tick_box import TickBox
from screens.words import keys, login
from services.errors import ErrorCode, ServiceError
from services.secret import Secret

if TYPE_CHECKING:
    from services.login import Login
    from services.robot_check import RobotAnswer, RobotCheck, RobotQuestion
    from services.sessions import CustomerSession
    from services.visit import Visit

ANOTHER = KeyHint("f5", keys.ANOTHER_QUESTION, "another_question")
QUESTION_STILL_GOOD = frozenset(
    {
        ErrorCode.REQUIRED,
        ErrorCode.ID_SHAPE,
        ErrorCode.ID_CHECK_DIGIT,
        ErrorCode.ID_LETTERS_DIGITS_ONLY,
        ErrorCode.PASSWORD_LENGTH,
    }
)
"""Refusals given before the question is looked at."""


class LoginScreen(GuidedForm["CustomerSession"]):
    """Leaves with the session of a customer who is in, or None after Esc."""

    PLACE = login.TITLE
    ABOUT = login.ABOUT
    KEYS = (ANOTHER,)
    NEXT_STEPS = login.NEXT_STEPS
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(self, service: "Login", robot_check: "RobotCheck", visit: "Visit") -> None:
        super().__init__()
        self._service, self._robot_check, self._visit = service, robot_check, visit
        self._question: RobotQuestion | None = None

    def compose_form(self) -> Iterable[Widget]:
        """The fields in the order of contract §4."""
        yield Field(login.ID_NUMBER, IdInput(name="id_number", help=login.HELP_ID_NUMBER), id="id_number")
        yield Field(login.PASSWORD, SecretInput(name="password", help=login.HELP_PASSWORD), id="password")
        tick = TickBox(login.NOT_A_ROBOT, help=login.HELP_NOT_A_ROBOT, then="screen.ticked", id="robot")
        yield Horizontal(tick, Says(login.TICK_FIRST, id="question"), id="robot-row")
        yield Field(login.ANSWER, DigitsInput(name="answer", help=login.HELP_ANSWER, most=3), id="answer")
        yield Says(id="form-message")
        yield Says(id="next-step")
        yield Horizontal(PushButton(login.LOG_IN, "screen.submit", id="log-in"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """R-LOGIN-3."""
        for number, notice in enumerate(self.frame.brand.login_notices, start=1):
            yield Point(notice, mark=f"{number}. ")

    def key_hints(self) -> tuple[KeyHint, ...]:
        """F5 only where there are questions."""
        asks = self._robot_check.asks
        return tuple(hint for hint in super().key_hints() if asks or hint is not ANOTHER)

    def on_mount(self) -> None:
        """Shows the robot check only where the service wants it."""
        self._put_question_away()

    @property
    def tick(self) -> TickBox:
        """我不是機器人."""
        return self.query_one("#robot", TickBox)

    @property
    def answer(self) -> Field:
        """Where the question is answered."""
        return self.query_one("#answer", Field)

    def _put_question_away(self) -> None:
        """Unticks the box and hides the answer: the next tick brings a new question."""
        self._question = None
        self.tick.ticked = False
        self.answer.empty()
        self.answer.veil(True)
        self.query_one("#question", Says).say(login.TICK_FIRST)
        wanted = self._robot_check.required(self._visit)
        self.query_one("#robot-row").display = self.answer.display = wanted

    def action_ticked(self) -> None:
        """Ticked: a question. Unticked: none."""
        self.answer.hush()
        if self.tick.ticked:
            self._ask_question()
        else:
            self._put_question_away()

    def action_another_question(self) -> None:
        """F5: another question, where there is one."""
        if self._question is not None:
            mended(self.answer.entry)
            self._ask_question()

    def _ask_question(self) -> None:
        """Brings a question; keys wait until it is painted, and what was typed before that is dropped."""
        self.frame.hold_keys()
        self.run_worker(self._show_question(), description="asks a robot-check question")

    async def _show_question(self) -> None:
        try:
            self._question = await self._robot_check.ask(self._visit)
        except ServiceError as refusal:
            self._put_question_away()
            self.say_error(refusal)
            self.release_when_painted()
            return
        self.query_one("#question", Says).say(question_phrase(self._question))
        self.answer.empty()
        self.answer.veil(False)
        self.frame.discard_until_painted()
        self.call_after_refresh(self._question_painted)

    def _question_painted(self) -> None:
        """Now it can be read: typing starts here."""
        self.set_focus(self.answer.entry)
        self.frame.release_keys()

    async def send(self) -> "CustomerSession":
        """Logs in."""
        self.require_filled()
        self._require_answer()
        password = Secret(self.value("password"))
        return await self._service.enter(self._visit, self.value("id_number"), password, self._answer())

    def _require_answer(self) -> None:
        """The service asks for it too, behind its floor; here a held-down Enter costs nobody any time."""
        unanswered = self._question is None or not self.value("answer").strip()
        if unanswered and self._robot_check.required(self._visit):
            raise ServiceError(ErrorCode.ROBOT_UNANSWERED, "answer")

    def _answer(self) -> "RobotAnswer | None":
        from services.robot_check import RobotAnswer

        if self._question is None:
            return None
        return RobotAnswer(self._question.id, self.value("answer"))

    def refuse(self, refusal: ServiceError) -> None:
        """A used question is replaced; a wrong password is typed anew (R-LOGIN-6, §1.13)."""
        super().refuse(refusal)
        if refusal.code in (ErrorCode.ROBOT_WRONG, ErrorCode.ROBOT_EXPIRED):
            self._ask_question()
        elif refusal.code is ErrorCode.ROBOT_UNANSWERED:
            self._send_to_question()
        elif refusal.code not in QUESTION_STILL_GOOD:
            self._after_failure(refusal)

    def _send_to_question(self) -> None:
        """To the box that brings a question, or to the answer of the one that stands there."""
        if self._question is None:
            self._put_question_away()
            self.set_focus(self.tick)

    def _after_failure(self, refusal: ServiceError) -> None:
        """The next try needs a new question, and a password where that was wrong."""
        self._put_question_away()
        if refusal.code in (ErrorCode.LOGIN_REFUSED, ErrorCode.INITIAL_PASSWORD_EXPIRED):
            password = self.query_one("#password", Field)
            password.empty()
            self.set_focus(password.entry)

    def type_number(self, number: str) -> None:
        """Another person chosen in the demo (F6): the password typed for the one before goes."""
        if number != self.value("id_number"):
            self.query_one("#password", Field).empty()
        super().type_number(number)
