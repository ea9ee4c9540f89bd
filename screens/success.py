"""變更成功, 歸戶成功: what was done, and where it leads by itself (§1.0, R-CON-5, K-RESET)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget

from screens.countdown import Countdown
from screens.page import PageScreen
from screens.widgets import key_bar
from screens.widgets.key_bar import KeyHint
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import accounts, common, success
from screens.words.phrase import Phrase

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.account_change import AccountChanged
    from services.accounts import AccountView
    from services.consolidation import Consolidated
    from services.password_change import PasswordChanged

ONWARD_KEYS = frozenset({"enter", "space", "escape"})


class DoneScreen(PageScreen[None]):
    """Leaves with None after `seconds`, or at a key. A subclass says what was done."""

    CSS_PATH: ClassVar["CSSPathType | None"] = ["styles/page.tcss", "styles/form.tcss"]
    LOWER_AREA = common.NOTICE_AREA
    END_KEY = key_bar.FINISH
    """The login has ended already."""
    COUNTDOWN: ClassVar[Phrase] = success.COUNTDOWN
    ONWARD: ClassVar[Phrase] = common.BACK_TO_MENU
    NOTES: ClassVar[tuple[Phrase, ...]] = success.NOTES

    def __init__(self, *, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def compose_done(self) -> Iterable[Widget]:
        """What was done, and what to do with it."""
        raise NotImplementedError

    def compose_form(self) -> Iterable[Widget]:
        """The good news, the rest of it, and the way on."""
        yield Says(self.PLACE, id="done")
        yield from self.compose_done()
        yield Says(self.COUNTDOWN, id="countdown", n=round(self._seconds))
        yield Horizontal(PushButton(self.ONWARD, "screen.back"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """What else has ended, and whom to call."""
        for note in self.NOTES:
            yield Point(note)

    def typing_keys(self) -> tuple[KeyHint, ...]:
        """Any key, as the countdown says; Enter presses the button."""
        return (key_bar.PRESS,)

    def back_key(self) -> tuple[KeyHint, ...]:
        """Any key leads on; the countdown says so."""
        return ()

    def on_mount(self) -> None:
        """Starts counting."""
        self._countdown = Countdown(self.frame, self._seconds)
        self.set_interval(0.25, self._count)

    def _count(self) -> None:
        left = self._countdown.left
        says = self.query_one("#countdown", Says)
        if says.facts.get("n") != left:  # a screen that stays as it is sends nothing down the line
            says.say(self.COUNTDOWN, n=left)
        if left == 0:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Any key that types something, Enter or Esc leads on; the frame's own keys do their work."""
        if event.is_printable or event.key in ONWARD_KEYS:
            event.stop()
            self.dismiss(None)


class SuccessScreen(DoneScreen):
    """變更成功 of a consolidated change: then the visit ends."""

    PLACE = success.DONE
    ABOUT = success.ABOUT

    def __init__(
        self, changed: "PasswordChanged", *, withdrawal_of: "AccountView | None" = None, seconds: float
    ) -> None:
        """`withdrawal_of`: whose withdrawal password changed, of several."""
        super().__init__(seconds=seconds)
        self._changed, self._withdrawal_of = changed, withdrawal_of

    def compose_done(self) -> Iterable[Widget]:
        """How many accounts, voice, the withdrawal password."""
        if self._changed.accounts:
            yield Says(success.ACCOUNTS, accounts=self._changed.accounts)
            yield Says(success.VOICE if self._changed.voice else success.NO_VOICE)
        if self._changed.withdrawal:
            yield self._withdrawal()
        if self._changed.accounts:
            yield Says(success.LOG_IN_AGAIN, id="log-in-again")

    def _withdrawal(self) -> Says:
        if self._withdrawal_of is None:
            return Says(success.WITHDRAWAL)
        return _of_account(success.ACCOUNT_WITHDRAWAL, self._withdrawal_of)


class AccountChangedScreen(DoneScreen):
    """變更成功 of one account: then the grid again (§1.0)."""

    PLACE = success.DONE
    ABOUT = success.ACCOUNT_ABOUT
    COUNTDOWN = success.COUNTDOWN_TO_ACCOUNTS
    END_KEY = key_bar.LOG_OUT
    ONWARD = success.BACK_TO_ACCOUNTS
    NOTES = success.ACCOUNT_NOTES

    def __init__(self, changed: "AccountChanged", account: "AccountView", *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._changed, self._account = changed, account

    def compose_done(self) -> Iterable[Widget]:
        """Which account, and which of its passwords."""
        if self._changed.login:
            yield _of_account(success.ACCOUNT, self._account)
            yield Says(success.VOICE if self._changed.voice else success.NO_VOICE)
        if self._changed.withdrawal:
            yield _of_account(success.ACCOUNT_WITHDRAWAL, self._account)
        if self._changed.login:
            yield Says(success.LOG_IN_AGAIN, id="log-in-again")


def _of_account(phrase: Phrase, account: "AccountView") -> Says:
    return Says(
        phrase,
        business=accounts.BUSINESSES[account.business.value],
        branch=account.branch,
        number=account.number_masked or accounts.UNKNOWN,
    )


class ConsolidatedScreen(DoneScreen):
    """歸戶成功, 請使用新密碼登入: then the visit ends (R-CON-5)."""

    PLACE = success.CONSOLIDATED
    ABOUT = success.CONSOLIDATED_ABOUT
    NOTES = success.CONSOLIDATED_NOTES

    def __init__(self, done: "Consolidated", *, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self._done = done

    def compose_done(self) -> Iterable[Widget]:
        """How many accounts share it now, and that it is the one to log in with."""
        yield Says(success.CONSOLIDATED_ACCOUNTS, accounts=self._done.accounts)
        yield Says(success.USE_NEW, id="log-in-again")
