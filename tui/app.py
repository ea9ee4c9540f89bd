"""密碼中心 as a program on a terminal: the frame's keys, languages and colours, signals, start and end."""

import signal
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.worker import Worker

from screens.brand import Brand
from screens.confirm import ConfirmScreen
from screens.page import PageScreen
from screens.themes import CALM, CONTRAST, THEMES
from screens.veil import Veil
from screens.view import View
from screens.words import system
from screens.words.phrase import Language
from services.ports import Clock
from services.visit import Mode
from tui.crash import Incident, print_no_tracebacks
from tui.keyboard import interrupted, mind_signals, raise_if_interrupted, screens_are_shown
from tui.kiosk import LockedDown
from tui.opening import Opening
from tui.terminal import end_on_signals, ignore_job_control, let_go_of_lost_streams
from tui.visits import Visits

if TYPE_CHECKING:
    from services.program import Program

    pass

FRAME_ACTIONS: Final = frozenset({"demo_people", "other_language", "high_contrast", "finish", "leave"})


class PasswordCenter(LockedDown, Visits, inherit_bindings=False):
    """The app. What screens may ask of it is `screens.frame.Frame`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "demo_people", show=False, priority=True),
        Binding("f8", "other_language", show=False, priority=True),
        Binding("f9", "high_contrast", show=False, priority=True),
        Binding("f10", "finish", show=False, priority=True),
        Binding("ctrl+q,ctrl+c", "leave", show=False, priority=True),
    ]
    language: reactive[Language] = reactive(Language.CHINESE, init=False)

    def __init__(self, opening: Opening, *, owns_process: bool = False) -> None:
        super().__init__(opening)
        self._owns_process = owns_process
        self._choosing: Worker[None] | None = None
        """Shows the people of the demo, or did."""
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = CALM.name
        self.set_reactive(PasswordCenter.language, opening.language)

    def facts(self, language: Language) -> dict[str, object]:
        """What every sentence may name: the brand's facts, and the figures of the policy in force."""
        return {**self.brand.facts(language), **self.opening.figures}

    @property
    def brand(self) -> Brand:
        """Whose desk this is."""
        return self.opening.brand

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.opening.clock

    @property
    def demo(self) -> bool:
        """Whether invented people can be chosen with F6."""
        return self.opening.mode is Mode.DEMO

    @property
    def locked_down(self) -> bool:
        """Whether people at the keyboard have no way out of the program."""
        return self.opening.locked

    @property
    def secrets_take_paste(self) -> bool:
        """Not where the next person might have copied it (K-PASTE)."""
        return not self.opening.locked

    def on_load(self) -> None:
        """From before the terminal is taken: told to end, it ends cleanly."""
        if self._owns_process:
            end_on_signals(lambda number: self.leave(128 + number))
            if interrupted():
                signal.raise_signal(signal.SIGINT)

    def on_mount(self) -> None:
        """Textual has its terminal now."""
        if self._owns_process:
            ignore_job_control(self.refresh)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that answers the idle warning, or takes the cover away, does nothing else."""
        return not (action in FRAME_ACTIONS and isinstance(self.screen, Veil))

    def action_other_language(self) -> None:
        """F8: 中文 / English at once, keeping what was typed."""
        chinese = self.language is Language.CHINESE
        self.language = Language.ENGLISH if chinese else Language.CHINESE

    def watch_language(self) -> None:
        """Every screen says its words again."""
        for screen in self.screen_stack:
            if isinstance(screen, View):
                screen.relabel()

    def action_high_contrast(self) -> None:
        """F9, and back."""
        self.theme = CALM.name if self.theme == CONTRAST.name else CONTRAST.name

    def forget_preferences(self) -> None:
        """The next person at a kiosk finds its own language and colours."""
        if self.opening.locked:
            self.language = self.opening.language
            self.theme = CALM.name

    def action_finish(self) -> None:
        """F10: ends the visit; on the menu leaves the program after one question, on the kiosk nothing."""
        if not self.at_menu:
            asks = isinstance(self.screen, PageScreen) and self.screen.asks_before_end()
            if not asks:
                self.end_visit()
        elif not self.opening.locked:
            self.work_on(self._leave_if_sure())

    def action_leave(self) -> None:
        """Ctrl+Q, Ctrl+C: F10 until out, asking once; on the kiosk nothing (K-QUIT)."""
        if not self.opening.locked and not isinstance(self.screen, ConfirmScreen):
            self.work_on(self._leave_if_sure())

    async def _leave_if_sure(self) -> None:
        question = ConfirmScreen(system.QUIT_QUESTION, yes=system.QUIT, no=system.KEEP_RUNNING)
        if await self.ask(question):
            self.leave(0)

    def action_demo_people(self) -> None:
        """F6, in the demonstration only: over any page, help and dialogs too, but not over itself."""
        program = self.backend.program
        if self._choosing is not None and not self._choosing.is_finished:
            return
        if program is not None and program.demo_people is not None:
            self._choosing = self.work_on(self._choose_person(program))

    async def _choose_person(self, program: "Program") -> None:
        """The chosen person's number goes into the field one came from; everything typed stays."""
        from screens.demo_people import DemoPeopleScreen

        page = next((page for page in reversed(self.screen_stack) if isinstance(page, PageScreen)), None)
        if program.demo_people is None or program.demo_inbox is None:
            return
        number = await self.ask(DemoPeopleScreen(program.demo_people, program.demo_inbox))
        if number is not None and page is not None:
            page.type_number(number)

    def give_up_sentence(self, incident: Incident) -> str:
        """The sentence that stays on the terminal when the program cannot go on."""
        return system.SORRY.text(self.language, incident=incident.number)


def run(opening: Opening) -> int:
    """Shows the Password Center until it is left; returns the exit code.

    Raises what `open_program` raised when the services could not be opened.
    """
    screens_are_shown()
    app = PasswordCenter(opening, owns_process=True)
    print_no_tracebacks(app.note)
    app.run()
    raise_if_interrupted()
    mind_signals(locked=opening.locked)
    let_go_of_lost_streams()
    if app.backend.failure is not None:
        raise app.backend.failure
    return app.return_code or 0
