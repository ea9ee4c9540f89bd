"""到期日期 and 密碼到期狀態 (§1.0, A-03): to the day, in Taipei."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.expiry import Expiry, ExpiryState, expiry_of, is_dead
from services.policy import Policy
from storage.records import Credential, CredentialOrigin, Verifier
from tests.kit import START


def credential(
    changed_at: datetime, origin: CredentialOrigin = CredentialOrigin.OWN, dies_at: datetime | None = None
) -> Credential:
    return Credential(1, 1, Verifier("", 1), origin, changed_at, dies_at)


@pytest.mark.parametrize(
    ("age_days", "state"),
    [
        (0, ExpiryState.NOT_YET),
        (334, ExpiryState.NOT_YET),
        (335, ExpiryState.SOON),
        (364, ExpiryState.SOON),
        (365, ExpiryState.EXPIRED),
        (400, ExpiryState.EXPIRED),
    ],
)
def test_own_password(age_days: int, state: ExpiryState) -> None:
    changed = START - timedelta(days=age_days)
    assert expiry_of(credential(changed), Policy(), START) == Expiry(
        date(2026, 3, 2) + timedelta(days=365 - age_days), state
    )


def test_the_day_is_the_one_in_taipei() -> None:
    late = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    assert expiry_of(credential(late), Policy(password_lifetime_days=1), late).on == date(2026, 3, 3)


def test_imported_has_none() -> None:
    imported = credential(START, CredentialOrigin.IMPORTED)
    assert expiry_of(imported, Policy(), START) == Expiry(None, ExpiryState.NONE)


def test_initial_password_ends_to_the_second() -> None:
    initial = credential(START, CredentialOrigin.INITIAL, START + timedelta(hours=2))
    before, after = START + timedelta(seconds=7_199), START + timedelta(hours=2)
    assert not is_dead(initial, before)
    assert is_dead(initial, after)
    assert expiry_of(initial, Policy(), before).state is ExpiryState.SOON
    assert expiry_of(initial, Policy(), after).state is ExpiryState.EXPIRED
