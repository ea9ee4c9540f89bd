"""Every screen, ready to be shown, by name."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from screens.account_form import AccountFormScreen
from screens.accounts import AccountsScreen
from screens.certificate_step import CertificateStepScreen
from screens.change import ChangeScreen
from screens.choice_list import ChoiceListScreen
from screens.confirm import ConfirmScreen
from screens.consolidation import ConsolidationScreen
from screens.consolidation_question import ConsolidationQuestion
from screens.conversion_table import ConversionTableScreen
from screens.cover import CoverScreen
from screens.demo_people import DemoPeopleScreen
from screens.idle_warning import IdleWarningScreen
from screens.login import LoginScreen
from screens.menu import MenuScreen
from screens.notice import NoticeScreen
from screens.sorry import SorryScreen
from screens.success import AccountChangedScreen, ConsolidatedScreen, SuccessScreen
from screens.take_token import TakeTokenScreen
from screens.unlock import CertificateWanted, UnlockScreen
from screens.unlocked import UnlockedScreen
from screens.view import View
from screens.words import common, errors, system
from screens.words.phrase import Phrase
from services.account_change import AccountChanged
from services.accounts import AccountView, WithdrawalState
from services.certificates.port import CertificateOffer, IdentityLabel, Need
from services.consolidation import Consolidated
from services.errors import ErrorCode
from services.password_change import PasswordChanged
from services.policy import Policy
from services.sessions import CustomerSession
from services.unlock import LogInWith, Unlocked
from services.voice import VoiceKeypad
from tests.screens.fakes import (
    NOW,
    VISIT,
    FakeChange,
    FakeDevice,
    FakeInbox,
    FakeLogin,
    FakePeople,
    FakeReader,
    FakeRobotCheck,
    FakeUnlock,
    account,
    futures,
    session,
)
from tests.screens.reissue_rooms import REISSUE_PAGES

KEYPAD = VoiceKeypad.load()


def login(service: FakeLogin | None = None, robot: FakeRobotCheck | None = None) -> LoginScreen:
    return LoginScreen(service or FakeLogin(), robot or FakeRobotCheck(), VISIT)  # type: ignore[arg-type]


def change(service: FakeChange | None = None, **differs: Any) -> ChangeScreen:
    return ChangeScreen(
        service or FakeChange(),  # type: ignore[arg-type]
        VISIT,
        session(**{"accounts": (account(),), **differs}),
        keypad=KEYPAD,
        policy=Policy(),
    )


def shared(state: WithdrawalState, service: FakeChange | None = None, **differs: Any) -> ChangeScreen:
    """The form of a consolidated customer with a futures account."""
    return change(service, accounts=(account(), futures(state)), **differs)


Anew = Callable[[CustomerSession], Awaitable[CustomerSession]]


async def unchanged(session: CustomerSession) -> CustomerSession:
    return session


def accounts(**differs: Any) -> AccountsScreen:
    return AccountsScreen(session(**{"consolidated": False, **differs}), anew=unchanged, keypad=KEYPAD)


def accounts_at(account_id: int) -> AccountsScreen:
    return AccountsScreen(session(consolidated=False), anew=unchanged, keypad=KEYPAD, at=account_id)


def account_form(
    view: AccountView | None = None, service: FakeChange | None = None, **differs: Any
) -> AccountFormScreen:
    view = view or account()
    return AccountFormScreen(
        service or FakeChange(),  # type: ignore[arg-type]
        VISIT,
        session(**{"consolidated": False, "accounts": (account(), view), **differs}),
        view,
        keypad=KEYPAD,
        policy=Policy(),
    )


def consolidation(
    service: FakeChange | None = None, *, anew: Anew = unchanged, **differs: Any
) -> ConsolidationScreen:
    return ConsolidationScreen(
        service or FakeChange(),  # type: ignore[arg-type]
        VISIT,
        session(**{"consolidated": False, **differs}),
        anew=anew,
        keypad=KEYPAD,
        policy=Policy(),
    )


def unlock(service: FakeUnlock | None = None, typed: CertificateWanted | None = None) -> UnlockScreen:
    return UnlockScreen(service or FakeUnlock(), VISIT, typed)  # type: ignore[arg-type]


TWO = (
    IdentityLabel("a1", "A12345****"),
    IdentityLabel("b2", "A20000****"),
)
OFFERS = {
    "token": CertificateOffer(Need.TOKEN),
    "pin": CertificateOffer(Need.PIN, TWO[:1], tries_left=3, asks_pin=True),
    "choice": CertificateOffer(Need.CHOICE, TWO),
    "choice_and_pin": CertificateOffer(Need.CHOICE, TWO, asks_pin=True),
    "nothing": CertificateOffer(Need.NOTHING, TWO[:1]),
}


def certificate_step(
    offer: CertificateOffer, device: FakeDevice | None = None, *, may_leave_out: bool = False
) -> CertificateStepScreen[Any]:
    device = device or FakeDevice()
    without = device.without if may_leave_out else None
    return CertificateStepScreen(offer, read=device.read, go_on=device.enter, without=without)


def people(fake: FakePeople | None = None, inbox: FakeInbox | None = None) -> DemoPeopleScreen:
    return DemoPeopleScreen(fake or FakePeople(), inbox or FakeInbox())  # type: ignore[arg-type]


def unlocked(log_in_with: LogInWith) -> UnlockedScreen:
    return UnlockedScreen(Unlocked(NOW, log_in_with), seconds=15)


PAGES: dict[str, Callable[[], View[Any]]] = {
    "menu": MenuScreen,
    "login": login,
    "change": change,
    "must_change": lambda: change(must_change=True),
    "shared_open": lambda: shared(WithdrawalState.OPEN),
    "shared_locked": lambda: shared(WithdrawalState.LOCKED),
    "shared_missing": lambda: shared(WithdrawalState.MISSING),
    "accounts": accounts,
    "account_form": account_form,
    **{f"account_form_{state}": partial(account_form, futures(state)) for state in WithdrawalState},
    "consolidation": consolidation,
    "success": lambda: SuccessScreen(PasswordChanged(2, True, NOW, True), seconds=15),
    "account_changed": lambda: AccountChangedScreen(
        AccountChanged(True, True, True, NOW, session()), futures(), seconds=15
    ),
    "consolidated": lambda: ConsolidatedScreen(Consolidated(3, NOW), seconds=15),
    "unlock": unlock,
    **{f"certificate_{name}": partial(certificate_step, offer) for name, offer in OFFERS.items()},
    "certificate_reissue": lambda: certificate_step(OFFERS["choice_and_pin"], may_leave_out=True),
    "take_token": lambda: TakeTokenScreen(FakeReader().inside, seconds=15),
    **{f"unlocked_{kind}": partial(unlocked, kind) for kind in LogInWith},
    "sorry": lambda: SorryScreen("7K2M-9QXA"),
    "people": people,
    **REISSUE_PAGES,
}
DIALOGS: dict[str, Callable[[], View[Any]]] = {
    "confirm": lambda: ConfirmScreen(common.LEAVE_QUESTION, yes=common.LEAVE, no=common.STAY),
    "notice": lambda: NoticeScreen(errors.SENTENCES[ErrorCode.LOCKED_OUT]),
    "quit": lambda: ConfirmScreen(system.QUIT_QUESTION, yes=system.QUIT, no=system.KEEP_RUNNING, grave=True),
    "choices": lambda: ChoiceListScreen(tuple(Phrase(label.text, label.text) for label in TWO), at=1),
    "sure": lambda: ConsolidationQuestion(session().accounts),
    "sure_anew": lambda: ConsolidationQuestion(session().accounts, anew=True),
    "cover": CoverScreen,
    "idle": lambda: IdleWarningScreen(15),
    "conversion": lambda: ConversionTableScreen(KEYPAD),
}
