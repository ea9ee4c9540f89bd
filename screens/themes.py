"""The two colourings: a calm one, and high contrast (F9)."""

from typing import Final

from textual.theme import Theme

CALM: Final = Theme(
    name="calm",
    primary="#1f5f99",
    secondary="#4a6b85",
    accent="#d9a441",
    error="#e06c75",
    warning="#d9a441",
    success="#7fb77e",
    foreground="#e6e6e6",
    background="#101820",
    surface="#1a2530",
    panel="#24323f",
    variables={"button-color-foreground": "#ffffff"},
)
CONTRAST: Final = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#ffff00",
    error="#ffb0b0",
    warning="#ffff00",
    success="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    variables={"button-color-foreground": "#000000", "text-muted": "#ffffff"},
)
THEMES: Final = (CALM, CONTRAST)
