"""`demo` and `kiosk` as they start on a terminal: nothing heavy before the first paint, several at once."""

import signal
import subprocess
from pathlib import Path

from tests.terminal import Terminal, python
from tui.main import main

HEAVY = (
    "sqlalchemy",
    "alembic",
    "argon2",
    "cryptography",
    "pkcs11",
    "asn1crypto",
    "jinja2",
    "markupsafe",
    "aiosmtplib",
    "httpx",
    "apprise",
    "psycopg",
    "zxcvbn",
    "storage",
    "importlib.metadata",
)
IMPORTS_BEFORE_PAINT = """
import sys
import tui.main, tui.commands.demo, tui.commands.kiosk, tui.settings
print("textual" in sys.modules)
import tui.app
print(*(name for name in sys.modules if name.startswith({heavy!r})))
"""


def command(home: Path, *words: str) -> list[str]:
    return python("-m", "tui", "--home", str(home), "--lang", "en", *words)


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    script = IMPORTS_BEFORE_PAINT.format(heavy=HEAVY)
    done = subprocess.run(python("-c", script), capture_output=True, text=True, check=True)
    # Textual comes only after the switches in the environment are gone (K-ENV)
    assert done.stdout == "False\n\n"


def test_several_run_on_one_home_and_whoever_needs_it_alone_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Terminal(command(home, "demo")) as demo, Terminal(command(home, "kiosk")) as kiosk:
        demo.wait_for("1  Change password")
        kiosk.wait_for("1  Change password")
        for words in (("demo", "--reset"), ("db", "upgrade")):
            with Terminal(command(home, *words)) as alone:
                assert alone.wait_exit() == 75
                assert f"Others are at work in {home}: " in alone.text.replace("\n", "")
        demo.signal(signal.SIGTERM)
        kiosk.signal(signal.SIGTERM)
        demo.wait_exit(), kiosk.wait_exit()
    with Terminal(command(home, "demo", "--reset", "--function", "change")) as demo:
        demo.wait_for("ID number")


def test_a_kiosk_without_its_keyring_says_so_and_ends(tmp_path: Path) -> None:
    assert main(["--home", str(tmp_path), "db", "upgrade"]) == 0
    (tmp_path / "keyring.json").unlink()
    with Terminal(command(tmp_path, "kiosk")) as kiosk:
        assert kiosk.wait_exit() == 3
        assert kiosk.text.strip().startswith(f"The key file {tmp_path}"[:60])
    assert not (tmp_path / "keyring.json").exists()
