"""Services of a few lines each, for screens on their own."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from services.accounts import AccountView, WithdrawalState
from services.certificates.port import CertificateOffer
from services.demo_people import DemoCard, DemoStanding
from services.errors import ServiceError
from services.expiry import Expiry, ExpiryState
from services.password_rules import PasswordRules, Rule, RuleVerdict
from services.policy import Policy
from services.robot_check import Operation, RobotQuestion
from services.secret import Secret
from services.sessions import CustomerSession
from services.visit import Mode, Visit
from storage.outgoing import SimulatedMessage
from storage.records import Business

VISIT = Visit("t1", "台北", Mode.DEMO, "x1")


class FakeRobotCheck:
    """Asks three plus five, then the next number plus five."""

    def __init__(self, *, wanted: Callable[[], bool] = lambda: True) -> None:
        self.asked = 0
        self.asks = True
        self.wanted = wanted

    def required(self, visit: Visit) -> bool:
        return self.wanted()

    async def ask(self, visit: Visit) -> RobotQuestion:
        self.asked += 1
        return RobotQuestion(f"q{self.asked}", 2 + self.asked, Operation.ADD, 5)


class FakeLogin:
    """Answers what it is told to, in turn; remembers what it was handed."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[Any, ...]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def enter(self, *handed: Any) -> Any:
        self.calls.append(handed)
        await self.gate.wait()
        answer = self.answers.pop(0)
        if isinstance(answer, ServiceError):
            raise answer
        return answer


class FakeUnlock(FakeLogin):
    """Unlocks, answering what it is told to."""

    async def begin(self, *handed: Any) -> Any:
        return await self.enter(*handed)


class FakeDevice(FakeLogin):
    """What the certificate step asks: reads what lies in it in turn, goes on as it is told."""

    def __init__(self, *answers: Any, reads: Sequence[CertificateOffer] = ()) -> None:
        super().__init__(*answers)
        self.reads = list(reads)

    async def read(self) -> CertificateOffer:
        return self.reads.pop(0)

    async def without(self) -> Any:
        return await self.enter("without")


NOW = datetime(2026, 1, 15, 4, tzinfo=UTC)


class FakeAdvisor:
    """Judges by the real rules, of a person born in 1980."""

    def __init__(self) -> None:
        self.forgotten = False
        self._rules = PasswordRules(Policy(), CommonWords())

    def judge(self, new: Secret, confirm: Secret) -> tuple[RuleVerdict, ...]:
        verdicts = self._rules.judge(new.reveal(), None)
        return (*verdicts, RuleVerdict(Rule.CONFIRMED, new == confirm if new and confirm else None))

    def forget(self) -> None:
        self.forgotten = True


class CommonWords:
    def __contains__(self, candidate: str) -> bool:
        return candidate == "password1"

    def load(self) -> None: ...


class FakeChange(FakeLogin):
    """A service that changes passwords, answering what it is told to."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(*answers)
        self.given_advisor = FakeAdvisor()

    async def advisor(self, session: Any) -> Any:
        return self.given_advisor

    async def change(self, visit: Any, session: Any, *account: Any, **typed: Any) -> Any:
        return await self.enter(*account, typed)

    async def consolidate(self, visit: Any, session: Any, **typed: Any) -> Any:
        return await self.enter(typed)


def account(**differs: Any) -> AccountView:
    facts: dict[str, Any] = {
        "id": 1,
        "business": Business.SECURITIES,
        "branch": "台北",
        "number_masked": "****567",
        "same": True,
        "changed_on": date(2023, 4, 21),
        "expires_on": None,
        "expiry_state": ExpiryState.NONE,
        "withdrawal": WithdrawalState.NONE,
    }
    return AccountView(**{**facts, **differs})


def futures(state: WithdrawalState = WithdrawalState.OPEN, **differs: Any) -> AccountView:
    return account(**{"id": 2, "business": Business.FUTURES, "withdrawal": state, **differs})


def session(**differs: Any) -> CustomerSession:
    facts: dict[str, Any] = {
        "token": Secret("t"),
        "customer_id": 1,
        "name_masked": "王○明",
        "consolidated": True,
        "must_change": False,
        "accounts": (
            account(),
            futures(same=False, expiry_state=ExpiryState.SOON),
            account(id=3, business=Business.SUB_BROKERAGE, number_masked="", changed_on=None),
            account(
                id=4,
                business=Business.WEALTH,
                expires_on=date(2024, 4, 20),
                expiry_state=ExpiryState.EXPIRED,
            ),
        ),
        "expiry": Expiry(None, ExpiryState.NONE),
        "visit": VISIT,
    }
    return CustomerSession(**{**facts, **differs})


class FakeReader:
    """A reader with a token in it, until it is taken."""

    def __init__(self) -> None:
        self.token = True

    async def inside(self) -> bool:
        return self.token


class FakePeople:
    """Two invented people; remembers who was put back."""

    def __init__(self) -> None:
        self.put: list[str] = []

    async def cards(self) -> tuple[DemoCard, ...]:
        born = date(1993, 7, 11)
        two = ((Business.SECURITIES, "Orchid314"), (Business.WEALTH, "Wealth271"))
        return tuple(
            DemoCard(
                number, name, born, two, "markup characters in the name", frozenset({DemoStanding.LOCKED})
            )
            for number, name in (
                ("K200000119", "許[/]雅雯"),
                *((f"A10000000{n}", "王小明") for n in range(9)),
            )
        )

    async def put_back(self, id_number: str) -> None:
        self.put.append(id_number)

    async def put_back_all(self) -> None:
        self.put.append("all")


class FakeInbox:
    """A mailbox with whatever a test puts into it."""

    def __init__(self, *messages: SimulatedMessage) -> None:
        self.there = list(messages)
        self.read: str | None = None

    async def messages(self) -> tuple[SimulatedMessage, ...]:
        return tuple(self.there)
