"""What the frame is opened with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from screens.brand import Brand
from screens.menu import Function
from screens.words.phrase import Language
from services.ports import Clock, Randomness
from services.session_limits import SessionLimits
from services.visit import Mode, Visit

if TYPE_CHECKING:
    from services.program import Program


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The mode, the words, the limits, and how to come by the services."""

    mode: Mode
    language: Language
    limits: SessionLimits
    brand: Brand
    clock: Clock
    randomness: Randomness
    terminal_id: str
    branch: str
    open_program: "Callable[[], Program]"
    """Imports and wires the backend; called in a thread once the menu is painted."""
    figures: Mapping[str, int] = field(default_factory=dict)
    """Of the policy in force, by the names that notices use."""
    log: Path | None = None
    """Where incidents are logged."""
    function: Function | None = None
    """What the first visit begins with, instead of the menu."""
    exhibition: bool = False
    """`demo --kiosk`: locked down, and everybody put back to their story when a visit ends."""

    @property
    def locked(self) -> bool:
        """Whether people at the keyboard have no way out of the program."""
        return self.mode is Mode.KIOSK or self.exhibition

    def new_visit(self) -> Visit:
        """The next person's time here."""
        return Visit(
            terminal_id=self.terminal_id,
            branch=self.branch,
            mode=self.mode,
            interaction_id=self.randomness.token(8).hex(),
        )
