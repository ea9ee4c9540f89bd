"""The frozen values of 密碼補發 that repositories take and return."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ReissueStage(StrEnum):
    """How far an application has come; `services.reissue.application` knows the ways between them."""

    IDENTIFIED = "identified"
    """ID number and date fit."""
    OFFERED = "offered"
    """The method is decided; the customer has 確認帳務資料 before them. Nothing is applied for yet."""
    LETTER_SENT = "letter_sent"
    """Applied without certificate: the letter with the activation code is on its way."""
    ACTIVATED = "activated"
    """The activation code was typed at a terminal; a telephone code may be asked for."""
    CODE_SENT = "code_sent"
    VERIFIED = "verified"
    """The code was right: a new password may be set."""
    DONE = "done"
    BROKEN_OFF = "broken_off"


class ReissueMethod(StrEnum):
    """How the customer is proved, decided by the system (R-RI-3)."""

    CERTIFICATE = "certificate"
    """有憑證: a valid certificate, then a code by SMS or e-mail."""
    LETTER = "letter"
    """無憑證: an activation code by e-mail, then a code by SMS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueApplication:
    """One application; every change is guarded by the stage and version seen."""

    customer_id: int
    handle_hash: bytes | None = field(repr=False)
    """None once another terminal goes on with it, or it was merged."""
    terminal_id: str
    interaction_id: str
    begun_at: datetime
    ends_at: datetime
    """Until when the holder of the handle may take the next step."""
    id: int = 0
    """0 until it is kept."""
    stage: ReissueStage = ReissueStage.IDENTIFIED
    version: int = 0
    method: ReissueMethod | None = None
    account_id: int | None = None
    """The one chosen at 申請帳號."""
    credential_id: int | None = None
    """The initial password that was issued for it."""
    channel: str | None = None
    """Where codes go: `email` or `sms`."""
    codes_sent: int = 0
    sent_at: datetime | None = None
    """When the last code went out."""
    message_id: str | None = None
    """The letter sent last."""


class CodeState(StrEnum):
    """What became of a one-time code or an activation code."""

    LIVE = "live"
    USED = "used"
    VOID = "void"
    """Replaced by a later one, or its application came to an end."""
    SPENT = "spent"
    """Guessed at too often."""


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """暫時通行碼: seven digits, of which only the keyed hash is kept."""

    id: int
    application_id: int
    mac: bytes = field(repr=False)
    reference: str
    """Four characters, on screen and in the message: which code is meant."""
    dies_at: datetime
    tries: int
    state: CodeState


@dataclass(frozen=True, slots=True)
class ActivationCode:
    """啟動碼 of a letter (A-20), of which only the keyed hash is kept."""

    mac: bytes = field(repr=False)
    application_id: int
    dies_at: datetime
    state: CodeState


@dataclass(frozen=True, slots=True)
class CodeFailures:
    """Wrong codes in a row of one customer, over applications."""

    consecutive: int = 0
    closed: bool = False
    """Online reissue is closed until the counter opens it."""
