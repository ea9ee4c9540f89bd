"""Where a request comes from: the terminal, its branch and the visit, as audit rows and throttles need it."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """Which front the program shows."""

    DEMO = "demo"
    KIOSK = "kiosk"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's time at one terminal, from the menu back to the menu."""

    terminal_id: str
    branch: str
    mode: Mode
    interaction_id: str
    """Random; ties the audit rows of the visit together and a robot question to it."""
