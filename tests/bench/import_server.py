"""The rate of an import into PostgreSQL against raw COPY of the same rows; a cluster of its own, durable."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.bulk import ACCOUNT_COLUMNS, CREDENTIAL_COLUMNS, CUSTOMER_COLUMNS, BulkRows
from tests.postgres import Cluster, own_cluster
from tests.storage_kit import URL_FILE

_LOCKS = ("customer_id", "fail_count", "unlock_used", "state", "episode")


def server_rate(
    folder: Callable[[], Path],
    ours: Callable[[Path], float],
    made: Callable[[Path], list[BulkRows]],
    rounds: int,
) -> dict[str, object]:
    """Lines a second of ours and of COPY, the medians' ratio; says so where no server is installed."""
    try:
        with own_cluster() as cluster:
            rows = made(_schema(cluster, folder(), 0))
            found = [
                (ours(_schema(cluster, folder(), 2 * n + 1)), _copy(cluster, rows, made, folder(), 2 * n + 2))
                for n in range(rounds)
            ]
    except pytest.skip.Exception as skipped:
        return {"postgresql": str(skipped)}
    best = sorted(found)[len(found) // 2]
    return {
        "postgresql_ratio": round(best[0] / best[1], 3),
        "postgresql_per_s": round(best[0]),
        "copy_per_s": round(best[1]),
    }


def _schema(cluster: Cluster, folder: Path, number: int) -> Path:
    """A folder whose database is an empty schema of the cluster."""
    name = f"bench_{number}"
    with psycopg.connect(cluster.url(), autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {name}")  # type: ignore[arg-type, unused-ignore]
    (folder / URL_FILE).write_text(cluster.url(name), "utf-8")
    return folder


def _copy(
    cluster: Cluster,
    made: list[BulkRows],
    fill: Callable[[Path], list[BulkRows]],
    folder: Path,
    number: int,
) -> float:
    """Lines a second of COPY into the tables of a new schema, in one transaction."""
    fill(_schema(cluster, folder, number))
    with psycopg.connect(cluster.url(f"bench_{number}")) as raw:
        begin = time.perf_counter()
        for rows in made:
            _copy_in(raw, "customers", CUSTOMER_COLUMNS, rows.customers)
            _copy_in(raw, "login_locks", _LOCKS, [(r[0], 0, False, "active", 0) for r in rows.customers])
            _copy_in(raw, "credentials", CREDENTIAL_COLUMNS, rows.credentials)
            _copy_in(raw, "accounts", ACCOUNT_COLUMNS, rows.accounts)
        raw.commit()
        return sum(len(rows.customers) for rows in made) / (time.perf_counter() - begin)


def _copy_in(raw: "psycopg.Connection[Any]", table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copying:  # type: ignore[arg-type, unused-ignore]
        for row in rows:
            copying.write_row(row)
