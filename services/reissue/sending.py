"""Sends one-time codes, and says what stands on screen about the one that was sent last."""

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.audit_trail import AuditEvent
from services.delivery.post import Channel, LetterKind
from services.errors import ErrorCode, ServiceError
from services.reissue.application import code_sent
from services.reissue.codes import draw_code, draw_reference, live_code, seal_code
from services.reissue.results import CodeSent
from services.reissue.standing import Standing, mask_address
from services.reissue.steps import Steps, Turn
from services.secret import Secret
from storage.records_reissue import ReissueApplication, ReissueMethod

if TYPE_CHECKING:
    from storage.transaction import Transaction


class CodeSending:
    """A code, its letter and the application's next stage are kept together, or none of them."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._post = steps.ground.post
        self._randomness = steps.ground.randomness
        self._keys = steps.ground.store.keys
        self._policy = steps.policy

    def send(self, tx: "Transaction", turn: Turn, chosen: ReissueApplication | None = None) -> CodeSent:
        """A new code, which voids the one before it; `chosen` is the application with what was chosen."""
        application = chosen or turn.application
        now = self._steps.now()
        code, reference = draw_code(self._randomness), draw_reference(self._randomness)
        dies_at = now + timedelta(seconds=self._policy.code_seconds)
        message_id = self._letter(tx, turn.after(application), code, reference, dies_at)
        tx.codes.add(application.id, seal_code(self._keys, application.id, code), reference, dies_at)
        sent = code_sent(application, message_id, now, self._steps.life)
        after = turn.after(self._steps.advance(tx, turn.application, sent))
        self._steps.note(tx, after, AuditEvent.REISSUE_CODE_SENT, reason=f"code={sent.codes_sent}")
        return self._view(tx, after, reference, dies_at)

    def require_turn(self, application: ReissueApplication) -> None:
        """Raises `ServiceError` where no further code is to be had: RESENDS_USED_UP, RESEND_TOO_EARLY."""
        if not self.codes_left(application):
            raise ServiceError(ErrorCode.RESENDS_USED_UP, limit=self._policy.code_resends)
        turn = self.next_at(application)
        now = self._steps.now()
        if turn is not None and now < turn:
            seconds = math.ceil((turn - now).total_seconds())
            raise ServiceError(ErrorCode.RESEND_TOO_EARLY, seconds=seconds)

    def codes_left(self, application: ReissueApplication) -> int:
        """How many more codes may be sent; the first one is no resend."""
        return max(0, 1 + self._policy.code_resends - application.codes_sent)

    def next_at(self, application: ReissueApplication) -> datetime | None:
        """When the next code may be sent, if there was one before it and there is another."""
        if application.sent_at is None or not self.codes_left(application):
            return None
        return application.sent_at + timedelta(seconds=self._policy.code_resend_seconds)

    def letter_end(self, tx: "Transaction", application: ReissueApplication) -> datetime | None:
        """From then on its letter leads to no further code (N-REC-1); None where there is no letter."""
        if application.method is not ReissueMethod.LETTER:
            return None
        letter = tx.codes.letter_of(application.id)
        return letter.dies_at if letter else self._steps.now()

    def more(self, tx: "Transaction", application: ReissueApplication) -> tuple[datetime | None, int]:
        """From when another code may be asked for, and how many more: none after the end of the letter."""
        next_at, end = self.next_at(application), self.letter_end(tx, application)
        if next_at is not None and end is not None and next_at >= end:
            return None, 0
        return next_at, self.codes_left(application)

    def last(self, tx: "Transaction", turn: Turn) -> CodeSent | None:
        """What stands on screen while the last code of an application is waited for; None without one."""
        codes = tx.codes.of_application(turn.application.id)
        if not codes or turn.standing.address(_channel(turn.application)) is None:
            return None
        live = live_code(codes)
        code = live or codes[0]
        over = live is None or self._steps.now() >= live.dies_at
        return self._view(tx, turn, code.reference, code.dies_at, over=over)

    def alive(self, tx: "Transaction", turn: Turn) -> CodeSent | None:
        """The same, while its code can still be typed."""
        sent = self.last(tx, turn)
        return sent if sent is not None and not sent.code_over else None

    def _letter(self, tx: "Transaction", turn: Turn, code: Secret, reference: str, dies_at: datetime) -> str:
        facts = {
            "code": code.reveal(),
            "dies_at": dies_at.isoformat(),
            "occurred_at": self._steps.now().isoformat(),
        }
        channel = _channel(turn.application)
        to = _address(turn.standing, channel)
        kind = LetterKind.ONE_TIME_CODE
        return self._post.letter(tx, kind, channel, to, facts=facts, dies_at=dies_at, reference=reference)

    def _view(
        self, tx: "Transaction", turn: Turn, reference: str, dies_at: datetime, *, over: bool = False
    ) -> CodeSent:
        application, channel = turn.application, _channel(turn.application)
        resend_at, resends_left = self.more(tx, application)
        assert application.sent_at is not None  # noqa: S101 - it waits for a code
        return CodeSent(
            reference=reference,
            channel=channel,
            to_masked=mask_address(channel, _address(turn.standing, channel)),
            sent_at=application.sent_at,
            deadline=dies_at,
            resend_at=resend_at,
            resends_left=resends_left,
            ends_at=application.ends_at,
            message_id=application.message_id or "",
            code_over=over,
        )


def _channel(application: ReissueApplication) -> Channel:
    return Channel(application.channel or Channel.SMS)


def _address(standing: Standing, channel: Channel) -> str:
    address = standing.address(channel)
    if address is None:
        raise ServiceError(ErrorCode.REISSUE_ENDED)
    return address
