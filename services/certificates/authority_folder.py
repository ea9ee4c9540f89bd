"""The small authority on the disk: its key under a pass phrase, the trust, the list, and what it issued."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from services.certificates.authority import Authority, Holder, new_key
from services.certificates.files import write_new, write_over
from services.certificates.rules import AUTHORITY_LIST, AUTHORITY_TRUST
from services.masking import mask_id_number
from services.ports import Randomness
from services.secret import Secret

KEY_FILE: Final = "issuing.key"
ROOT_LIST: Final = "root.crl.pem"
REGISTER: Final = "register.json"
ISSUED: Final = "issued"


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """One certificate that was issued; `holder` is masked."""

    serial: str
    holder: str
    until: datetime
    revoked: datetime | None = None


class Register(msgspec.Struct, forbid_unknown_fields=True):
    """All of them."""

    entries: list[Entry] = msgspec.field(default_factory=list)


class WrongPassPhrase(Exception):
    """The authority's key does not open with it."""


class NoSuchCertificate(Exception):
    """No certificate with this serial number was issued here."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new certificate: its serial number in hex, and its PKCS#12 file."""

    serial: str
    file: Path


class AuthorityFolder:
    """One authority. Raises `OSError`, `WrongPassPhrase`, and `ValueError` when a file of it is damaged."""

    def __init__(self, folder: Path, pass_phrase: Secret, randomness: Randomness) -> None:
        self.folder = folder
        self._pass_phrase = pass_phrase.reveal().encode()
        self._randomness = randomness

    @property
    def exists(self) -> bool:
        """Whether there is one already."""
        return (self.folder / KEY_FILE).exists()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time changes it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.folder / ".lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def create(self, name: str, now: datetime, list_life: timedelta) -> None:
        """Makes the authority with an empty register and a list; the key comes last, it makes it whole."""
        authority = Authority.create(name, now, self._randomness)
        self._write(REGISTER, msgspec.json.encode(Register()))
        chain = (authority.root, authority.issuing)
        self._write(AUTHORITY_TRUST, b"".join(each.public_bytes(Encoding.PEM) for each in chain))
        self._write(ROOT_LIST, authority.root_list.public_bytes(Encoding.PEM))
        self._write_list(authority, Register(), now, list_life)
        encryption = BestAvailableEncryption(self._pass_phrase)
        self._write(KEY_FILE, authority.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))

    def issue(self, holder: Holder, pin: Secret, file: Path | None, *, rsa_bits: int | None = None) -> Issued:
        """A certificate with a new key, as a PKCS#12 file that `pin` opens; never written over another."""
        authority, register = self._authority(), self._register()
        key = new_key(rsa_bits=rsa_bits)
        certificate = authority.issue(holder, key.public_key(), self._randomness)
        serial = f"{certificate.serial_number:x}"
        content = serialize_key_and_certificates(
            None, key, certificate, [authority.issuing], BestAvailableEncryption(pin.reveal().encode())
        )
        register.entries.append(Entry(serial, mask_id_number(holder.id_number), holder.until))
        self._write(REGISTER, msgspec.json.encode(register))
        file = file or self.folder / ISSUED / f"{serial}.p12"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_new(file, content, self._randomness)
        return Issued(serial, file)

    def revoke(self, serials: Sequence[str], now: datetime, list_life: timedelta) -> None:
        """Takes certificates back and makes a new list; raises `NoSuchCertificate`."""
        register = self._register()
        by_serial = {entry.serial: entry for entry in register.entries}
        for serial in serials:
            entry = by_serial.get(serial.lower().removeprefix("0x").lstrip("0"))
            if entry is None:
                raise NoSuchCertificate(serial)
            entry.revoked = entry.revoked or now
        authority = self._authority()
        self._write(REGISTER, msgspec.json.encode(register))
        self._write_list(authority, register, now, list_life)

    def renew_list(self, now: datetime, list_life: timedelta) -> None:
        """A new list of the same."""
        self._write_list(self._authority(), self._register(), now, list_life)

    def _write_list(self, authority: Authority, register: Register, now: datetime, life: timedelta) -> None:
        revoked = {int(entry.serial, 16): entry.revoked for entry in register.entries if entry.revoked}
        own = authority.revocation_list(revoked, now, now + life).public_bytes(Encoding.PEM)
        self._write(AUTHORITY_LIST, own + (self.folder / ROOT_LIST).read_bytes())

    def _authority(self) -> Authority:
        root, issuing = x509.load_pem_x509_certificates((self.folder / AUTHORITY_TRUST).read_bytes())
        root_list = x509.load_pem_x509_crl((self.folder / ROOT_LIST).read_bytes())
        return Authority(root, root_list, issuing, self._key())

    def _key(self) -> ec.EllipticCurvePrivateKey:
        content = (self.folder / KEY_FILE).read_bytes()
        try:
            key = load_pem_private_key(content, self._pass_phrase)
        except ValueError:
            key = None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise WrongPassPhrase
        return key

    def _register(self) -> Register:
        return msgspec.json.decode((self.folder / REGISTER).read_bytes(), type=Register)

    def _write(self, name: str, content: bytes) -> None:
        write_over(self.folder / name, content, self._randomness)
