"""`certificates.store = "simulated"`, the demo's device: whatever the customer at hand would bring along.

A folder of PKCS#12 files with real keys under a real chain, one a demo customer, made by the small authority
and renewed before they run out. Which file is on the device is told by the ID number that was typed: at a
demonstration nobody has a token, and everybody is somebody else a minute later.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from services.certificates.pkcs12_content import signed_by
from services.certificates.pkcs12_file import key_of
from services.certificates.port import DeviceIdentity, SignedChallenge, StoreError, StoreFault
from services.identifiers import IdNumber
from services.ports import Clock, Randomness
from services.secret import Secret

if TYPE_CHECKING:
    from services.certificates.authority_folder import AuthorityFolder

PASSWORD: Final = Secret("demo")
"""Of every file, and of the authority's key: the folder holds invented people only."""
PEOPLE: Final = "people"
_STATE: Final = "made.json"
_LIFE: Final = timedelta(days=365)
_ALREADY: Final = timedelta(days=100)
"""How old a valid certificate is."""
_RAN_OUT_AGO: Final = timedelta(days=35)
_LIST_LIFE: Final = timedelta(days=90)
_RENEWED_AFTER: Final = timedelta(days=60)


class DemoCertificate(StrEnum):
    """The `certificate` of a person in the demo file."""

    VALID = "valid"
    NONE = "none"
    EXPIRED = "expired"
    REVOKED = "revoked"


class _Made(msgspec.Struct):
    """When the folder was made, and for whom."""

    at: datetime
    people: str
    """A digest: no number stands in a file in clear, not even an invented one."""


class SimulatedStore:
    """The folder and its customers: ID number, name and what the story says of their certificate."""

    def __init__(
        self,
        folder: Path,
        people: Mapping[str, tuple[str, DemoCertificate]],
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self.folder = folder
        self._people = people
        self._clock = clock
        self._randomness = randomness

    def prepare(self) -> None:
        """Makes the folder when it is missing, for others, or about to run out; else a glance at one file.

        Raises `OSError` when it cannot be written.
        """
        if not self._is_fresh():
            from services.certificates.authority_folder import AuthorityFolder

            authority = AuthorityFolder(self.folder, PASSWORD, self._randomness)
            with authority.alone():
                if not self._is_fresh():  # another demo may have been quicker
                    self._make(authority)

    def identities(self, customer: IdNumber | None) -> tuple[DeviceIdentity, ...]:
        """The customer's own, if the story gives one."""
        if customer is None or customer.value not in self._people:
            return ()
        try:
            self.prepare()
            content = self._file(customer.value).read_bytes()
        except FileNotFoundError:
            return ()
        except OSError:
            raise StoreError(StoreFault.UNUSABLE) from None
        return (DeviceIdentity(key_of(content), customer.masked, asks_pin=False),)

    def sign(self, identity: DeviceIdentity, pin: Secret | None, challenge: bytes) -> SignedChallenge:
        """Signs with the key in the file; raises `StoreError`."""
        try:
            for file in (self.folder / PEOPLE).iterdir():
                content = file.read_bytes()
                if key_of(content) == identity.key:
                    return signed_by(content, PASSWORD, challenge)
        except OSError:
            pass
        raise StoreError(StoreFault.ABSENT)

    def _is_fresh(self) -> bool:
        try:
            made = msgspec.json.decode((self.folder / _STATE).read_bytes(), type=_Made)
        except (OSError, msgspec.DecodeError):
            return False
        return made.people == self._digest() and made.at <= self._clock.now() < made.at + _RENEWED_AFTER

    def _file(self, id_number: str) -> Path:
        return self.folder / PEOPLE / f"{_told(id_number)[:16]}.p12"

    def _digest(self) -> str:
        return _told("\n".join(f"{number} {state}" for number, (_, state) in self._people.items()))

    def _make(self, authority: "AuthorityFolder") -> None:
        """A new authority, and everybody's certificate; what says that it is made is written last."""
        from services.certificates.files import write_over

        now = self._clock.now()
        (self.folder / _STATE).unlink(missing_ok=True)
        authority.create("Password Center Demo", now, _LIST_LIFE)
        for old in (self.folder / PEOPLE).glob("*.p12"):
            old.unlink()
        revoked = [serial for number in self._people for serial in self._issue(authority, number, now)]
        authority.revoke(revoked, now, _LIST_LIFE)
        made = _Made(now, self._digest())
        write_over(self.folder / _STATE, msgspec.json.encode(made), self._randomness)

    def _issue(self, authority: "AuthorityFolder", number: str, now: datetime) -> Iterator[str]:
        """One customer's certificate; its serial number when the story has it revoked."""
        from services.certificates.authority import Holder

        name, state = self._people[number]
        if state is DemoCertificate.NONE:
            return
        since = now - (_LIFE + _RAN_OUT_AGO if state is DemoCertificate.EXPIRED else _ALREADY)
        holder = Holder(number, name, since, since + _LIFE)
        issued = authority.issue(holder, PASSWORD, self._file(number))
        if state is DemoCertificate.REVOKED:
            yield issued.serial


def _told(text: str) -> str:
    """What a file may be told apart by."""
    return sha256(text.encode()).hexdigest()
