"""A key repaints what lies under it, and asks nothing of the rest of the screen."""

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class NearPaint(Compositor):
    """Renders for a partial paint only widgets that lie in it.

    Textual chooses by the clip of a widget, which is its whole container: one row changed asks every field of
    the form for its lines (docs/decisions/0007). `tests/bench/key_to_paint.py` measures the difference.
    """

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """What covers the whole screen is all there is to see.

        Otherwise the edges of what lies under it would cut its wide glyphs in two, and lose them.
        """
        found = super().visible_widgets
        for widget, (region, clip) in found.items():
            if len(found) > 1 and region.intersection(clip).contains_region(self.size.region):
                self._visible_widgets = {widget: (region, clip)}
            break
        return self._visible_widgets or {}

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        everything = self.visible_widgets
        if crop is None:
            return super()._get_renders(crop)
        self._visible_widgets = {
            widget: (region, clip)
            for widget, (region, clip) in everything.items()
            if crop.overlaps(region.intersection(clip))
        }
        try:
            return list(super()._get_renders(crop))
        finally:
            self._visible_widgets = everything
