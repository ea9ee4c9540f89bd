"""A page that is filled in and sent: one submission at a time, refusals under their field."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.widget import Widget

from screens.confirm import ConfirmScreen
from screens.farewell import VISIT_OVER, farewell
from screens.page import PageScreen
from screens.widgets import key_bar
from screens.widgets.entry import Entry
from screens.widgets.field import Field, Row
from screens.widgets.id_input import IdInput
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.widgets.tick_box import TickBox
from screens.words import common
from screens.words.errors import SENTENCES
from screens.words.phrase import Phrase
from services.errors import ErrorCode, ServiceError

if TYPE_CHECKING:
    from textual.types import CSSPathType

T = TypeVar("T")

HINT: Final = "-hint"
"""Of the form's line while it says how to begin."""


class NotSent(Exception):
    """The person thought better of it: the form stays as it is."""


class FormScreen(PageScreen[T]):
    """A form. A subclass composes `Field`s, a `Says` with id `form-message`, buttons, and writes `send`."""

    CSS_PATH: ClassVar["CSSPathType | None"] = ["styles/page.tcss", "styles/form.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    TOGETHER: ClassVar[Mapping[ErrorCode, str]] = {ErrorCode.IDENTITY_MISMATCH: "birth_date"}
    """Refusals of several fields at once, which of them is told to nobody: said under the last of them."""

    _sending = False

    def on_mount(self) -> None:
        """How to begin, where it is not plain."""
        if self.hint is not common.SILENCE:
            self.calm_down()

    @property
    def is_sending(self) -> bool:
        """From 送出 until its answer is told; to the end when the answer was the last word of the visit."""
        return self._sending

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the form is being sent none of its keys and buttons does anything, by mouse neither."""
        return not self._sending and super().check_action(action, parameters)

    async def send(self) -> T:
        """Hands what was typed to the service and returns the result of the page.

        Raises `ServiceError` for everything that is refused, `NotSent` when it was not to be sent after all.
        """
        raise NotImplementedError

    @property
    def message(self) -> Says:
        """The line for what belongs to the whole form."""
        return self.query_one("#form-message", Says)

    @property
    def hint(self) -> Phrase:
        """What that line says while there is nothing else to say: how to begin, where it is not plain."""
        return common.SILENCE

    def calm_down(self) -> None:
        """Takes what the line said away; the hint is back."""
        if self.message.phrase is not self.hint:
            self.message.say(self.hint)
        self.message.set_class(self.hint is not common.SILENCE, HINT)

    def mended(self, control: Widget) -> None:
        """Somebody changes what was refused, or what the hint is about; nothing while it is being sent."""
        stale = self.message.phrase is common.ERROR or not self.message.words or self.message.has_class(HINT)
        if stale and not self._sending:
            self.calm_down()

    def row(self, name: str | None) -> Row | None:
        """The row of that logical name, typed into or chosen from, None when this form has none."""
        try:
            return self.query_one(f"#{name}", Row) if name else None
        except NoMatches:
            return None

    def field(self, name: str | None) -> Field | None:
        """The field of that logical name, None when this form has none."""
        row = self.row(name)
        return row if isinstance(row, Field) else None

    def value(self, name: str) -> str:
        """What was typed into a field."""
        return self.query_one(f"#{name}", Field).entry.value

    def require_filled(self) -> None:
        """Refuses the first empty field of those that can be reached; a courtesy, services decide."""
        for field in self.query(Field):
            if field.entry in self.focus_chain and not field.entry.value:
                raise ServiceError(ErrorCode.REQUIRED, field.id)

    def action_next_field(self) -> None:
        """Enter on a field: the next one; on the last one: send."""
        fields: list[Widget] = [widget for widget in self.focus_chain if not isinstance(widget, PushButton)]
        here = fields.index(self.focused) if self.focused in fields else -1
        if here + 1 < len(fields):
            self.set_focus(fields[here + 1])
        else:
            self.action_submit()

    def action_submit(self) -> None:
        """Sends the form, once however often it is asked to; keys wait for the answer."""
        if self._sending or self._opening:
            return
        self._sending = True
        for row in self.query(Row):
            row.hush()
        self.message.say(common.WORKING)
        self.message.remove_class(HINT)
        self.frame.hold_keys()
        # no arguments: a worker's description would carry them into logs
        self.run_worker(self._send(), description="sends the form")

    async def _send(self) -> None:
        try:
            result = await self.send()
        except NotSent:
            self.calm_down()
            self._sending = False
            self.release_when_painted()
        except ServiceError as refusal:
            self.calm_down()
            self._sending = refusal.code in VISIT_OVER
            await self.tell(refusal)
        else:
            self.dismiss(result)
            self.frame.release_keys()

    async def tell(self, refusal: ServiceError) -> None:
        """Shows the refusal and lets the waiting keys go on."""
        if refusal.code in VISIT_OVER:
            await farewell(self.frame, refusal)
            return
        self.refuse(refusal)
        self.release_when_painted()

    def release_when_painted(self) -> None:
        """Takes one hold back once what was just said is on screen."""
        self.call_after_refresh(self.frame.release_keys)

    def refuse(self, refusal: ServiceError) -> None:
        """Puts the words under their field with focus there, or into the form's own line."""
        sentence = SENTENCES[refusal.code]
        row = self.row(refusal.field or self.TOGETHER.get(refusal.code))
        if row is None:
            self.say_error(refusal)
        else:
            row.refuse(sentence, **refusal.facts)
            self.set_focus(row.control)

    def say_error(self, refusal: ServiceError) -> None:
        """Says a refusal that belongs to the whole form."""
        sentence = SENTENCES[refusal.code].filled(**refusal.facts)
        self.message.say(common.ERROR, sentence=sentence)
        self.message.remove_class(HINT)

    def typing_keys(self) -> tuple[KeyHint, ...]:
        """Enter, and what boxes and choices want where there are any that can be reached."""
        chain = self.focus_chain
        boxes = (key_bar.TICK,) if any(isinstance(widget, TickBox) for widget in chain) else ()
        # a choice imports this module
        choices = (key_bar.CHOOSE,) if any(hasattr(widget, "chosen") for widget in chain) else ()
        return (*super().typing_keys(), key_bar.SEND, *boxes, *choices)

    def typed(self) -> bool:
        """Whether leaving would lose something."""
        return any(entry.value for entry in self.query(Entry))

    def action_back(self) -> None:
        """Esc: one step back, asking first if typed input would be lost; nothing while it is being sent."""
        if self._sending:
            return
        if self.typed():
            question = ConfirmScreen(common.LEAVE_QUESTION, yes=common.LEAVE, no=common.STAY)
            self.show_over(question, lambda leaving: self._leave() if leaving else None)
        else:
            self._leave()

    def _leave(self) -> None:
        self.dismiss(None)

    @property
    def takes_number(self) -> bool:
        """Whether there is a field to type a number into (F6)."""
        return bool(self.query(IdInput))

    def type_number(self, number: str) -> None:
        """Types a chosen person's number into the field one came from, or the form's number field (F6)."""
        here = self.focused if isinstance(self.focused, IdInput) else next(iter(self.query(IdInput)), None)
        if here is not None:
            here.type_in(number)
