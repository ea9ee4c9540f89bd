"""客服專線, company, address and copyright at the foot of every page (R-GEN-3)."""

from textual.app import ComposeResult
from textual.containers import Vertical

from screens.widgets.says import Says
from screens.words import common


class BrandFooter(Vertical):
    """Two quiet rows above the key bar; what they say is configuration."""

    def compose(self) -> ComposeResult:
        """The service lines, then the address."""
        yield Says(common.FOOTER_LINES)
        yield Says(common.FOOTER_ADDRESS)
