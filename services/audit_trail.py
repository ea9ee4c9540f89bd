"""What is put on record of every request (counter.md §5.4), in the words of OWASP's logging vocabulary.

Who it was stands there as a pseudonym and a masked number, never as itself; nothing secret has a field here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TextIO

import msgspec

from services.errors import ErrorCode, ServiceError
from services.identifiers import IdNumber
from services.masking import mask_id_number
from services.ports import Clock
from services.store import Keys, Store
from services.taipei import TAIPEI
from services.visit import Visit
from storage.audit_entry import RESTORED, AuditEntry, AuditRow
from storage.records import LoginLock, WithdrawalCredential

if TYPE_CHECKING:
    from storage.audit_chain import AuditFindings
    from storage.transaction import Transaction


class AuditEvent(StrEnum):
    """What happened."""

    LOGIN_SUCCESS = "authn_login_success"
    LOGIN_FAIL = "authn_login_fail"
    """The reason code tells unknown ID, wrong password and locked apart; the answer on screen does not."""
    LOGIN_LOCK = "authn_login_lock"
    UNLOCK = "authn_unlock"
    """The first lock lifted, online or by telephone."""
    UNLOCK_FAIL = "authn_unlock_fail"
    """The reason code says why: no certificate, not locked, the one unlock used."""
    PASSWORD_CHANGE = "authn_password_change"  # noqa: S105 - an event
    PASSWORD_CHANGE_FAIL = "authn_password_change_fail"  # noqa: S105 - an event
    WITHDRAWAL_CHANGE = "authn_withdrawal_password_change"
    WITHDRAWAL_CHANGE_FAIL = "authn_withdrawal_password_change_fail"
    WITHDRAWAL_LOCK = "authn_withdrawal_password_lock"
    CONSOLIDATION = "authn_password_consolidation"
    """密碼歸戶: all accounts and voice."""
    CONSOLIDATION_FAIL = "authn_password_consolidation_fail"
    SEPARATION = "authn_password_separation"
    """De-consolidation, at the counter."""
    IDENTIFICATION = "customer_identification"
    """ID number and birth date matched."""
    IDENTIFICATION_FAIL = "customer_identification_fail"
    """The reason code tells unknown ID and wrong date apart; the answer on screen does not."""
    RATE_LIMIT = "excess_rate_limit_exceeded"
    """Refused before anything was looked at: the reason code names the throttle."""
    REISSUE_APPLY = "authn_reissue_apply"
    """確定申請 accepted; failed, the reason code tells why there is no online reissue (limit, closed, …)."""
    REISSUE_CODE_SENT = "authn_reissue_code_sent"
    REISSUE_CODE_FAIL = "authn_reissue_code_fail"
    """The reason code tells wrong, expired, replaced and void apart."""
    REISSUE_ACTIVATION = "authn_reissue_activation"
    """An activation code was typed; failed, whether it was unknown, used, void or expired."""
    REISSUE_VERIFIED = "authn_reissue_verified"
    INITIAL_PASSWORD_ISSUED = "authn_initial_password_issued"  # noqa: S105 - an event
    REISSUE_DONE = "authn_reissue_done"
    """The customer's own new password is set, electronic and voice."""
    REISSUE_LEFT = "authn_reissue_left"
    """The reason code is the stage that it was left at, with `cancelled`, `resumable`, `over` or `merged`."""
    REISSUE_DATA_INCORRECT = "authn_reissue_data_incorrect"
    """資料不正確 (A-11): not counted."""
    REISSUE_CLOSED = "authn_reissue_closed"
    """Wrong codes in a row have closed online reissue."""
    SEQUENCE_FAIL = "sequence_fail"
    """A step of a process that was not the next one."""
    INPUT_VALIDATION_FAIL = "input_validation_fail"
    """A robot-check question not answered as it should be."""
    SESSION_LOGOUT = "session_logout"
    SESSION_EXPIRED = "session_expired"
    """Not by the customer's own word: the reason code is that of `services.sessions.SessionEnd`."""
    AUTHZ_FAIL = "authz_fail"
    """A function called that this customer is not offered."""
    CERTIFICATE_SUCCESS = "authn_certificate_success"
    """The device proved a valid certificate of this customer."""
    CERTIFICATE_NONE = "authn_certificate_none"
    """Treated as no certificate; the reason stands here and nowhere else (R-RI-3)."""
    CERTIFICATE_FAIL = "authn_certificate_fail"
    """Neither: a wrong PIN, a token locked or pulled out. The customer may try again."""
    CERTIFICATE_DECLINED = "authn_certificate_declined"
    """The customer went on without one (無憑證繼續)."""
    USER_UPDATED = "user_updated"
    CUSTOMERS_IMPORTED = "customers_imported"
    """`db import`: the reason is the file's SHA-256, the counters say what it came to."""
    SYS_STARTUP = "sys_startup"
    SYS_SHUTDOWN = "sys_shutdown"
    SYS_CRASH = "sys_crash"
    """The reason code is the incident number."""
    SYS_CLOCK_ANOMALY = "sys_clock_anomaly"
    """The wall clock stands before the start of a session that lives; the session is ended."""
    SYS_CONFIG_CHANGED = "sys_config_changed"
    """Started with other policy figures than the last time; the reason code names them, not their values."""
    AUDIT_VERIFIED = "audit_verified"
    LETTER_FAILED = "letter_failed"
    """A letter that was refused for good, or whose life ended first; the interaction is its number."""
    LETTER_LIMIT = "excess_rate_limit_exceeded"
    """A letter beyond the sending limits of its address: not sent; the reason code is its kind."""
    NOTICE_WITHOUT_CHANNEL = "notice_without_channel"
    """The customer left neither address nor number; the reason code is the notice's kind."""
    RECEIPTS_UNHEARD = "receipts_unheard"
    """Another program has the address that SMS receipts are sent to; the reason code is the address."""
    SYS_BACKED_UP = "sys_backed_up"
    """The reason code is the beginning of the backup's SHA-256."""
    SYS_RESTORED = RESTORED
    """The database was put back to a backup; `storage.audit_entry.RestoreEntry`."""
    SYS_COPIED = "sys_copied"
    """About to be moved to another database; the reason code names the engine."""


IMPORT: Final = "import"
PASSWORDS: Final = "passwords"
"""Words in the reason of USER_UPDATED: who changed the customer, and that passwords are among it."""


class Outcome(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Subject:
    """The customer an audit row is about."""

    pseudonym: str
    masked: str


class AuditTrail:
    """Makes audit entries; `Transaction.audit.append` puts them on record with the change they tell of."""

    def __init__(self, clock: Clock, keys: Keys, app_version: str) -> None:
        self._clock = clock
        self._keys = keys
        self._app_version = one_line(app_version)

    def subject(self, id_number: IdNumber | str) -> Subject:
        """The pseudonym and the masked form of an ID number, known here or not."""
        value = id_number.value if isinstance(id_number, IdNumber) else id_number
        return Subject(self._keys.pseudonym(value), mask_id_number(value))

    def entry(
        self,
        visit: Visit,
        event: AuditEvent,
        outcome: Outcome,
        *,
        subject: Subject | None = None,
        reason: str | None = None,
        before: LoginLock | WithdrawalCredential | None = None,
        lock: LoginLock | WithdrawalCredential | None = None,
        account: str | None = None,
        factors: tuple[str, ...] = (),
        actor_type: str = "customer",
        actor_id: str | None = None,
    ) -> AuditEntry:
        """An entry of now; `lock` as the event left it, `before` as it stood until then; `account` masked.

        What could break a line is escaped (ASVS 16.4.1).
        """
        return AuditEntry(
            ts_utc=self._clock.now(),
            event=event.value,
            outcome=outcome.value,
            branch=one_line(visit.branch),
            terminal_id=one_line(visit.terminal_id),
            mode=visit.mode.value,
            interaction_id=one_line(visit.interaction_id),
            app_version=self._app_version,
            reason_code=one_line(reason) if reason else None,
            actor_type=actor_type,
            actor_id=one_line(actor_id) if actor_id else None,
            customer_pseudonym=subject.pseudonym if subject else None,
            customer_masked=subject.masked if subject else None,
            account_ref_masked=account,
            before_state=_state(before) if before else None,
            after_state=_state(lock) if lock else None,
            counters=_counters(before, lock),
            factors=factors,
        )


def _counters(
    before: LoginLock | WithdrawalCredential | None, after: LoginLock | WithdrawalCredential | None
) -> str | None:
    """`fail_count=2->0`: a count that was wiped is on record."""
    counts = [str(lock.fail_count) for lock in (before, after) if lock]
    return f"fail_count={'->'.join(counts)}" if counts else None


def verify_audit(store: Store) -> "AuditFindings":
    """Whether every chain is whole, for the command line: what was edited, removed, reordered, cut off.

    Raises `ServiceError(STORAGE_…)`, also when the heads kept outside cannot be read.
    """
    try:
        return store.read_now(lambda tx: tx.audit.verify())
    except OSError as error:
        raise ServiceError(ErrorCode.STORAGE_UNAVAILABLE) from error


def export_audit(store: Store, file: TextIO) -> int:
    """Writes every row as a line of JSON, its time in UTC and in Taipei, its MAC in hex; how many rows."""

    def write(tx: "Transaction") -> int:
        count = 0
        for count, row in enumerate(tx.audit.rows(), start=1):  # noqa: B007 - the last one is returned
            file.write(_json_line(row) + "\n")
        return count

    return store.read_now(write)


def _json_line(row: AuditRow) -> str:
    line = {
        "chain": row.chain,
        "seq": row.seq,
        "ts_taipei": row.entry.ts_utc.astimezone(TAIPEI).isoformat(),
        **msgspec.to_builtins(row.entry),
        "prev_mac": row.prev_mac.hex(),
        "mac": row.mac.hex(),
    }
    return msgspec.json.encode(line).decode("utf-8")


def _state(lock: LoginLock | WithdrawalCredential) -> str:
    if isinstance(lock, LoginLock):
        return lock.state.value
    return "locked" if lock.locked else "open"


def one_line(text: str) -> str:
    """The text with line breaks and everything else that does not print escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
