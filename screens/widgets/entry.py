"""A one-row input: what is typed is tidied, what cannot be taken is said in one sentence."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from screens.words.phrase import Phrase

PASTE_MOST: Final = 4096
"""Characters of a paste that are looked at."""


class Entry(Input):
    """The base of all our inputs. A text goes in through `tidied`, whether typed or pasted."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.next_field", show=False)]

    # the place of an entry never depends on what is in it: a key need not lay the screen out anew
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    @dataclass
    class NotTaken(Message):
        """Part of what was typed or pasted was left out; the value holds the rest."""

        entry: "Entry"
        why: Phrase
        facts: dict[str, object]

    def __init__(self, *, name: str, help: Phrase, most: int) -> None:
        super().__init__(name=name, max_length=most, select_on_focus=False, compact=True, validate_on=())
        self.help = help
        self.most = most
        self._complaint: Entry.NotTaken | None = None

    def tidied(self, text: str) -> str:
        """What of `text` may go in; reports the rest with `not_taken`."""
        return text

    def not_taken(self, why: Phrase, **facts: object) -> None:
        """Remembers what to say; the last word counts."""
        self._complaint = self.NotTaken(self, why, facts)

    def too_long(self) -> None:
        """Says that there is no more room."""

    def take(self, text: str) -> None:
        """Puts `text` in at the cursor, as far as there is room; then says what was left out."""
        self._complaint = None
        text = self.tidied(text)
        room = self.most - len(self.value) + abs(self.selection.end - self.selection.start)
        if text[:room]:
            self.replace(text[:room], *sorted(self.selection))
        if len(text) > room:
            self.too_long()
        self.complain()

    def complain(self) -> None:
        """Tells the field what was left out."""
        # posted behind the change of the value, which takes away what was said before
        if self._complaint is not None:
            self.post_message(self._complaint)

    async def _on_key(self, event: events.Key) -> None:
        """A printable key goes through `take`; Textual's own handler would insert it as it is."""
        self._restart_blink()
        if event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self.take(event.character)

    def _on_paste(self, event: events.Paste) -> None:
        """The first line of a paste: a form of one row has use for no more."""
        event.stop()
        event.prevent_default()
        self.paste(event.text.strip("\r\n").replace("\r", "\n").partition("\n")[0])

    def paste(self, line: str) -> None:
        """Takes one pasted line; nobody's number is longer than `PASTE_MOST`."""
        self.take(line[:PASTE_MOST])
        if len(line) > PASTE_MOST:
            self.too_long()
            self.complain()

    def action_paste(self) -> None:
        """Nothing: the program keeps no clipboard of its own (K-CLIP)."""

    def action_copy(self) -> None:
        """Nothing, for the same reason."""

    def action_cut(self) -> None:
        """Nothing, for the same reason."""
