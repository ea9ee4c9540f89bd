"""A form whose refusals say, in a second row, what to do next."""

from collections.abc import Mapping
from typing import ClassVar, TypeVar

from screens.form import FormScreen
from screens.widgets.says import Says
from screens.words import common
from screens.words.phrase import Phrase
from services.errors import ErrorCode, ServiceError

T = TypeVar("T")


class GuidedForm(FormScreen[T]):
    """Composes, besides `form-message`, a `Says` with id `next-step`."""

    NEXT_STEPS: ClassVar[Mapping[ErrorCode, Phrase]]

    def refuse(self, refusal: ServiceError) -> None:
        """The refusal, and the way on from it."""
        super().refuse(refusal)
        self.query_one("#next-step", Says).say(self.NEXT_STEPS.get(refusal.code, common.SILENCE))

    def calm_down(self) -> None:
        """What to do next goes with the refusal it belongs to."""
        super().calm_down()
        self.query_one("#next-step", Says).hush()

    def action_submit(self) -> None:
        """What was said before has been read."""
        self.query_one("#next-step", Says).hush()
        super().action_submit()
