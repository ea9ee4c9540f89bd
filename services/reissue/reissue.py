"""密碼補發 as the screens ask for it: every method is one step, and the service says whether it may be taken.

A handle is good for the terminal and the visit that got it. Steps cannot be skipped, repeated, or taken at
two terminals at once; nothing about the old password changes before a code is verified (FP-6).
"""

from typing import TYPE_CHECKING

from services.certificates.port import CertificateAnswer, ProofPurpose
from services.delivery.post import Channel, DeliveryState
from services.fresh_password import FreshPassword
from services.ground import Ground
from services.identification import Identification
from services.identifiers import read_id_number
from services.password_advisor import PasswordAdvisor
from services.password_rules import PasswordRules
from services.reissue.activation import read_activation_code
from services.reissue.application import HANDLE_BYTES
from services.reissue.applying import Applying
from services.reissue.codes import read_code
from services.reissue.initial_password import draw_initial_password
from services.reissue.leaving import Leaving
from services.reissue.renewing import NewVerifiers, Renewing
from services.reissue.results import (
    ActivationStep,
    CodeSent,
    Left,
    LetterSent,
    Reissued,
    ReissueIdentified,
    ReissueOffer,
    Verified,
)
from services.reissue.resuming import Resuming
from services.reissue.running import Running
from services.reissue.sending import CodeSending
from services.reissue.steps import Steps
from services.reissue.verifying import Initial, Verifying
from services.secret import Secret
from services.session_limits import SessionLimits
from services.typed_password import require_twice
from services.visit import Visit
from services.voice import VoiceKeypad
from storage.records import Person
from storage.records_reissue import ReissueMethod
from storage.records_reissue import ReissueStage as Stage

if TYPE_CHECKING:
    from services.certificates.proofs import CertificateProofs


class Reissue:
    """Leads an application from 輸入資料 to 修改成功.

    Every method raises `ServiceError(STORAGE_…)`, and all that take a handle REISSUE_ENDED (it is over, run
    out, or gone on with elsewhere: begin anew) and REISSUE_OUT_OF_STEP (not the step that comes now); until
    a code is verified REISSUE_CERTIFICATE_GONE too, which ends it.
    """

    def __init__(
        self,
        ground: Ground,
        *,
        identification: Identification,
        certificates: "CertificateProofs",
        rules: PasswordRules,
        keypad: VoiceKeypad,
        limits: SessionLimits,
        public_url: str | None = None,
    ) -> None:
        self._ground = ground
        self._identification = identification
        self._certificates = certificates
        self._rules = rules
        self._keypad = keypad
        self._fresh = FreshPassword(ground)
        self._steps = Steps(ground, limits)
        self._run = Running(self._steps)
        sending = CodeSending(self._steps)
        self._applying = Applying(self._steps, sending, public_url)
        self._resuming = Resuming(self._steps, sending, self._applying)
        self._leaving = Leaving(self._steps)
        self._verifying = Verifying(self._steps)
        self._renewing = Renewing(self._steps)

    async def identify(self, visit: Visit, id_number: str, birth_date: str) -> ReissueIdentified:
        """輸入資料 (R-RI-2). Raises what `Identification.identify` does, no earlier than its floor."""
        found = await self._identification.identify(visit, id_number, birth_date)
        handle = self._new_handle()
        await self._ground.store.write(self._applying.open, visit, handle, found.customer_id)
        return ReissueIdentified(handle, await self._certificates.offer(visit))

    async def begin(
        self, visit: Visit, handle: Secret, answer: CertificateAnswer | None = None, *, decline: bool = False
    ) -> ReissueOffer:
        """After the certificate step: the system decides the method and offers 確認帳務資料 (R-RI-3).

        `decline` is 無憑證繼續. Raises what `CertificateProofs.prove` does (PIN_WRONG, CHOICE_NEEDED, …), and
        the step stays open; then, ending the application: REISSUE_CLOSED, REISSUE_COOLDOWN (`until`),
        REISSUE_NO_CONTACT, REISSUE_NEEDS_BOTH, REISSUE_LIMIT (`limit`), NOT_OFFERED (no account).
        """
        turn = await self._run.read(visit, self._applying.whose, visit, handle, Stage.IDENTIFIED)
        number = read_id_number(turn.standing.person.id_number)
        if decline:
            await self._certificates.decline(visit, ProofPurpose.REISSUE, number)
            method = ReissueMethod.LETTER
        else:
            proven = await self._certificates.prove(visit, ProofPurpose.REISSUE, number, answer)
            method = ReissueMethod.CERTIFICATE if proven else ReissueMethod.LETTER
        return await self._run.write(visit, self._applying.offer, visit, handle, method)

    async def confirm(
        self, visit: Visit, handle: Secret, account_id: int, channel: Channel | None = None
    ) -> CodeSent | LetterSent:
        """確定申請: counted, then a code to the `channel` chosen, or without certificate the letter.

        Raises NOT_OFFERED at `account` or `channel` (choose again); ending the application: REISSUE_LIMIT,
        REISSUE_CLOSED, REISSUE_COOLDOWN, REISSUE_NO_CONTACT, REISSUE_NEEDS_BOTH.
        """
        await self._proved(visit, handle, Stage.OFFERED)
        return await self._run.write(visit, self._applying.confirm, visit, handle, account_id, channel)

    async def go_on(self, visit: Visit, handle: Secret) -> CodeSent:
        """Instead of `confirm` or `request_code`: goes on with the `pending` code; nothing is counted.

        Raises CODE_VOID where no code is good any more: `request_code`; ACTIVATION_EXPIRED.
        """
        return await self._run.write(visit, self._resuming.go_on, visit, handle)

    async def resend(self, visit: Visit, handle: Secret) -> CodeSent:
        """重新發送 (A-08): a new code, the old one is void, failures stay counted.

        Raises RESEND_TOO_EARLY (`seconds`), RESENDS_USED_UP (`limit`), ACTIVATION_EXPIRED (the letter is
        over; a code that was sent lives on); ending: REISSUE_CLOSED, …COOLDOWN.
        """
        await self._proved(visit, handle, Stage.CODE_SENT)
        return await self._run.write(visit, self._resuming.another_code, visit, handle, Stage.CODE_SENT)

    async def enter_activation(self, visit: Visit, code: Secret) -> ActivationStep:
        """輸入啟動碼: the application of a letter goes on here, and no more elsewhere; uses nothing up.

        Raises at `activation_code`, no earlier than the floor: REQUIRED, ACTIVATION_SHAPE, …UNKNOWN, …USED,
        …VOID, …EXPIRED; REISSUE_CLOSED, REISSUE_COOLDOWN, REISSUE_NEEDS_BOTH.
        """
        async with self._run.floor():
            read = read_activation_code(code)
            handle = self._new_handle()
            return await self._run.write(visit, self._resuming.activate, visit, read, handle)

    async def request_code(self, visit: Visit, handle: Secret) -> CodeSent:
        """取得暫時通行碼, by SMS to the phone on file (R-RIN-6). Raises as `resend`."""
        return await self._run.write(visit, self._resuming.another_code, visit, handle, Stage.ACTIVATED)

    async def delivery(self, visit: Visit, handle: Secret) -> DeliveryState:
        """What became of the very letter of this step: 寄送失敗 means another one, or the counter."""
        return await self._run.read(visit, self._resuming.delivery, visit, handle)

    async def verify(self, visit: Visit, handle: Secret, code: Secret) -> Verified:
        """驗證通行碼. Right, the old password is gone (unless `on_submit`), and the lock with it.

        Raises at `code`, right or wrong no earlier than the floor: REQUIRED, CODE_SHAPE (`digits`),
        CODE_EXPIRED, CODE_SUPERSEDED (`reference` of the good one), none of them a failure; CODE_WRONG
        (`attempts_left`), CODE_VOID (used up: 重新發送). Ending: REISSUE_CLOSED, REISSUE_COOLDOWN. BUSY: not
        judged.
        """
        async with self._run.floor():
            read = read_code(code)
            person = await self._proved(visit, handle, Stage.CODE_SENT)
            initial = draw_initial_password(self._ground.randomness, person, self._steps.policy)
            # for a wrong code too: it costs the same, and nothing lies between judging and replacing
            verifier = await self._ground.pool.hash(initial)
            judged = Initial(initial, verifier)
            return await self._run.write(visit, self._verifying.verify, visit, handle, read, judged)

    async def advisor(self, visit: Visit, handle: Secret) -> PasswordAdvisor:
        """Live advice while the new password is typed."""
        await self._rules.prepare()
        turn = await self._run.read(visit, self._applying.whose, visit, handle, Stage.VERIFIED)
        return PasswordAdvisor(self._rules, turn.standing.person)

    async def set_password(self, visit: Visit, handle: Secret, new: Secret, confirm: Secret) -> Reissued:
        """送出: the new electronic and voice password; of all accounts where consolidated (R-RI-8).

        Raises at `new` or `confirm`, and it may be tried again: REQUIRED, CONFIRMATION_DIFFERS, PASSWORD_… of
        the rules, PASSWORD_SAME, PASSWORD_USED_BEFORE (`count`), TOO_MANY_PASSWORDS (`limit`),
        WITHDRAWAL_SAME_AS_LOGIN, BUSY, ACCOUNTS_CHANGED (one joined meanwhile); CHANGED_ELSEWHERE: the
        password was changed meanwhile, begin anew.
        """
        case = await self._run.read(visit, self._renewing.case, visit, handle)
        require_twice(new, confirm)
        await self._rules.prepare()
        self._rules.require(new.reveal(), case.person)
        twins = await self._fresh.require(new, case)
        login = await self._fresh.verifier(new, twins)
        voice = await self._ground.pool.hash(self._keypad.digits(new.reveal()))
        new_ones = NewVerifiers(login, voice, twins)
        return await self._run.write(visit, self._renewing.renew, visit, handle, case, new_ones)

    async def leave(self, visit: Visit, handle: Secret) -> Left:
        """Esc, F10, idle time, the end of the visit: what can be gone on with stays.

        Says which password is good now. Safe at any time and however often, also when its time is over:
        the first puts it on record, the others only answer. REISSUE_ENDED: it is gone on with elsewhere.
        """
        return await self._run.write(visit, self._leaving.leave, visit, handle, cancel=False)

    async def cancel(self, visit: Visit, handle: Secret) -> Left:
        """取消: over for good; a letter that is on its way stays good. Otherwise as `leave`."""
        return await self._run.write(visit, self._leaving.leave, visit, handle, cancel=True)

    async def dispute(self, visit: Visit, handle: Secret) -> None:
        """資料不正確 (A-11): ends the application at 確認帳務資料; not counted."""
        await self._run.write(visit, self._resuming.dispute, visit, handle)

    async def _proved(self, visit: Visit, handle: Secret, at: Stage) -> Person:
        """Whose application it is, the certificate that proved them still good; else …CERTIFICATE_GONE."""
        turn = await self._run.read(visit, self._applying.whose, visit, handle, at)
        person = turn.standing.person
        if turn.application.method is ReissueMethod.CERTIFICATE:
            number = read_id_number(person.id_number)
            if not await self._certificates.still_proven(visit, ProofPurpose.REISSUE, number):
                await self._run.write(visit, self._applying.certificate_gone, visit, handle)
        return person

    def _new_handle(self) -> Secret:
        return Secret(self._ground.randomness.token(HANDLE_BYTES).hex())
