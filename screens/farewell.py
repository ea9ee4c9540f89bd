"""The end of a visit that a refusal brought: why it is over, then the menu."""

from typing import Final

from screens.frame import Frame
from screens.notice import NoticeScreen
from screens.words.errors import SENTENCES
from services.errors import ErrorCode, ServiceError

VISIT_OVER: Final = frozenset(
    {
        ErrorCode.SESSION_ENDED,
        ErrorCode.CHANGED_ELSEWHERE,
        ErrorCode.LOCKED_OUT,
        ErrorCode.REISSUE_ENDED,
        ErrorCode.REISSUE_OUT_OF_STEP,
        ErrorCode.REISSUE_LIMIT,
        ErrorCode.REISSUE_CLOSED,
        ErrorCode.REISSUE_COOLDOWN,
        ErrorCode.REISSUE_NO_CONTACT,
        ErrorCode.REISSUE_NEEDS_BOTH,
        ErrorCode.REISSUE_CERTIFICATE_GONE,
    }
)
"""After these nothing more can be done in this visit."""


async def farewell(frame: Frame, refusal: ServiceError) -> None:
    """Says why, takes one hold of the keys back and ends the visit; what was typed ahead is dropped."""
    frame.discard_typed_ahead()
    frame.release_keys()
    await frame.ask(NoticeScreen(SENTENCES[refusal.code].filled(**refusal.facts)))
    frame.end_visit()
