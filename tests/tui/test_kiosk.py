"""Switches in the environment, core dumps, and Textual's own ways to files and clipboards."""

import os
import subprocess
import sys
from pathlib import Path

from textual.widgets import Input

from tests.tui.ambient import CountingChance, HandClock
from tests.tui.small_desk import opening
from tui.app import PasswordCenter
from tui.kiosk import scrub_environment

DANGEROUS = {
    "TEXTUAL": "devtools",
    "TEXTUAL_LOG": "log",
    "TEXTUAL_DEBUG": "1",
    "TEXTUAL_SCREENSHOT": "0",
    "TEXTUAL_PRESS": "q",
    "TEXTUAL_DRIVER": "x:Y",
    "TEXTUAL_ALLOW_SIGNALS": "1",
    "TEXTUAL_THEME": "dracula",
    "PYTHONBREAKPOINT": "os.system",
    "PYTHONSTARTUP": "x.py",
    "PYTHONASYNCIODEBUG": "1",
    "COLUMNS": "500",
    "BROWSER": "sh -c id",
}
HARMLESS = {
    "PATH": "/bin",
    "HOME": "/nowhere",
    "TERM": "xterm",
    "LANG": "C.UTF-8",
    "NO_COLOR": "1",
    "PYTHONPATH": "/x",
}


def test_switches_are_taken_out_and_the_rest_stays() -> None:
    environment = {**DANGEROUS, **HARMLESS}
    assert not scrub_environment(environment)
    assert environment == HARMLESS


def test_a_switch_in_force_already_asks_for_a_fresh_start() -> None:
    for name in ("PYTHONINSPECT", "LD_PRELOAD"):
        environment = {name: "1"}
        assert scrub_environment(environment)
        assert environment == {}


def test_scrubbing_comes_before_textual() -> None:
    code = "import sys, tui.kiosk; print(any(name.startswith('textual') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_python_prompt_is_left_behind() -> None:
    code = (
        "import os, sys\n"
        "from tui.kiosk import scrub_environment, start_again\n"
        "if scrub_environment(): start_again()\n"
        "print('inspect', sys.flags.inspect, 'TEXTUAL_LOG' in os.environ)\n"
    )
    environment = {**os.environ, "PYTHONINSPECT": "1", "TEXTUAL_LOG": "x"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, input="", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "inspect 0 False"


def test_no_core_and_no_memory_for_others() -> None:
    code = (
        "import ctypes, faulthandler, resource\n"
        "from tui.kiosk import forbid_core_dumps, forbid_memory_access\n"
        "forbid_core_dumps(); forbid_memory_access()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "print(faulthandler.is_enabled())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["(0, 0) 0", "False"]


async def test_textual_has_no_way_to_clipboard_files_or_other_programs(tmp_path: Path) -> None:
    app = PasswordCenter(opening("kiosk", clock=HandClock(), randomness=CountingChance()))
    async with app.run_test() as pilot:
        field = Input("A123456789")
        await app.screen.mount(field)
        field.focus()
        await pilot.pause()
        await pilot.press("ctrl+shift+a", "ctrl+c", "super+c", "ctrl+x", "ctrl+p", "ctrl+q")
        app.action_screenshot(None, str(tmp_path))
        app.save_screenshot(path=str(tmp_path))
        app.deliver_screenshot(path=str(tmp_path))
        app.action_suspend_process()
        app.action_command_palette()
        app.open_url("https://example.invalid")
        await app.run_action("app.quit")
        await app.run_action("app.show_help_panel")
        await pilot.pause()
        assert app.clipboard == ""
        assert app.is_running
        assert not os.listdir(tmp_path)
        assert len(app.screen_stack) == 2
