"""網路出金密碼變更: the block beside the login password's, on the forms of futures accounts (R-ACC-3)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal
from textual.widget import Widget

from screens.widgets.beside import PairedField
from screens.widgets.choice import Choice, Option
from screens.widgets.says import Says
from screens.widgets.secret_input import SecretInput
from screens.widgets.tick_box import TickBox
from screens.words import change, common, withdrawal
from screens.words.phrase import Phrase
from services.errors import ErrorCode, ServiceError

if TYPE_CHECKING:
    from services.accounts import AccountView
    from services.policy import Policy

OPEN: Final = "open"
WHY_CLOSED: Final = {"locked": withdrawal.LOCKED, "missing": withdrawal.MISSING}
"""By `services.accounts.WithdrawalState`."""
REFUSED_AS: Final = {
    "locked": ErrorCode.WITHDRAWAL_LOCKED,
    "missing": ErrorCode.WITHDRAWAL_MISSING,
}
"""What sending a closed one is refused with."""
CLOSED: Final = frozenset(REFUSED_AS.values())
FIELDS: Final = ("withdrawal_old", "withdrawal_new", "withdrawal_confirm")
NAMED: Final = 2
"""So many closed accounts of a kind are named; the others are counted."""


class WithdrawalField(PairedField):
    """A field of the block, or a line in its place while there is nothing to type."""

    def compose(self) -> Iterable[Widget]:
        """The field, and the line that takes its place."""
        yield from super().compose()
        yield Says(classes="field--instead")

    def say_instead(self, line: Phrase) -> None:
        """Silence gives the field its place back."""
        self.query_one(".field--instead", Says).say(line)
        self.set_class(line is not common.SILENCE, "-instead")


class WithdrawalRows:
    """Heading, 舊密碼, 新密碼, 確認新密碼: each beside a row of the login block.

    Of several accounts one is chosen, the closed ones among them: nobody has to guess which one changes, nor
    why another does not.
    """

    def __init__(self, accounts: "Sequence[AccountView]", of: Phrase, policy: "Policy") -> None:
        """`accounts` are futures accounts, one at least."""
        self._names = _names(accounts)
        self._states = {str(account.id): account.withdrawal.value for account in accounts}
        self.choice: Choice | None = None
        self.heading: Widget
        self.rows: tuple[Widget, ...]
        if self.any_open:
            self.heading = self._ticking(of)
            self.rows = _fields(policy.withdrawal_password_length)
        else:
            self.heading = Says(withdrawal.SECTION.filled(of=of), classes="withdrawal-closed")
            self.rows = tuple(map(Says, self._closed()))

    @property
    def any_open(self) -> bool:
        """Whether there is one that can be changed."""
        return OPEN in self._states.values()

    @property
    def account(self) -> int | None:
        """The chosen account; None where there is no choice."""
        return int(self.choice.option.key) if self.choice else None

    def require_open(self) -> None:
        """Raises `ServiceError`, WITHDRAWAL_LOCKED or WITHDRAWAL_MISSING, where a closed one is chosen."""
        state = self._states[self._key]
        if state != OPEN:
            raise ServiceError(REFUSED_AS[state], FIELDS[0])

    def close(self, code: ErrorCode) -> bool:
        """The chosen one turned out to be closed; whether another is left, which is chosen then."""
        self._states[self._key] = next(state for state, refused in REFUSED_AS.items() if refused is code)
        if self.choice:
            self.choice.offer(self._options())
            self.choice.action_go(0)
        return self.any_open

    def show(self, *, ticked: bool) -> None:
        """The fields where something can be typed; else lines on what is closed, and who helps."""
        typing = ticked and self._states[self._key] == OPEN
        lines = _SILENCE if typing else self._why() if ticked else self._closed()
        for row, line in zip(self.rows, lines, strict=True):
            if isinstance(row, WithdrawalField):
                row.veil(not typing)
                row.say_instead(line)
        if self.choice:
            self.choice.set_class(not ticked, "-veiled")

    @property
    def _key(self) -> str:
        return self.choice.option.key if self.choice else next(iter(self._states))

    def _ticking(self, of: Phrase) -> Widget:
        several = len(self._states) > 1
        section = withdrawal.SECTION_OF_SEVERAL if several else withdrawal.SECTION
        tick = TickBox(
            section.filled(of=of),
            help=withdrawal.HELP_TICK,
            then="screen.withdrawal_ticked",
            id="withdrawal-tick",
        )
        if not several:
            return tick
        self.choice = Choice(
            self._options(),
            help=withdrawal.HELP_ACCOUNT,
            then="screen.withdrawal_chosen",
            id="withdrawal-account",
        )
        return Horizontal(tick, self.choice)

    def _options(self) -> list[Option]:
        """Open ones first; the list says of the others how they stand."""
        ordered = sorted(self._states, key=lambda key: self._states[key] != OPEN)
        return [
            Option(key, withdrawal.LISTED[self._states[key]].filled(name=self._names[key]), self._names[key])
            for key in ordered
        ]

    def _why(self) -> tuple[Phrase, ...]:
        return (*WHY_CLOSED[self._states[self._key]], common.SILENCE)

    def _closed(self) -> tuple[Phrase, ...]:
        """Which accounts are closed, and who helps."""
        if len(self._states) == 1:
            return _SILENCE if self.any_open else self._why()
        lines = [
            said.filled(names=self._named(state))
            for state, said in withdrawal.CLOSED_ONES.items()
            if state in self._states.values()
        ]
        lines += [withdrawal.COUNTER] if lines else []
        return (*lines, *_SILENCE)[: len(FIELDS)]

    def _named(self, state: str) -> str:
        names = [self._names[key] for key, own in self._states.items() if own == state]
        more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
        return " ".join(names[:NAMED]) + more


_SILENCE: Final = (common.SILENCE,) * len(FIELDS)


def _names(accounts: "Sequence[AccountView]") -> dict[str, str]:
    """By number; where two look the same, with their place in the list."""
    numbers = [account.number_masked or account.branch for account in accounts]
    if len(set(numbers)) < len(numbers):
        numbers = [f"{place}. {number.lstrip('*')}" for place, number in enumerate(numbers, start=1)]
    return {str(account.id): number for account, number in zip(accounts, numbers, strict=True)}


def _fields(length: int) -> tuple[Widget, ...]:
    labels = (change.OLD, withdrawal.NEW.filled(length=length), change.CONFIRM)
    helps = (withdrawal.HELP_OLD, withdrawal.HELP_NEW.filled(length=length), withdrawal.HELP_CONFIRM)
    return tuple(
        WithdrawalField(label, SecretInput(name=name, help=help), id=name)
        for name, label, help in zip(FIELDS, labels, helps, strict=True)
    )


def withdrawal_about(policy: "Policy") -> Phrase:
    """What help says of withdrawal passwords."""
    return withdrawal.ABOUT.filled(
        length=policy.withdrawal_password_length, strikes=policy.withdrawal_strikes_before_lock
    )


def futures_of(accounts: "Iterable[AccountView]") -> "tuple[AccountView, ...]":
    """The accounts that have a withdrawal password, or should."""
    return tuple(account for account in accounts if account.withdrawal.value != "none")
