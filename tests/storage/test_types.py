from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from storage.types import UTCDateTime

moments = Table("moments", MetaData(), Column("at", UTCDateTime))


@pytest.fixture
def engine() -> Engine:
    engine = create_engine("sqlite://")
    moments.create(engine)
    return engine


def stored(engine: Engine, at: datetime | None) -> datetime | None:
    with engine.begin() as connection:
        connection.execute(insert(moments).values(at=at))
        return connection.scalar(select(moments.c.at))


def test_a_time_of_another_zone_comes_back_as_the_same_moment_in_utc(engine: Engine) -> None:
    taipei = datetime(2026, 1, 2, 7, 30, tzinfo=timezone(timedelta(hours=8)))
    found = stored(engine, taipei)
    assert found == taipei
    assert found is not None
    assert found.tzinfo is UTC


def test_microseconds_are_kept_and_none_stays_none(engine: Engine) -> None:
    assert stored(engine, datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)) == datetime(
        2026, 1, 2, 3, 4, 5, 678901, UTC
    )
    with engine.begin() as connection:
        connection.execute(moments.delete())
    assert stored(engine, None) is None


def test_a_naive_time_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        stored(engine, datetime(2026, 1, 2))  # noqa: DTZ001
