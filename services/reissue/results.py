"""What the screens of 密碼補發 get to see, step by step; personal data masked (R-RI-5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.certificates.port import CertificateOffer
from services.delivery.post import Channel
from services.secret import Secret
from storage.records import Business
from storage.records_reissue import ReissueMethod

__all__ = ["Business", "Channel", "ReissueMethod"]


@dataclass(frozen=True, slots=True)
class ReissueIdentified:
    """ID number and date fit; next comes `begin`, after the certificate step where one is needed."""

    handle: Secret
    """For every further step, at this terminal in this visit only."""
    certificate: CertificateOffer


@dataclass(frozen=True, slots=True)
class ReissueAccount:
    """One account at 申請業種 and 申請帳號."""

    id: int
    business: Business
    branch: str
    number_masked: str


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A 暫時通行碼 is on its way; count down to the moments, not from the seconds left."""

    reference: str
    """The four characters that stand in the message too."""
    channel: Channel
    to_masked: str
    sent_at: datetime
    deadline: datetime
    """From then on the code is dead (通行碼已逾時)."""
    resend_at: datetime | None
    """From then on another one may be asked for; None when there are no more to be had."""
    resends_left: int
    ends_at: datetime
    """Until then this step waits; without a further code it is over then."""
    message_id: str
    code_over: bool = False
    """The code can be typed no more: its time is over, or it was guessed at too often. Only another helps."""


@dataclass(frozen=True, slots=True)
class ReissueOffer:
    """確認帳務資料: what the customer looks over before 確定申請."""

    method: ReissueMethod
    accounts: tuple[ReissueAccount, ...]
    consolidated: bool
    """歸戶: whichever account is chosen, all of them get the new password (R-RI-8)."""
    mobile_masked: str | None
    email_masked: str | None
    channels: tuple[Channel, ...]
    """To choose from with a certificate; without one empty: the letter goes by e-mail, the code by SMS."""
    pending: CodeSent | None
    """The customer's own application that was broken off while its code was waited for: `go_on`, or anew.

    Its code may be over by now (`code_over`): going on then means another one, by 重新發送.
    """
    letter_until: datetime | None
    """A letter sent before is good until then: its activation code can be typed instead (A-25).

    Said only with a certificate: ID number and birth date alone do not tell anybody that a reissue is on.
    """
    initial_until: datetime | None
    """An initial password issued before is good until then: it logs in. Said only with a certificate."""
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LetterSent:
    """無憑證: the letter with the activation code is on its way; the wizard ends here (R-RIN-3)."""

    to_masked: str
    good_until: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class ActivationStep:
    """The activation code is good; next comes 取得暫時通行碼 (`request_code`), by SMS."""

    handle: Secret
    mobile_masked: str
    account: ReissueAccount
    consolidated: bool
    pending: CodeSent | None
    """A code asked for before with the same letter that is still good: `go_on` needs no new one."""
    codes_left: int
    """How many more codes this letter is good for."""
    code_from: datetime | None
    """Before that no further one is sent; None when one may be asked for now."""
    good_until: datetime
    """The end of the letter."""
    ends_at: datetime
    initial_until: datetime | None = None
    """An initial password issued before is good until then: it logs in."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The code was right."""

    initial_password: Secret | None
    """本次補發之初始密碼; None where the policy replaces nothing before 送出 (`on_submit`)."""
    dies_at: datetime | None
    """Its hard end."""
    account: ReissueAccount
    accounts: int
    """How many accounts get the new password."""
    consolidated: bool
    deadline: datetime
    """Until then the new password can be set here; afterwards by logging in with the initial one."""
    sent_at: datetime | None = None
    """When the code that was right was sent: from then the visit's time is counted (§1.0)."""


@dataclass(frozen=True, slots=True)
class Reissued:
    """變更成功: electronic and voice password are the new one (R-RI-9)."""

    accounts: int
    consolidated: bool
    at: datetime


class GoodNow(StrEnum):
    """Which password is good after an application was left."""

    OLD = "old"
    """Nothing was changed."""
    INITIAL = "initial"
    """The initial password, to be changed at login."""
    CHANGED = "changed"
    """Neither: another one was set since, here or elsewhere; or the initial one has run out."""


@dataclass(frozen=True, slots=True)
class Left:
    """An application was left before its end."""

    good_now: GoodNow
    initial_until: datetime | None
    """The hard end of the initial password."""
    can_go_on_until: datetime | None
    """Until then it can be gone on with, after 輸入資料 or 輸入啟動碼 once more; None: only anew."""
