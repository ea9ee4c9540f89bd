"""F6 in the demo, in two parts: the invented people, and their simulated phone and mailbox (contract §6).

A message that is new has the room it needs to be read in full; beside a short one the people keep theirs. One
who came from a page where a number is typed finds the focus on the people, who have the room once the newest
message was seen; from any other page one lands in the mailbox. From then on the room goes where Tab goes.
"""

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.worker import Worker

from screens.demo_card import People, PersonCard
from screens.demo_mailbox import Mailbox
from screens.page import PageScreen
from screens.widgets import key_bar
from screens.widgets.key_bar import KeyHint
from screens.widgets.list_keys import list_keys
from screens.widgets.says import Says
from screens.words import common, demo, keys
from screens.words.errors import SENTENCES
from services.errors import ServiceError

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.demo_inbox import DemoInbox
    from services.demo_people import DemoPeople

PUT_BACK = KeyHint("r", keys.PUT_BACK, "put_back")
PUT_ALL_BACK = KeyHint("R", keys.PUT_ALL_BACK, "put_all_back", "Shift+R")
OTHER_PART = KeyHint("tab", keys.OTHER_PART, "other_part")
LOOK_AGAIN: Final = 1.0
"""Seconds after which new messages show by themselves."""
READING: Final = "-reading"
"""The mailbox has all the room, and of the people one row is left."""


class DemoPeopleScreen(PageScreen[str]):
    """Leaves with the ID number of the chosen person, or None after Esc."""

    CSS_PATH: ClassVar["CSSPathType | None"] = ["styles/page.tcss", "styles/form.tcss", "styles/lists.tcss"]
    PLACE = demo.TITLE
    ABOUT = demo.ABOUT
    KEYS = (OTHER_PART, PUT_BACK, PUT_ALL_BACK)
    UPPER_AREA = demo.PEOPLE
    LOWER_AREA = demo.INBOX
    BINDINGS: ClassVar[list[BindingType]] = [
        *key_bar.bindings(KEYS),
        Binding("shift+tab", "other_part", show=False),
        Binding("enter", "choose", show=False),
        *list_keys(down="step(1)", up="step(-1)", home="step(-1000)", end="step(1000)"),
        Binding("f5", "refresh", show=False),
    ]

    def __init__(self, people: "DemoPeople", inbox: "DemoInbox") -> None:
        super().__init__()
        self._people = people
        self._inbox = inbox
        self._chosen = 0
        self._looking: Worker[None] | None = None

    def compose_form(self) -> Iterable[Widget]:
        """The cards, as soon as they are read."""
        yield People()
        yield Says(demo.LOADING, id="form-message")

    def compose_notes(self) -> Iterable[Widget]:
        """What arrived."""
        yield Mailbox()

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Without the key that leads here."""
        return tuple(
            hint for hint in super().key_hints() if hint not in (key_bar.DEMO_PEOPLE, key_bar.LOG_OUT)
        )

    def typing_keys(self) -> tuple[KeyHint, ...]:
        """The keys are those of the screen, and named above."""
        return ()

    def on_mount(self) -> None:
        """Reads people and messages, and from then on looks for new messages."""
        self.action_refresh()
        self.set_interval(LOOK_AGAIN, self._look)

    @property
    def mailbox(self) -> Mailbox:
        """The lower part."""
        return self.query_one(Mailbox)

    @property
    def cards(self) -> list[PersonCard]:
        """Everybody, in the order of the file."""
        return list(self.query(PersonCard))

    @property
    def chosen(self) -> PersonCard | None:
        """The card of the person one stands on, or stood on before going to the mailbox."""
        return self.cards[self._chosen] if self.cards else None

    def action_other_part(self) -> None:
        """Tab: to the other part, which has the room then."""
        if self.focused is self.mailbox:
            self._give_room(to_mail=False)
            self._stand_on(self._chosen)
        else:
            self.set_focus(self.mailbox)
            self._give_room(to_mail=True, whole=True)

    def action_step(self, steps: int) -> None:
        """So many rows of the mailbox, or people, down (or up)."""
        if self.focused is self.mailbox:
            self.mailbox.action_by_rows(steps)
        else:
            self._stand_on(self._chosen + steps)

    def action_page(self, pages: int) -> None:
        """PageUp, PageDown: through the part one is in, and through messages that have all the room."""
        if self.focused is self.mailbox or self.has_class(READING):
            self.mailbox.action_by_pages(pages)
        else:
            self._stand_on(self._chosen + 5 * pages)

    def _stand_on(self, number: int) -> None:
        """Stands on one of the people, as far as there are any, in view; a message in the way gives room."""
        if self.cards:
            if self.has_class(READING):
                self._give_room(to_mail=False)
            self._choose(number)
            self.set_focus(self.cards[self._chosen])

    def _choose(self, number: int) -> None:
        self._chosen = max(0, min(len(self.cards) - 1, number))
        for at, card in enumerate(self.cards):
            card.choose(at == self._chosen)

    def _give_room(self, *, to_mail: bool, whole: bool = False) -> None:
        """All of it to the mailbox, or what the newest message needs, or all but a few rows to the people."""
        beside = None if whole or not to_mail else self.mailbox.rows_beside_people()
        self.set_class(to_mail and beside is None, READING)
        self.query_one("#notice-area").styles.height = beside
        if self.chosen is not None:
            self.call_after_refresh(self.chosen.scroll_visible, animate=False, top=True)

    def on_resize(self) -> None:
        """A message that was in full beside the people stays so, or takes all the room."""
        if self.query_one("#notice-area").styles.has_rule("height"):
            self._give_room(to_mail=True)

    @property
    def _a_number_is_wanted(self) -> bool:
        """Whether one came from a page with a field to type a number into."""
        pages = [page for page in self.app.screen_stack if isinstance(page, PageScreen)]
        return len(pages) > 1 and pages[-2].takes_number

    def action_choose(self) -> None:
        """Enter on a person: leaves with the number."""
        if self.chosen is not None and self.focused is self.chosen:
            self.dismiss(self.chosen.card.id_number)

    def action_refresh(self) -> None:
        """F5: how everybody stands now, and what arrived."""
        self.frame.hold_keys()
        self.run_worker(self._refresh_all(), description="reads the demo people and their messages")

    async def _refresh_all(self) -> None:
        try:
            await self._show()
            self.query_one("#form-message", Says).hush()
        except ServiceError as refusal:
            self._say_error(refusal)
        self.call_after_refresh(self.frame.release_keys)

    async def _show(self) -> None:
        """Puts everything up, or brings it up to date under the cursor."""
        people = await self._people.cards()
        arriving = not self.cards
        if arriving:
            await self.query_one(People).mount_all([PersonCard(person) for person in people])
            self._choose(0)
        for card, person in zip(self.cards, people, strict=True):
            card.show(person)
        await self._show_messages(arriving)

    async def _show_messages(self, arriving: bool = False) -> None:
        """A new message has the room; of one that was read before it depends on what one came for."""
        messages = await self._inbox.messages()
        new = await self.mailbox.show(messages)
        newest = messages[0].id if messages else None
        if not arriving:
            if new:
                self._give_room(to_mail=True)
        elif newest is None or self._a_number_is_wanted:
            self._stand_on(0)
            if newest != self._inbox.read:
                self._give_room(to_mail=newest is not None)
        else:
            self.set_focus(self.mailbox)
            self._give_room(to_mail=True, whole=True)
        self._inbox.read = newest

    def _look(self) -> None:
        # a worker, so that no key waits for the database, and one that ends with the screen
        if self._looking is None or self._looking.is_finished:
            self._looking = self.run_worker(self._look_again(), description="looks for messages")

    async def _look_again(self) -> None:
        try:
            await self._show_messages()
        except ServiceError as refusal:
            self._say_error(refusal)

    def action_put_back(self) -> None:
        """R: this person as the story begins, without messages."""
        if self.chosen is not None:
            number = self.chosen.card.id_number
            self._put_back(self._people.put_back(number), Says(demo.PUT_BACK, number=number))

    def action_put_all_back(self) -> None:
        """Shift+R: everybody as the stories begin."""
        self._put_back(self._people.put_back_all(), Says(demo.ALL_PUT_BACK))

    def _put_back(self, work: Awaitable[None], done: Says) -> None:
        self._stand_on(self._chosen)
        self.query_one("#form-message", Says).say(demo.PUTTING_BACK)
        self.frame.hold_keys()
        self.run_worker(self._finish_putting_back(work, done), description="puts demo people back")

    async def _finish_putting_back(self, work: Awaitable[None], done: Says) -> None:
        try:
            await work
            await self._show()
            self.query_one("#form-message", Says).say(done.phrase, **done.facts)
        except ServiceError as refusal:
            self._say_error(refusal)
        self.call_after_refresh(self.frame.release_keys)

    def _say_error(self, refusal: ServiceError) -> None:
        sentence = SENTENCES[refusal.code].filled(**refusal.facts)
        self.query_one("#form-message", Says).say(common.ERROR, sentence=sentence)
