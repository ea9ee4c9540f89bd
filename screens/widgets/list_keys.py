"""The keys that move in a list (contract §3): arrows, PageUp and PageDown, Home and End."""

from textual.binding import Binding, BindingType


def list_keys(
    *,
    down: str = "move(1)",
    up: str = "move(-1)",
    page: str = "page",
    home: str = "go(0)",
    end: str = "go(-1)",
) -> list[BindingType]:
    """As bindings of a list, or of the screen around it; the words name its actions."""
    actions = {
        "down": down,
        "up": up,
        "pagedown": f"{page}(1)",
        "pageup": f"{page}(-1)",
        "home": home,
        "end": end,
    }
    return [Binding(key, action, show=False) for key, action in actions.items()]
