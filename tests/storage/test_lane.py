"""Work that a thread waits for: Ctrl+C finds it over, or not begun."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from storage.lane import Lane, Outcome, Work
from tests.interrupting import ctrl_c


class Bench:
    """A desk without a database."""

    def run(self, works: Sequence[Work]) -> list[Outcome]:
        return [(work(None), None) for work in works]

    def close(self) -> None:
        """Nothing to give back."""


@contextmanager
def lane() -> Iterator[Lane]:
    made = Lane("test", 1, Bench)
    yield made
    made.close()


def test_who_is_interrupted_finds_the_work_over() -> None:
    done: list[str] = []

    def work(press: Callable[[], None]) -> None:
        press()
        # nobody is so fast, but whoever did not wait would be
        threading.Event().wait(0.1)
        press()
        done.append("work")

    with lane() as one, ctrl_c() as press:
        with pytest.raises(KeyboardInterrupt):
            one.run_now(lambda _: work(press))
        assert done == ["work"]


def test_who_is_interrupted_takes_back_what_has_not_begun() -> None:
    begun, over = threading.Event(), threading.Event()
    done: list[str] = []

    def hold(_: object) -> None:
        begun.set()
        assert over.wait(10)

    with lane() as one, ctrl_c() as press:
        holder = threading.Thread(target=one.run_now, args=(hold,))
        holder.start()
        assert begun.wait(10)
        presser = threading.Thread(target=press)
        with pytest.raises(KeyboardInterrupt):
            interrupted(one, presser, done)
        over.set()
        holder.join(10)
        presser.join(10)
        assert one.run_now(lambda _: "next") == "next"
    assert done == []


def interrupted(one: Lane, presser: threading.Thread, done: list[str]) -> None:
    presser.start()
    one.run_now(lambda _: done.append("never"))
