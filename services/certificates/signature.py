"""Signing a challenge with a key in memory, and verifying what anybody signed."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes, PrivateKeyTypes

from services.certificates.port import Scheme, StoreError, StoreFault

_SHA256: Final = hashes.SHA256()
_PSS: Final = padding.PSS(mgf=padding.MGF1(_SHA256), salt_length=_SHA256.digest_size)
_PKCS1: Final = padding.PKCS1v15()


def digest_for(curve: ec.EllipticCurve) -> hashes.HashAlgorithm:
    """SHA-384 for P-384, SHA-256 for P-256 (FIPS 186-5)."""
    return hashes.SHA384() if isinstance(curve, ec.SECP384R1) else _SHA256


def sign(key: PrivateKeyTypes, message: bytes) -> tuple[bytes, Scheme]:
    """The signature and how it was made; raises `StoreError(UNUSABLE)` for a key of another kind."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(digest_for(key.curve))), Scheme.ECDSA
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, _PSS, _SHA256), Scheme.RSA_PSS
    raise StoreError(StoreFault.UNUSABLE)


def verifies(key: CertificatePublicKeyTypes, signature: bytes, scheme: Scheme, message: bytes) -> bool:
    """Whether the private key that belongs to `key` signed the message, in the scheme that was named."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and scheme is Scheme.ECDSA:
            key.verify(signature, message, ec.ECDSA(digest_for(key.curve)))
            return True
        if isinstance(key, rsa.RSAPublicKey) and scheme is not Scheme.ECDSA:
            key.verify(signature, message, _PSS if scheme is Scheme.RSA_PSS else _PKCS1, _SHA256)
            return True
    except InvalidSignature:
        pass
    return False
