"""One visit, from the menu to goodbye, as it reads. Screens do not open each other; this does.

Only the menu is imported before it is painted; everything behind it comes with the backend.
"""

from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from screens.menu import Function, MenuScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from screens.unlock import CertificateWanted
    from screens.view import View
    from services.certificates.port import CertificateAnswer, CertificateOffer
    from services.program import Program
    from services.sessions import CustomerSession
    from services.unlock import Unlocked
    from services.visit import Visit

T = TypeVar("T")
LastWord: TypeAlias = "Callable[[], Awaitable[View[None] | None]]"
"""Leaves what a visit had under way, and makes the page that says how things stand."""


class Stage(Protocol):
    """What the script needs of the app."""

    async def show(self, view: "View[T]") -> T | None:
        """Shows a page until it is left; None is one step back."""
        ...

    async def program(self) -> "Program":
        """The services, as soon as they are there."""
        ...

    def visit_begins(self) -> None:
        """The menu has been left: the visit's time counts."""
        ...

    def token_in_use(self) -> None:
        """Certificates may be asked for: a token that is left in the reader is asked back at the end."""
        ...

    def broken_off_says(self, last_word: "LastWord | None") -> None:
        """However the visit is broken off from now on, this page stands before the menu; None: no page."""
        ...

    def logged_in(self, session: "CustomerSession") -> None:
        """This session is ended with the visit."""
        ...

    async def log_out(self) -> None:
        """Ends the session, not the visit."""
        ...


async def visit_script(stage: Stage, visit: "Visit", function: Function | None, incident: str | None) -> None:
    """Returns when the person is done; `function` skips the menu, `incident` is apologised for first."""
    if incident is not None:
        from screens.sorry import SorryScreen

        await stage.show(SorryScreen(incident))
    chosen = function
    if chosen is None:
        chosen = await stage.show(MenuScreen())
    stage.visit_begins()
    program = await stage.program()
    if chosen is Function.CHANGE:
        await _change_password(stage, visit, program)
    elif chosen is Function.REISSUE:
        await _reissue(stage, visit, program)
    elif chosen is Function.ACTIVATION:
        await _activate(stage, visit, program)
    elif chosen is Function.UNLOCK:
        await _unlock(stage, visit, program)


async def _change_password(stage: Stage, visit: "Visit", program: "Program") -> None:
    """密碼修改: one step back from what comes after the login is the login."""
    from screens.login import LoginScreen

    done = False
    while not done:
        session = await stage.show(LoginScreen(program.login, program.robot_check, visit))
        if session is None:
            return
        stage.logged_in(session)
        if session.consolidated or session.must_change:
            done = await _change(stage, visit, program, session)
        else:
            done = await _accounts(stage, visit, program, session)
        await stage.log_out()


async def _reissue(stage: Stage, visit: "Visit", program: "Program") -> None:
    """密碼補發."""
    from tui.reissue_script import reissue_script

    await reissue_script(stage, visit, program)


async def _activate(stage: Stage, visit: "Visit", program: "Program") -> None:
    """輸入啟動碼, straight from the menu."""
    from tui.reissue_script import activation_script

    await activation_script(stage, visit, program)


async def _unlock(stage: Stage, visit: "Visit", program: "Program") -> None:
    """密碼解鎖; one step back from the certificate step is the form, as it was typed."""
    from screens.unlock import CertificateWanted, UnlockScreen
    from screens.unlocked import UnlockedScreen

    stage.token_in_use()
    typed = None
    while True:
        done = await stage.show(UnlockScreen(program.unlock, visit, typed))
        if isinstance(done, CertificateWanted):
            typed = done
            done = await _unlock_by(stage, visit, program, done)
            if done is None:
                continue
        if done is not None:
            await stage.show(UnlockedScreen(done, seconds=program.limits.success_page))
        return


async def _unlock_by(
    stage: Stage, visit: "Visit", program: "Program", wanted: "CertificateWanted"
) -> "Unlocked | None":
    """The certificate step of 密碼解鎖."""
    from screens.certificate_step import CertificateStepScreen

    async def go_on(answer: "CertificateAnswer") -> "Unlocked":
        return await program.unlock.unlock(visit, wanted.id_number, wanted.birth_date, answer)

    async def read() -> "CertificateOffer":
        return await program.unlock.offer(visit)

    return await stage.show(CertificateStepScreen(wanted.offer, read=read, go_on=go_on))


async def _change(stage: Stage, visit: "Visit", program: "Program", session: "CustomerSession") -> bool:
    """The form of all accounts, and what it led to; False when nothing was changed."""
    from screens.change import ChangeScreen
    from screens.success import SuccessScreen

    form = ChangeScreen(program.password_change, visit, session, keypad=program.keypad, policy=program.policy)
    changed = await stage.show(form)
    if changed is None:
        return False
    await stage.log_out()
    seconds = program.limits.success_page
    await stage.show(SuccessScreen(changed, withdrawal_of=form.withdrawal_of, seconds=seconds))
    return True


async def _accounts(stage: Stage, visit: "Visit", program: "Program", session: "CustomerSession") -> bool:
    """The grid of who is not consolidated, until 密碼歸戶 is done; False after one step back."""
    from screens.accounts import AccountChoice, AccountsScreen

    at = None
    while True:
        anew = program.account_change.anew
        grid = AccountsScreen(session, anew=anew, keypad=program.keypad, at=at)
        choice = await stage.show(grid)
        session = grid.session
        if choice is None:
            return False
        if isinstance(choice, AccountChoice):
            at = choice.account_id
            session = await _change_account(stage, visit, program, session, at)
        elif await _consolidate(stage, visit, program, session):
            return True
        else:
            session = await _anew(program, session)


async def _change_account(
    stage: Stage, visit: "Visit", program: "Program", session: "CustomerSession", account_id: int
) -> "CustomerSession":
    """One account's form; the session with its accounts as they stand then."""
    from screens.account_form import AccountFormScreen
    from screens.success import AccountChangedScreen

    account = next(account for account in session.accounts if account.id == account_id)
    form = AccountFormScreen(
        program.account_change, visit, session, account, keypad=program.keypad, policy=program.policy
    )
    changed = await stage.show(form)
    if changed is None:
        return await _anew(program, session)
    await stage.show(AccountChangedScreen(changed, account, seconds=program.limits.success_page))
    return changed.session


async def _anew(program: "Program", session: "CustomerSession") -> "CustomerSession":
    """The accounts as they stand once a form was left: wrong guesses may have locked a withdrawal one."""
    from services.errors import ServiceError

    try:
        return await program.account_change.anew(session)
    except ServiceError:
        return session  # whatever is asked for next is refused with the same words


async def _consolidate(stage: Stage, visit: "Visit", program: "Program", session: "CustomerSession") -> bool:
    """密碼歸戶設定; False when nothing was done."""
    from screens.consolidation import ConsolidationScreen
    from screens.success import ConsolidatedScreen

    form = ConsolidationScreen(
        program.consolidation,
        visit,
        session,
        anew=program.account_change.anew,
        keypad=program.keypad,
        policy=program.policy,
    )
    done = await stage.show(form)
    if done is None:
        return False
    await stage.log_out()
    await stage.show(ConsolidatedScreen(done, seconds=program.limits.success_page))
    return True
