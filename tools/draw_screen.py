"""Draws a terminal's screen as a PNG, with the right width for every Chinese glyph."""

from pathlib import Path
from typing import Final

import pyte
from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len

CELL: Final = (10, 22)
MARGIN: Final = 12
FONTS: Final = (
    # file, index of the Traditional Chinese monospace face in it
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "Noto Sans Mono CJK TC"),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "Noto Sans Mono CJK TC"),
)
SIGNS: Final = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
NARROW: Final = "☑○"
"""Signs of one cell that the Chinese face lacks or draws over two."""
NAMED: Final = {
    "black": "000000", "red": "cd3131", "green": "0dbc79", "brown": "e5e510", "blue": "2472c8",
    "magenta": "bc3fbc", "cyan": "11a8cd", "white": "e5e5e5",
}  # fmt: skip


def face(bold: bool) -> ImageFont.FreeTypeFont:
    """The monospace Chinese face; says which package brings it when it is missing."""
    path, family = FONTS[bold]
    if not Path(path).exists():
        raise SystemExit("No Chinese font found: install it with `apt install fonts-noto-cjk`.")
    for index in range(16):
        font = ImageFont.truetype(path, 18, index=index)
        if font.getname()[0] == family:
            return font
    raise SystemExit(f"{path} holds no face named {family}.")


def colour(name: str, fallback: str) -> str:
    """A pyte colour as `#rrggbb`."""
    if name == "default":
        return fallback
    return "#" + NAMED.get(name, name if len(name) == 6 else fallback[1:])


def draw(screen: pyte.Screen, target: Path) -> None:
    """Paints `screen` cell by cell and writes it to `target`."""
    size = (screen.columns * CELL[0] + 2 * MARGIN, screen.lines * CELL[1] + 2 * MARGIN)
    picture = Image.new("RGB", size, "#121212")
    pen = ImageDraw.Draw(picture)
    faces = (face(bold=False), face(bold=True), ImageFont.truetype(SIGNS, 16))
    for y in range(screen.lines):
        for x in range(screen.columns):
            _cell(pen, faces, screen.buffer[y][x], (MARGIN + x * CELL[0], MARGIN + y * CELL[1]))
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(64).save(target, optimize=True)


def _cell(
    pen: ImageDraw.ImageDraw,
    faces: tuple[ImageFont.FreeTypeFont, ...],
    char: pyte.screens.Char,
    at: tuple[int, int],
) -> None:
    ink, paper = colour(char.fg, "#e0e0e0"), colour(char.bg, "#121212")
    if char.reverse:
        ink, paper = paper, ink
    width = CELL[0] * max(1, cell_len(char.data))
    if char.data:
        pen.rectangle((at[0], at[1], at[0] + width - 1, at[1] + CELL[1] - 1), fill=paper)
        font = faces[2] if char.data in NARROW else faces[char.bold]
        pen.text((at[0] + width / 2, at[1] + CELL[1] - 6), char.data, font=font, fill=ink, anchor="ms")
    if char.underscore:
        pen.line((at[0], at[1] + CELL[1] - 2, at[0] + width - 1, at[1] + CELL[1] - 2), fill=ink)
