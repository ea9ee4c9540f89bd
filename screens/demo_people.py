"""F6 in the demo: the invented people as cards, and how they stand now (contract §6)."""

from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from screens.demo_card import PersonCard
from screens.page import PageScreen
from screens.widgets import key_bar
from screens.widgets.key_bar import KeyHint
from screens.widgets.says import Point, Says
from screens.words import common, demo, keys
from screens.words.errors import SENTENCES
from services.errors import ServiceError

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.demo_people import DemoPeople

PUT_BACK = KeyHint("r", keys.PUT_BACK, "put_back")
PUT_ALL_BACK = KeyHint("R", keys.PUT_ALL_BACK, "put_all_back", "Shift+R")


class DemoPeopleScreen(PageScreen[str]):
    """Leaves with the ID number of the chosen person, or None after Esc."""

    CSS_PATH: ClassVar["CSSPathType | None"] = ["styles/page.tcss", "styles/form.tcss", "styles/lists.tcss"]
    PLACE = demo.TITLE
    ABOUT = demo.ABOUT
    KEYS = (PUT_BACK, PUT_ALL_BACK)
    LOWER_AREA = common.EXPLANATION_AREA
    BINDINGS: ClassVar[list[BindingType]] = [
        *key_bar.bindings(KEYS),
        Binding("enter", "choose", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(5)", show=False),
        Binding("pageup", "move(-5)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
        Binding("f5", "refresh_cards", show=False),
    ]

    def __init__(self, people: "DemoPeople") -> None:
        super().__init__()
        self._people = people
        self._busy = False

    def compose_form(self) -> Iterable[Widget]:
        """The cards, as soon as they are read."""
        yield People()
        yield Says(demo.LOADING, id="form-message")

    def compose_notes(self) -> Iterable[Widget]:
        """What the keys do."""
        yield Point(demo.ABOUT[1])

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Without the key that leads here."""
        return tuple(
            hint for hint in super().key_hints() if hint not in (key_bar.DEMO_PEOPLE, key_bar.LOG_OUT)
        )

    def on_mount(self) -> None:
        """Reads the people."""
        self.action_refresh_cards()

    @property
    def cards(self) -> list[PersonCard]:
        """Everybody, in the order of the file."""
        return list(self.query(PersonCard))

    @property
    def chosen(self) -> PersonCard | None:
        """The card under the cursor."""
        return self.focused if isinstance(self.focused, PersonCard) else None

    def action_move(self, steps: int) -> None:
        """So many people down (or up), as far as there are any."""
        cards = self.cards
        if cards:
            here = cards.index(self.chosen) if self.chosen else 0
            self.set_focus(cards[max(0, min(len(cards) - 1, here + steps))])

    def action_choose(self) -> None:
        """Enter: leaves with the number."""
        if self.chosen is not None:
            self.dismiss(self.chosen.card.id_number)

    def action_refresh_cards(self) -> None:
        """F5: how everybody stands now."""
        self.frame.hold_keys()
        self.run_worker(self._refresh_cards(), description="reads the demo people")

    async def _refresh_cards(self) -> None:
        try:
            await self._show()
            self.query_one("#form-message", Says).hush()
        except ServiceError as refusal:
            self._say_error(refusal)
        self.call_after_refresh(self.frame.release_keys)

    async def _show(self) -> None:
        """Puts the cards up, or brings them up to date under the cursor."""
        people = await self._people.cards()
        if not self.cards:
            await self.query_one(People).mount_all([PersonCard(person) for person in people])
            self.action_move(0)
        for card, person in zip(self.cards, people, strict=True):
            card.show(person)

    def action_put_back(self) -> None:
        """R: this person as the story begins."""
        if self.chosen is not None:
            number = self.chosen.card.id_number
            self._put_back(self._people.put_back(number), Says(demo.PUT_BACK, number=number))

    def action_put_all_back(self) -> None:
        """Shift+R: everybody as the stories begin."""
        self._put_back(self._people.put_back_all(), Says(demo.ALL_PUT_BACK))

    def _put_back(self, work: Awaitable[None], done: Says) -> None:
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


class People(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The cards; the keys of the screen move from one to the next, and the view follows."""
