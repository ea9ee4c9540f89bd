"""What becomes of the keys when the widget that got one vanishes, or a fence comes late."""

import asyncio
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from tui.ordered_keys import KeyFence, OrderedKeys


class Mortal(Input):
    """Dies of `x`, with everything still in its queue: the fence behind the key too."""

    async def on_key(self, event: events.Key) -> None:
        if event.key == "x":
            event.stop()
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.sleep(0)


class Two(OrderedKeys):
    def compose(self) -> ComposeResult:
        yield Mortal(id="mortal")
        yield Input(id="second")

    def type(self, *keys: str) -> None:
        for key in keys:
            self.post_message(events.Key(key, key if len(key) == 1 else None))

    def value(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not met():  # noqa: ASYNC110 - looks at an app from outside
            await asyncio.sleep(0.01)


async def test_keys_go_on_when_the_fence_was_lost_with_its_widget() -> None:
    app = Two()
    async with app.run_test():
        began = asyncio.get_running_loop().time()
        app.type("x", "tab", "shift+tab", "y")
        await until(lambda: app.value("second") == "y")
        assert asyncio.get_running_loop().time() - began > 0.4, "only the watchdog can have found it"


async def test_a_stale_fence_lets_no_key_go() -> None:
    app = Two()
    async with app.run_test() as pilot:
        app._key_in_hand, app._key_number = True, 7
        app.type("a")
        app.post_message(KeyFence(6, 2))
        await pilot.pause()
        assert app.value("mortal") == ""
        app.post_message(KeyFence(7, 2))
        await until(lambda: app.value("mortal") == "a")


async def test_the_fence_that_was_replaced_comes_late_and_does_nothing() -> None:
    app = Two()
    async with app.run_test() as pilot:
        app.type("x")
        await until(lambda: app._key_number == 3 and not app._key_in_hand)
        late = app._key_number - 1
        app._key_in_hand = True
        app.type("a", "b")
        app.post_message(KeyFence(late, 2))
        await pilot.pause()
        assert [event.key for event in app._typed if isinstance(event, events.Key)] == ["a", "b"]


async def test_holds_are_counted() -> None:
    app = Two()
    async with app.run_test() as pilot:
        app.hold_keys()
        app.hold_keys()
        app.type("a")
        app.release_keys()
        await pilot.pause()
        assert app.value("mortal") == ""
        app.release_keys()
        await until(lambda: app.value("mortal") == "a")
        app.release_keys()
        app.type("b")
        await until(lambda: app.value("mortal") == "ab")


async def test_typed_ahead_can_be_discarded_even_when_it_arrives_later() -> None:
    app = Two()
    async with app.run_test() as pilot:
        late = events.Key("z", "z")
        app.hold_keys()
        app.type("a")
        await pilot.pause()
        app.discard_typed_ahead()
        app.release_keys()
        app.post_message(late)
        app.type("b")
        await until(lambda: app.value("mortal") != "")
        assert app.value("mortal") == "b"
