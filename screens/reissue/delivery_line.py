"""What became of the very message that is waited for: 排隊中, 已送出, 已送達, 寄送失敗."""

from collections.abc import Awaitable, Callable
from typing import Final

from screens.widgets.says import Says
from screens.words import reissue_code
from screens.words.phrase import Phrase
from services.delivery.post import DeliveryState
from services.errors import ServiceError

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the message."""


class DeliveryLine(Says):
    """Looks by itself; `died` says what to do about a message that could not be sent."""

    DEFAULT_CSS = "DeliveryLine { width: 1fr; height: auto; }"

    def __init__(self, look: Callable[[], Awaitable[DeliveryState]], died: Callable[[], Phrase]) -> None:
        queued = reissue_code.STATES[DeliveryState.QUEUED.value]
        super().__init__(reissue_code.DELIVERY, id="delivery", state=queued)
        self._look, self._died = look, died
        self._looking = False

    def on_mount(self) -> None:
        """Looks at once, and from then on."""
        self.look()
        self.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """One look at a time."""
        if not self._looking:
            self._looking = True
            self.run_worker(self._tell(), description="looks after a message")

    async def _tell(self) -> None:
        try:
            state = await self._look()
        except ServiceError:
            return  # the step itself is refused with the right words
        finally:
            self._looking = False
        words = self._died() if state is DeliveryState.FAILED else reissue_code.STATES[state.value]
        if self.facts.get("state") is not words:
            self.say(reissue_code.DELIVERY, state=words)
