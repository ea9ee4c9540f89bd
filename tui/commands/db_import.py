"""`db import FILE.csv`: customers and accounts in, all of them or none, with progress."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tui import words, words_import
from tui.asked import Asked
from tui.commands.audit import new_file
from tui.parser import Parser
from tui.places import faults_of, present
from tui.sentence import Exit, Refusal, Sentence

if TYPE_CHECKING:
    from services.customer_import.reasons import ImportRefused, RefusedLine
    from services.customer_import.report import ImportReport
    from services.ports import Clock

LISTED = 20
"""So many refused lines are told on the terminal."""
OFTEN, SELDOM = 0.2, 10.0
"""Seconds between two words of progress: on a terminal, and elsewhere."""


def declare(parser: Parser) -> None:
    """`import`, below `db`."""
    command = parser.add_command("import", words_import.HELP_IMPORT, import_file)
    command.add_argument("file", metavar="FILE.csv", type=Path, help=parser.spoken(words_import.HELP_FILE))
    for name, purpose in (("--update", words_import.HELP_UPDATE), ("--skip-bad", words_import.HELP_SKIP_BAD)):
        command.add_argument(name, action="store_true", help=parser.spoken(purpose))


def import_file(asked: Asked) -> int:
    """Checks every line and puts customers in; 3 and the reasons where lines are refused."""
    from services.customer_import.reasons import FileFault, ImportRefused
    from services.customer_import.report import ImportOptions
    from tui.import_wiring import customer_import
    from tui.wiring import refusing

    path: Path = asked.options.file
    options = ImportOptions(update=asked.options.update, skip_bad=asked.options.skip_bad)
    with (
        refusing(asked.place),
        present(asked.home),
        customer_import(asked.place, asked.loaded.settings) as at,
        ExitStack() as stack,
        faults_of(path),
    ):
        watcher = Watcher(asked, path, at.clock, stack)
        try:
            report = at.importing.run(at.visit, path, options, watcher)
        except ImportRefused as refused:
            if refused.fault is not FileFault.OUTCOME_UNKNOWN:
                watcher.take_back()
            raise refusal_of(refused, path) from refused
        except BaseException:
            watcher.take_back()
            raise
        finally:
            watcher.line_ends()
    return told(asked, report, watcher)


def told(asked: Asked, report: "ImportReport", watcher: "Watcher") -> int:
    """Says what it came to."""
    if not report.imported:
        raise Refusal(words_import.NOTHING_IMPORTED, Exit.REFUSED, refused=report.refused)
    asked.say(
        words_import.IMPORTED,
        customers=report.customers,
        accounts=report.accounts,
        updated=report.updated,
        unchanged=report.unchanged,
    )
    if report.business_kept:
        asked.say(words_import.BUSINESS_KEPT, accounts=report.business_kept)
    if report.refused:
        asked.say(words_import.SKIPPED, refused=report.refused, path=watcher.refused_path)
    return Exit.DONE


def refusal_of(refused: "ImportRefused", path: Path) -> Refusal:
    """The sentence for a file of which nothing is read."""
    from services.customer_import.reasons import FileFault

    later = {
        FileFault.ANOTHER_AT_WORK,
        FileFault.CHANGED,
        FileFault.DISPLACED,
        FileFault.OUTCOME_UNKNOWN,
        FileFault.OVERTAKEN,
    }
    code = Exit.TRY_LATER if refused.fault in later else Exit.REFUSED
    return Refusal(words_import.FILES[refused.fault], code, path=path, **refused.facts)


class Watcher:
    """Tells how it goes, and keeps the refused lines."""

    def __init__(self, asked: Asked, path: Path, clock: "Clock", stack: ExitStack) -> None:
        self.refused_path = path.with_name(f"{path.stem}.refused.csv")
        self._asked = asked
        self._clock = clock
        self._stack = stack
        self._began = self._told_at = clock.monotonic()
        self._names: tuple[str, ...] = ()
        self._listed = 0
        self._file: TextIO | None = None
        self._on_line = self._stands = False
        if asked.options.skip_bad and self.refused_path.exists():
            raise Refusal(words.FILE_EXISTS, Exit.USED_WRONGLY, path=self.refused_path)

    def heading(self, names: tuple[str, ...]) -> None:
        """The columns of the file."""
        self._names = names

    def refused(self, line: "RefusedLine") -> None:
        """To the file beside; or told, the first of them."""
        reason = words_import.REASONS[line.reason].text(self._asked.language)
        if self._asked.options.skip_bad:
            self._keep(line, reason)
            return
        self._listed += 1
        if self._listed <= LISTED:
            phrase = words_import.LINE_COLUMN if line.column else words_import.LINE
            self._say(Sentence.of(phrase, line=line.line, column=line.column, reason=reason))
        elif self._listed == LISTED + 1:
            self._say(Sentence.of(words_import.AND_MORE))

    def progress(self, done: int, size: int, report: "ImportReport") -> None:
        """Now and then a line; on a terminal it is written over the one before."""
        now = self._clock.monotonic()
        if now - self._told_at < (OFTEN if sys.stderr.isatty() else SELDOM):
            return
        self._told_at = now
        left = (now - self._began) * (size - done) / done if done else 0
        sentence = Sentence.of(
            words_import.PROGRESS,
            percent=100 * done // size,
            lines=report.lines,
            refused=report.refused,
            left=f"{int(left) // 60}:{int(left) % 60:02}",
        )
        if sys.stderr.isatty():
            self._on_line = True
            sys.stderr.write(f"\r{sentence.text(self._asked.language)}\x1b[K")
            sys.stderr.flush()
        else:
            self._say(sentence)

    def all_read(self) -> None:
        """The file of refused lines stands before the import is shown."""
        with faults_of(self.refused_path):
            self._stack.close()
        self._stands = self._file is not None

    def take_back(self) -> None:
        """Nothing was imported, so no line was left out: the file would stop the next try."""
        if self._stands:
            self.refused_path.unlink(missing_ok=True)

    def line_ends(self) -> None:
        """What is said next begins a line."""
        if self._on_line:
            sys.stderr.write("\n")
            self._on_line = False

    def _say(self, sentence: Sentence) -> None:
        self.line_ends()
        sys.stderr.write(sentence.text(self._asked.language) + "\n")

    def _keep(self, line: "RefusedLine", reason: str) -> None:
        from services.customer_import.refused_lines import RefusedLines

        if self._file is None:
            self._file = self._stack.enter_context(new_file(self.refused_path))
            self._rows = RefusedLines(self._file, self._names)
        with faults_of(self.refused_path):
            self._rows.write(line, reason)
