"""Short words for changing one account, the withdrawal password, and for 密碼歸戶."""

import json
from collections.abc import Awaitable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.account_change import AccountChanged
from services.accounts import AccountView, WithdrawalState
from services.change_form import LoginBlock, WithdrawalBlock
from services.consolidation import Consolidated
from services.errors import ErrorCode, ServiceError
from services.expiry import Expiry, ExpiryState
from services.secret import Secret
from services.sessions import CustomerSession
from storage.records import Account, Business, Credential, WithdrawalCredential
from tests.kit import visit
from tests.services.desk import Desk

if TYPE_CHECKING:
    from storage.transaction import Transaction

STOCK, FUTURE, THIRD = "Stock2026", "Future26x", "Maple2468"
WITHDRAWAL, NEW_WITHDRAWAL = "Wd26ab", "Wd77kq"
NEW = "Rain4Tea"
VIEW = AccountView(0, Business.FUTURES, "", "", False, None, None, ExpiryState.NONE, WithdrawalState.OPEN)
TWO_PASSWORDS = (STOCK, FUTURE, STOCK)
"""Of 證券, 期貨 and 複委託."""


def login_block(
    old: str = STOCK, new: str = NEW, *, confirm: str | None = None, sync_voice: bool = False
) -> LoginBlock:
    return LoginBlock(Secret(old), Secret(new), Secret(new if confirm is None else confirm), sync_voice)


def withdrawal_block(
    old: str = WITHDRAWAL, new: str = NEW_WITHDRAWAL, *, confirm: str | None = None
) -> WithdrawalBlock:
    return WithdrawalBlock(Secret(old), Secret(new), Secret(new if confirm is None else confirm))


async def change(
    desk: Desk,
    session: CustomerSession,
    position: int = 0,
    *,
    login: LoginBlock | None = None,
    withdrawal: WithdrawalBlock | None = None,
) -> AccountChanged:
    account = session.accounts[position]
    return await desk.program.account_change.change(
        session.visit, session, account.id, login=login, withdrawal=withdrawal
    )


async def consolidate(
    desk: Desk,
    session: CustomerSession,
    new: str = NEW,
    *,
    old: str = STOCK,
    confirm: str | None = None,
    listed: Collection[int] | None = None,
) -> Consolidated:
    """`listed`: by default the accounts of the session, as it knows them."""
    return await desk.program.consolidation.consolidate(
        session.visit,
        session,
        old=Secret(old),
        new=Secret(new),
        confirm=Secret(new if confirm is None else confirm),
        listed=[account.id for account in session.accounts] if listed is None else listed,
    )


async def refusal(change: Awaitable[object]) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await change
    return caught.value


async def refused(change: Awaitable[object]) -> tuple[ErrorCode, str | None]:
    error = await refusal(change)
    return error.code, error.field


async def give_withdrawal(desk: Desk, customer_id: int, password: str = WITHDRAWAL) -> None:
    """To every futures account."""
    verifier = await desk.program.ground.pool.hash(password)

    def give(tx: "Transaction") -> None:
        for account in tx.customers.accounts(customer_id):
            if account.business is Business.FUTURES:
                tx.withdrawals.set(account.id, verifier, desk.clock.now())

    desk.database.write_now(give)


def withdrawals(desk: Desk, customer_id: int) -> tuple[WithdrawalCredential, ...]:
    return desk.database.read_now(lambda tx: tx.withdrawals.of_customer(customer_id))


def accounts(desk: Desk, customer_id: int) -> tuple[Account, ...]:
    return desk.database.read_now(lambda tx: tx.customers.accounts(customer_id))


def credentials(desk: Desk, customer_id: int) -> tuple[Credential, ...]:
    return desk.database.read_now(lambda tx: tx.credentials.of_accounts(customer_id))


def consolidated(desk: Desk, customer_id: int) -> bool:
    customer = desk.database.read_now(lambda tx: tx.customers.by_id(customer_id))
    return customer is not None and customer.consolidated


def hand_over(folder: Path, session: CustomerSession) -> None:
    """Lets other processes work in this session, as no terminal ever would."""
    whose = {"token": session.token.reveal(), "customer": session.customer_id}
    (folder / "session.json").write_text(json.dumps(whose), "utf-8")


def take_over(desk: Desk, folder: Path) -> CustomerSession:
    """The session handed over, in another process: its accounts by their numbers only."""
    whose = json.loads((folder / "session.json").read_text("utf-8"))
    views = tuple(replace(VIEW, id=account.id) for account in accounts(desk, whose["customer"]))
    none = Expiry(None, ExpiryState.NONE)
    return CustomerSession(Secret(whose["token"]), whose["customer"], "", False, False, views, none, visit())
