"""密碼補發 step 1: ID number and birth date (R-RI-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.form import FormScreen
from screens.reissue.activation import ACTIVATION, ActivationWanted
from screens.widgets import key_bar
from screens.widgets.digits_input import DigitsInput
from screens.widgets.field import Field
from screens.widgets.id_input import IdInput
from screens.widgets.push_button import PushButton
from screens.widgets.says import Point, Says
from screens.widgets.steps import StepIndicator
from screens.words import reissue
from services.certificates.port import Need
from services.secret import Secret

if TYPE_CHECKING:
    from textual.types import CSSPathType

    from services.certificates.port import CertificateOffer
    from services.policy import Policy
    from services.reissue.reissue import Reissue
    from services.reissue.results import ReissueOffer
    from services.visit import Visit


@dataclass(frozen=True, slots=True)
class Begun:
    """The application of somebody whose number and date fit."""

    handle: Secret
    certificate: "CertificateOffer"
    offer: "ReissueOffer | None"
    """None until the certificate step is done."""


class ReissueIdentityScreen(FormScreen[Begun | ActivationWanted]):
    """Leaves with the application of somebody whose number and date fit, or None after Esc."""

    CSS_PATH: ClassVar["CSSPathType | None"] = [
        "../styles/page.tcss",
        "../styles/form.tcss",
        "../styles/reissue.tcss",
    ]
    PLACE = reissue.TITLE
    ABOUT = reissue.ABOUT_IDENTITY
    KEYS = (ACTIVATION,)
    BINDINGS: ClassVar[list[BindingType]] = [*key_bar.bindings(KEYS)]

    def __init__(self, service: "Reissue", visit: "Visit", *, policy: "Policy") -> None:
        super().__init__()
        self._service, self._visit, self._policy = service, visit, policy

    def compose_form(self) -> Iterable[Widget]:
        """The fields in the order of contract §4."""
        yield StepIndicator(1)
        yield Field(reissue.ID_NUMBER, IdInput(name="id_number", help=reissue.HELP_ID_NUMBER), id="id_number")
        date = DigitsInput(name="birth_date", help=reissue.HELP_BIRTH_DATE, most=8)
        yield Field(reissue.BIRTH_DATE, date, id="birth_date")
        yield Says(id="form-message")
        yield Horizontal(PushButton(reissue.LOG_IN, "screen.submit", id="log-in"), classes="buttons")

    def compose_notes(self) -> Iterable[Widget]:
        """R-RI-2, and where the letter leads."""
        yield Point(reissue.FIVE_A_DAY, applications=self._policy.reissue_applications_per_day)
        yield Point(reissue.COMPANY_DATE)
        yield Point(reissue.TYPE_ACTIVATION)

    async def send(self) -> Begun:
        """Matches them; the answer is the same for an unknown number and a wrong date."""
        self.require_filled()
        found = await self._service.identify(self._visit, self.value("id_number"), self.value("birth_date"))
        wanted = found.certificate
        if wanted.need is not Need.NOTHING:
            return Begun(found.handle, wanted, None)
        return Begun(found.handle, wanted, await self._service.begin(self._visit, found.handle))

    def action_activation(self) -> None:
        """F7: 輸入啟動碼."""
        if not self.is_sending:
            self.dismiss(ActivationWanted())

    def type_number(self, number: str) -> None:
        """Another person chosen in the demo (F6): the date typed for the one before goes."""
        if number != self.value("id_number"):
            self.query_one("#birth_date", Field).empty()
        super().type_number(number)
