"""The stages of an application as pure functions: which step may follow which, and what it leaves behind.

    IDENTIFIED --offer--> OFFERED --send (certificate)--> CODE_SENT --verified--> VERIFIED --done--> DONE
                             |                                ^  |
                             +--post letter--> LETTER_SENT    |  +--send once more
                                                   |          |
                                   activated--> ACTIVATED ----+ (telephone code)

取消 puts the application of a letter aside: back to LETTER_SENT. BROKEN_OFF can follow everything but DONE.
Whoever leaves gives the handle back: nobody holds the application until it is gone on with.
A step that is not in the drawing raises REISSUE_OUT_OF_STEP; a step taken twice finds the version moved on,
and is refused by the guarded update (ASVS 2.3.1, 2.3.4).
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from services.errors import ErrorCode, ServiceError
from services.secret import Secret
from services.visit import Visit
from storage.records_reissue import ReissueApplication, ReissueMethod
from storage.records_reissue import ReissueStage as Stage

HANDLE_BYTES: Final = 32
_CLOCK_SLACK: Final = timedelta(seconds=5)
_OVER: Final = frozenset({Stage.DONE, Stage.BROKEN_OFF})
_BY_ACTIVATION: Final = frozenset({Stage.LETTER_SENT, Stage.ACTIVATED, Stage.CODE_SENT})


def hash_of(handle: Secret) -> bytes:
    """What is kept of a handle."""
    return hashlib.sha256(handle.reveal().encode("utf-8", "surrogatepass")).digest()


def given_back(handle_hash: bytes) -> bytes:
    """What is kept of a handle once its holder has left: who left is known by it, no step is found by it."""
    return hashlib.sha256(b"left\0" + handle_hash).digest()


def identified(
    visit: Visit, handle_hash: bytes, customer_id: int, now: datetime, life: timedelta
) -> ReissueApplication:
    """A new application; nothing is applied for yet."""
    return ReissueApplication(
        customer_id=customer_id,
        handle_hash=handle_hash,
        terminal_id=visit.terminal_id,
        interaction_id=visit.interaction_id,
        begun_at=now,
        ends_at=now + life,
    )


def require_held(application: ReissueApplication | None, visit: Visit, now: datetime) -> ReissueApplication:
    """The application, if it goes on and this visit at this terminal is where; else REISSUE_ENDED."""
    held = require_own(application, visit)
    if is_over(held) or not lasts(held, now):
        raise ServiceError(ErrorCode.REISSUE_ENDED)
    return held


def require_own(application: ReissueApplication | None, visit: Visit) -> ReissueApplication:
    """The application of this visit at this terminal, whatever became of it; else REISSUE_ENDED."""
    if application is None:
        raise ServiceError(ErrorCode.REISSUE_ENDED)
    here = (visit.terminal_id, visit.interaction_id)
    if not _same(here, (application.terminal_id, application.interaction_id)):
        raise ServiceError(ErrorCode.REISSUE_ENDED)
    return application


def require_stage(application: ReissueApplication, *stages: Stage) -> ReissueApplication:
    """The application, if it stands at one of the stages; else REISSUE_OUT_OF_STEP."""
    if application.stage not in stages:
        raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
    return application


def offered(application: ReissueApplication, method: ReissueMethod) -> ReissueApplication:
    """The system has decided the method (R-RI-3)."""
    return _step(application, {Stage.IDENTIFIED}, stage=Stage.OFFERED, method=method)


def chosen(application: ReissueApplication, account_id: int, channel: str) -> ReissueApplication:
    """確定申請: the account, and where codes go. The same step goes on to send something."""
    return replace(require_stage(application, Stage.OFFERED), account_id=account_id, channel=channel)


def letter_posted(
    application: ReissueApplication, message_id: str, good_until: datetime
) -> ReissueApplication:
    """The letter with the activation code is on its way."""
    if application.method is not ReissueMethod.LETTER:
        raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
    return _step(
        application, {Stage.OFFERED}, stage=Stage.LETTER_SENT, message_id=message_id, ends_at=good_until
    )


def activated(
    application: ReissueApplication, visit: Visit, handle_hash: bytes, now: datetime, life: timedelta
) -> ReissueApplication:
    """The activation code was typed: whoever typed it last goes on, and nobody else any more."""
    return _step(
        application,
        _BY_ACTIVATION,
        stage=Stage.ACTIVATED,
        handle_hash=handle_hash,
        terminal_id=visit.terminal_id,
        interaction_id=visit.interaction_id,
        ends_at=now + life,
    )


def put_aside(application: ReissueApplication, good_until: datetime) -> ReissueApplication:
    """Left or 取消 after a letter was sent: the letter stays good, nobody holds the application."""
    if application.method is not ReissueMethod.LETTER:
        raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
    return _step(
        application,
        _BY_ACTIVATION,
        stage=Stage.LETTER_SENT,
        handle_hash=_given_back(application),
        ends_at=good_until,
    )


def left(application: ReissueApplication) -> ReissueApplication:
    """Left while a code was waited for, or could be asked for: it is gone on with from there."""
    return _step(application, {Stage.ACTIVATED, Stage.CODE_SENT}, handle_hash=_given_back(application))


def code_sent(
    application: ReissueApplication, message_id: str, now: datetime, life: timedelta
) -> ReissueApplication:
    """A code is on its way: the first with a certificate, after an activation code, or one more."""
    stages = {Stage.CODE_SENT, Stage.ACTIVATED}
    if application.method is ReissueMethod.CERTIFICATE:
        stages = {Stage.CODE_SENT, Stage.OFFERED}
    return _step(
        application,
        stages,
        stage=Stage.CODE_SENT,
        message_id=message_id,
        codes_sent=application.codes_sent + 1,
        sent_at=now,
        ends_at=now + life,
    )


def waiting_again(application: ReissueApplication, life: timedelta) -> ReissueApplication:
    """Goes on with a code that was asked for before the activation code was typed once more."""
    if application.sent_at is None:
        raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
    ends_at = application.sent_at + life
    return _step(application, {Stage.ACTIVATED}, stage=Stage.CODE_SENT, ends_at=ends_at)


def taken_over(broken_off: ReissueApplication, by: ReissueApplication) -> ReissueApplication:
    """An application that waits for its code goes on where a new one was begun, in its place."""
    require_stage(by, Stage.OFFERED)
    if by.customer_id != broken_off.customer_id or by.method is not broken_off.method:
        raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
    return _step(
        broken_off,
        {Stage.CODE_SENT},
        handle_hash=by.handle_hash,
        terminal_id=by.terminal_id,
        interaction_id=by.interaction_id,
    )


def verified(application: ReissueApplication, credential_id: int | None) -> ReissueApplication:
    """The code was right; `credential_id` is the initial password that was issued, if one was.

    Its time is still counted from the code's sending, as that of the visit is (§1.0).
    """
    return _step(application, {Stage.CODE_SENT}, stage=Stage.VERIFIED, credential_id=credential_id)


def done(application: ReissueApplication) -> ReissueApplication:
    """The new password is set."""
    return _step(application, {Stage.VERIFIED}, stage=Stage.DONE)


def broken_off(application: ReissueApplication, *, merged: bool = False) -> ReissueApplication:
    """The end before the end; a `merged` one gives its handle to the one that goes on."""
    handle = None if merged else application.handle_hash
    return _step(application, frozenset(Stage) - _OVER, stage=Stage.BROKEN_OFF, handle_hash=handle)


def _step(
    application: ReissueApplication,
    stages: "set[Stage] | frozenset[Stage]",
    **changes: Any,  # noqa: ANN401 - fields
) -> ReissueApplication:
    if application.stage not in stages:
        raise ServiceError(ErrorCode.REISSUE_OUT_OF_STEP)
    return replace(application, version=application.version + 1, **changes)


def _given_back(application: ReissueApplication) -> bytes | None:
    return application.handle_hash and given_back(application.handle_hash)


def is_over(application: ReissueApplication) -> bool:
    """It has come to its end, or was broken off."""
    return application.stage in _OVER


def lasts(application: ReissueApplication, now: datetime) -> bool:
    """Its time is not over; a clock set back ends it too (K-IDLE: any timer error does)."""
    return application.begun_at - _CLOCK_SLACK <= now < application.ends_at


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return hmac.compare_digest("\0".join(one).encode(), "\0".join(other).encode())
