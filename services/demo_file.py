"""The invented people of `services/demo/demo-customers.csv`, exactly as written there (contract §6)."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import resources
from typing import Final

from services.certificates.simulated import DemoCertificate
from storage.records import Business, Person

_BUSINESSES: Final = {
    "證券": Business.SECURITIES,
    "期貨": Business.FUTURES,
    "複委託": Business.SUB_BROKERAGE,
    "財富管理": Business.WEALTH,
}
_BRANCH_NAMES: Final = {
    Business.SECURITIES: "{}分公司",
    Business.FUTURES: "期貨{}分公司",
    Business.SUB_BROKERAGE: "複委託",
    Business.WEALTH: "{}分公司",
}
_BRANCH_CODES: Final = {"台北": "101", "高雄": "702"}
_USUAL_AGE_DAYS: Final = 100


class DemoState(StrEnum):
    """The `state` of a person in the file."""

    ACTIVE = "active"
    LOCKED_1 = "locked at 3"
    LOCKED_2 = "locked at 6"
    INITIAL = "initial password pending"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account, with the login password it starts with."""

    business: Business
    branch: str
    number: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented customer and how the story begins."""

    person: Person
    consolidated: bool
    accounts: tuple[DemoAccount, ...]
    withdrawal_password: str | None
    certificate: DemoCertificate
    """What the customer's device has."""
    state: DemoState
    story: str

    @property
    def withdrawal_locked(self) -> bool:
        """Whether the story begins with a locked withdrawal password."""
        return "withdrawal password locked" in self.story

    @property
    def password_age_days(self) -> int:
        """How long ago the login passwords were chosen, on the day the demo is prepared."""
        told = re.search(r"password ([0-9]+) days old", self.story)
        return int(told.group(1)) if told else _USUAL_AGE_DAYS


def read_demo_people() -> tuple[DemoPerson, ...]:
    """Everybody, in the order of the file."""
    text = resources.files("services").joinpath("demo/demo-customers.csv").read_text("utf-8")
    return tuple(_read(number, row) for number, row in enumerate(csv.DictReader(text.splitlines()), start=1))


def _read(number: int, row: Mapping[str, str]) -> DemoPerson:
    accounts = _accounts(number, row)
    return DemoPerson(
        person=Person(
            id_number=row["id"],
            name=row["name"],
            birth_date=datetime.strptime(row["birth_date"] + "+0000", "%Y%m%d%z").date(),
            mobile=row["mobile"] or None,
            email=row["email"] or None,
            account_numbers=tuple(account.number for account in accounts),
        ),
        consolidated=row["consolidated"] == "yes",
        accounts=accounts,
        withdrawal_password=row["withdrawal_password"] or None,
        certificate=DemoCertificate(row["certificate"]),
        state=DemoState(row["state"]),
        story=row["story"],
    )


def _accounts(number: int, row: Mapping[str, str]) -> tuple[DemoAccount, ...]:
    kinds = row["accounts"].split(";")
    own = dict(pair.split("=") for pair in row["login_passwords"].split(";") if "=" in pair)
    return tuple(
        DemoAccount(
            business=_BUSINESSES[kind],
            branch=_BRANCH_NAMES[_BUSINESSES[kind]].format(row["branch"]),
            number=_account_number(_BRANCH_CODES[row["branch"]], number, position),
            password=own.get(kind, row["login_passwords"]),
        )
        for position, kind in enumerate(kinds)
    )


def _account_number(branch_code: str, number: int, position: int) -> str:
    """Branch code and seven digits, the last a check digit: invented, and the same at every preparation."""
    body = f"{(number * 48_271 + position * 7_919 + 20_011) % 1_000_000:06}"
    check = -sum(weight * int(digit) for weight, digit in zip((3, 7, 1, 3, 7, 1), body, strict=True)) % 10
    return f"{branch_code}-{body}{check}"
