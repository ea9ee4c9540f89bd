"""Keys typed ahead go where a patient typist's would (contract §3), however fast they come.

Textual puts printable keys straight into the focused widget's queue, while Tab, Enter and F-keys first bubble
up to the app: a character typed right behind Tab overtakes it and lands in the field before. Here one key is
handled to its end before the next is handed out. Behind each key travels a *fence*: a message through the
same queues, from the widget that got the key up to the app, and once more from whatever has the focus then,
so that what the key set off (a submitted field, a moved focus, a new screen) has been handled too. When the
fence is back, the key is done.

Keys also wait while their screen holds them, and until a new screen is painted. The mouse is not ordered.
"""

import asyncio
from collections import deque
from typing import Any, Final, TypeAlias
from weakref import WeakSet

from rich.console import RenderableType
from textual import events
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen

from screens.view import View
from tui.held_keys import HeldKeys, KeysMayGo

Typed: TypeAlias = events.Key | events.Paste

_ANEW: Final = frozenset({"enter", "escape", *(f"f{number}" for number in range(1, 11))})
_LAPS: Final = 2
"""Ways up to the app that a fence goes: one behind the key itself, one behind what the key set off."""
BREATH: Final = 1.5
"""Seconds without a key after which somebody is no longer typing what he had begun."""
_WATCHDOG: Final = 0.5
"""Seconds after which a fence that is not back is looked for."""


class KeyFence(Message):
    """Travels behind a key; when it is back, the key has been handled."""

    def __init__(self, number: int, lap: int) -> None:
        super().__init__()
        self.number = number
        """Of the key it follows; a fence with an old number is late and means nothing."""
        self.lap = lap


def _as_typed(event: Typed) -> Typed:
    """Enter typed before the program had the terminal arrives as a line feed, which Textual calls Ctrl+J."""
    return events.Key("enter", "\r") if isinstance(event, events.Key) and event.key == "ctrl+j" else event


class OrderedKeys(HeldKeys):
    """An app whose keys arrive in the order, and at the place, in which they were typed."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401 - for the next class in line
        super().__init__(**rest)
        self._typed: deque[Typed] = deque()
        self._typed_after = 0.0
        """Keys made earlier than this moment (`Message.time`) are dropped."""
        self._last_typed = 0.0
        """When the newest key was made."""
        self._cut_off = False
        """Whether what comes is still the rest of what somebody was typing when it was taken from him."""
        self._key_number = 0
        self._key_in_hand = False
        self._fence_path: list[DOMNode] = []
        """The fence waits in the queue of one of these, the app being the last."""
        self._watchdog: asyncio.TimerHandle | None = None
        self._read_first = False
        """Whether the next paint shows something that must be read before keys count."""
        self._painted: WeakSet[Screen[Any]] = WeakSet()
        self._awaiting_paint: WeakSet[Screen[Any]] = WeakSet()

    @property
    def keys_on_their_way(self) -> bool:
        """Whether a key is in hand or waits."""
        return self._key_in_hand or bool(self._typed)

    def discard_typed_ahead(self) -> None:
        """Drops keys typed before now."""
        self._typed.clear()
        self._typed_after = KeysMayGo().time

    def discard_what_is_being_typed(self) -> None:
        """Drops keys typed before now, and the rest of what somebody is typing: a password, perhaps.

        Who has paused for a `BREATH`, or presses Enter, Esc or an F-key, means what stands there now.
        """
        self.discard_typed_ahead()
        self._cut_off = self._typed_after - self._last_typed < BREATH

    def _is_the_rest(self, event: Typed) -> bool:
        """Keeps count of who types, and for how long."""
        paused = event.time - self._last_typed > BREATH
        self._last_typed = event.time
        if paused or (isinstance(event, events.Key) and event.key in _ANEW):
            self._cut_off = False
        return self._cut_off

    def discard_until_painted(self) -> None:
        """Drops keys typed before the next paint: call it when what must be read first was put on the screen.

        The line is drawn as the paint leaves for the terminal, so that whoever has seen it loses no key.
        """
        self._read_first = True

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Every paint goes through here on its way to the terminal."""
        if self._read_first and renderable is not None and not self._batch_count:
            self._read_first = False
            self.discard_typed_ahead()
        super()._display(screen, renderable)

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes queue up here; everything else goes its usual way."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if not self._is_the_rest(event) and event.time >= self._typed_after:
                self._typed.append(_as_typed(event))
            await self._hand_out()
        else:
            await super().on_event(event)

    async def _hand_out(self) -> None:
        """Gives the next key to whoever has the focus, unless one is in hand or keys have to wait."""
        if self._key_in_hand or not self._typed or not self._screen_is_ready():
            return
        event = self._typed.popleft()
        self._key_in_hand = True
        self._key_number += 1
        if self.focused is not None and not self._lives(self.focused):
            self.screen.set_focus(None)
        target = self.focused or self.screen
        try:
            await self._let_act(event)
        finally:
            self._send_fence(target, lap=1)

    async def _let_act(self, event: Typed) -> None:
        """A key acts on the screen, or, where nobody sees what it does, only if it is one of the frame."""
        if not isinstance(self.screen, View) or self.screen.takes_keys:
            await super().on_event(event)
        elif isinstance(event, events.Key):
            await self._check_bindings(event.key, priority=True)

    def _screen_is_ready(self) -> bool:
        """Whether the current screen holds nothing back and is painted; if not painted, asks to be told."""
        if not self.screen_stack or self.screen_is_busy:
            return False
        if self.screen in self._painted:
            return True
        if self.screen not in self._awaiting_paint:
            self._awaiting_paint.add(self.screen)
            self.screen.call_after_refresh(self._note_painted, self.screen)
        return False

    def _note_painted(self, screen: Screen[Any]) -> None:
        self._awaiting_paint.discard(screen)
        if screen is self.screen:
            self._painted.add(screen)
        self.keys_may_go()

    def _send_fence(self, node: DOMNode, lap: int) -> None:
        """Sends the fence of the key in hand up from `node`, or from the nearest above it that lives."""
        self._fence_path = [*node.ancestors_with_self]
        if self not in self._fence_path:
            self._fence_path.append(self)
        fence = KeyFence(self._key_number, lap)
        # Textual stops a message that comes back to its sender, which may be a widget on the way
        fence.set_sender(self)
        if not any(self._lives(node) and node.post_message(fence) for node in self._fence_path):
            self._key_in_hand = False
        self._watch_over(self._key_number)

    def _watch_over(self, number: int) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
        self._watchdog = asyncio.get_running_loop().call_later(_WATCHDOG, self._look_for_fence, number)

    def _look_for_fence(self, number: int) -> None:
        """The watchdog: a slow handler is waited for, or keys would overtake; a lost fence is replaced."""
        if self.is_running and number == self._key_number:
            self._replace_lost_fence()
            if self._key_in_hand:
                self._watch_over(self._key_number)

    def _replace_lost_fence(self) -> None:
        """If a widget on its way has vanished, another fence with a new number takes over from there."""
        if not self._key_in_hand or all(map(self._lives, self._fence_path)):
            return
        self._key_number += 1
        dead = max(place for place, node in enumerate(self._fence_path) if not self._lives(node))
        self._send_fence(self._fence_path[dead + 1], lap=1)

    def _lives(self, node: DOMNode) -> bool:
        """Whether `node` will still work off its queue and let a message bubble on."""
        if node is self:
            return True
        if isinstance(node, Screen) and node not in self.screen_stack:
            return False
        ended = node._closing or node._closed or node._pruning or (node._is_mounted and not node.is_running)
        return node.is_attached and not ended

    async def on_key_fence(self, fence: KeyFence) -> None:
        """The fence is back: another lap, or the next key."""
        fence.stop()
        if fence.number != self._key_number or not self._key_in_hand:
            return
        if fence.lap < _LAPS and self.screen_stack:
            self._send_fence(self.focused or self.screen, fence.lap + 1)
            return
        self._key_in_hand = False
        if self._watchdog is not None:
            self._watchdog.cancel()
        await self._hand_out()

    async def on_keys_may_go(self, nudge: KeysMayGo) -> None:
        """Something kept keys waiting and may be over: another screen, a released hold, a first paint.

        A fence goes first, so that a focus set in the same breath has moved before the next key goes out.
        """
        nudge.stop()
        self._replace_lost_fence()
        if self._typed and not self._key_in_hand and self._screen_is_ready():
            self._key_in_hand = True
            self._key_number += 1
            self._send_fence(self.focused or self.screen, lap=_LAPS)

    def on_mount(self) -> None:
        """Learns of every change of screen."""
        self.screen_change_signal.subscribe(self, lambda _: self.keys_may_go(), immediate=True)
