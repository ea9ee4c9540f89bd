"""網路出金密碼變更: the block beside the login password's, on the forms of futures accounts (R-ACC-3)."""

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from screens.widgets.beside import PairedField
from screens.widgets.choice import Choice, Option
from screens.widgets.says import Says
from screens.widgets.secret_input import SecretInput
from screens.widgets.tick_box import TickBox
from screens.words import change, common, withdrawal
from screens.words.phrase import Phrase

if TYPE_CHECKING:
    from services.accounts import AccountView, WithdrawalState
    from services.policy import Policy

WHY_CLOSED = {"locked": withdrawal.LOCKED, "missing": withdrawal.MISSING}
"""By `services.accounts.WithdrawalState`."""
FIELDS = ("withdrawal_old", "withdrawal_new", "withdrawal_confirm")


class WithdrawalRows:
    """Heading, 舊密碼, 新密碼, 確認新密碼: each beside a row of the login block."""

    def __init__(
        self,
        state: "WithdrawalState",
        of: Phrase,
        policy: "Policy",
        accounts: "tuple[AccountView, ...]" = (),
    ) -> None:
        """`accounts` are those to choose from; with one of them, or none, there is nothing to choose."""
        self.open = state.value == "open"
        length = policy.withdrawal_password_length
        self.choice = _choice(accounts) if len(accounts) > 1 else None
        section = (withdrawal.SECTION_OF_SEVERAL if self.choice else withdrawal.SECTION).filled_with(of=of)
        self.heading: Widget
        self.old: Widget
        self.new: Widget
        self.confirm: Widget
        if self.open:
            self.heading = TickBox(
                section, help=withdrawal.HELP_TICK, then="screen.withdrawal_ticked", id="withdrawal-tick"
            )
            if self.choice:
                self.heading = Horizontal(self.heading, self.choice)
            self.old = _field("withdrawal_old", change.OLD, withdrawal.HELP_OLD)
            new, help_new = withdrawal.NEW.filled(length=length), withdrawal.HELP_NEW.filled(length=length)
            self.new = _field("withdrawal_new", new, help_new)
            self.confirm = _field("withdrawal_confirm", change.CONFIRM, withdrawal.HELP_CONFIRM)
        else:
            why, who_helps = WHY_CLOSED[state.value]
            self.heading = Says(section, classes="withdrawal-closed")
            self.old, self.new, self.confirm = Says(why), Says(who_helps), Says(common.SILENCE)

    @property
    def account(self) -> int | None:
        """The chosen account; None where there is no choice."""
        return int(self.choice.option.key) if self.choice else None

    def close_chosen(self) -> bool:
        """Takes the chosen account out, as its password turned out to be closed; False when none is left."""
        if self.choice is None or len(self.choice.options) < 2:
            return False
        gone = self.choice.option
        self.choice.offer([option for option in self.choice.options if option != gone])
        return True


def _choice(accounts: "tuple[AccountView, ...]") -> Choice:
    """By number; where two look the same, with their place in the list."""
    numbers = [account.number_masked or account.branch for account in accounts]
    if len(set(numbers)) < len(numbers):
        numbers = [f"{place}. {number.lstrip('*')}" for place, number in enumerate(numbers, start=1)]
    options = [Option.of(str(account.id), number) for account, number in zip(accounts, numbers, strict=True)]
    return Choice(options, help=withdrawal.HELP_ACCOUNT, id="withdrawal-account")


def open_withdrawals(accounts: "tuple[AccountView, ...]") -> "tuple[AccountView, ...]":
    """The accounts whose withdrawal password can be changed."""
    return tuple(account for account in accounts if account.withdrawal.value == "open")


def _field(name: str, label: Phrase, help: Phrase) -> PairedField:
    return PairedField(label, SecretInput(name=name, help=help), id=name)


def withdrawal_about(policy: "Policy") -> Phrase:
    """What help says of withdrawal passwords."""
    return withdrawal.ABOUT.filled(
        length=policy.withdrawal_password_length, strikes=policy.withdrawal_strikes_before_lock
    )


def shared_withdrawal(accounts: "tuple[AccountView, ...]") -> "WithdrawalState | None":
    """How the withdrawal password of a consolidated customer stands; None where there is none to change."""
    states = {account.withdrawal.value: account.withdrawal for account in accounts}
    return states.get("open") or states.get("locked")
