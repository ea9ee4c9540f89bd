"""密碼補發 as it reads, from 輸入資料 or from 輸入啟動碼 to the end (R-RI)."""

from typing import TYPE_CHECKING

from services.errors import ServiceError

if TYPE_CHECKING:
    from screens.reissue.identity import Begun
    from services.certificates.port import CertificateAnswer, CertificateOffer
    from services.program import Program
    from services.reissue.results import CodeSent, ReissueOffer
    from services.secret import Secret
    from services.visit import Visit
    from tui.visit_script import Stage


async def reissue_script(stage: "Stage", visit: "Visit", program: "Program") -> None:
    """One step back from the certificate step or from 輸入啟動碼 is 輸入資料."""
    from screens.reissue.identity import ActivationWanted, ReissueIdentityScreen

    while True:
        begun = await stage.show(ReissueIdentityScreen(program.reissue, visit, policy=program.policy))
        if begun is None:
            return
        if isinstance(begun, ActivationWanted):
            if await activation_script(stage, visit, program):
                return
            continue
        offer = begun.offer or await _certificate_step(stage, visit, program, begun)
        if offer is not None:
            await _apply(stage, visit, program, begun.handle, offer)
            return
        await _give_up(program, visit, begun.handle)


async def activation_script(stage: "Stage", visit: "Visit", program: "Program") -> bool:
    """輸入啟動碼, then the telephone; False after one step back from the first of them."""
    from screens.reissue.activation import ActivationScreen
    from screens.reissue.telephone import TelephoneScreen

    step = await stage.show(ActivationScreen(program.reissue, visit))
    if step is None:
        return False
    page = TelephoneScreen(program.reissue, visit, step)
    sent = await stage.show(page)
    if sent is None:
        await _leave(stage, visit, program, step.handle, cancel=page.cancelled)
    else:
        await _verify(stage, visit, program, step.handle, sent)
    return True


async def _certificate_step(
    stage: "Stage", visit: "Visit", program: "Program", begun: "Begun"
) -> "ReissueOffer | None":
    """A token, a choice or a PIN; 無憑證繼續 leads on without."""
    from screens.certificate_step import CertificateStepScreen

    async def go_on(answer: "CertificateAnswer") -> "ReissueOffer":
        return await program.reissue.begin(visit, begun.handle, answer)

    async def without() -> "ReissueOffer":
        return await program.reissue.begin(visit, begun.handle, decline=True)

    async def read() -> "CertificateOffer":
        return await program.certificates.offer(visit)

    return await stage.show(CertificateStepScreen(begun.certificate, read=read, go_on=go_on, without=without))


async def _apply(
    stage: "Stage", visit: "Visit", program: "Program", handle: "Secret", offer: "ReissueOffer"
) -> None:
    """確認帳務資料, then the letter's farewell or the code."""
    from screens.reissue.ends import LetterSentScreen
    from screens.reissue.offer import OfferScreen
    from services.reissue.results import LetterSent

    page = OfferScreen(program.reissue, visit, handle, offer)
    sent = await stage.show(page)
    if sent is None and page.disputed:
        await _give_up(program, visit, handle, disputed=True)
    elif sent is None:
        await _leave(stage, visit, program, handle, cancel=page.cancelled)
    elif isinstance(sent, LetterSent):
        await stage.show(LetterSentScreen(sent))
    else:
        await _verify(stage, visit, program, handle, sent)


async def _verify(
    stage: "Stage", visit: "Visit", program: "Program", handle: "Secret", sent: "CodeSent"
) -> None:
    """帳戶驗證及設定, 修改成功."""
    from screens.reissue.code import CodeScreen
    from screens.reissue.ends import ReissuedScreen
    from screens.reissue.new_password import NewPasswordScreen

    page = CodeScreen(program.reissue, visit, handle, sent)
    verified = await stage.show(page)
    if verified is None:
        await _leave(stage, visit, program, handle, cancel=page.cancelled)
        return
    form = NewPasswordScreen(program.reissue, visit, handle, verified, policy=program.policy)
    done = await stage.show(form)
    if done is None:
        await _leave(stage, visit, program, handle, cancel=form.cancelled)
        return
    await stage.show(ReissuedScreen(done, seconds=program.limits.success_page))


async def _leave(
    stage: "Stage", visit: "Visit", program: "Program", handle: "Secret", *, cancel: bool
) -> None:
    """Leaves the application, and says which password is good now."""
    from screens.reissue.ends import LeftScreen

    try:
        left = await (program.reissue.cancel if cancel else program.reissue.leave)(visit, handle)
    except ServiceError:
        return  # it was over already, and said so
    await stage.show(LeftScreen(left))


async def _give_up(program: "Program", visit: "Visit", handle: "Secret", *, disputed: bool = False) -> None:
    """Ends it without a word; where that fails its time runs out by itself."""
    try:
        await (program.reissue.dispute if disputed else program.reissue.cancel)(visit, handle)
    except ServiceError:
        return
