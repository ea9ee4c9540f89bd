"""`password-center relay` as a process of its own, over the database of a test's desk."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.services.delivery.kit import FROM
from tests.storage_kit import HEADS_FILE, KEYS_FILE, url_in
from tests.terminal import ROOT

NOTHING: Mapping[str, str] = {}


def environment(port: int | None, folder: Path) -> dict[str, str]:
    """The settings, as variables; without a port there is no mail server."""
    settings = {
        "DATABASE__URL": url_in(folder),
        "KEYS__PATH": KEYS_FILE,
        "LOG__AUDIT_HEADS": HEADS_FILE,
        "DELIVERY__POLL_MS": "50",
    }
    if port is not None:
        settings |= {"SMTP__HOST": "127.0.0.1", "SMTP__PORT": str(port), "SMTP__TLS": "none"}
        settings |= {"SMTP__FROM": FROM}
    return {**os.environ, **{f"PASSWORD_CENTER__{name}": value for name, value in settings.items()}}


@asynccontextmanager
async def relay_process(
    folder: Path, port: int | None = None, more: Mapping[str, str] = NOTHING
) -> AsyncIterator[asyncio.subprocess.Process]:
    """At work once this yields; killed at the latest when it is left. `more` are settings, as variables."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--home", str(folder), "--lang", "en", "relay"),
        cwd=ROOT,
        env={**environment(port, folder), **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        while b"at work" not in (line := await process.stdout.readline()):
            assert line, "the relay ended by itself"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
