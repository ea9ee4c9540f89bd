"""A form of two blocks: the login password, and beside it the withdrawal password (R-ACC-1, R-ACC-4)."""

from collections.abc import Iterable
from typing import TypeVar

from textual.widget import Widget

from screens.password_form import PasswordFormScreen
from screens.widgets.beside import Beside, FieldPair, PairedField
from screens.widgets.field import Field
from screens.widgets.push_button import PushButton
from screens.widgets.rule_list import RuleList
from screens.widgets.says import Says
from screens.widgets.secret_input import SecretInput
from screens.widgets.tick_box import TickBox
from screens.withdrawal_block import FIELDS, WithdrawalRows
from screens.words import change
from screens.words.phrase import Phrase
from services.change_form import WithdrawalBlock
from services.errors import ErrorCode, ServiceError

T = TypeVar("T")

CLOSED = frozenset({ErrorCode.WITHDRAWAL_LOCKED, ErrorCode.WITHDRAWAL_MISSING})
"""After these the withdrawal block cannot be filled in any more."""


class TwoBlocksScreen(PasswordFormScreen[T]):
    """Only what is ticked is asked for and sent. A subclass says which rows stand beside the login block."""

    withdrawal_rows: WithdrawalRows | None
    """None where there is no futures account: then the login block has the whole width."""

    def compose_blocks(self, heading: Widget, help_old: Phrase) -> Iterable[Widget]:
        """Both blocks, row by row."""
        rows, new = self.withdrawal_rows, change.NEW.filled(**self.figures)
        yield Beside(heading, rows.heading) if rows else heading
        yield self._row("old", change.OLD, help_old, rows.old if rows else None)
        yield self._row("new", new, change.HELP_NEW, rows.new if rows else None)
        yield RuleList(**self.figures)
        yield self._row("confirm", change.CONFIRM, change.HELP_CONFIRM, rows.confirm if rows else None)
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
        self._veil_withdrawal()

    @property
    def focus_chain(self) -> list[Widget]:
        """The login block whole, then the withdrawal block beside it, then the buttons (contract §4)."""
        return sorted(super().focus_chain, key=_block_of)

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
        """What was typed into the second block, None when it is not ticked."""
        return WithdrawalBlock(*map(self.secret, FIELDS)) if self.changes_withdrawal else None

    def action_withdrawal_ticked(self) -> None:
        """Ticked: its fields. Unticked: none, and nothing in them."""
        self._veil_withdrawal()

    def _veil_withdrawal(self) -> None:
        for name in FIELDS:
            self.veil(name, not self.changes_withdrawal)
        if self.withdrawal_rows and self.withdrawal_rows.choice:
            self.withdrawal_rows.choice.set_class(not self.changes_withdrawal, "-veiled")

    def veil(self, name: str, hidden: bool) -> None:
        """Hides a field, emptied, or shows it; nothing moves."""
        field = self.field(name)
        if field is not None:
            field.veil(hidden)
            if hidden:
                field.empty()
                field.hush()

    def refuse(self, refusal: ServiceError) -> None:
        """A block that turned out to be closed is unticked for good; the other one can still be sent."""
        tick = self.withdrawal_tick
        if refusal.code not in CLOSED or tick is None:
            super().refuse(refusal)
            return
        another = self.withdrawal_rows is not None and self.withdrawal_rows.close_chosen()
        tick.ticked, tick.disabled = False, not another
        self._veil_withdrawal()
        self.say_error(refusal)
        self.set_focus(tick if another else self.focus_chain[0])


def _block_of(widget: Widget) -> int:
    """0 for what belongs to the login block, 1 for the withdrawal block, 2 for the buttons."""
    if isinstance(widget, PushButton):
        return 2
    return int(any(node.has_class("-second") for node in widget.ancestors_with_self))
