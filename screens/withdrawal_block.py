"""網路出金密碼變更: the block beside the login password's, on the forms of futures accounts (R-ACC-3)."""

from typing import TYPE_CHECKING

from textual.widget import Widget

from screens.widgets.beside import PairedField
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

    def __init__(self, state: "WithdrawalState", of: Phrase, policy: "Policy") -> None:
        self.open = state.value == "open"
        length = policy.withdrawal_password_length
        section = withdrawal.SECTION.filled_with(of=of)
        self.heading: Widget
        self.old: Widget
        self.new: Widget
        self.confirm: Widget
        if self.open:
            self.heading = TickBox(
                section, help=withdrawal.HELP_TICK, then="screen.withdrawal_ticked", id="withdrawal-tick"
            )
            self.old = _field("withdrawal_old", change.OLD, withdrawal.HELP_OLD)
            new, help_new = withdrawal.NEW.filled(length=length), withdrawal.HELP_NEW.filled(length=length)
            self.new = _field("withdrawal_new", new, help_new)
            self.confirm = _field("withdrawal_confirm", change.CONFIRM, withdrawal.HELP_CONFIRM)
        else:
            why, who_helps = WHY_CLOSED[state.value]
            self.heading = Says(section, classes="withdrawal-closed")
            self.old, self.new, self.confirm = Says(why), Says(who_helps), Says(common.SILENCE)


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
