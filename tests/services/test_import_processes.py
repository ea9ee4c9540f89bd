"""Ctrl+C while a process of an import is started or ended: it waits, whichever thread is handed it."""

import os
import signal
import threading

import pytest

from services.customer_import.processes import _ctrl_c_waits


def test_ctrl_c_waits_until_the_step_is_over() -> None:
    """A second thread does not block the signal, so that the system may choose it."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    steps: list[str] = []

    def step() -> None:
        with _ctrl_c_waits():
            os.kill(os.getpid(), signal.SIGINT)
            steps.append("over")

    try:
        for _ in range(20):
            with pytest.raises(KeyboardInterrupt):
                step()
    finally:
        ended.set()
        other.join()
    assert steps == ["over"] * 20
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_elsewhere_than_in_the_main_thread_nothing_is_put_aside() -> None:
    found: list[object] = []

    def step() -> None:
        with _ctrl_c_waits():
            found.append(signal.getsignal(signal.SIGINT))

    other = threading.Thread(target=step)
    other.start()
    other.join()
    assert found == [signal.default_int_handler]
