"""Builds the whole program from the settings: the one place where all floors meet (contract §2).

Imported after the first paint, in a thread: it brings the database, Argon2 and the cryptography. Tests come
through the same functions with an `Ambient` of their own.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from services.ambient import SystemClock, SystemRandomness
from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.delivery.sending_thread import SendingThread
from services.errors import ServiceError
from services.policy_record import record_policy
from services.program import Ambient, Program, assemble
from services.robot_check import RobotCheckMode
from services.visit import Mode, Visit
from storage import schema
from storage.audit_heads import HeadsFile
from storage.database import Database
from storage.errors import StorageError, StorageFault
from storage.keyring import Keyring
from tui.certificates import with_device
from tui.places import Place, faults_of, make_folder, setting_up
from tui.sending import LONGEST_FAREWELL, refuse_simulated, sending_inside
from tui.settings_sections import Settings
from tui.storage_faults import FAULTS, refusal_for, refusing
from tui.version import version


@dataclass(frozen=True)
class OpenProgram:
    """A program at work: its services over its open database."""

    program: Program
    database: Database
    backstage: Visit
    """Whose doing start and end are: the terminal itself, with no customer before it."""
    sending: SendingThread | None = None
    """The relays of this program; None where others send."""

    def start(self) -> None:
        """Puts the start on record: a database that takes no writing shows now, not at the first customer."""
        self._note(AuditEvent.SYS_STARTUP)
        ground = self.program.ground
        ground.store.write_now(record_policy, ground.policy, ground.trail, self.backstage)

    def close(self) -> None:
        """Lets letters on their way arrive, puts the end on record and lets go of the database."""
        if self.sending:
            self.sending.stop(LONGEST_FAREWELL)
        try:
            self._note(AuditEvent.SYS_SHUTDOWN)
        except ServiceError:
            # a locked or full database does not keep a terminal from ending
            pass
        finally:
            self.let_go()

    def let_go(self) -> None:
        """Stops the hash pool and closes the database."""
        self.program.close()
        self.database.close_now()

    def _note(self, event: AuditEvent) -> None:
        ground = self.program.ground
        entry = ground.trail.entry(self.backstage, event, Outcome.SUCCESS, actor_type="system")
        ground.store.write_now(lambda tx: tx.audit.append(entry))


def real_ambient() -> Ambient:
    """The machine's clock and chance."""
    return Ambient(SystemClock(), SystemRandomness())


def open_program(
    place: Place, settings: Settings, backstage: Visit, ambient: Ambient | None = None
) -> OpenProgram:
    """The program on the files of `place`, which are made if nothing is there yet; raises `Refusal`.

    In the demo its people are put in, and renewed. Not to be called on an event loop: it waits.
    """
    ambient = ambient or real_ambient()
    refuse_simulated(settings, backstage.mode)
    with refusing(place, backstage.mode):
        ambient = with_device(ambient, place, settings.certificates, backstage.mode)
        database, keyring = open_database(place, ambient)
        program = assembled(database, keyring, settings, backstage.mode, ambient)
        opened = OpenProgram(program, database, backstage)
        try:
            opened.start()
            _prepare_people(program)
            inside = sending_inside(program.ground, settings, backstage.mode)
        except BaseException:
            opened.let_go()
            raise
    return replace(opened, sending=inside)


def open_database(place: Place, ambient: Ambient) -> tuple[Database, Keyring]:
    """The database of `place`, judged fit for use, made if nothing is there yet."""
    make_folder(place.folder)
    with setting_up(place.folder):
        keyring = find_keyring(place) or make_keyring(place, ambient)
        if schema.state(place.database_url) is schema.SchemaState.MISSING:
            schema.upgrade(place.database_url, keyring)
    database = connect(place, keyring, ambient)
    try:
        database.check_open()
        with faults_of(place.audit_heads):
            database.keep_heads()
    except BaseException:
        database.close_now()
        raise
    return database, keyring


def connect(place: Place, keyring: Keyring, ambient: Ambient, *, alone: bool = False) -> Database:
    """The database of `place`, not yet judged."""
    heads = HeadsFile(place.audit_heads, keyring)
    return Database(place.database_url, keyring, token=ambient.randomness.token, heads=heads, alone=alone)


@contextmanager
def connected(place: Place, *, alone: bool = False) -> Iterator[Database | None]:
    """The database of `place`, judged fit for use, for a command; None where there is none yet.

    `alone`: for a command that keeps everybody else out (`tui.commands.alone`).
    """
    keyring = find_keyring(place)
    if keyring is None or schema.state(place.database_url) is schema.SchemaState.MISSING:
        yield None
        return
    database = connect(place, keyring, real_ambient(), alone=alone)
    try:
        database.check_open()
        yield database
    finally:
        database.close_now()


def command_visit(settings: Settings, ambient: Ambient) -> Visit:
    """The host itself, at work on the command line."""
    interaction = ambient.randomness.token(8).hex()
    return Visit(settings.terminal.id or "host", settings.terminal.branch, Mode.COMMAND, interaction)


def note(database: Database, settings: Settings, event: AuditEvent, *, reason: str | None = None) -> None:
    """Puts on record what a command did, unless the place takes no writing: a copy kept as evidence."""
    ambient = real_ambient()
    trail = AuditTrail(ambient.clock, database.keyring, version())
    visit = command_visit(settings, ambient)
    entry = trail.entry(visit, event, Outcome.SUCCESS, reason=reason, actor_type="system")
    try:
        database.write_now(lambda tx: tx.audit.append(entry))
    except StorageError as error:
        if error.fault not in {StorageFault.READ_ONLY, StorageFault.FULL}:
            raise


def is_new(place: Place) -> bool:
    """Whether no database is there yet."""
    return schema.state(place.database_url) is schema.SchemaState.MISSING


def upgrade_schema(place: Place) -> None:
    """Brings an older schema up to date; does nothing where there is none, or a current one."""
    keyring = find_keyring(place)
    if keyring and schema.state(place.database_url) is schema.SchemaState.OLD:
        schema.upgrade(place.database_url, keyring)


def find_keyring(place: Place) -> Keyring | None:
    """The keyring, None in a place that has neither keyring nor database.

    A database whose keyring is gone is refused: a new one would never open it (`KEYS_MISSING`).
    """
    if place.keyring.exists():
        return Keyring.load(place.keyring)
    if schema.state(place.database_url) is not schema.SchemaState.MISSING:
        raise StorageError(StorageFault.KEYS_MISSING)
    return None


def make_keyring(place: Place, ambient: Ambient) -> Keyring:
    """A new keyring where none is."""
    with faults_of(place.keyring):
        return Keyring.create(place.keyring, ambient.randomness.token)


def assembled(
    database: Database, keyring: Keyring, settings: Settings, mode: Mode, ambient: Ambient
) -> Program:
    """The services over an open database, as the settings want them."""
    return assemble(
        database,
        keyring,
        ambient,
        policy=settings.policy,
        limits=settings.session,
        hashing=settings.hashing,
        robot_check=RobotCheckMode(settings.robot_check.mode),
        app_version=version(),
        demo=mode is Mode.DEMO,
        delivery=settings.delivery,
        public_url=settings.serve.public_url,
    )


def _prepare_people(program: Program) -> None:
    if program.demo_people:
        asyncio.run(program.demo_people.prepare())


__all__ = [
    "FAULTS",
    "Ambient",
    "Database",
    "OpenProgram",
    "open_program",
    "real_ambient",
    "refusal_for",
    "refusing",
]
