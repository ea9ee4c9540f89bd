"""The device from the event loop's side: hardware and cryptography wait on a thread, one call at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from services.certificates.challenge import Challenge
from services.certificates.port import (
    CertificateStore,
    DeviceIdentity,
    NoStore,
    SignedChallenge,
    TakenAlong,
)
from services.certificates.rules import CertificateRules, NoneReason
from services.identifiers import IdNumber
from services.ports import Clock
from services.secret import Secret

if TYPE_CHECKING:  # brings x509, which nobody needs before the first proof
    from services.certificates.examination import Examination

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered:
    """A challenge with what the device signed: it can be examined again when more is known."""

    signed: SignedChallenge = field(repr=False)
    message: bytes = field(repr=False)
    customer: IdNumber


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a signed challenge."""

    reason: NoneReason | None
    """Why it counts as no certificate; None: it proves one."""
    serial: str | None = None
    """The certificate's serial number in hex, for the audit."""
    answered: Answered | None = None
    """What was examined."""


@dataclass(frozen=True, slots=True)
class CertificateDevice:
    """A store of certificates, and which of them count."""

    store: CertificateStore
    rules: CertificateRules


NO_DEVICE: Final = CertificateDevice(NoStore(), CertificateRules())


class Device:
    """A store of certificates, and the examination of what it signs."""

    def __init__(self, device: CertificateDevice, clock: Clock) -> None:
        self._store = device.store
        self._rules = device.rules
        self._clock = clock
        self._one_at_a_time = Lock()

    async def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        """Who is on it now; raises `StoreError`."""
        return await asyncio.to_thread(self._alone, self._store.identities, customer)

    async def token_inside(self) -> bool:
        """Whether something lies in it that its owner has to take along."""
        store = self._store
        return isinstance(store, TakenAlong) and await asyncio.to_thread(self._alone, store.token_inside)

    async def prove(
        self, identity: DeviceIdentity, pin: Secret | None, challenge: Challenge, customer: IdNumber
    ) -> Finding:
        """Has the challenge signed and examines the answer; raises `StoreError`."""
        return await asyncio.to_thread(self._prove, identity, pin, challenge, customer)

    async def examine_again(self, answered: Answered) -> Finding:
        """Whether what was signed before proves a certificate now too: not revoked, not run out since."""
        return await asyncio.to_thread(self._examine, answered)

    def _prove(
        self, identity: DeviceIdentity, pin: Secret | None, challenge: Challenge, customer: IdNumber
    ) -> Finding:
        message = challenge.message()
        signed = self._alone(self._store.sign, identity, pin, message)
        return self._examine(Answered(signed, message, customer))

    def _examine(self, answered: Answered) -> Finding:
        now = self._clock.now()
        found = self._examination.examine(answered.signed, answered.message, answered.customer, now)
        return replace(found, answered=answered)

    @cached_property
    def _examination(self) -> "Examination":
        from services.certificates.examination import Examination

        return Examination(self._rules)

    def _alone(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._one_at_a_time:
            return call(*args, **kwargs)
