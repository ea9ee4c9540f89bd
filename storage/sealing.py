"""A person as one sealed value, bound to the row it belongs to so that two customers cannot be swapped."""

from typing import Final

import msgspec

from storage.errors import SealBroken
from storage.keyring import Keyring, Token
from storage.records import Person

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Person).decode


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


def _bound_to(customer_id: int, lookup: bytes) -> bytes:
    return b"customers\0%d\0%b" % (customer_id, lookup)
