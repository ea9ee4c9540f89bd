"""密碼解鎖: ID number, birth date, 立即解鎖 (R-UNL)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal
from textual.widget import Widget

from screens.guided_form import GuidedForm
from screens.widgets.digits_input import DigitsInput
from screens.widgets.entry import Entry
from screens.widgets.field import Field
from screens.widgets.id_input import IdInput
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.words import common, unlock
from screens.words.phrase import Phrase
from services.certificates.port import CertificateOffer

if TYPE_CHECKING:
    from services.unlock import Unlock, Unlocked
    from services.visit import Visit

DATE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class CertificateWanted:
    """ID and date are right, and the device wants something first: what was typed, for the next page."""

    offer: CertificateOffer
    id_number: str = field(repr=False)
    birth_date: str = field(repr=False)


class UnlockScreen(GuidedForm["Unlocked | CertificateWanted"]):
    """Leaves with what came of it, or None after Esc; `typed` is put in again after a step back."""

    PLACE = unlock.TITLE
    ABOUT = unlock.ABOUT
    LOWER_AREA: ClassVar[Phrase] = common.EXPLANATION_AREA
    NEXT_STEPS = unlock.NEXT_STEPS

    def __init__(self, service: "Unlock", visit: "Visit", typed: CertificateWanted | None = None) -> None:
        super().__init__()
        self._service, self._visit, self._typed = service, visit, typed

    def compose_form(self) -> Iterable[Widget]:
        """The fields in the order of contract §4."""
        yield Field(unlock.ID_NUMBER, IdInput(name="id_number", help=unlock.HELP_ID_NUMBER), id="id_number")
        date = DigitsInput(name="birth_date", help=unlock.HELP_BIRTH_DATE, most=DATE_DIGITS)
        yield Field(unlock.BIRTH_DATE, date, id="birth_date")
        button = PushButton(unlock.UNLOCK, "screen.submit", id="unlock")
        yield Horizontal(button, Says(unlock.REQUIRES, id="requires"), classes="buttons")
        yield Says(id="form-message")
        yield Says(id="next-step")

    def compose_notes(self) -> Iterable[Widget]:
        """R-UNL-3."""
        for number, notice in enumerate(self.frame.brand.unlock_notices, start=1):
            yield Point(notice, mark=f"{number}. ")

    def on_mount(self) -> None:
        """What stood here before the step back."""
        if self._typed is not None:
            self._entry("id_number").value = self._typed.id_number
            self._entry("birth_date").value = self._typed.birth_date

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#{name}", Field).entry

    async def send(self) -> "Unlocked | CertificateWanted":
        """Unlocks, or says what the device wants first."""
        self.require_filled()
        id_number, birth_date = self.value("id_number"), self.value("birth_date")
        done = await self._service.begin(self._visit, id_number, birth_date)
        if isinstance(done, CertificateOffer):
            return CertificateWanted(done, id_number, birth_date)
        return done

    def type_number(self, number: str) -> None:
        """Another person chosen in the demo (F6): the date typed for the one before goes."""
        if number != self.value("id_number"):
            self.query_one("#birth_date", Field).empty()
        super().type_number(number)
