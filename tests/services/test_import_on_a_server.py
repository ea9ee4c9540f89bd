"""A server that restarts, cuts connections or has no room left while an import is at work."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from services.customer_import import batches
from services.customer_import.reasons import FileFault, ImportRefused
from services.errors import ErrorCode, ServiceError
from storage.dialect.bulk import PostgresqlBulk
from tests.databases import Engine, postgresql_only
from tests.postgres import Cluster, own_cluster
from tests.services import importing as kit
from tests.services.desk import Desk
from tests.services.importing import IDS, Importing, line
from tests.storage_kit import URL_FILE

MOVED = "0912345678"
LINES = (line(mobile=MOVED), *(line(number) for number in IDS[1:]))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A server of the test's own."""
    with own_cluster(fsync="off") as cluster:
        (tmp_path / URL_FILE).write_text(cluster.url(), "utf-8")
        yield cluster


@pytest.fixture
def served(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importing]:
    """With a customer; two lines a transaction from now on."""
    assert cluster
    desk = Desk.beside(tmp_path)
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    monkeypatch.setattr(batches, "TOGETHER", 2)
    yield importing
    desk.close()


def once_in_the_middle(patch: pytest.MonkeyPatch, what: Callable[[], None]) -> None:
    """Happens when the first lines are in, and the others are not."""
    happened: list[bool] = []

    def happen(*_: object) -> None:
        if not happened:
            happened.append(True)
            what()

    patch.setattr(kit.Told, "progress", happen)


def is_new(importing: Importing) -> bool:
    moved = importing.person().mobile == MOVED
    assert importing.count() == (6 if moved else 1)
    assert importing.desk.database.read_now(lambda tx: tx.audit.verify()).sound
    return moved


def test_a_restart_in_the_middle_is_not_noticed(
    served: Importing, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def restart() -> None:
        cluster.stop()
        cluster.start()

    once_in_the_middle(monkeypatch, restart)
    assert served.lines(*LINES, update=True)[0].imported
    assert is_new(served)


def test_a_server_that_stays_away_leaves_the_old_state(
    served: Importing, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        once_in_the_middle(patch, cluster.stop)
        with pytest.raises(ServiceError) as caught:
            served.lines(*LINES, update=True)
    assert caught.value.code is ErrorCode.STORAGE_UNAVAILABLE
    cluster.start()
    assert not is_new(served)
    assert served.lines(*LINES, update=True)[0].imported
    assert is_new(served)


def test_who_lost_the_lock_with_its_connection_gives_way(
    served: Importing, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connections are cut, and another import begins: the first neither writes on nor clears it away."""
    path = served.folder / "second.csv"
    path.write_text(kit.table([line(IDS[1], name="林美玲")]))

    def another() -> None:
        cluster.cut()
        assert served.file(path)[0].imported

    once_in_the_middle(monkeypatch, another)
    with pytest.raises(ImportRefused) as caught:
        served.lines(*LINES, update=True)
    assert caught.value.fault is FileFault.DISPLACED
    assert (served.count(), served.person(IDS[1]).name) == (2, "林美玲")
    assert served.person().mobile != MOVED


def test_the_server_ends_in_the_last_transaction(
    served: Importing, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.repositories.imports import ImportRepository

    publish, tried = ImportRepository.publish, list[bool]()

    def published(self: ImportRepository, owner: str, reserved: dict[int, int]) -> None:
        publish(self, owner, reserved)
        if not tried:
            tried.append(True)
            cluster.stop()
            cluster.start()

    monkeypatch.setattr(ImportRepository, "publish", published)
    # nothing of that transaction was kept, so it is simply run once more
    assert served.lines(*LINES, update=True)[0].imported
    assert is_new(served)


@postgresql_only
@pytest.mark.parametrize("table", ["customers", "credentials", "accounts"])
def test_a_full_disk_in_the_middle_of_a_copy(
    desk: Desk, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    assert engine is Engine.POSTGRESQL
    importing = Importing(desk, tmp_path)
    importing.lines(line())
    copy_in, copied = PostgresqlBulk.copy_in, list[str]()

    def full(self: PostgresqlBulk, driver: object, name: str, *rest: object) -> None:
        copied.append(name)
        if copied.count(table) == 2:
            raise psycopg.errors.DiskFull("could not extend file: secret")
        copy_in(self, driver, name, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(batches, "TOGETHER", 2)
        patch.setattr(PostgresqlBulk, "copy_in", full)
        with pytest.raises(ServiceError) as caught:
            importing.lines(*LINES, update=True)
    assert caught.value.code is ErrorCode.STORAGE_FULL
    assert not is_new(importing)
    assert importing.lines(*LINES, update=True)[0].imported
    assert is_new(importing)
