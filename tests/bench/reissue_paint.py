"""From a key to the painted steps of 密碼補發, against an empty screen with as many fields.

Programs stand open on pseudo-terminals of 80x24; a key opens a step over the menu, Esc closes it again, in
turns. The step with the most to paint is the new password: two fields, their rules, the initial password and
the indicator. The reference is the same page, frame, brand and keys and all, with as many fields of the same
kind and nothing else to fill in or read. Both stand on the same made-up service. The clock stops when the
last button has arrived. `steps` has the ratio of every other step against a page with its number of fields.
"""

from contextlib import ExitStack
from typing import Final

from tests.bench.figure import Figure, Round, percentile, run, summarise
from tests.bench.grid_paint import MENU, Page, opens

_FRAME: Final = """
from screens.menu import MenuScreen
from tests.screens import reissue_rooms as rooms
from tests.screens.kit import FrameApp
class Opens(FrameApp):
    BINDINGS = [("g", "open", "")]
    def action_open(self):
        self.push_screen(page())
from screens.reissue.wizard import WizardScreen
WizardScreen.action_back = lambda page: page.dismiss(None)
"""
_EMPTY: Final = """
from pathlib import Path
import screens
from textual.containers import Horizontal
from screens.form import FormScreen
from screens.widgets.field import Field
from screens.widgets.push_button import PushButton
from screens.widgets.says import Says
from screens.widgets.secret_input import SecretInput
from screens.words import common, reissue_code
from screens.words.phrase import Phrase
class Empty(FormScreen):
    CSS_PATH = [Path(screens.__file__).parent / "styles" / name for name in ("page.tcss", "form.tcss")]
    PLACE = common.CENTER
    ABOUT = ()
    def compose_form(self):
        for n in range(FIELDS):
            yield Field(reissue_code.AGAIN, SecretInput(name=f"f{n}", help=common.CANCEL), id=f"f{n}")
        yield Says(id="form-message")
        yield Horizontal(PushButton(Phrase("last-button", "last-button"), "screen.back"), classes="buttons")
    def compose_notes(self):
        return ()
def page():
    return Empty()
"""
_PAGES: Final = {
    "new_password": ("rooms.new_password()", 2),
    "identity": ("rooms.identity()", 2),
    "code": ("rooms.code()", 1),
    "activation": ("rooms.activation()", 1),
    "offer": ("rooms.offer(pending=None)", 3),
}
"""How each step is made, and how many fields it has; the first one is the figure."""
_LAST: Final = {
    "new_password": "送出",
    "identity": "登入",
    "code": "驗證通行碼",
    "activation": "下一步",
    "offer": "確定申請",
}
"""The words on its button, painted behind all fields."""
_BUTTON: Final = b"last-button"


def step(stack: ExitStack, name: str) -> Page:
    """A program that opens the step."""
    made, _ = _PAGES[name]
    return opens(stack, f"{_FRAME}\ndef page():\n    return {made}\nOpens(MenuScreen()).run()\n", MENU)


def empty(stack: ExitStack, fields: int) -> Page:
    """A program that opens a page with so many fields and nothing else."""
    return opens(stack, f"FIELDS = {fields}\n{_EMPTY}\n{_FRAME}\nOpens(MenuScreen()).run()\n", MENU)


def rounds_of(name: str, count: int) -> list[Round]:
    """The step and the empty page in turns, each opened once before it counts."""
    with ExitStack() as stack:
        ours, reference = step(stack, name), empty(stack, _PAGES[name][1])
        mark = _LAST[name].encode()
        ours.opened(mark), reference.opened(_BUTTON)
        return [Round(ours.opened(mark), reference.opened(_BUTTON)) for _ in range(count)]


def measure(full: bool) -> Figure:
    """The figure is the step with the most to paint; the others stand beside it."""
    count = 60 if full else 20
    figure, *others = _PAGES
    rounds = rounds_of(figure, count)
    steps = {
        name: round(percentile([one.ours / one.reference for one in rounds_of(name, count // 2)], 0.5), 2)
        for name in others
    }
    return summarise("reissue_paint", "ms", rounds, steps=steps)


if __name__ == "__main__":
    run(measure)
