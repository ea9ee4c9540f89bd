"""An error goes as soon as its cause goes: whoever changes what was refused has read why."""

from typing import Protocol, runtime_checkable

from textual.widget import Widget


@runtime_checkable
class Mendable(Protocol):
    """Something around a control that says what was refused in it."""

    def mended(self, control: Widget) -> None:
        """Somebody typed into, ticked or chose from that control."""
        ...


def mended(control: Widget) -> None:
    """Tells everything around the control, at once: what is said afterwards stays."""
    for around in control.ancestors:
        if isinstance(around, Mendable):
            around.mended(control)
