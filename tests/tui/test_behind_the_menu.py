"""Whatever a visit shows is imported with the backend: nobody waits for it at a key."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tui.backend import BEHIND_THE_MENU

ROOT = Path(__file__).parents[2]
SCRIPTS = ("visit_script", "reissue_script", "token_reminder")
ONLY_AFTER_A_CRASH = {"screens.sorry"}
LOADS = """
import importlib, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
print(*sys.modules)
"""


def imported_late() -> Iterator[str]:
    """What the functions of the scripts import when they are called."""
    for script in SCRIPTS:
        tree = ast.parse((ROOT / "tui" / f"{script}.py").read_text("utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.ImportFrom) and node.module:
                        yield node.module


def test_every_page_of_the_scripts_is_there_before_it_is_wanted() -> None:
    command = [sys.executable, "-c", LOADS, *BEHIND_THE_MENU]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    wanted = {*imported_late()} - ONLY_AFTER_A_CRASH
    assert "screens.reissue.offer" in wanted
    assert "tui.reissue_script" in wanted
    assert wanted - {*done.stdout.split()} == set()
