from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.audit_trail import AuditEvent
from services.customer_import import batches
from services.customer_import.reasons import FileFault, ImportRefused, Reason
from services.errors import ErrorCode, ServiceError
from services.expiry import ExpiryState
from services.policy import Policy
from storage.records import UNPEPPERED, Business, CredentialOrigin
from storage.tables import credentials
from tests.services.desk import Desk
from tests.services.importing import IDS, VISIT, Importing, line, table, verifier_of

OLD = "Harbor88k"


@pytest.fixture
def importing(desk: Desk, tmp_path: Path) -> Importing:
    return Importing(desk, tmp_path)


def test_a_customer_comes_with_his_accounts_in_their_order(importing: Importing) -> None:
    report, told = importing.lines(
        line(account_number="101-1", verifier=verifier_of(OLD)),
        line(account_number="F01-2", business="futures", branch="期貨台北分公司", verifier=verifier_of(OLD)),
        line(IDS[1], name="SMITH JOHN", mobile="+886 900-000-010", email=""),
    )
    assert (report.customers, report.accounts, report.lines, report.imported) == (2, 3, 3, True)
    assert told.lines == []
    ming = importing.person()
    assert (ming.name, ming.mobile, ming.account_numbers) == ("王小明", "0900000001", ("101-1", "F01-2"))
    assert [(a.business, a.branch) for a in importing.accounts()] == [
        (Business.SECURITIES, "台北分公司"),
        (Business.FUTURES, "期貨台北分公司"),
    ]
    # one verifier is one password
    (credential,) = importing.credentials()
    assert (credential.origin, credential.verifier.pepper_version) == (CredentialOrigin.IMPORTED, UNPEPPERED)
    assert (importing.person(IDS[1]).mobile, importing.person(IDS[1]).email) == ("0900000010", None)


def test_nobody_tries_imported_passwords_with_the_database_alone(importing: Importing, desk: Desk) -> None:
    importing.lines(line(verifier=verifier_of(OLD)), line(IDS[1]))
    with desk.database._backend.engine.connect() as connection:
        rows = connection.execute(select(credentials.c.phc, credentials.c.pepper_version)).all()
    assert [version for _, version in rows] == [UNPEPPERED] * 2
    assert not [phc for phc, _ in rows if "argon2" in phc]
    for file in importing.folder.glob("*.db*"):
        assert b"$argon2id" not in file.read_bytes()


async def test_an_old_password_logs_in_and_gets_the_pepper(importing: Importing, desk: Desk) -> None:
    importing.lines(line(verifier=verifier_of(OLD)))
    assert await desk.refused(IDS[0], "Wrong111") is ErrorCode.LOGIN_REFUSED
    session = await desk.login(IDS[0], OLD)
    assert session.expiry.state is ExpiryState.NONE
    (kept,) = importing.credentials()
    assert kept.verifier.pepper_version == desk.database.keyring.pepper_version
    await desk.login(IDS[0], OLD)


async def test_without_a_verifier_nobody_gets_in(importing: Importing, desk: Desk) -> None:
    importing.lines(line())
    assert await desk.refused(IDS[0], OLD) is ErrorCode.LOGIN_REFUSED
    (kept,) = importing.credentials()
    assert kept.verifier.phc.startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_the_import_is_on_record_without_a_name(importing: Importing, desk: Desk) -> None:
    importing.lines(line(), line(IDS[1]))
    entry = desk.audit()[-1]
    assert (entry.event, entry.outcome) == (AuditEvent.CUSTOMERS_IMPORTED, "success")
    assert entry.counters == "lines=2 customers=2 accounts=2 updated=0 refused=0"
    assert entry.reason_code is not None
    assert entry.reason_code.startswith("sha256=")
    assert IDS[0] not in repr(entry)


SALT = "c2FsdHNhbHQ"
TAG = "u9mUvMYj2AqbnUTjvxzYlGx0JQj7cJ2LhqkYFz1mHw8"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("id_number", "A123456788", Reason.ID_CHECK_DIGIT),
        ("id_number", "", Reason.REQUIRED),
        ("id_number", "12345", Reason.ID_SHAPE),
        ("name", "", Reason.REQUIRED),
        ("name", "=HYPERLINK(1)", Reason.FORMULA),
        ("name", "'@SUM(1)", Reason.FORMULA),
        ("name", "王\x00明", Reason.TEXT_SHAPE),
        ("name", "王" * 101, Reason.TEXT_SHAPE),
        ("birth_date", "0800101", Reason.DATE_ROC),
        ("birth_date", "1980-01-01", Reason.DATE_SHAPE),
        ("birth_date", "19800230", Reason.DATE_UNREAL),
        ("birth_date", "20360101", Reason.DATE_FUTURE),
        ("mobile", "0991234567", Reason.MOBILE_SHAPE),
        ("email", "ming@", Reason.EMAIL_SHAPE),
        ("email", "-ming@example.com", Reason.FORMULA),
        ("consolidated", "maybe", Reason.YES_OR_NO),
        ("as_of", "yesterday", Reason.AS_OF_SHAPE),
        ("as_of", "0001-01-01", Reason.AS_OF_SHAPE),
        ("as_of", "2036-01-01", Reason.AS_OF_FUTURE),
        ("business", "stocks", Reason.BUSINESS_UNKNOWN),
        ("branch", "+1", Reason.FORMULA),
        ("account_number", "101/1", Reason.ACCOUNT_SHAPE),
        ("verifier", "$2b$12$abc", Reason.VERIFIER_SHAPE),
        ("verifier", f"$argon2id$v=19$m=7168,t=1,p=1${SALT[:-1]}1${TAG}", Reason.VERIFIER_SHAPE),
        ("verifier", f"$argon2id$v=19$m=2097152,t=1,p=1${SALT}${TAG}", Reason.VERIFIER_COST),
        ("verifier", f"$argon2id$v=19$m=64,t=1,p=1${SALT}${TAG}", Reason.VERIFIER_COST),
        ("verifier", f"$argon2id$v=19$m=7168,t=99,p=1${SALT}${TAG}", Reason.VERIFIER_COST),
        ("verifier", f"$argon2id$v=19$m=65536,t=4,p=1${SALT}${TAG}", Reason.VERIFIER_COST),
    ],
)
def test_a_bad_cell_is_refused_with_line_and_column(
    importing: Importing, column: str, cell: str, reason: Reason
) -> None:
    good, bad = line(IDS[1]), {**line(), column: cell}
    assert importing.refused(good, bad) == [(3, column, reason)]


def test_lines_of_one_id_say_the_same(importing: Importing) -> None:
    second = line(account_number="2", mobile="0900000002")
    assert importing.refused(line(), second) == [
        (2, None, Reason.NEIGHBOUR),
        (3, "mobile", Reason.LINES_DIFFER),
    ]
    assert importing.refused(line(), line())[0][2] is Reason.ACCOUNT_TWICE


def test_a_ninth_login_password_is_refused(importing: Importing) -> None:
    lines = [line(account_number=str(n), verifier=verifier_of(OLD, b"imported%d" % n)) for n in range(9)]
    assert importing.refused(*lines)[0] == (2, "verifier", Reason.TOO_MANY_PASSWORDS)
    report, _ = importing.lines(*lines[:8])
    assert report.imported
    assert len(importing.credentials()) == Policy().login_passwords_per_id


def test_a_consolidated_customer_has_one_password(importing: Importing) -> None:
    first = line(consolidated="yes", verifier=verifier_of(OLD))
    assert (
        importing.refused(first, line(consolidated="yes", account_number="2"))[0][2] is Reason.SHARED_DIFFERS
    )


def test_an_id_comes_once_in_the_file_and_once_in_the_database(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = (line(), line(IDS[1]), line(account_number="2"))
    assert importing.refused(*apart) == [(4, None, Reason.ID_APART)]
    # in another transaction than the first time
    monkeypatch.setattr(batches, "TOGETHER", 1)
    assert importing.refused(*apart) == [(4, None, Reason.ID_APART)]
    importing.lines(line())
    assert importing.refused(line(IDS[1]), line()) == [(3, None, Reason.ID_KNOWN)]
    assert importing.refused(line(IDS[1]), line(id_number="a123456789")) == [(3, None, Reason.ID_KNOWN)]


def test_skip_bad_takes_the_rest(importing: Importing) -> None:
    report, told = importing.lines(
        line(IDS[1]), line(name=""), line(account_number="2"), line(IDS[2]), skip_bad=True
    )
    assert (report.imported, report.customers, report.refused) == (True, 2, 2)
    # one line of an ID is bad: the customer does not come in halves
    assert [where[0] for where in told.reasons] == [3, 4]
    assert importing.count() == 2


def test_a_line_out_of_shape_takes_its_customer_along(importing: Importing) -> None:
    broken = table([line(IDS[1]), line(), line(account_number="2")]).replace(
        "2026-02-01,證券,台北分公司,2,", "x"
    )
    report, told = importing.text(broken, skip_bad=True)
    assert report.customers == 1
    assert [where[2] for where in told.reasons] == [Reason.NEIGHBOUR, Reason.CELLS_MISSING]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp950"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_characters_and_line_ends_as_they_come(importing: Importing, encoding: str, end: str) -> None:
    text = table([line(), line(IDS[1])]).replace("\n", end)
    report, _ = importing.text(text.encode(encoding))
    assert report.customers == 2
    assert importing.person().name == "王小明"


@pytest.mark.parametrize(
    ("text", "fault", "facts"),
    [
        (b"", FileFault.EMPTY, {}),
        (b"\n\n", FileFault.EMPTY, {}),
        (table([line()]).encode() + b"\xff\xff,\n", FileFault.NOT_TEXT, {"line": 3}),
        (
            b"id_number,name\n",
            FileFault.COLUMNS_MISSING,
            {"columns": "birth_date, business, branch, account_number"},
        ),
        (b"name,name,x\n", FileFault.COLUMNS_DOUBLED, {"columns": "name"}),
        (
            table([line()]).replace("email", "e-mail").encode(),
            FileFault.COLUMNS_UNKNOWN,
            {"columns": "#5"},
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_at_once(
    importing: Importing, text: bytes, fault: FileFault, facts: dict[str, object]
) -> None:
    with pytest.raises(ImportRefused) as caught:
        importing.text(text)
    assert (caught.value.fault, caught.value.facts) == (fault, facts)


def test_one_import_at_a_time(importing: Importing, desk: Desk) -> None:
    with desk.program.ground.store.import_lock(), pytest.raises(ImportRefused) as caught:
        importing.lines(line())
    assert caught.value.fault is FileFault.ANOTHER_AT_WORK
    importing.lines(line())


async def test_nobody_is_found_before_everybody_is(importing: Importing, desk: Desk) -> None:
    seen: list[object] = []

    def look(*_: object) -> None:
        found = desk.database.read_now(lambda tx: (tx.customers.find(IDS[0]), tx.customers.for_login(IDS[0])))
        seen.append(
            (found, desk.database.read_now(lambda tx: (tx.customers.count(), tx.customers.all_ids())))
        )

    from tests.services import importing as kit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit.Told, "all_read", look)
        importing.lines(line(verifier=verifier_of(OLD)))
    assert seen == [((None, None), (0, ()))]
    await desk.login(IDS[0], OLD)


def test_who_is_added_meanwhile_gets_another_number(importing: Importing, desk: Desk) -> None:
    from tests.kit import person
    from tests.services import importing as kit

    def add(*_: object) -> None:
        desk.database.write_now(lambda tx: tx.customers.add(person(IDS[3]), consolidated=False))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit.Told, "all_read", add)
        importing.lines(line())
    assert importing.number(IDS[3]) > importing.number(IDS[0])
    assert importing.count() == 2


def test_processes_beside_do_the_same(importing: Importing) -> None:
    lines = [line(IDS[0], account_number=str(n)) for n in range(3)]
    report, told = importing.lines(*lines, line(IDS[1], name="="), line(IDS[2]), workers=1, skip_bad=True)
    assert (report.customers, report.accounts) == (2, 4)
    assert told.reasons == [(5, "name", Reason.FORMULA)]
    assert importing.person().account_numbers == ("0", "1", "2")


@pytest.fixture
def small_reservations(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from services.customer_import import reservation

    monkeypatch.setattr(batches, "TOGETHER", 1)
    monkeypatch.setattr(reservation, "RESERVED", 2)
    return iter(())


@pytest.mark.usefixtures("small_reservations")
def test_numbers_are_reserved_as_they_are_needed(importing: Importing) -> None:
    report, _ = importing.lines(*map(line, IDS))
    assert report.customers == len(IDS)
    assert importing.count() == len(IDS)
    assert {importing.person(number).id_number for number in IDS} == set(IDS)
    # one after the other: none is reserved in vain
    assert [importing.number(number) for number in IDS] == list(range(1, len(IDS) + 1))


def test_a_fault_of_storage_leaves_nothing(importing: Importing, desk: Desk) -> None:
    from storage.errors import StorageError, StorageFault

    def full(*_: object, **__: object) -> None:
        raise StorageError(StorageFault.FULL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.repositories.imports.ImportRepository.publish", full)
        with pytest.raises(ServiceError) as caught:
            importing.lines(line())
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert importing.count() == 0
    assert desk.database.write_now(lambda tx: tx.imports.clear(10))
    assert VISIT.terminal_id == "host"
    importing.lines(line())
    assert importing.count() == 1
