"""Files with keys in them: their owner's alone (0600), whole or not there."""

import os
from pathlib import Path

from services.ports import Randomness


def write_over(file: Path, content: bytes, randomness: Randomness) -> None:
    """Writes a file in place of what was there; raises `OSError`."""
    _draft(file, content, randomness).replace(file)


def write_new(file: Path, content: bytes, randomness: Randomness) -> None:
    """Writes a file where none is; raises `FileExistsError` otherwise, and `OSError`."""
    draft = _draft(file, content, randomness)
    try:
        os.link(draft, file)
    finally:
        draft.unlink()


def _draft(file: Path, content: bytes, randomness: Randomness) -> Path:
    draft = file.with_name(f".{file.name}.{randomness.token(8).hex()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return draft
