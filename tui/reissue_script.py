"""密碼補發 as it reads, from 輸入資料 or from 輸入啟動碼 to the end (R-RI)."""

from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING

from services.errors import ErrorCode, ServiceError

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from screens.reissue.ends import LeftScreen
    from screens.reissue.identity import Begun
    from services.certificates.port import CertificateAnswer, CertificateOffer
    from services.program import Program
    from services.reissue.results import CodeSent, LetterSent, ReissueOffer
    from services.secret import Secret
    from services.visit import Visit
    from tui.visit_script import Stage


class Way(Enum):
    """Where a part of the script leads."""

    OVER = auto()
    """The visit is done."""
    BACK = auto()
    """One step back."""
    ACTIVATION = auto()
    """F7: 輸入啟動碼."""


async def reissue_script(stage: "Stage", visit: "Visit", program: "Program") -> None:
    """One step back from the certificate step or from 輸入啟動碼 is 輸入資料."""
    stage.token_in_use()
    way = Way.BACK
    while way is not Way.OVER:
        if way is Way.ACTIVATION:
            way = await activation_script(stage, visit, program)
        else:
            way = await _identity(stage, visit, program)


async def activation_script(stage: "Stage", visit: "Visit", program: "Program") -> Way:
    """輸入啟動碼, then the telephone."""
    from screens.reissue.activation import ActivationScreen, ActivationWanted
    from screens.reissue.telephone import TelephoneScreen

    step = await stage.show(ActivationScreen(program.reissue, visit))
    if step is None:
        return Way.BACK
    under_way = UnderWay(stage, visit, program, step.handle, by_letter=True)
    page = TelephoneScreen(program.reissue, visit, step)
    sent = await stage.show(page)
    if isinstance(sent, ActivationWanted):
        await under_way.put_aside()
        return await activation_script(stage, visit, program)
    if sent is None:
        await under_way.leave(cancel=page.cancelled)
    else:
        await _verify(under_way, sent)
    return Way.OVER


async def _identity(stage: "Stage", visit: "Visit", program: "Program") -> Way:
    """輸入資料, and on where number and date fit."""
    from screens.reissue.activation import ActivationWanted
    from screens.reissue.identity import ReissueIdentityScreen

    begun = await stage.show(ReissueIdentityScreen(program.reissue, visit, policy=program.policy))
    if begun is None:
        return Way.OVER
    if isinstance(begun, ActivationWanted):
        return Way.ACTIVATION
    under_way = UnderWay(stage, visit, program, begun.handle)
    offer = begun.offer or await _certificate_step(under_way, begun)
    if offer is None:
        await under_way.end()
        return Way.BACK
    return await _apply(under_way, offer)


async def _certificate_step(under_way: "UnderWay", begun: "Begun") -> "ReissueOffer | None":
    """A token, a choice or a PIN; 無憑證繼續 leads on without."""
    from screens.certificate_step import CertificateStepScreen

    visit, program = under_way.visit, under_way.program

    async def go_on(answer: "CertificateAnswer") -> "ReissueOffer":
        return await program.reissue.begin(visit, begun.handle, answer)

    async def without() -> "ReissueOffer":
        return await program.reissue.begin(visit, begun.handle, decline=True)

    async def read() -> "CertificateOffer":
        return await program.certificates.offer(visit)

    step = CertificateStepScreen(begun.certificate, read=read, go_on=go_on, without=without)
    return await under_way.stage.show(step)


async def _apply(under_way: "UnderWay", offer: "ReissueOffer") -> Way:
    """確認帳務資料, then the letter's farewell or the code."""
    from screens.reissue.activation import ActivationWanted
    from screens.reissue.offer import OfferScreen
    from services.reissue.results import LetterSent, ReissueMethod

    under_way.by_letter = offer.method is ReissueMethod.LETTER
    page = OfferScreen(under_way.program.reissue, under_way.visit, under_way.handle, offer)
    sent = await under_way.stage.show(page)
    if isinstance(sent, ActivationWanted):
        await under_way.end()
        return Way.ACTIVATION
    if isinstance(sent, LetterSent):
        return await _letter_sent(under_way, sent)
    if sent is not None:
        await _verify(under_way, sent, other_way=len(offer.channels) > 1)
    elif page.disputed:
        await under_way.end(disputed=True)
    else:
        await under_way.leave(cancel=page.cancelled)
    return Way.OVER


async def _letter_sent(under_way: "UnderWay", sent: "LetterSent") -> Way:
    """信件已寄出: nothing is left undone at this terminal."""
    from screens.reissue.ends import LetterSentScreen

    under_way.done()
    page = LetterSentScreen(under_way.program.reissue, under_way.visit, under_way.handle, sent)
    return Way.ACTIVATION if await under_way.stage.show(page) else Way.OVER


async def _verify(under_way: "UnderWay", sent: "CodeSent", *, other_way: bool = False) -> None:
    """帳戶驗證及設定, 修改成功; `other_way`: the code can be had by another channel too."""
    from screens.reissue.code import CodeScreen
    from screens.reissue.ends import ReissuedScreen
    from screens.reissue.new_password import NewPasswordScreen

    stage, visit, program = under_way.stage, under_way.visit, under_way.program
    page = CodeScreen(program.reissue, visit, under_way.handle, sent, other_way=other_way)
    verified = await stage.show(page)
    if verified is None:
        await under_way.leave(cancel=page.cancelled)
        return
    form = NewPasswordScreen(program.reissue, visit, under_way.handle, verified, policy=program.policy)
    done = await stage.show(form)
    if done is None:
        await under_way.leave(cancel=form.cancelled)
        return
    under_way.done()
    await stage.show(ReissuedScreen(done, seconds=program.limits.success_page))


class UnderWay:
    """An application that is held here: however it is left, the screen says which password is good (§1.0)."""

    def __init__(
        self, stage: "Stage", visit: "Visit", program: "Program", handle: "Secret", *, by_letter: bool = False
    ) -> None:
        self.stage, self.visit, self.program, self.handle = stage, visit, program, handle
        self.by_letter = by_letter
        """Whether F7 leads back to it."""
        stage.broken_off_says(self._last_word)

    async def leave(self, *, cancel: bool) -> None:
        """By Esc, F10 or 取消: says how things stand."""
        page = await self._last_word(cancel=cancel)
        self.done()
        if page is not None:
            await self.stage.show(page)

    async def put_aside(self) -> None:
        """For another letter: nothing changes, and nothing needs to be said."""
        self.done()
        await _quietly(self.program.reissue.leave(self.visit, self.handle))

    async def end(self, *, disputed: bool = False) -> None:
        """Ends it without a word, before anything was sent; where that fails its time runs out by itself."""
        self.done()
        end = self.program.reissue.dispute if disputed else self.program.reissue.cancel
        await _quietly(end(self.visit, self.handle))

    def done(self) -> None:
        """Nothing is left to be said."""
        self.stage.broken_off_says(None)

    async def _last_word(self, *, cancel: bool = False) -> "LeftScreen | None":
        """Which password is good now; None where it was over already, and has said so."""
        from screens.reissue.ends import LeftScreen

        reissue, seconds = self.program.reissue, self.program.limits.success_page
        try:
            left = await (reissue.cancel if cancel else reissue.leave)(self.visit, self.handle)
        except ServiceError as refusal:
            if refusal.code is ErrorCode.REISSUE_ENDED:
                return None
            return LeftScreen(refusal, seconds=seconds)
        return LeftScreen(left, by_letter=self.by_letter, seconds=seconds)


async def _quietly(ending: "Coroutine[Any, Any, object]") -> None:
    with suppress(ServiceError):
        await ending
