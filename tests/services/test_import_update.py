from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.audit_trail import AuditEvent
from services.customer_import.reasons import FileFault, ImportRefused, Reason
from services.errors import ErrorCode
from tests.kit import START
from tests.services import importing as kit
from tests.services.delivery.waiting import waiting
from tests.services.desk import FIRST, MING, Desk
from tests.services.importing import IDS, Importing, line, table, verifier_of

OLD, NEWER = "Harbor88k", "Maple2468"
MOVED = "0912345678"


@pytest.fixture
def importing(desk: Desk, tmp_path: Path) -> Importing:
    return Importing(desk, tmp_path)


def contacts(importing: Importing) -> tuple[str | None, str | None]:
    person = importing.person()
    return person.mobile, person.email


def changed_at(importing: Importing) -> object:
    number = importing.number()
    return importing.desk.database.read_now(lambda tx: tx.customers.contacts_changed_at(number))


def letters(desk: Desk) -> list[str]:
    assert {letter.kind for letter in waiting(desk)} <= {"contact_change"}
    return sorted(letter.address for letter in waiting(desk))


def test_a_contact_that_changes_starts_the_cool_down_and_is_told_to_old_and_new(
    importing: Importing, desk: Desk
) -> None:
    importing.lines(line())
    assert changed_at(importing) is None
    report, _ = importing.lines(line(mobile=MOVED), update=True)
    assert (report.updated, report.unchanged, report.customers) == (1, 0, 0)
    assert contacts(importing) == (MOVED, "ming@example.com")
    assert changed_at(importing) == desk.clock.now()
    updated, whole = desk.audit()[-2:]
    assert (updated.event, updated.reason_code) == (AuditEvent.USER_UPDATED, "import contacts")
    assert updated.customer_masked == "A12345****"
    assert whole.event == AuditEvent.CUSTOMERS_IMPORTED
    assert MOVED not in repr(desk.audit())
    # the old ones, and the one that is new
    assert letters(desk) == ["0900000001", MOVED, "ming@example.com"]


def test_the_same_file_again_changes_nothing(importing: Importing, desk: Desk) -> None:
    importing.lines(line(), line(IDS[1]))
    rows = len(desk.audit())
    report, _ = importing.lines(line(), line(IDS[1]), update=True)
    assert (report.updated, report.unchanged) == (0, 2)
    assert len(desk.audit()) == rows + 1
    assert letters(desk) == []
    assert changed_at(importing) is None


def test_a_contact_newer_than_the_file_stays(importing: Importing, desk: Desk) -> None:
    importing.lines(line())
    moved = replace(importing.person(), mobile=MOVED)
    number = importing.number()
    desk.database.write_now(lambda tx: tx.customers.change_contacts(number, moved, START))
    before = (START - timedelta(minutes=1)).isoformat()
    report, _ = importing.lines(line(as_of=before, name="王大明"), update=True)
    assert report.updated == 1
    assert (contacts(importing)[0], importing.person().name) == (MOVED, "王大明")
    importing.lines(line(as_of=START.isoformat(), mobile="0900000009"), update=True)
    assert contacts(importing)[0] == "0900000009"


def test_an_older_file_does_not_undo_a_newer_one(importing: Importing) -> None:
    importing.lines(line(as_of="2026-02-10"))
    importing.lines(line(as_of="2026-02-12", mobile=MOVED), update=True)
    importing.lines(line(as_of="2026-02-11", mobile="0900000009"), update=True)
    assert contacts(importing)[0] == MOVED


def test_a_file_without_contacts_takes_none_away(importing: Importing) -> None:
    importing.lines(line())
    columns = [name for name in line() if name not in {"mobile", "email"}]
    importing.text(table([line(name="王大明")], columns), update=True)
    assert contacts(importing) == ("0900000001", "ming@example.com")
    importing.lines(line(email=""), update=True)
    assert contacts(importing) == ("0900000001", None)


def test_an_update_says_how_old_its_contacts_are(importing: Importing) -> None:
    importing.lines(line())
    with pytest.raises(ImportRefused) as caught:
        importing.text(table([line()], [name for name in line() if name != "as_of"]), update=True)
    assert caught.value.fault is FileFault.AS_OF_MISSING
    _, told = importing.lines(line(as_of=""), update=True)
    assert told.reasons == [(2, "as_of", Reason.REQUIRED)]


async def test_a_password_set_here_is_never_replaced(importing: Importing, desk: Desk) -> None:
    await desk.customer(passwords=(FIRST,), consolidated=False)
    (number,) = importing.person().account_numbers
    importing.lines(line(account_number=number, verifier=verifier_of(NEWER)), update=True)
    await desk.login(MING, FIRST)
    assert await desk.refused(MING, NEWER) is ErrorCode.LOGIN_REFUSED


async def test_an_imported_password_is_replaced_until_it_is_used_here(
    importing: Importing, desk: Desk
) -> None:
    importing.lines(line())
    importing.lines(line(verifier=verifier_of(OLD)), update=True)
    importing.lines(line(verifier=verifier_of(NEWER)), update=True)
    assert await desk.refused(IDS[0], OLD) is ErrorCode.LOGIN_REFUSED
    await desk.login(IDS[0], NEWER)
    importing.lines(line(verifier=verifier_of(OLD)), update=True)
    await desk.login(IDS[0], NEWER)


async def test_a_new_account_joins_a_consolidated_customers_password(
    importing: Importing, desk: Desk
) -> None:
    await desk.customer()
    first, _ = importing.person().account_numbers
    report, _ = importing.lines(
        line(account_number=first), line(account_number="F9", business="期貨", verifier=verifier_of(NEWER)),
        update=True,
    )  # fmt: skip
    assert report.updated == 1
    assert importing.person().account_numbers[2:] == ("F9",)
    assert len({account.credential_id for account in importing.accounts()}) == 1
    session = await desk.login(MING, FIRST)
    assert len(session.accounts) == 3


async def test_a_new_account_of_another_customer_brings_its_own(importing: Importing, desk: Desk) -> None:
    await desk.customer(consolidated=False)
    importing.lines(line(account_number="F9", verifier=verifier_of(NEWER)), update=True)
    await desk.login(MING, NEWER)
    await desk.login(MING, FIRST)


def test_a_ninth_password_by_update_is_refused(importing: Importing) -> None:
    lines = [line(account_number=str(n), verifier=verifier_of(OLD, b"imported%d" % n)) for n in range(8)]
    importing.lines(*lines)
    ninth = line(account_number="9", verifier=verifier_of(NEWER))
    assert importing.refused(ninth, update=True) == [(2, "verifier", Reason.TOO_MANY_PASSWORDS)]


def test_an_id_whose_lines_stand_apart_is_updated_once(importing: Importing) -> None:
    importing.lines(line(), line(IDS[1]))
    apart = [line(mobile=MOVED), line(IDS[1]), line(mobile="0900000009")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("services.customer_import.batches.TOGETHER", 1)
        assert importing.refused(*apart, update=True) == [(4, None, Reason.ID_APART)]
    assert contacts(importing)[0] == "0900000001"


def test_what_changed_meanwhile_is_compared_once_more(importing: Importing, desk: Desk) -> None:
    importing.lines(line())
    number, person = importing.number(), importing.person()

    def at_the_counter(*_: object) -> None:
        moved = replace(person, mobile="0900000077")
        desk.database.write_now(lambda tx: tx.customers.change_contacts(number, moved, START))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit.Told, "all_read", at_the_counter)
        importing.lines(line(mobile=MOVED), update=True)
    assert contacts(importing)[0] == "0900000077"
