"""The last question before 歸戶: it cannot be undone here (R-CON-4, R-CON-6)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from screens.confirm import Answers, ConfirmScreen
from screens.widgets.says import Says
from screens.words import account_form, accounts, consolidation

if TYPE_CHECKING:
    from services.accounts import AccountView


class ConsolidationQuestion(ConfirmScreen):
    """Lists the accounts; starts on 取消, and drops every key typed before it was painted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, views: "tuple[AccountView, ...]", *, anew: bool = False) -> None:
        """`anew`: asked before, of other accounts."""
        question = consolidation.SURE_ANEW if anew else consolidation.SURE
        super().__init__(
            question.filled(count=len(views)),
            yes=consolidation.YES,
            no=consolidation.NO,
            grave=True,
        )
        self._views = views

    def compose_inside(self) -> Iterable[Widget]:
        """The question, the accounts, the answers."""
        yield Says(self.question, classes="dialog--text")
        yield Concerned(*map(_line, self._views))
        yield Answers(self.yes, self.no)

    def action_page(self, pages: int) -> None:
        """The next accounts, or those before."""
        concerned = self.query_one(Concerned)
        concerned.scroll_relative(y=pages * concerned.size.height, animate=False)


class Concerned(VerticalScroll, can_focus=False):
    """The accounts, scrolling where they are many."""


def _line(view: "AccountView") -> Says:
    return Says(
        account_form.ACCOUNT,
        business=accounts.BUSINESSES[view.business.value],
        branch=view.branch,
        number=view.number_masked or accounts.UNKNOWN,
    )
