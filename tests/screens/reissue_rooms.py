"""The pages of 密碼補發, ready to be shown, and a service of a few lines behind them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from screens.reissue.activation import ActivationScreen
from screens.reissue.code import CodeScreen
from screens.reissue.ends import LeftScreen, LetterSentScreen, ReissuedScreen
from screens.reissue.identity import ReissueIdentityScreen
from screens.reissue.new_password import NewPasswordScreen
from screens.reissue.offer import OfferScreen
from screens.reissue.telephone import TelephoneScreen
from screens.view import View
from services.delivery.post import Channel, DeliveryState
from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from services.reissue.results import (
    ActivationStep,
    CodeSent,
    GoodNow,
    Left,
    LetterSent,
    ReissueAccount,
    Reissued,
    ReissueOffer,
    Verified,
)
from services.secret import Secret
from storage.records import Business
from storage.records_reissue import ReissueMethod
from tests.screens.fakes import VISIT, FakeAdvisor, FakeLogin

NOW = datetime(2026, 1, 15, 4, tzinfo=UTC)
HANDLE = Secret("h")


class FakeReissue(FakeLogin):
    """Answers what it is told to, in turn; remembers what was asked of it."""

    def __init__(self, *answers: Any, state: DeliveryState = DeliveryState.SENT) -> None:
        super().__init__(*answers)
        self.state = state
        self.given_advisor = FakeAdvisor()
        self.left: Any = None
        """How it answers when an application is left, however often; None: with the next answer."""

    async def delivery(self, visit: Any, handle: Any) -> DeliveryState:
        return self.state

    async def advisor(self, visit: Any, handle: Any) -> FakeAdvisor:
        return self.given_advisor

    def __getattr__(self, name: str) -> Any:
        async def step(_visit: Any, *handed: Any) -> Any:
            if name in {"leave", "cancel"} and self.left is not None:
                self.answers.insert(0, self.left)
            return await self.enter(name, *handed)

        return step


def account(number: int = 1, business: Business = Business.SECURITIES) -> ReissueAccount:
    return ReissueAccount(number, business, "台北分公司", f"****24{number}")


def sent(**differs: Any) -> CodeSent:
    facts: dict[str, Any] = {
        "reference": "5FS1",
        "channel": Channel.SMS,
        "to_masked": "0900***003",
        "sent_at": NOW,
        "deadline": NOW + timedelta(seconds=300),
        "resend_at": NOW + timedelta(seconds=120),
        "resends_left": 3,
        "ends_at": NOW + timedelta(seconds=600),
        "message_id": "m1",
    }
    return CodeSent(**{**facts, **differs})


def offered(**differs: Any) -> ReissueOffer:
    facts: dict[str, Any] = {
        "method": ReissueMethod.CERTIFICATE,
        "accounts": (account(), account(2), account(3, Business.FUTURES)),
        "consolidated": False,
        "mobile_masked": "0900***003",
        "email_masked": "ha***@example.com",
        "channels": (Channel.SMS, Channel.EMAIL),
        "pending": None,
        "letter_until": NOW + timedelta(hours=24),
        "initial_until": NOW + timedelta(hours=24),
        "ends_at": NOW + timedelta(seconds=600),
    }
    return ReissueOffer(**{**facts, **differs})


def verified(**differs: Any) -> Verified:
    facts: dict[str, Any] = {
        "initial_password": Secret("9287734"),
        "dies_at": NOW + timedelta(hours=24),
        "account": account(),
        "accounts": 1,
        "consolidated": False,
        "deadline": NOW + timedelta(seconds=600),
    }
    return Verified(**{**facts, **differs})


def step(**differs: Any) -> ActivationStep:
    facts: dict[str, Any] = {
        "handle": HANDLE,
        "mobile_masked": "0900***003",
        "account": account(),
        "consolidated": True,
        "pending": None,
        "codes_left": 4,
        "code_from": None,
        "good_until": NOW + timedelta(hours=24),
        "ends_at": NOW + timedelta(seconds=600),
    }
    return ActivationStep(**{**facts, **differs})


def identity(service: FakeReissue | None = None) -> ReissueIdentityScreen:
    return ReissueIdentityScreen(service or FakeReissue(), VISIT, policy=Policy())  # type: ignore[arg-type]


def offer(service: FakeReissue | None = None, **differs: Any) -> OfferScreen:
    return OfferScreen(service or FakeReissue(), VISIT, HANDLE, offered(**differs))  # type: ignore[arg-type]


def code(service: FakeReissue | None = None, *, other_way: bool = True, **differs: Any) -> CodeScreen:
    fake: Any = service or FakeReissue()
    return CodeScreen(fake, VISIT, HANDLE, sent(**differs), other_way=other_way)


def new_password(service: FakeReissue | None = None, **differs: Any) -> NewPasswordScreen:
    fake: Any = service or FakeReissue()
    return NewPasswordScreen(fake, VISIT, HANDLE, verified(**differs), policy=Policy())


def activation(service: FakeReissue | None = None) -> ActivationScreen:
    return ActivationScreen(service or FakeReissue(), VISIT)  # type: ignore[arg-type]


def telephone(service: FakeReissue | None = None, **differs: Any) -> TelephoneScreen:
    return TelephoneScreen(service or FakeReissue(), VISIT, step(**differs))  # type: ignore[arg-type]


def letter_sent(service: FakeReissue | None = None) -> LetterSentScreen:
    fake: Any = service or FakeReissue()
    return LetterSentScreen(fake, VISIT, HANDLE, LetterSent("ha***@example.com", NOW, "m1"))


def left(good: GoodNow = GoodNow.OLD, *, by_letter: bool = False, **differs: Any) -> LeftScreen:
    facts = {"initial_until": NOW if good is GoodNow.INITIAL else None, "can_go_on_until": NOW, **differs}
    return LeftScreen(Left(good, **facts), seconds=15, by_letter=by_letter)


def dead() -> FakeReissue:
    """A service whose message could not be sent."""
    return FakeReissue(state=DeliveryState.FAILED)


REISSUE_PAGES: dict[str, Callable[[], View[Any]]] = {
    "reissue_identity": identity,
    "reissue_offer": offer,
    "reissue_offer_by_letter": lambda: offer(method=ReissueMethod.LETTER, channels=()),
    "reissue_code": code,
    "reissue_new_password": new_password,
    "reissue_new_password_of_all": lambda: new_password(consolidated=True, accounts=4),
    "reissue_activation": activation,
    "reissue_telephone": lambda: telephone(pending=sent(), initial_until=NOW),
    "reissue_done": lambda: ReissuedScreen(Reissued(1, True, NOW), seconds=15),
    "reissue_code_died": lambda: code(dead()),
    "reissue_code_died_for_good": lambda: code(dead(), resends_left=0, resend_at=None, other_way=False),
    "reissue_code_over": lambda: code(deadline=NOW),
    "reissue_code_over_for_good": lambda: code(deadline=NOW, resends_left=0, resend_at=None),
    "reissue_code_spent": lambda: code(code_over=True),
    "reissue_code_spent_for_good": lambda: code(code_over=True, resends_left=0, resend_at=None),
    "reissue_letter_sent": letter_sent,
    "reissue_letter_died": lambda: letter_sent(dead()),
    "reissue_left": lambda: left(GoodNow.INITIAL, can_go_on_until=NOW),
    "reissue_left_by_letter": lambda: left(by_letter=True),
    "reissue_left_untold": lambda: LeftScreen(ServiceError(ErrorCode.STORAGE_UNAVAILABLE), seconds=15),
}
