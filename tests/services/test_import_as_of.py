"""What a file may change of a customer who is there already depends on how old it is."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from services.customer_import.reasons import FileFault, ImportRefused, Reason
from services.errors import ErrorCode, ServiceError
from services.policy import Policy
from storage.records import Business, CredentialOrigin, Verifier
from storage.repositories.audit import AuditRepository
from storage.transaction import Transaction
from tests.kit import START
from tests.services.conftest import OpenDesk
from tests.services.delivery.waiting import waiting
from tests.services.desk import Desk
from tests.services.importing import IDS, Importing, line, table, verifier_of

OLD, NEWER = "Harbor88k", "Maple2468"
MOVED, OTHER = "0912345678", "0900000009"
BORN = "19800202"


@pytest.fixture
def importing(desk: Desk, tmp_path: Path) -> Importing:
    return Importing(desk, tmp_path)


def known(importing: Importing) -> tuple[object, object]:
    """When the contacts changed, and up to when they are known to be right."""
    number = importing.number()
    read = importing.desk.database.read_now
    changed = read(lambda tx: tx.customers.contacts_changed_at(number))
    return changed, read(lambda tx: tx.customers.contacts_as_of(number))


def kinds(desk: Desk) -> list[str]:
    return sorted({letter.kind for letter in waiting(desk)})


def told(desk: Desk) -> list[str | None]:
    return [entry.reason_code for entry in desk.audit() if entry.event == AuditEvent.USER_UPDATED]


def test_an_older_file_does_not_undo_what_a_newer_one_confirmed(importing: Importing, desk: Desk) -> None:
    importing.lines(line(as_of="2026-02-10"))
    report, _ = importing.lines(line(as_of="2026-02-12"), update=True)
    assert (report.updated, report.unchanged) == (0, 1)
    # no cool-down, no letter, no row: nothing changed
    assert known(importing) == (None, datetime(2026, 2, 11, 16, tzinfo=UTC))
    assert (kinds(desk), told(desk)) == ([], [])
    importing.lines(line(as_of="2026-02-11", mobile=MOVED), update=True)
    assert importing.person().mobile == "0900000001"
    importing.lines(line(as_of="2026-02-12", mobile=MOVED), update=True)
    assert importing.person().mobile == MOVED


def test_what_changes_beside_confirmed_contacts(importing: Importing) -> None:
    importing.lines(line(as_of="2026-02-10"))
    importing.lines(line(as_of="2026-02-12", name="王大明"), update=True)
    importing.lines(line(as_of="2026-02-11", name="王大明", mobile=MOVED), update=True)
    assert importing.person().mobile == "0900000001"


def test_a_file_without_contacts_confirms_none(importing: Importing) -> None:
    importing.lines(line(as_of="2026-02-10"))
    before = known(importing)
    columns = [name for name in line() if name not in {"mobile", "email"}]
    importing.text(table([line(as_of="2026-02-12")], columns), update=True)
    assert known(importing) == before


def test_a_refused_file_confirms_nothing(importing: Importing) -> None:
    importing.lines(line(as_of="2026-02-10"))
    before = known(importing)
    importing.refused(line(as_of="2026-02-12"), line(IDS[1], name=""), update=True)
    importing.lines(line(as_of="2026-02-10"), update=True)
    assert known(importing) == before


def test_confirmations_of_an_import_that_was_cut_off_are_put_down_by_the_next(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.lines(line(as_of="2026-02-10"))

    def cut(_: object) -> None:
        raise ServiceError(ErrorCode.STORAGE_UNAVAILABLE)

    with monkeypatch.context() as patch:
        patch.setattr("services.customer_import.loading.put_down_confirmed", cut)
        # it is shown, and says so
        assert importing.lines(line(as_of="2026-02-12"), update=True)[0].imported
    importing.lines(line(as_of="2026-02-11", mobile=MOVED), update=True)
    assert importing.person().mobile == "0900000001"


def test_a_birth_date_is_changed_by_a_file_that_knows_as_late_as_we_do(
    importing: Importing, desk: Desk
) -> None:
    importing.lines(line(as_of="2026-02-10"))
    importing.lines(line(as_of="2026-02-09", birth_date=BORN), update=True)
    assert importing.person().birth_date.isoformat() == "1980-01-01"
    importing.lines(line(as_of="2026-02-11", birth_date=BORN), update=True)
    assert importing.person().birth_date.isoformat() == "1980-02-02"
    # a factor of the reissue, as a contact is: the cool-down, a notice, the audit row
    assert known(importing)[0] == desk.clock.now()
    assert (kinds(desk), told(desk)) == (["birth_date_change"], ["import birth_date"])


def test_a_contact_changed_here_is_not_older_than_its_customers_birth_date(
    importing: Importing, desk: Desk
) -> None:
    importing.lines(line())
    number, moved = importing.number(), replace(importing.person(), mobile=MOVED)
    desk.database.write_now(lambda tx: tx.customers.change_contacts(number, moved, START))
    importing.lines(line(birth_date=BORN), update=True)
    assert importing.person().birth_date.isoformat() == "1980-01-01"


def test_an_account_moves_to_another_branch_and_keeps_its_business(importing: Importing, desk: Desk) -> None:
    importing.lines(line(as_of="2026-02-10"))
    moved = {"branch": "高雄分公司", "business": "期貨"}
    report, _ = importing.lines(line(as_of="2026-02-09", **moved), update=True)
    assert (report.updated, report.business_kept) == (0, 1)
    report, _ = importing.lines(line(as_of="2026-02-10", **moved), update=True)
    assert (report.updated, report.business_kept) == (1, 1)
    (account,) = importing.accounts()
    assert (account.branch, account.business) == ("高雄分公司", Business.SECURITIES)
    assert told(desk) == ["import branches"]


def test_more_customers_than_one_transaction_may_change_are_refused(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    importing = Importing(open_desk(policy=Policy(import_updates=2)), tmp_path)
    importing.lines(*map(line, IDS))
    many = [line(number, mobile=MOVED) for number in IDS[:3]]
    with pytest.raises(ImportRefused) as caught:
        importing.lines(*many, update=True)
    assert (caught.value.fault, caught.value.facts) == (FileFault.TOO_MANY_UPDATES, {"limit": 2})
    assert importing.person().mobile == "0900000001"
    report, _ = importing.lines(*many[:2], *map(line, IDS[2:]), update=True)
    assert (report.updated, report.unchanged) == (2, 4)


def test_no_audit_row_of_an_update_waits_in_memory(
    importing: Importing, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing.lines(*map(line, IDS))
    monkeypatch.setattr("storage.repositories.import_updates.PAGE", 2)
    waited: list[int] = []
    settle = AuditRepository.settle

    def counted(self: AuditRepository) -> object:
        waited.append(len(self._waiting))
        return settle(self)

    monkeypatch.setattr(AuditRepository, "settle", counted)
    importing.lines(*(line(number, mobile=MOVED) for number in IDS), update=True)
    # the row of the import itself
    assert max(waited) == 1
    assert told(desk) == ["import contacts"] * len(IDS)
    assert desk.audit()[-1].event == AuditEvent.CUSTOMERS_IMPORTED
    assert desk.database.read_now(lambda tx: tx.audit.verify()).sound


RFC_SECOND = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ${}u9mUvMYj2AqbnUTjvxzYlGx0JQj7cJ2LhqkYFz1mHw8"


def dear(number: int) -> str:
    return RFC_SECOND.format(f"abc{number}")


def test_passwords_that_a_login_could_not_try_in_time_are_refused(importing: Importing) -> None:
    three = [line(account_number=str(n), verifier=dear(n)) for n in range(3)]
    assert importing.refused(*three)[0] == (2, "verifier", Reason.VERIFIERS_COST)
    assert importing.lines(*three[:2])[0].imported
    assert importing.refused(three[2], update=True) == [(2, "verifier", Reason.VERIFIERS_COST)]
    # one more account with a password that is there costs no login more, and shares it
    again = line(account_number="9", verifier=dear(1))
    assert importing.lines(again, update=True)[0].updated == 1
    assert len(importing.credentials()) == 2


def test_eight_of_the_profiles_that_owasp_names_are_taken(importing: Importing) -> None:
    profiles = ("m=47104,t=1", "m=19456,t=2", "m=12288,t=3", "m=9216,t=4", "m=7168,t=5")
    eight = [
        line(account_number=str(n), verifier=dear(n).replace("m=65536,t=3,p=4", f"{profile},p=1"))
        for n, profile in enumerate((*profiles, *profiles[:3]))
    ]
    assert importing.lines(*eight)[0].imported


def test_a_contact_is_changed_however_many_passwords_there_are(importing: Importing, desk: Desk) -> None:
    """Nine rows of one verifier, as an earlier version left them: one password."""
    importing.lines(*(line(account_number=str(n), verifier=verifier_of(OLD)) for n in range(9)))
    number = importing.number()

    def apart(tx: Transaction) -> None:
        for account in tx.customers.accounts(number)[1:]:
            verifier = Verifier(verifier_of(OLD), 0)
            new = tx.credentials.add(number, verifier, CredentialOrigin.IMPORTED, START)
            tx.credentials.assign([account.id], seen=account.credential_id, new=new.id)

    desk.database.write_now(apart)
    assert len(importing.credentials()) == 9
    report, _ = importing.lines(line(account_number="0", mobile=MOVED), update=True)
    assert (report.updated, importing.person().mobile) == (1, MOVED)
    report, _ = importing.lines(
        line(account_number="9", mobile=MOVED, verifier=verifier_of(NEWER)), update=True
    )
    assert report.updated == 1
