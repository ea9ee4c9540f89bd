"""One invented person of the demo."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import VerticalScroll

from screens.frame import frame_of
from screens.plain import fit, wrap
from screens.widgets.says import Says
from screens.words import accounts, demo
from screens.words.demo_stories import STORIES, STORY
from screens.words.phrase import Language

if TYPE_CHECKING:
    from services.demo_people import DemoCard

NUMBER_CELLS, BIRTH_CELLS = 12, 12
INDENT = " " * 4


class PersonCard(Says, can_focus=True):
    """Number, birth date, name and how they stand; first password; the story as it was written."""

    def __init__(self, card: "DemoCard") -> None:
        super().__init__()
        self.card = card
        self.chosen = False
        """Whether Enter and R are about this person, wherever the focus is."""

    def choose(self, chosen: bool) -> None:
        """The mark in front moves."""
        self.chosen = chosen
        self.refresh()

    def show(self, card: "DemoCard") -> None:
        """How this person stands now."""
        self.card = card
        self.relabel()

    def lines(self, width: int) -> tuple[str, ...]:
        """Who and how they stand, then the password and the story, each in full."""
        language = frame_of(self).language
        mark = "▶ " if self.chosen else "  "
        standing = self._standing(language)
        head = fit(self.card.id_number, NUMBER_CELLS) + fit(self.card.birth_date.isoformat(), BIRTH_CELLS)
        room = width - cell_len(mark + head + standing)
        first = demo.FIRST.text(language, passwords=self._passwords(language)) + self._withdrawal(language)
        return (
            mark + head + fit(self.card.name, max(1, room)) + standing,
            *self._indented(first, width),
            *self._indented(self._story(language), width),
        )

    def _story(self, language: Language) -> str:
        """In Chinese too, where it is known; in full as the file has it in either language."""
        story = self.card.story
        told = STORIES.get(story)
        return STORY.text(language, told=told, story=story) if told else story

    def _indented(self, text: str, width: int) -> list[str]:
        return [INDENT + line for line in wrap(text, width - len(INDENT))]

    def _standing(self, language: Language) -> str:
        """已變更, 鎖定, 已歸戶."""
        held = {standing.value for standing in self.card.standing}
        return "・".join(phrase.text(language) for value, phrase in demo.STANDINGS.items() if value in held)

    def _passwords(self, language: Language) -> str:
        """The one password, or each account's own."""
        distinct = {password for _, password in self.card.passwords}
        if len(distinct) == 1:
            return self.card.first_password
        return ";".join(
            f"{accounts.BUSINESSES[business.value].text(language)}={password}"
            for business, password in self.card.passwords
        )

    def _withdrawal(self, language: Language) -> str:
        """The withdrawal password, where there is one: it is told nowhere else."""
        password = self.card.withdrawal_password
        return "  " + demo.WITHDRAWAL.text(language, password=password) if password else ""


class People(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The cards; the keys of the screen move from one to the next, and the view follows."""
