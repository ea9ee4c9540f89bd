"""The frozen values that repositories take and return; the vocabulary shared by storage and services."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum


class LockState(StrEnum):
    """Where a customer's ID stands in the lock ladder (requirements §1.11)."""

    ACTIVE = "active"
    LOCKED_1 = "locked_1"
    """Locked by the first three strikes; one unlock is possible."""
    LOCKED_2 = "locked_2"
    """Locked by six; only reissue or the counter helps."""


class Business(StrEnum):
    """商品別: the kinds of account a customer can hold (R-GRID-3)."""

    SECURITIES = "securities"
    FUTURES = "futures"
    SUB_BROKERAGE = "sub_brokerage"
    WEALTH = "wealth"


class CredentialOrigin(StrEnum):
    """Who chose a password: that decides whether it expires and whether it must be changed."""

    OWN = "own"
    INITIAL = "initial"
    """Issued by the broker (初始密碼): must be changed at login, dies at `Credential.dies_at`."""
    IMPORTED = "imported"
    """Came with the customer's data; nobody knows when it was chosen."""


UNPEPPERED = 0
"""The pepper version of a verifier that another system made; the first login hashes it anew."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """What is kept of a password: an Argon2id PHC string over the peppered password."""

    phc: str = field(repr=False)
    pepper_version: int
    """Which pepper of the keyring went in before hashing; 0: none, and the row keeps it sealed."""
    stored: str = field(default="", repr=False, compare=False)
    """What stands in the row, where that is not the PHC string itself."""


@dataclass(frozen=True, slots=True)
class Person:
    """A customer's personal data, sealed as one value in the database."""

    id_number: str
    name: str
    birth_date: date
    """出生年月日; a company's 設立日期 (A-18)."""
    mobile: str | None
    email: str | None
    account_numbers: tuple[str, ...] = ()
    """By `Account.position`."""

    def __repr__(self) -> str:
        """Says nothing of the person, so that no log or traceback can."""
        return "Person(…)"


@dataclass(frozen=True, slots=True)
class Customer:
    """One ID number and what hangs on it; the person is sealed apart (`CustomerRepository.person`)."""

    id: int
    consolidated: bool
    """歸戶: one login password for all accounts and voice."""


@dataclass(frozen=True, slots=True)
class Account:
    """One trading account; its login password is the credential it refers to."""

    id: int
    customer_id: int
    business: Business
    branch: str
    position: int
    """Order within the customer; index into `Person.account_numbers`."""
    credential_id: int


@dataclass(frozen=True, slots=True)
class Credential:
    """One login password of a customer; several accounts may refer to it."""

    id: int
    customer_id: int
    verifier: Verifier
    origin: CredentialOrigin
    changed_at: datetime
    dies_at: datetime | None = None
    """Hard end of an initial password (A-09); None for every other."""


@dataclass(frozen=True, slots=True)
class VoiceCredential:
    """語音密碼: the password as keypad digits, with its own verifier and counter (security §2.7)."""

    customer_id: int
    verifier: Verifier
    fail_count: int
    locked: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalCredential:
    """網路出金密碼 of one futures account, with its own counter (R-ACC-6)."""

    account_id: int
    verifier: Verifier
    fail_count: int
    locked: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class LoginLock:
    """The lock ladder of one ID; every change of it is a guarded update on the value seen."""

    customer_id: int
    fail_count: int = 0
    unlock_used: bool = False
    state: LockState = LockState.ACTIVE
    episode: int = 0
    """Rises with every reset, so that a late failure knows its strike was wiped meanwhile."""

    def reset(self) -> "LoginLock":
        """After a success: nothing counted, the one unlock restored, a new episode (A-06)."""
        return replace(
            self, fail_count=0, unlock_used=False, state=LockState.ACTIVE, episode=self.episode + 1
        )


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A logged-in customer; the token itself lives only in the memory of the terminal."""

    token_hash: bytes = field(repr=False)
    customer_id: int
    terminal_id: str
    interaction_id: str
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    """The absolute end, whatever the customer does."""
    matched: tuple[int, ...]
    """Credentials that the login password verified against: 帳戶狀態 相同 (A-02)."""
    must_change: bool
    """Opened with an initial password: good for the forced change only."""


@dataclass(frozen=True, slots=True)
class RobotQuestionRow:
    """A robot-check challenge that waits for its one answer."""

    id: str
    terminal_id: str
    interaction_id: str
    answer_mac: bytes = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CertificateChallengeRow:
    """A nonce that waits to come back signed, once, for what and where it was made."""

    nonce_hash: bytes = field(repr=False)
    purpose: str
    terminal_id: str
    interaction_id: str
    customer_pseudonym: str
    expires_at: datetime
