"""Every setting of contract §2, with its default; read by `tui.settings`, shown by `config show`.

A section appears here when something acts on it.
"""

from typing import Annotated, Literal

import msgspec

from screens.brand import Brand
from services.certificates.settings import CertificateSettings
from services.delivery.settings import DeliverySettings, SmtpSettings
from services.delivery.sms_settings import SmsSettings
from services.policy import HashingSettings, Policy
from services.session_limits import SessionLimits
from tui.database_url import ALLOWED


class DatabaseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where customers, passwords and audit rows are kept."""

    url: Annotated[str, msgspec.Meta(pattern=ALLOWED)] = "sqlite:///password-center.db"
    """A file, whose path counts from the home folder unless it begins with a slash; or `postgresql://…`."""


class KeysSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The keyring: what opens the database, kept apart from it."""

    path: Annotated[str, msgspec.Meta(min_length=1)] = "keyring.json"
    """A secret mount in production; a path that does not begin with a slash counts from the home folder."""


class RobotCheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When 我不是機器人 is asked (R-LOGIN-6)."""

    mode: Literal["always", "after_failure", "never"] = "always"


class TerminalSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which terminal this is, for audit rows and throttles."""

    id: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9._-]{1,32}\Z")] | None = None
    """Unset, every process is a terminal of its own."""
    branch: Annotated[str, msgspec.Meta(pattern=r"\A[\w.-]{1,20}\Z")] = "總公司"
    """The branch that the terminal stands in: its audit rows form one chain."""


class ServeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The browser page."""

    public_url: Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s?#]{1,200}\Z")] | None = None
    """Under which customers reach it; set, the letter of 密碼補發 carries a link to it (R-RIN-4)."""


class LogSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is written beside the database; both count from the home folder."""

    path: Annotated[str, msgspec.Meta(min_length=1)] = "password-center.log"
    """Incidents, redacted: number, kind of error, place in the program; never a value."""
    audit_heads: Annotated[str, msgspec.Meta(min_length=1)] = "audit-heads"
    """The newest row of each audit chain, so that a cut tail shows; best on another disk."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All sections."""

    database: DatabaseSettings = DatabaseSettings()
    keys: KeysSettings = KeysSettings()
    policy: Policy = Policy()
    robot_check: RobotCheckSettings = RobotCheckSettings()
    session: SessionLimits = SessionLimits()
    hashing: HashingSettings = HashingSettings()
    smtp: SmtpSettings = SmtpSettings()
    sms: SmsSettings = SmsSettings()
    delivery: DeliverySettings = DeliverySettings()
    terminal: TerminalSettings = TerminalSettings()
    certificates: CertificateSettings = CertificateSettings()
    brand: Brand = Brand()
    serve: ServeSettings = ServeSettings()
    log: LogSettings = LogSettings()
