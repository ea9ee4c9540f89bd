"""What stands in the files of `certificates.trust` and `certificates.crl` today, for whoever set them up.

Customers learn only that they have no valid certificate; here is which file is why, and which will be next.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cryptography import x509

from services.certificates.revocation import Lists, RevocationList, is_authority
from services.certificates.rules import CertificateRules, NoneReason
from services.certificates.trust import NoRoot, Trusted, read_trusted
from services.certificates.watched import Exposed, Watched
from services.taipei import TAIPEI

T = TypeVar("T")


class FileState(StrEnum):
    """How a file, or what stands in it, is."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    """No permission, or nothing in it that can be read."""
    EXPOSED = "exposed"
    """Others than its owner can change it."""
    NO_ROOT = "no_root"
    AUTHORITY_EXPIRED = "authority_expired"
    SOME_UNREADABLE = "some_unreadable"
    """Among lists that can be read is something that cannot, or a partial list."""
    LIST_MISSING = "list_missing"
    LIST_STALE = "list_stale"
    LIST_NOT_YET_VALID = "list_not_yet_valid"
    LIST_FORGED = "list_forged"
    LIST_GOOD = "list_good"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to tell of a file."""

    state: FileState
    path: Path
    authority: str = ""
    until: str = ""
    """A time in Taipei: its end, or when it was made for LIST_NOT_YET_VALID; empty where it has none."""


def look_over(rules: CertificateRules, now: datetime) -> tuple[Remark, ...]:
    """Everything that is wrong with trust and lists today, and how long every list is good."""
    checkup = _Checkup(rules, now)
    trusted = checkup.trust(rules.trust) if rules.trust else None
    if rules.crl:
        checkup.lists(rules.crl, trusted)
    return tuple(checkup.remarks)


class _Checkup:
    def __init__(self, rules: CertificateRules, now: datetime) -> None:
        self._max_age = rules.crl_max_age
        self._now = now
        self.remarks: list[Remark] = []

    def trust(self, path: Path) -> Trusted | None:
        trusted = self._read(path, Watched(path, read_trusted, guarded=True))
        for authority in (*trusted.roots, *trusted.between) if trusted else ():
            if self._now > authority.not_valid_after_utc:
                until = _in_taipei(authority.not_valid_after_utc)
                self._tell(FileState.AUTHORITY_EXPIRED, path, authority.subject, until)
        return trusted

    def lists(self, path: Path, trusted: Trusted | None) -> None:
        lists = self._read(path, Watched(path, Lists))
        if lists is None:
            return
        if lists.some_unreadable or not lists.by_issuer:
            state = FileState.SOME_UNREADABLE if lists.by_issuer else FileState.UNREADABLE
            self._tell(state, path)
        known = [each for each in (*trusted.roots, *trusted.between) if is_authority(each)] if trusted else []
        for authority in known:
            self._of_authority(
                path, authority, lists, is_root=trusted is not None and authority in trusted.roots
            )
        for issuer in lists.by_issuer.keys() - {authority.subject for authority in known}:
            # of an authority that devices bring: whether it is genuine shows at the first customer
            self._tell_age(path, lists.by_issuer[issuer][0], self._max_age)

    def _of_authority(self, path: Path, authority: x509.Certificate, lists: Lists, *, is_root: bool) -> None:
        named = lists.by_issuer.get(authority.subject, [])
        genuine = [found for found in named if found.is_signed_by(authority)]
        if genuine:
            self._tell_age(path, genuine[0], None if is_root else self._max_age)
        else:
            state = FileState.LIST_FORGED if named else FileState.LIST_MISSING
            self._tell(state, path, authority.subject)

    def _tell_age(self, path: Path, found: RevocationList, max_age: timedelta | None) -> None:
        flaw = found.flaw(self._now, max_age)
        if flaw is NoneReason.LIST_NOT_YET_VALID:
            self._tell(FileState.LIST_NOT_YET_VALID, path, found.issuer, _in_taipei(found.made))
            return
        ends = [found.ends] if found.ends else []
        ends += [found.made + max_age] if max_age else []
        until = _in_taipei(min(ends)) if ends else "-"
        self._tell(FileState.LIST_STALE if flaw else FileState.LIST_GOOD, path, found.issuer, until)

    def _tell(
        self, state: FileState, path: Path, authority: x509.Name | None = None, until: str = ""
    ) -> None:
        self.remarks.append(Remark(state, path, authority.rfc4514_string() if authority else "", until))

    def _read(self, path: Path, file: Watched[T]) -> T | None:
        try:
            return file.get()
        except FileNotFoundError:
            state = FileState.MISSING
        except Exposed:
            state = FileState.EXPOSED
        except NoRoot:
            state = FileState.NO_ROOT
        except (OSError, ValueError):
            state = FileState.UNREADABLE
        self._tell(state, path)
        return None


def _in_taipei(moment: datetime) -> str:
    return moment.astimezone(TAIPEI).strftime("%Y/%m/%d %H:%M")
