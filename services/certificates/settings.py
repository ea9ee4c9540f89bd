"""The `[certificates]` section of the settings (contract §2); paths count from the home folder."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec

if TYPE_CHECKING:  # settings are read before the first paint, rules are made after it
    from services.certificates.rules import CertificateRules

CLIENT_AUTH: Final = "1.3.6.1.5.5.7.3.2"
"""id-kp-clientAuth (RFC 5280 §4.2.1.12)."""

_OID = r"[0-2](\.(0|[1-9][0-9]{0,8}))+"


class CertificateSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where customers' certificates are, and which of them count."""

    store: Literal["none", "pkcs12", "pkcs11", "simulated"] = "none"
    """`simulated` is the demo's, which takes it for `none` too."""
    path: str = ""
    """pkcs12: the file, or a folder of `.p12` and `.pfx` files: where the customer's own medium appears."""
    module: str = ""
    """pkcs11: the driver's shared library, an absolute path."""
    token: str = ""
    """pkcs11: only tokens with this label; empty takes any."""
    trust: str = ""
    """PEM: the broker's roots, and intermediates that devices do not bring."""
    crl: str = ""
    """Revocation lists (PEM or DER), a file or a folder: of every authority on the way, the root included."""
    crl_max_age_hours: Annotated[int, msgspec.Meta(ge=0, le=8_760)] = 0
    """A customers' list made longer ago is stale; 0: only its own end counts."""
    id_attribute: Annotated[str, msgspec.Meta(pattern=rf"\A(serialNumber|CN|UID|OU|title|{_OID})\Z")] = (
        "serialNumber"
    )
    """Which part of the subject carries the ID number: a short name or an OID."""
    id_pattern: str = ""
    """Regular expression over the whole of it, whose first group is the ID number: `ID-([A-Z0-9]+)`."""
    extended_key_usage: Annotated[str, msgspec.Meta(pattern=rf"\A{_OID}\Z")] = CLIENT_AUTH
    extended_key_usage_required: bool = True
    """Whether a certificate without any extended key usage is refused."""

    def __post_init__(self) -> None:
        wanted = {"pkcs12": ("path", "trust", "crl"), "pkcs11": ("module", "trust", "crl")}
        for name in wanted.get(self.store, ()):
            if not getattr(self, name):
                raise ValueError(f'store = "{self.store}" needs {name}')
        if self.module and not self.module.startswith("/"):
            raise ValueError("module must be an absolute path")
        try:
            re.compile(self.id_pattern)
        except re.error:
            raise ValueError("id_pattern is no regular expression") from None

    def rules(self, home: Path) -> "CertificateRules":
        """What counts as a certificate, with the files of `home`."""
        from services.certificates.rules import CertificateRules

        return CertificateRules(
            trust=home / self.trust if self.trust else None,
            crl=home / self.crl if self.crl else None,
            crl_max_age=timedelta(hours=self.crl_max_age_hours) if self.crl_max_age_hours else None,
            id_attribute=self.id_attribute,
            id_pattern=self.id_pattern or None,
            extended_key_usage=self.extended_key_usage,
            extended_key_usage_required=self.extended_key_usage_required,
        )
