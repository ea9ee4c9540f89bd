"""A PKCS#11 driver in memory, for what SoftHSM2 has not: readers with a pad, flags, old mechanisms."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import pkcs11
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as faults

from services.secret import Secret
from tests.certificates import PIN, Card

ALL_MECHANISMS = frozenset({Mechanism.ECDSA, Mechanism.SHA256_RSA_PKCS_PSS, Mechanism.SHA256_RSA_PKCS})


@dataclass
class FakeToken:
    """A token with one card on it; what a session does is done by the token itself."""

    card: Card
    serial: bytes = b"1"
    label: str = "card"
    flags: TokenFlag = TokenFlag.TOKEN_INITIALIZED
    mechanisms: frozenset[Mechanism] = ALL_MECHANISMS
    typed_on_reader: Secret | None = None
    opened_with: list[object] = field(default_factory=list)

    @property
    def slot(self) -> Self:
        return self

    def get_mechanisms(self) -> frozenset[Mechanism]:
        return self.mechanisms

    def get_token(self) -> Self:
        return self

    @contextmanager
    def open(self, user_pin: object = None) -> Iterator[Self]:
        if user_pin is not None:
            self.opened_with.append(user_pin)
            on_pad = user_pin is pkcs11.PROTECTED_AUTH
            given = self.typed_on_reader.reveal() if on_pad and self.typed_on_reader else user_pin
            if given != PIN.reveal():
                raise faults.PinIncorrect
        yield self

    def get_objects(self, wanted: dict[Attribute, Any]) -> Iterator[dict[Attribute, Any]]:
        for number, each in enumerate((self.card.certificate, *self.card.chain), start=1):
            der = each.public_bytes(Encoding.DER)
            yield {Attribute.VALUE: der, Attribute.ID: b"%d" % number, Attribute.LABEL: self.label}

    def get_key(self, object_class: ObjectClass, id: bytes) -> "FakeKey":
        return FakeKey(self.card)


@dataclass
class FakeKey:
    """Signs as a token does; knows nothing of keys that want their PIN each time."""

    card: Card

    def __getitem__(self, attribute: Attribute) -> object:
        raise faults.AttributeTypeInvalid

    def sign(
        self,
        data: bytes,
        *,
        mechanism: Mechanism,
        mechanism_param: object = None,
        pin: str | None = None,
    ) -> bytes:
        assert pin is None
        if isinstance(self.card.key, rsa.RSAPrivateKey):
            assert mechanism is Mechanism.SHA256_RSA_PKCS
            return self.card.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        assert mechanism is Mechanism.ECDSA
        raw = self.card.key.sign(data, ec.ECDSA(Prehashed(hashes.SHA256())))
        return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(raw))


class BrokenReader:
    """A reader whose token cannot be read."""

    def get_token(self) -> FakeToken:
        raise faults.DeviceError


@dataclass
class FakeDriver:
    """In place of `pkcs11.lib(module)`."""

    readers: list[Any]

    def get_slots(self, token_present: bool) -> list[Any]:
        return self.readers
