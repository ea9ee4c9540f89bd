"""輸入資料 and 確認帳務資料 as transactions: begun, offered, applied for."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from services import throttle
from services.audit_trail import AuditEvent
from services.delivery.post import Channel, LetterKind, channels_of
from services.errors import ErrorCode, ServiceError
from services.reissue import application as stages
from services.reissue.activation import activation_link, draw_activation_code, grouped, seal_activation_code
from services.reissue.results import CodeSent, LetterSent, ReissueOffer
from services.reissue.sending import CodeSending
from services.reissue.standing import initial_until, mask_address
from services.reissue.steps import Steps, Turn
from services.secret import Secret
from services.throttle import Full, Throttle
from services.visit import Visit
from storage.records_reissue import ReissueApplication, ReissueMethod
from storage.records_reissue import ReissueStage as Stage

if TYPE_CHECKING:
    from storage.transaction import Transaction

_ORDER: Final = (Channel.SMS, Channel.EMAIL)
"""In which channels are offered."""
_KEPT: Final = timedelta(days=7)
"""So long after its end it can still be said of an activation code what became of it."""


class Applying:
    """The steps up to 確定申請; what they return as `ServiceError` is to be raised after the commit."""

    def __init__(self, steps: Steps, sending: CodeSending, public_url: str | None) -> None:
        self._steps = steps
        self._sending = sending
        self._public_url = public_url
        self._policy = steps.policy

    def open(self, tx: "Transaction", visit: Visit, handle: Secret, customer_id: int) -> None:
        """A new application of somebody whose ID number and date fit; those long over go meanwhile."""
        now = self._steps.now()
        tx.reissues.sweep(now - _KEPT)
        handle_hash = stages.hash_of(handle)
        tx.reissues.add(stages.identified(visit, handle_hash, customer_id, now, self._steps.life))

    def whose(self, tx: "Transaction", visit: Visit, handle: Secret, *at: Stage) -> Turn:
        """The application with its customer, at one of the stages. Reads only."""
        return self._steps.look(tx, visit, handle, *at)

    def certificate_gone(self, tx: "Transaction", visit: Visit, handle: Secret) -> ServiceError:
        """Ends an application whose certificate was revoked, or ran out, on the way."""
        turn = self._steps.turn(tx, visit, handle, Stage.OFFERED, Stage.CODE_SENT)
        refusal = ServiceError(ErrorCode.REISSUE_CERTIFICATE_GONE)
        return self._steps.end(tx, turn, AuditEvent.REISSUE_LEFT, refusal)

    def offer(
        self, tx: "Transaction", visit: Visit, handle: Secret, method: ReissueMethod
    ) -> ReissueOffer | ServiceError:
        """確認帳務資料 for the method decided, or why there is no online reissue: that ends it."""
        turn = self._steps.turn(tx, visit, handle, Stage.IDENTIFIED)
        after = stages.offered(turn.application, method)
        offered = turn.after(self._steps.advance(tx, turn.application, after))
        pending = self._pending(tx, offered)
        refusal = self._steps.obstacle(offered)
        if refusal is None and pending is None and self._day_is_full(tx, offered):
            refusal = self._too_many()
        if refusal is not None:
            return self._steps.end(tx, offered, AuditEvent.REISSUE_APPLY, refusal)
        return self._offer(tx, offered, pending)

    def confirm(
        self, tx: "Transaction", visit: Visit, handle: Secret, account_id: int, channel: Channel | None
    ) -> CodeSent | LetterSent | ServiceError:
        """確定申請: counted (A-07), then the code or the letter goes out, all in one."""
        turn = self._steps.turn(tx, visit, handle, Stage.OFFERED)
        refusal = self._steps.obstacle(turn)
        if refusal is not None:
            return self._steps.end(tx, turn, AuditEvent.REISSUE_APPLY, refusal)
        chosen = self._chosen(turn, account_id, channel)
        now = self._steps.now()
        if isinstance(throttle.take(tx, self._day(turn, now), now), Full):
            return self._steps.end(tx, turn, AuditEvent.REISSUE_APPLY, self._too_many())
        masked = turn.after(chosen).account_masked
        self._steps.note(tx, turn.after(chosen), AuditEvent.REISSUE_APPLY, account=masked)
        if chosen.method is ReissueMethod.CERTIFICATE:
            self._start_anew(tx, chosen)
            return self._sending.send(tx, turn, chosen)
        return self._post_letter(tx, turn, chosen)

    def pending_one(self, tx: "Transaction", by: ReissueApplication) -> ReissueApplication | None:
        """The customer's own application that waits for its code, proved by a certificate like this one."""
        if by.method is not ReissueMethod.CERTIFICATE:
            return None
        now = self._steps.now()
        waiting = (
            one
            for one in tx.reissues.open_of(by.customer_id)
            if one.method is by.method and one.stage is Stage.CODE_SENT and now < one.ends_at
        )
        return next(waiting, None)

    def _pending(self, tx: "Transaction", turn: Turn) -> CodeSent | None:
        broken_off = self.pending_one(tx, turn.application)
        return self._sending.last(tx, turn.after(broken_off)) if broken_off else None

    def _offer(self, tx: "Transaction", turn: Turn, pending: CodeSent | None) -> ReissueOffer:
        standing = turn.standing
        contacts = channels_of(standing.person)
        masked = {channel: mask_address(channel, address) for channel, address in contacts.items()}
        certified = turn.application.method is ReissueMethod.CERTIFICATE
        customer_id, now = standing.customer.id, self._steps.now()
        return ReissueOffer(
            method=ReissueMethod.CERTIFICATE if certified else ReissueMethod.LETTER,
            accounts=tuple(map(standing.view, standing.accounts)),
            consolidated=standing.customer.consolidated,
            mobile_masked=masked.get(Channel.SMS),
            email_masked=masked.get(Channel.EMAIL),
            channels=tuple(one for one in _ORDER if one in contacts) if certified else (),
            pending=pending,
            letter_until=tx.codes.letter_until(customer_id, now) if certified else None,
            initial_until=initial_until(tx, customer_id, now) if certified else None,
            ends_at=turn.application.ends_at,
        )

    def _chosen(self, turn: Turn, account_id: int, channel: Channel | None) -> ReissueApplication:
        """NOT_OFFERED at `account` or `channel` for what is not among the choices: nothing was counted."""
        if account_id not in {account.id for account in turn.standing.accounts}:
            raise ServiceError(ErrorCode.NOT_OFFERED, "account")
        if turn.application.method is ReissueMethod.LETTER:
            return stages.chosen(turn.application, account_id, Channel.SMS.value)
        if channel is None or turn.standing.address(channel) is None:
            raise ServiceError(ErrorCode.NOT_OFFERED, "channel")
        return stages.chosen(turn.application, account_id, channel.value)

    def _start_anew(self, tx: "Transaction", by: ReissueApplication) -> None:
        """Ends the customer's others that wait for a code by the same proof: there is one of them."""
        while (one := self.pending_one(tx, by)) is not None:
            self._steps.advance(tx, one, stages.broken_off(one))
            tx.codes.void(one.id)

    def _post_letter(self, tx: "Transaction", turn: Turn, chosen: ReissueApplication) -> LetterSent:
        """Another letter; older ones stay good, because nobody can void another's letter (A-25)."""
        ground, now = self._steps.ground, self._steps.now()
        address = turn.standing.address(Channel.EMAIL) or ""
        code = draw_activation_code(ground.randomness)
        until = now + timedelta(hours=self._policy.activation_hours)
        facts = {
            "activation_code": grouped(code),
            "dies_at": until.isoformat(),
            "occurred_at": now.isoformat(),
        }
        if self._public_url:
            facts["link"] = activation_link(self._public_url, code)
        kind = LetterKind.ACTIVATION
        message_id = ground.post.letter(tx, kind, Channel.EMAIL, address, facts=facts, dies_at=until)
        tx.codes.add_activation(seal_activation_code(ground.store.keys, code), chosen.id, until)
        self._steps.advance(tx, turn.application, stages.letter_posted(chosen, message_id, until))
        return LetterSent(mask_address(Channel.EMAIL, address), until, message_id)

    def _day(self, turn: Turn, now: datetime) -> Throttle:
        name = ("reissue", turn.standing.person.id_number)
        return Throttle.of_day(name, self._policy.reissue_applications_per_day, now)

    def _day_is_full(self, tx: "Transaction", turn: Turn) -> bool:
        day = self._day(turn, self._steps.now())
        return len(day.counting(tx.throttles.read(day.name) or ())) >= day.most

    def _too_many(self) -> ServiceError:
        limit = self._policy.reissue_applications_per_day
        return ServiceError(ErrorCode.REISSUE_LIMIT, limit=limit)
