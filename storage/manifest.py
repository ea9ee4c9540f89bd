"""What stands beside a backup: whose keys it needs, what must be in it, and the seal that proves both."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from storage import schema
from storage.counting import rows_of
from storage.files import digest_of
from storage.integrity import flaws
from storage.keyring import Keyring
from storage.repositories.audit import AuditRepository
from storage.snapshot import Snapshot, reading

FORMAT: Final = 1
_encode: Final = msgspec.json.Encoder(order="sorted").encode


class BackupFault(StrEnum):
    """Why a backup is not to be restored."""

    NO_MANIFEST = "no_manifest"
    MANIFEST_DAMAGED = "manifest_damaged"
    """Not readable, or its seal does not fit: altered."""
    WRONG_KEYS = "wrong_keys"
    """Made with another keyring than the one here."""
    DAMAGED = "damaged"
    """The file is not the one that the manifest describes."""
    TOO_NEW = "too_new"
    """Made by a later program."""


class BackupError(Exception):
    """A backup that is not to be restored."""

    def __init__(self, fault: BackupFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The description of a backup. Nothing in it is personal."""

    format: int = FORMAT
    made_at: datetime
    app_version: str
    keyring: str
    """The fingerprint of the keys that open it."""
    revision: str
    """Its schema (`storage.schema.REVISIONS`)."""
    sha256: str
    size: int
    """Bytes."""
    rows: Mapping[str, int]
    """Of each table."""
    heads: Mapping[str, int]
    """The number of the last row of every audit chain."""
    audit_findings: int
    """What was wrong with the audit trail when it was copied."""
    seal: str = ""
    """MAC with the audit key over all the rest: only who has the keyring describes a backup."""


def describe(draft: Path, keys: Keyring, *, made_at: datetime, app_version: str) -> Manifest:
    """The sealed manifest of a finished copy, which is looked through for it: file, keys and audit chains.

    Raises `BackupError(DAMAGED)` for a file that is not whole, `StorageError`, `OSError`.
    """
    if flaws(Snapshot(draft)):
        raise BackupError(BackupFault.DAMAGED)
    with reading(Snapshot(draft)) as connection:
        audit = AuditRepository(connection, keys, None)
        plain = Manifest(
            made_at=made_at,
            app_version=app_version,
            keyring=keys.fingerprint(),
            revision=schema.revision_of(connection),
            sha256=digest_of(draft),
            size=draft.stat().st_size,
            rows=rows_of(connection),
            heads={head.chain: head.seq for head in audit.heads()},
            audit_findings=len(audit.verify().findings),
        )
    return msgspec.structs.replace(plain, seal=_seal(plain, keys))


def beside(path: Path) -> Path:
    """Where the manifest of a backup is."""
    return path.with_name(path.name + ".json")


def is_one(path: Path) -> bool:
    """Whether a file is somebody's manifest, under whatever keys; raises `OSError`."""
    try:
        msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def written(manifest: Manifest) -> bytes:
    """As it stands in the file."""
    return msgspec.json.format(_encode(manifest), indent=2) + b"\n"


def read(path: Path, keys: Keyring) -> Manifest:
    """The manifest of the backup at `path`; raises `BackupError`, and `OSError` when it cannot be read.

    The fingerprint is looked at first: under other keys no seal fits, and that is what people should read.
    """
    try:
        manifest = msgspec.json.decode(beside(path).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise BackupError(BackupFault.NO_MANIFEST) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BackupError(BackupFault.MANIFEST_DAMAGED) from None
    if manifest.format != FORMAT:
        raise BackupError(BackupFault.TOO_NEW)
    if manifest.keyring != keys.fingerprint():
        raise BackupError(BackupFault.WRONG_KEYS)
    if not hmac.compare_digest(manifest.seal, _seal(manifest, keys)):
        raise BackupError(BackupFault.MANIFEST_DAMAGED)
    if manifest.revision not in schema.REVISIONS:
        raise BackupError(BackupFault.TOO_NEW)
    return manifest


def _seal(manifest: Manifest, keys: Keyring) -> str:
    # begins as neither an audit row's MAC nor a head's does
    return keys.audit_mac(b"backup\0" + _encode(msgspec.structs.replace(manifest, seal=""))).hex()
