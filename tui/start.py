"""Starts the screens: locks the process down, and paints before the backend is imported."""

import gc
from typing import TYPE_CHECKING

from services.ambient import SystemClock, SystemRandomness
from services.policy import Policy
from services.visit import Mode, Visit
from tui.asked import Asked
from tui.keyboard import raise_if_interrupted
from tui.kiosk import forbid_core_dumps, scrub_environment, start_again
from tui.places import Place
from tui.settings_sections import Settings

if TYPE_CHECKING:
    from services.program import Program
    from tui.wiring import OpenProgram


class Backend:
    """The program behind the screens, once they have asked for it."""

    def __init__(self, place: Place, settings: Settings, backstage: Visit) -> None:
        self._place = place
        self._settings = settings
        self._backstage = backstage
        self._opened: OpenProgram | None = None

    def open(self) -> "Program":
        """Imports and wires it; called in a thread, once the menu is painted. Raises `Refusal`."""
        try:
            from tui.wiring import open_program

            self._opened = open_program(self._place, self._settings, self._backstage)
        finally:
            # what is here now stays: later looks for garbage, which a key would wait for, pass it over
            gc.freeze()
            gc.enable()
        return self._opened.program

    def close(self) -> None:
        """Lets go of it, if it was ever opened."""
        if self._opened is not None:
            self._opened.close()


def lock_down() -> None:
    """Takes the switches out of the environment, before Textual is imported; forbids core dumps (K-ENV)."""
    if scrub_environment():
        start_again()
    forbid_core_dumps()


def show_screens(
    asked: Asked, place: Place, mode: Mode, *, function: str | None = None, exhibition: bool = False
) -> int:
    """The screens on this terminal until they are left; returns the exit code. `lock_down` comes first."""
    # importing makes no garbage, and looking for it costs a tenth of the time to the first paint
    gc.disable()
    from screens.menu import Function
    from tui.app import run
    from tui.opening import Opening

    raise_if_interrupted()
    settings, randomness = asked.loaded.settings, SystemRandomness()
    backstage = Visit(
        terminal_id=settings.terminal.id or f"t-{randomness.token(4).hex()}",
        branch=settings.terminal.branch,
        mode=mode,
        interaction_id=randomness.token(8).hex(),
    )
    backend = Backend(place, settings, backstage)
    opening = Opening(
        mode=mode,
        language=asked.language,
        limits=settings.session,
        brand=settings.brand,
        figures=_figures(settings.policy),
        clock=SystemClock(),
        randomness=randomness,
        terminal_id=backstage.terminal_id,
        branch=backstage.branch,
        open_program=backend.open,
        log=place.log,
        function=Function(function) if function else None,
        exhibition=exhibition,
    )
    try:
        return run(opening)
    finally:
        backend.close()


def _figures(policy: Policy) -> dict[str, int]:
    """What notices may name of the policy."""
    return {
        "minimum": policy.password_min_length,
        "maximum": policy.password_max_length,
        "strikes": policy.strikes_before_lock,
        "strikes_in_all": 2 * policy.strikes_before_lock,
    }
