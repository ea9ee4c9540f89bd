"""A form of two blocks: the login password, and beside it the withdrawal password (R-ACC-1, R-ACC-4)."""

from collections.abc import Iterable
from typing import TypeVar

from textual import events
from textual.widget import Widget

from screens.password_form import PasswordFormScreen
from screens.widgets.beside import Beside, FieldPair, PairedField
from screens.widgets.field import Field
from screens.widgets.push_button import PushButton
from screens.widgets.rule_list import RuleList
from screens.widgets.says import Says
from screens.widgets.secret_input import SecretInput
from screens.widgets.tick_box import TickBox
from screens.withdrawal_block import CLOSED, FIELDS, WithdrawalRows
from screens.words import change
from screens.words.phrase import Phrase
from services.change_form import WithdrawalBlock
from services.errors import ServiceError
from services.withdrawal_rules import judge_withdrawal

T = TypeVar("T")

LOGIN, WITHDRAWAL, BUTTONS = range(3)
"""The parts of the form, in the order of the focus."""


class TwoBlocksScreen(PasswordFormScreen[T]):
    """Only what is ticked is asked for and sent. A subclass says which rows stand beside the login block."""

    withdrawal_rows: WithdrawalRows | None
    """None where there is no futures account: then the login block has the whole width."""
    _ruled = LOGIN
    """The block whose rules are shown."""

    def compose_blocks(self, heading: Widget, help_old: Phrase) -> Iterable[Widget]:
        """Both blocks, row by row."""
        rows, label_new = self.withdrawal_rows, change.NEW.filled(**self.figures)
        old, new, confirm = rows.rows if rows else (None, None, None)
        yield Beside(heading, rows.heading) if rows else heading
        yield self._row("old", change.OLD, help_old, old)
        yield self._row("new", label_new, change.HELP_NEW, new)
        yield RuleList(**self.figures, length=self._policy.withdrawal_password_length)
        yield self._row("confirm", change.CONFIRM, change.HELP_CONFIRM, confirm)
        if self._policy.voice_sync_offered:
            yield TickBox(change.SYNC_VOICE, help=change.HELP_SYNC_VOICE, id="sync-voice")
        yield Says(id="form-message")
        yield self.buttons()

    def _row(self, name: str, label: Phrase, help: Phrase, beside: Widget | None) -> Widget:
        entry = SecretInput(name=name, help=help)
        if beside is None:
            return Field(label, entry, id=name)
        return FieldPair(PairedField(label, entry, id=name), beside)

    def on_mount(self) -> None:
        """What is not ticked is not asked for."""
        self.action_withdrawal_ticked()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The rules are those of the block one is in; on the buttons they stay."""
        block = _block_of(event.widget)
        if block < BUTTONS and block != self._ruled:
            self._ruled = block
            self.judge()

    def judge(self) -> None:
        """The rules of the block one is in, if it is ticked; else of the other one; else none."""
        withdraws = self.changes_withdrawal and (self._ruled == WITHDRAWAL or not self.changes_login)
        rules = self.query_one(RuleList)
        rules.set_class(not (self.changes_login or self.changes_withdrawal), "-veiled")
        if withdraws:
            typed, login = WithdrawalBlock(*map(self.secret, FIELDS)), map(self.secret, ("old", "new"))
            rules.show(judge_withdrawal(typed, login, length=self._policy.withdrawal_password_length))
        else:
            super().judge()

    @property
    def focus_chain(self) -> list[Widget]:
        """The login block whole, then the withdrawal block beside it, then the buttons (contract §4)."""
        return sorted(super().focus_chain, key=_block_of)

    @property
    def changes_login(self) -> bool:
        """Whether the first block is changed: always, where it has no box of its own."""
        return True

    @property
    def withdrawal_tick(self) -> TickBox | None:
        """□ 網路出金密碼變更, where it can be ticked."""
        return next(iter(self.query("#withdrawal-tick").results(TickBox)), None)

    @property
    def changes_withdrawal(self) -> bool:
        """Whether the second block is ticked."""
        return self.withdrawal_tick is not None and self.withdrawal_tick.ticked

    @property
    def sync_voice(self) -> bool:
        """Whether 語音同步 is ticked."""
        return self._policy.voice_sync_offered and self.query_one("#sync-voice", TickBox).ticked

    def withdrawal_block(self) -> WithdrawalBlock | None:
        """What was typed into the second block, None when it is not ticked.

        Raises `ServiceError`, WITHDRAWAL_LOCKED or WITHDRAWAL_MISSING, where a closed account is chosen.
        """
        if not self.changes_withdrawal or self.withdrawal_rows is None:
            return None
        self.withdrawal_rows.require_open()
        return WithdrawalBlock(*map(self.secret, FIELDS))

    def action_withdrawal_ticked(self) -> None:
        """Ticked: its fields. Unticked: none, and nothing in them."""
        if not self.changes_withdrawal:
            for name in FIELDS:
                self.veil(name, True)
        self._show_withdrawal()
        self.judge()

    def action_withdrawal_chosen(self) -> None:
        """Another account: what was typed stays, what was refused of the one before does not."""
        for field in map(self.field, FIELDS):
            if field is not None:
                field.hush()
        self._show_withdrawal()

    def _show_withdrawal(self) -> None:
        if self.withdrawal_rows:
            self.withdrawal_rows.show(ticked=self.changes_withdrawal)

    def veil(self, name: str, hidden: bool) -> None:
        """Hides a field, emptied, or shows it; nothing moves."""
        field = self.field(name)
        if field is not None:
            field.veil(hidden)
            if hidden:
                field.empty()
                field.hush()

    def refuse(self, refusal: ServiceError) -> None:
        """A block that turned out to be closed is unticked, for good where no other account is open."""
        tick, rows = self.withdrawal_tick, self.withdrawal_rows
        if refusal.code not in CLOSED or tick is None or rows is None:
            super().refuse(refusal)
            return
        another = rows.close(refusal.code)
        tick.ticked, tick.disabled = False, not another
        self.action_withdrawal_ticked()
        self.say_error(refusal)
        self.set_focus(tick if another else self.focus_chain[0])


def _block_of(widget: Widget) -> int:
    """`LOGIN`, `WITHDRAWAL` or `BUTTONS`."""
    if isinstance(widget, PushButton):
        return BUTTONS
    second = any(node.has_class("-second") for node in widget.ancestors_with_self)
    return WITHDRAWAL if second else LOGIN
