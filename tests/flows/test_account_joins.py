"""An account joins while its customer is being asked about 密碼歸戶 (§1.0)."""

import secrets
from pathlib import Path

from storage.database import Database
from storage.keyring import Keyring
from storage.records import Business
from storage.transaction import Transaction
from tests.flows.kit import assert_logs_in, program, whole
from tests.flows.test_accounts_visit import NEW, to_the_question
from tests.storage_kit import DATABASE_FILE
from tests.terminal import ENTER, TAB


def one_account_joins(home: Path, id_number: str) -> None:
    """As an import does it, beside the program."""
    keys = Keyring.load(home / "demo" / "keyring.json")
    database = Database(f"sqlite:///{home / 'demo' / DATABASE_FILE}", keys, token=secrets.token_bytes)

    def join(tx: Transaction) -> None:
        customer = tx.customers.find(id_number)
        assert customer is not None
        own = tx.customers.accounts(customer.id)[0].credential_id
        tx.customers.add_account(customer.id, Business.WEALTH, "左營分公司", own)

    database.write_now(join)
    database.close_now()


def test_an_account_that_joins_behind_the_question_is_asked_about_anew(home: Path) -> None:
    with program(home) as desk:
        to_the_question(desk)
        assert "左營分公司" not in desk.text
        one_account_joins(home, "A200000012")
        desk.write(TAB + ENTER + TAB + ENTER)
        screen = whole(desk, "請再確認一次")
        assert "4 個帳號" in screen.replace("\n", "")
        assert "財富管理 左營分公司" in screen
        desk.write(TAB + ENTER)
        assert "4 個帳號與語音已改用同一組登入密碼。" in whole(desk, "歸戶成功")
    assert_logs_in(home, "A200000012", NEW, "☑ 網路登入密碼變更-歸戶")
