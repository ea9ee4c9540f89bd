"""Whose passwords a restore takes back: every event that gives a password is known to it."""

from datetime import UTC, datetime, timedelta

from services.audit_trail import AuditEvent
from services.went_back import PASSWORD_EVENTS, LostRows
from storage.audit_chain import StoredRow, facts_of
from tests.storage.people import entry

NO_NEW_PASSWORD = {
    event
    for event in AuditEvent
    if event.startswith("authn_")
    and (
        event.endswith(("_fail", "_lock", "_success", "_none", "_declined"))
        or event
        in {
            "authn_unlock",
            "authn_reissue_apply",
            "authn_reissue_code_sent",
            "authn_reissue_activation",
            "authn_reissue_verified",
            "authn_reissue_left",
            "authn_reissue_data_incorrect",
            "authn_reissue_closed",
        }
    )
}
START = datetime(2026, 3, 1, tzinfo=UTC)


def row(
    seq: int,
    event: str,
    *,
    chain: str = "台北",
    who: str = "ab" * 32,
    outcome: str = "success",
    reason: str = "",
) -> StoredRow:
    told = entry(event, customer_masked="A12345****", reason_code=reason)
    at = START + timedelta(hours=seq)
    return StoredRow(
        chain, seq, at, event, outcome, who, None, "t-1", facts_of(told), bytes(32), bytes([seq]) * 32
    )


def test_every_event_about_passwords_is_on_one_side_or_the_other() -> None:
    """A new one is missing here? After it a customer has another password (`PASSWORD_EVENTS`), or not."""
    authn = {event for event in AuditEvent if event.startswith("authn_")}
    assert authn - PASSWORD_EVENTS - NO_NEW_PASSWORD == set()
    assert not PASSWORD_EVENTS & NO_NEW_PASSWORD


def test_only_lost_changes_that_came_about_count_once_and_by_person() -> None:
    lost = LostRows({"台北": 3})
    change = AuditEvent.PASSWORD_CHANGE
    rows = [
        row(3, change),  # the backup has it
        row(4, change, outcome="failure"),
        row(5, AuditEvent.WITHDRAWAL_CHANGE),
        row(6, change),
        row(1, AuditEvent.REISSUE_DONE, chain="高雄", who="cd" * 32),
        row(7, AuditEvent.LOGIN_SUCCESS),
    ]
    lost.learn(rows)
    lost.learn(reversed(rows))
    first, second = lost.people()
    assert (first.pseudonym, first.events) == ("ab" * 32, (AuditEvent.WITHDRAWAL_CHANGE, change))
    assert first.last_at == START + timedelta(hours=6)
    assert (second.pseudonym, second.events) == ("cd" * 32, (AuditEvent.REISSUE_DONE,))
    assert {chain: last.seq for chain, last in lost.last.items()} == {"台北": 7, "高雄": 1}


def test_a_password_that_an_import_replaced_went_back_too() -> None:
    lost = LostRows({})
    lost.learn(
        [
            row(1, AuditEvent.USER_UPDATED, reason="import contacts person"),
            row(2, AuditEvent.USER_UPDATED, who="cd" * 32, reason="import contacts passwords"),
            row(3, AuditEvent.USER_UPDATED),
        ]
    )
    assert [(one.pseudonym, one.events) for one in lost.people()] == [("cd" * 32, (AuditEvent.USER_UPDATED,))]
