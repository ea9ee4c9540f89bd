"""The simulated phone and mailbox of the demo: newest message first, each in full (contract §6)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.containers import VerticalScroll
from textual.content import Content

from screens.frame import frame_of
from screens.plain import wrap
from screens.widgets.says import Says
from screens.words import demo
from services.taipei import TAIPEI

if TYPE_CHECKING:
    from services.demo_inbox import SimulatedMessage

FEWEST_ROWS: Final = 7
"""Of people beside a message, two of them, without which it takes all the room."""
RULE = "— — —"
"""Stands between the languages of an e-mail; the rows are needed for what it says."""


class MessageCard(Says):
    """One message: 簡訊 or 電子郵件, when, its reference, for whom, what became of it; then all of it."""

    def __init__(self, message: "SimulatedMessage") -> None:
        super().__init__()
        self.message = message

    def show(self, message: "SimulatedMessage") -> None:
        """What the outbox says of it now."""
        if message != self.message:
            self.message = message
            self.relabel()

    def lines(self, width: int) -> tuple[str, ...]:
        """The heading, the subject of an e-mail, every paragraph without blank rows between."""
        language = frame_of(self).language
        subject = demo.SUBJECT.text(language, subject=self.message.subject) if self.message.subject else ""
        text = (line for line in self.message.text.splitlines() if line.strip() and line != RULE)
        rows = [row for line in (subject, *text) if line for row in wrap(line, width)]
        return (*wrap(self.heading, width), *rows)

    @property
    def heading(self) -> str:
        """`簡訊  2026/03/02 10:00:00  代號 AB2C  0900000001  已送達`; invented, so nothing is masked."""
        language, message = frame_of(self).language, self.message
        when = message.arrived_at.astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M:%S")
        reference = demo.REFERENCE.text(language, reference=message.reference) if message.reference else ""
        parts = (
            demo.CHANNELS[message.channel.value].text(language),
            *(when, reference, message.address),
            demo.DELIVERY[message.state.value].text(language),
        )
        return "■ " + "  ".join(part for part in parts if part)

    def render(self) -> Content:
        """The heading bold, its text below."""
        width = self.content_size.width
        lines = self.lines(width)
        head = len(wrap(self.heading, width))
        return Content("\n".join(lines)).stylize("bold", 0, cell_count(lines[:head]))


def cell_count(lines: Sequence[str]) -> int:
    """Characters of the lines and the breaks between them."""
    return sum(len(line) for line in lines) + len(lines) - 1


class Mailbox(VerticalScroll, inherit_bindings=False):
    """Every message, newest on top; a new one comes in above the others."""

    def __init__(self) -> None:
        super().__init__(Says(demo.NO_MESSAGES, id="no-messages"))

    @property
    def cards(self) -> list[MessageCard]:
        """The messages shown, newest first."""
        return list(self.query(MessageCard))

    def rows_beside_people(self) -> int | None:
        """Rows of the lower part with the newest message in full, None where the people need them."""
        width, height = self.screen.size
        tall = self.screen.has_class("-tall")
        taken, border, sides = (16, 2, 15) if tall and self.screen.has_class("-wide") else (7, 1, 3)
        needed = len(self.cards[0].lines(width - sides)) if self.cards else 0
        return max(9 if tall else 4, needed + border) if height - taken - needed >= FEWEST_ROWS else None

    async def show(self, messages: Sequence["SimulatedMessage"]) -> bool:
        """Brings the mailbox up to date; whether something new has come."""
        there = {card.message.id: card for card in self.cards}
        wanted = [message.id for message in messages]
        for number, card in there.items():
            if number not in wanted:
                await card.remove()
        new = [MessageCard(message) for message in messages if message.id not in there]
        if new:
            await self.mount_all(new, before=0)
            self.scroll_home(animate=False)
        for message in messages:
            if message.id in there:
                there[message.id].show(message)
        self.query_one("#no-messages").display = not messages
        return bool(new)

    def action_by_rows(self, rows: int) -> None:
        """So many rows down (or up)."""
        self.scroll_relative(y=rows, animate=False)

    def action_by_pages(self, pages: int) -> None:
        """So many pages down (or up), a row of the last one still in view."""
        self.scroll_relative(y=pages * max(1, self.size.height - 1), animate=False)
