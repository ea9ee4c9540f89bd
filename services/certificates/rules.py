"""What a certificate has to be: the broker's part of the `[certificates]` section of the settings."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from services.certificates.settings import CLIENT_AUTH

AUTHORITY_TRUST: Final = "trust.pem"
AUTHORITY_LIST: Final = "crl.pem"
"""What the small authority writes for `certificates.trust` and `certificates.crl`, in its folder."""


class NoneReason(StrEnum):
    """Why a device counts as without a valid certificate: for the audit, and for nobody on screen."""

    NO_IDENTITY = "no_identity"
    DAMAGED = "damaged"
    UNPROTECTED = "unprotected"
    STORE_UNUSABLE = "store_unusable"
    TRUST_UNUSABLE = "trust_unusable"
    """The trust file is missing, unreadable, has no root in it, or can be changed by others."""
    WEAK = "weak"
    """Another key than ECDSA P-256, P-384 or RSA of 2048 bits and more."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    CA_AS_LEAF = "ca_as_leaf"
    KEY_USAGE = "key_usage"
    EXTENDED_KEY_USAGE = "extended_key_usage"
    FOREIGN = "foreign"
    """No chain of sound certificates up to the trust."""
    REVOKED = "revoked"
    LIST_MISSING = "list_missing"
    LIST_STALE = "list_stale"
    LIST_NOT_YET_VALID = "list_not_yet_valid"
    """Made in the future: the list's clock is wrong, or ours."""
    LIST_FORGED = "list_forged"
    """Not signed by the issuer it names."""
    LIST_UNREADABLE = "list_unreadable"
    LIST_NARROW = "list_narrow"
    """A partial list that does not speak of this certificate."""
    NO_ID_NUMBER = "no_id_number"
    OTHER_PERSON = "other_person"
    SIGNATURE = "signature"
    """The private key was not there after all."""


@dataclass(frozen=True, slots=True)
class CertificateRules:
    """Whom to trust, and what to look for."""

    trust: Path | None = None
    """PEM: roots, and whatever intermediates customers' devices do not bring. None trusts nobody.

    Only its owner may be able to change it (ASVS 6.7.1)."""
    crl: Path | None = None
    """Revocation lists, PEM or DER, of every authority on the way, the root included; None: all missing."""
    crl_max_age: timedelta | None = None
    """A customers' list older than this is stale even before its own nextUpdate."""
    id_attribute: str = "serialNumber"
    """Of the subject: a short name (RFC 4514) or an OID in dots."""
    id_pattern: str | None = None
    """Regular expression over the whole attribute; its first group is the ID number."""
    extended_key_usage: str = CLIENT_AUTH
    """OID that a certificate with extended key usages has to name."""
    extended_key_usage_required: bool = True
    """Whether a certificate without any is refused."""
