"""The shape of every page: upper 操作輸入區, lower 注意事項, the brand, the keys (R-GEN-2)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from screens.view import View
from screens.widgets import key_bar
from screens.widgets.brand_footer import BrandFooter
from screens.widgets.key_bar import KeyBar, KeyHint
from screens.widgets.says import Says
from screens.widgets.too_small import TooSmall
from screens.words import common, system
from screens.words.phrase import Phrase

if TYPE_CHECKING:
    from textual.types import CSSPathType

T = TypeVar("T")


class PageScreen(View[T]):
    """A full page. A subclass says where one is, what stands above and below, and which keys it has."""

    CSS_PATH: ClassVar["CSSPathType | None"] = "styles/page.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings([key_bar.HELP, key_bar.BACK])]

    PLACE: ClassVar[Phrase]
    """Where one is, for the top row."""
    ABOUT: tuple[Phrase, ...]
    """What one does here, for help; a page may say more to some people."""
    KEYS: ClassVar[tuple[KeyHint, ...]] = ()
    """Keys of this page beside the ones every page has."""
    END_KEY: ClassVar[KeyHint] = key_bar.LOG_OUT
    UPPER_AREA: ClassVar[Phrase] = common.INPUT_AREA
    LOWER_AREA: ClassVar[Phrase] = common.NOTICE_AREA

    def compose(self) -> ComposeResult:
        """Top row, the two areas, brand and keys."""
        yield Says(self.path, id="path", place=self.PLACE)
        with Vertical(id="input-area"):
            yield from self.compose_form()
        with Vertical(id="notice-area"):
            yield from self.compose_notes()
        yield BrandFooter()
        yield KeyBar(self.key_hints())
        yield TooSmall()

    @property
    def path(self) -> Phrase:
        """The words of the top row; `place` is the page's own."""
        return common.PATH_TO

    def compose_form(self) -> Iterable[Widget]:
        """What is filled in or read here."""
        raise NotImplementedError

    def compose_notes(self) -> Iterable[Widget]:
        """The notices below."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Titles the areas."""
        self._title_areas()

    def relabel(self) -> None:
        """Paints every word again in the language of the frame (F8)."""
        super().relabel()
        self._title_areas()

    def _title_areas(self) -> None:
        language = self.frame.language
        self.query_one("#input-area").border_title = f" {self.UPPER_AREA.text(language)} "
        self.query_one("#notice-area").border_title = f" {self.LOWER_AREA.text(language)} "

    def tell_end(self, seconds: int | None) -> None:
        """In so many seconds the visit is over, whatever is typed: said in the top row; None: not yet."""
        for says in self.query("#path").results(Says):
            if says.facts.get("n") == seconds:
                continue
            says.set_class(seconds is not None, "-warned")
            if seconds is None:
                says.say(self.path, place=self.PLACE)
            else:
                says.say(system.RUNS_OUT, n=seconds)

    def asks_before_end(self) -> bool:
        """F10: whether this page asks first, and says what was left undone; it has asked then."""
        return False

    def key_hints(self) -> tuple[KeyHint, ...]:
        """The keys shown at the bottom: at most 8."""
        people = (key_bar.DEMO_PEOPLE,) if self.frame.demo else ()
        common_keys = (key_bar.OTHER_LANGUAGE, key_bar.HIGH_CONTRAST, self.END_KEY)
        return key_bar.in_order((key_bar.HELP, *self.KEYS, *people, *common_keys, *self.back_key()))

    def back_key(self) -> tuple[KeyHint, ...]:
        """Esc, where there is a step back."""
        return (key_bar.BACK,)

    def typing_keys(self) -> tuple[KeyHint, ...]:
        """The keys that move and press here, for help: only those that do something."""
        return (key_bar.NEXT,) if len(self.focus_chain) > 1 else ()

    def action_help(self) -> None:
        """F1: help for this page and the focused field."""
        from screens.help import HelpScreen

        field = getattr(self.focused, "help", None)
        self.show_over(HelpScreen(self.PLACE, self.ABOUT, field, (*self.typing_keys(), *self.key_hints())))

    def action_back(self) -> None:
        """Esc: one step back, with no result."""
        self.dismiss(None)

    @property
    def takes_number(self) -> bool:
        """Whether there is a field to type a number into (F6)."""
        return False

    def type_number(self, number: str) -> None:
        """Types a number chosen elsewhere into the field one came from; pages without one ignore it (F6)."""
