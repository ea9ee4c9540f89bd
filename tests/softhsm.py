"""Tokens of SoftHSM2 in a folder of their own, with keys that never leave them.

The driver reads its configuration once a process and knows the tokens that were there then: all of them are
made first, by its own tool.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from pkcs11 import Attribute, KeyType
from pkcs11.types import PublicKey, Session
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate

from services.certificates.pkcs11_token import Pkcs11Token
from services.secret import Secret
from tests.certificates import MEILING, MING, authority, holder
from tests.kit import ScriptedRandomness
from tests.servers import server_or_skip

TOKEN_PIN: Final = Secret("24681357")
LABELS: Final = ("one", "p384", "rsa", "two", "empty", "pulled", "each time")
_DRIVERS: Final = ("usr/lib/softhsm/libsofthsm2.so", "usr/lib*/**/libsofthsm2.so")


@dataclass(frozen=True)
class SoftHsm:
    """The driver, and the folder of its tokens."""

    module: str
    tokens: Path

    def store(self, label: str) -> Pkcs11Token:
        return Pkcs11Token(self.module, label)

    def pull(self, label: str) -> None:
        """Takes a token out: its folder goes, while the driver still lists it."""
        for folder in self.tokens.iterdir():
            if any(label.encode() in file.read_bytes() for file in folder.glob("token.object")):
                shutil.rmtree(folder)

    def enrol(
        self, label: str, number: str, key_id: bytes, kind: str = "P-256", *, each_time: bool = False
    ) -> x509.Certificate:
        """A key made on the token, and its certificate by the tests' authority beside it."""
        token = pkcs11.lib(self.module).get_token(token_label=label)
        with token.open(user_pin=TOKEN_PIN.reveal(), rw=True) as session:
            public = _key_pair(session, key_id, kind, each_time)
            randomness = ScriptedRandomness(seed=label + number)
            issued = authority().issue(holder(number), public, randomness)
            for certificate, name in ((issued, key_id), (authority().issuing, b"ca")):
                described = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
                label_of = {Attribute.LABEL: "王小明 \x1b[2J{x}", Attribute.ID: name, Attribute.TOKEN: True}
                session.create_object({**described, **label_of})
        return issued


def _key_pair(
    session: Session, key_id: bytes, kind: str, each_time: bool
) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    if kind == "RSA":
        pair = session.generate_keypair(KeyType.RSA, 2048, store=True, id=key_id)
        return _loaded(encode_rsa_public_key(pair[0]))
    curve = {"P-256": "secp256r1", "P-384": "secp384r1"}[kind]
    named = {Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}
    parameters = session.create_domain_parameters(KeyType.EC, named, local=True)
    private = {Attribute.ALWAYS_AUTHENTICATE: True} if each_time else {}
    made: tuple[PublicKey, object] = parameters.generate_keypair(
        store=True, id=key_id, private_template=private
    )
    return _loaded(encode_ec_public_key(made[0]))


def _loaded(der: bytes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    key = load_der_public_key(der)
    assert isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
    return key


@contextmanager
def softhsm(folder: Path) -> Iterator[SoftHsm]:
    """All tokens with who is on them; skips where SoftHSM2 is not installed, fails in CI."""
    tool = server_or_skip("softhsm2-util")
    module = next(str(found) for pattern in _DRIVERS for found in Path("/").glob(pattern))
    tokens = folder / "tokens"
    tokens.mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    pin = TOKEN_PIN.reveal()
    for label in LABELS:
        command = [tool, "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "87654321"]
        subprocess.run(command, check=True, capture_output=True)
    try:
        yield _peopled(SoftHsm(module, tokens))
    finally:
        pkcs11.unload(module)
        os.environ.pop("SOFTHSM2_CONF") if before is None else os.environ.update(SOFTHSM2_CONF=before)


def _peopled(hsm: SoftHsm) -> SoftHsm:
    hsm.enrol("one", MING, b"1")
    hsm.enrol("p384", MING, b"1", "P-384")
    hsm.enrol("rsa", MING, b"1", "RSA")
    hsm.enrol("two", MING, b"1")
    hsm.enrol("two", MEILING, b"2")
    hsm.enrol("pulled", MING, b"1")
    hsm.enrol("each time", MING, b"1", each_time=True)
    return hsm
