"""Everything the customers' screens may ask for, put together in one place: by the wiring, and by tests."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from services.account_change import AccountChange
from services.audit_trail import AuditEvent, AuditTrail, Outcome
from services.certificates.device import NO_DEVICE, CertificateDevice
from services.certificates.proofs import CertificateProofs
from services.common_passwords import CommonPasswords
from services.consolidation import Consolidation
from services.delivery.post import Post
from services.delivery.settings import DeliverySettings
from services.demo_inbox import DemoInbox
from services.demo_people import DemoPeople
from services.ground import Ground
from services.hashing import HashPool
from services.identification import Identification
from services.login import Login
from services.password_change import PasswordChange
from services.password_rules import PasswordRules
from services.policy import HashingSettings, Policy
from services.ports import Clock, Randomness
from services.reissue.reissue import Reissue
from services.robot_check import RobotCheck, RobotCheckMode
from services.session_limits import SessionLimits
from services.sessions import Sessions
from services.store import Keys, Store
from services.unlock import Unlock
from services.visit import Visit
from services.voice import VoiceKeypad

if TYPE_CHECKING:
    from storage.database import Database


@dataclass(frozen=True, slots=True)
class Ambient:
    """What the world gives: time, chance, threads to hash on, and the device (None: as the settings say)."""

    clock: Clock
    randomness: Randomness
    hash_workers: int | None = None
    device: CertificateDevice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The services, one attribute each."""

    ground: Ground
    """What they share: store, hash pool, policy, audit trail, clock."""
    robot_check: RobotCheck
    login: Login
    sessions: Sessions
    password_change: PasswordChange
    account_change: AccountChange
    consolidation: Consolidation
    identification: Identification
    certificates: CertificateProofs
    unlock: Unlock
    reissue: Reissue
    rules: PasswordRules
    keypad: VoiceKeypad
    demo_people: DemoPeople | None
    """None outside the demonstration."""
    demo_inbox: DemoInbox | None
    limits: SessionLimits

    @property
    def policy(self) -> Policy:
        """The figures that decide."""
        return self.ground.policy

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.ground.clock

    @property
    def pool(self) -> HashPool:
        """What hashes and verifies."""
        return self.ground.pool

    async def record_crash(self, incident: str, visit: Visit) -> None:
        """Puts the number of an incident on record. Raises `ServiceError(STORAGE_…)`."""
        entry = self.ground.trail.entry(
            visit, AuditEvent.SYS_CRASH, Outcome.FAILURE, reason=incident, actor_type="system"
        )
        await self.ground.store.write(lambda tx: tx.audit.append(entry))

    def close(self) -> None:
        """Stops the hash pool; the database belongs to who opened it."""
        self.pool.close()


def _ground(
    database: "Database",
    keys: Keys,
    ambient: Ambient,
    *,
    policy: Policy,
    hashing: HashingSettings,
    app_version: str,
    delivery: DeliverySettings | None,
) -> Ground:
    store, clock, randomness = Store(database, keys), ambient.clock, ambient.randomness
    trail = AuditTrail(clock, keys, app_version)
    return Ground(
        store=store,
        pool=HashPool(hashing, keys, randomness, workers=ambient.hash_workers),
        policy=policy,
        trail=trail,
        clock=clock,
        randomness=randomness,
        post=Post(store, trail, clock, randomness, delivery or DeliverySettings()),
    )


class _Choosing(TypedDict):
    """What every service needs in which a new password is chosen."""

    rules: PasswordRules
    keypad: VoiceKeypad


class _Proving(TypedDict):
    """What every service needs that is for people who are not logged in."""

    identification: Identification
    certificates: CertificateProofs


class _Demonstration(TypedDict):
    """What only the demonstration has."""

    demo_people: DemoPeople | None
    demo_inbox: DemoInbox | None


def _demonstration(ground: Ground, keypad: VoiceKeypad, demo: bool) -> _Demonstration:
    if not demo:
        return _Demonstration(demo_people=None, demo_inbox=None)
    return _Demonstration(demo_people=DemoPeople(ground, keypad=keypad), demo_inbox=DemoInbox(ground.store))


def _proving(ground: Ground, device: CertificateDevice) -> _Proving:
    return _Proving(
        identification=Identification(ground), certificates=CertificateProofs(ground, device=device)
    )


def assemble(
    database: "Database",
    keys: Keys,
    ambient: Ambient,
    *,
    policy: Policy,
    limits: SessionLimits,
    hashing: HashingSettings,
    robot_check: RobotCheckMode,
    app_version: str,
    demo: bool,
    delivery: DeliverySettings | None = None,
    public_url: str | None = None,
) -> Program:
    """The program over an open database; starts no work and touches no file."""
    ground = _ground(
        database, keys, ambient, policy=policy, hashing=hashing, app_version=app_version, delivery=delivery
    )
    robot, sessions = RobotCheck(ground, mode=robot_check), Sessions(ground, limits=limits)
    choosing = _Choosing(rules=PasswordRules(policy, CommonPasswords(policy)), keypad=VoiceKeypad.load())
    proving = _proving(ground, ambient.device or NO_DEVICE)
    return Program(
        ground=ground,
        robot_check=robot,
        login=Login(ground, robot_check=robot, sessions=sessions),
        sessions=sessions,
        password_change=PasswordChange(ground, sessions=sessions, **choosing),
        account_change=AccountChange(ground, sessions=sessions, **choosing),
        consolidation=Consolidation(ground, sessions=sessions, **choosing),
        unlock=Unlock(ground, **proving),
        reissue=Reissue(ground, limits=limits, public_url=public_url, **choosing, **proving),
        limits=limits,
        **choosing,
        **proving,
        **_demonstration(ground, choosing["keypad"], demo),
    )
