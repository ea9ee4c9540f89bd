"""The house (architecture.md): services name neither screens nor SQL, and bring neither along."""

import ast
import subprocess
import sys
from pathlib import Path

import services

MODULES = sorted(path.stem for path in Path(services.__path__[0]).glob("*.py") if path.stem != "__init__")
FORBIDDEN = {"textual", "rich", "sqlalchemy", "alembic", "screens", "tui"}


def test_no_module_names_what_is_not_its_business() -> None:
    for path in Path(services.__path__[0]).rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        named = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {name.split(".")[0] for name in named} & FORBIDDEN, path.name


def test_importing_all_of_it_brings_neither_screens_nor_sql() -> None:
    code = f"import sys\nfor name in {MODULES}: __import__('services.' + name)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in done.stdout.split()} & (FORBIDDEN | {"zxcvbn"})


def test_only_ambient_asks_the_machine() -> None:
    for path in Path(services.__path__[0]).rglob("*.py"):
        if path.stem != "ambient":
            source = path.read_text("utf-8")
            assert not [
                word for word in ("datetime.now", "import random", "import secrets") if word in source
            ]
