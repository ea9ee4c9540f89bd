"""A token left in the reader is asked back before the next visit begins, however the last one ended."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.visit_script import Stage


async def ask_token_back(stage: "Stage") -> None:
    """Shows the reminder while the token is there; nothing where it is gone already."""
    from screens.take_token import TakeTokenScreen

    program = await stage.program()
    inside = program.certificates.token_inside
    if await inside():
        await stage.show(TakeTokenScreen(inside, seconds=program.limits.success_page))
