"""語音密碼: how a password is typed on a telephone's keypad (A-24, R-GRID-7)."""

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class VoiceKeypad:
    """The 轉換規則對照表, read from `services/data/voice-keypad.toml`."""

    rows: tuple[tuple[str, str], ...]
    """Key and its letters, in the order of the keys: what the table on screen shows."""

    @classmethod
    def load(cls) -> "VoiceKeypad":
        """Reads the packaged table; ValueError when a letter is missing or stands on two keys."""
        text = resources.files("services").joinpath("data/voice-keypad.toml").read_text("utf-8")
        rows = tuple(
            sorted((key, str(letters).upper()) for key, letters in tomllib.loads(text)["keys"].items())
        )
        if sorted("".join(letters for _, letters in rows)) != list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
            raise ValueError("voice-keypad.toml must name every letter once")
        return cls(rows)

    def digits(self, password: str) -> str:
        """The keys pressed for a password of letters and digits; ValueError for anything else."""
        return "".join(map(self._key, password))

    def _key(self, character: str) -> str:
        if character.isascii() and character.isdigit():
            return character
        for key, letters in self.rows:
            if character.isascii() and character.upper() in letters:
                return key
        raise ValueError("only letters and digits have a key")
