"""The figures of the broker's password policy (requirements §1.0): the `[policy]` section of the settings."""

from typing import Annotated, Literal

import msgspec

Count = Annotated[int, msgspec.Meta(ge=1, le=100)]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=86_400)]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The figures that decide; defaults are the ones of requirements §1.0."""

    strikes_before_lock: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    """Failures to the first lock; as many again, after the one unlock, to the second (§1.11)."""
    login_floor_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 400
    """No login is answered earlier than this after 登入, so that time tells nothing."""
    login_passwords_per_id: Annotated[int, msgspec.Meta(ge=1, le=32)] = 8
    """Different login passwords one ID may have."""
    password_min_length: Annotated[int, msgspec.Meta(ge=4, le=64)] = 7
    password_max_length: Annotated[int, msgspec.Meta(ge=4, le=64)] = 10
    password_needs_letter_and_digit: bool = True
    """A-01: at least one of each for a newly chosen password."""
    password_history: Annotated[int, msgspec.Meta(ge=0, le=24)] = 3
    """How many earlier passwords may not come back, besides the current one (A-21)."""
    password_personal_run: Annotated[int, msgspec.Meta(ge=3, le=10)] = 5
    """This many consecutive characters of personal data in a password are refused."""
    password_max_runs: Annotated[int, msgspec.Meta(ge=0, le=5)] = 2
    """A password made of only so many straight or repeated runs is refused; 0 switches the rule off."""
    password_lifetime_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 365
    password_expiry_notice_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 30
    initial_password_hours: Annotated[int, msgspec.Meta(ge=1, le=744)] = 24
    """Life of an issued 初始密碼; the legal ceiling is one month (TW-1)."""
    withdrawal_password_length: Annotated[int, msgspec.Meta(ge=4, le=12)] = 6
    withdrawal_strikes_before_lock: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    """Failures that lock a withdrawal password; only the counter opens it again (§1.0)."""
    robot_check_seconds: Seconds = 120
    contact_cooldown_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 7
    """After a change of mobile or e-mail no reissue through them for so many days."""
    identity_floor_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 400
    """ID number and birth date are answered no earlier than this, right or wrong, known or not."""
    identity_failures_here: Count = 5
    """Wrong pairs of ID number and date a day (Asia/Taipei) for one ID at one terminal."""
    identity_failures: Count = 20
    """The same for one ID over all terminals; then the customer is told."""
    terminal_failures: Count = 10
    """Wrong pairs at one terminal, of whatever ID, within `terminal_failures_minutes`; then it pauses."""
    terminal_failures_minutes: Annotated[int, msgspec.Meta(ge=1, le=1_440)] = 15
    certificate_pin_tries: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    """Wrong PINs in a row after which a certificate rests."""
    certificate_pin_pause_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 15
    reissue_applications_per_day: Count = 5
    """Accepted 密碼補發 applications of an ID a day (Asia/Taipei), both methods together (A-07)."""
    code_floor_ms: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 400
    """A one-time or activation code is answered no earlier than this, right or wrong."""
    code_seconds: Annotated[int, msgspec.Meta(ge=60, le=600)] = 300
    """Life of a one-time code; at most 10 minutes (N-OOB-2)."""
    code_tries: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    """Guesses at one code."""
    code_resend_seconds: Annotated[int, msgspec.Meta(ge=60, le=300)] = 120
    """Wait before another code of the same application (A-08)."""
    code_resends: Annotated[int, msgspec.Meta(ge=0, le=10)] = 3
    """Further codes an application may ask for."""
    code_failures_before_closing: Count = 10
    """Wrong codes in a row, over applications, that close online reissue until the counter opens it."""
    activation_hours: Annotated[int, msgspec.Meta(ge=1, le=24)] = 24
    """Life of an activation code; at most 24 hours (N-REC-1)."""
    initial_password_commit: Literal["on_verify", "on_submit"] = "on_verify"  # noqa: S105 - a moment
    """When the old password goes: as soon as the code is right, or with the new one (A-10)."""
    import_updates: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] = 5_000
    """Customers there already that one `db import --update` may change: one transaction, others wait."""
    voice_sync_offered: bool = True
    """Whether 語音密碼與網路密碼同步變更 is offered (security §2.7)."""

    def __post_init__(self) -> None:
        if self.password_min_length > self.password_max_length:
            raise ValueError("password_min_length must not be above password_max_length")
        # else a new password refused for being the other kind's would tell that other one, uncounted
        if self.password_min_length <= self.withdrawal_password_length <= self.password_max_length:
            raise ValueError("withdrawal_password_length must not be a length of a login password")


class HashingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Argon2id cost and the pool that pays it, as the `[hashing]` section of the settings (RFC 9106)."""

    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=4_194_304)] = 19_456
    iterations: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    parallelism: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1
    workers: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    """Threads that hash; 0 means one a processor core."""
    queue: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1024
    """Requests that may wait; beyond it people read 系統忙碌."""
