"""Sealed values, each bound to the customer it belongs to so that two customers cannot be swapped.

A person is one of them. A verifier that another system made, without our pepper, is one too: whoever has the
database alone could try passwords against it.
"""

from base64 import b64decode, b64encode
from typing import Final

import msgspec

from storage.errors import SealBroken
from storage.keyring import Keyring, Token
from storage.records import UNPEPPERED, Person, Verifier

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Person).decode
_SEALED: Final = "sealed$"
_KIND: Final = "$argon2id$v=19$"


def seal_person(keys: Keyring, token: Token, customer_id: int, lookup: bytes, person: Person) -> bytes:
    """The person as JSON under AES-256-GCM; opens only for this customer id and this blind index."""
    return keys.seal(_encode(person), _bound_to(customer_id, lookup), token)


def unseal_person(keys: Keyring, customer_id: int, lookup: bytes, sealed: bytes) -> Person:
    """The person of a row; raises `SealBroken` for a value that is not the row's own."""
    plain = keys.unseal(sealed, _bound_to(customer_id, lookup))
    try:
        return _decode(plain)
    except msgspec.DecodeError:
        # raised below, without the data hanging on to it
        pass
    raise SealBroken


def seal_verifier(keys: Keyring, token: Token, customer_id: int, verifier: Verifier) -> str:
    """What the row keeps of a verifier: its PHC string, sealed where no pepper is in it."""
    if verifier.pepper_version != UNPEPPERED:
        return verifier.phc
    sealed = keys.seal(_packed(verifier.phc), _verifier_of(customer_id), token)
    return _SEALED + b64encode(sealed).decode("ascii")


def unseal_verifier(keys: Keyring, customer_id: int, stored: str, pepper_version: int) -> Verifier:
    """The verifier of a row, also of one from before they were sealed; raises `SealBroken`."""
    if not stored.startswith(_SEALED):
        return Verifier(stored, pepper_version)
    try:
        sealed = b64decode(stored[len(_SEALED) :], validate=True)
    except ValueError:
        sealed = b""
    return Verifier(_unpacked(keys.unseal(sealed, _verifier_of(customer_id))), pepper_version, stored=stored)


def _packed(phc: str) -> bytes:
    """Salt and tag as bytes, so that the longest verifier still fits its column once it is sealed."""
    cost, salt, tag = phc.removeprefix(_KIND).split("$")
    raw = _bytes(salt)
    return b"%b$%c%b%b" % (cost.encode("ascii"), len(raw), raw, _bytes(tag))


def _unpacked(packed: bytes) -> str:
    cost, _, rest = packed.partition(b"$")
    end = 1 + rest[0]
    return f"{_KIND}{cost.decode('ascii')}${_text(rest[1:end])}${_text(rest[end:])}"


def _bytes(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return b64encode(data).rstrip(b"=").decode("ascii")


def _verifier_of(customer_id: int) -> bytes:
    return b"credentials\0%d" % customer_id


def _bound_to(customer_id: int, lookup: bytes) -> bytes:
    return b"customers\0%d\0%b" % (customer_id, lookup)
