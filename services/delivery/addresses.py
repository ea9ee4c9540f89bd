"""Mail addresses: what the envelope takes (RFC 5321), and from whom letters come.

The settings are checked with it before the first paint: nothing heavy is imported here.
"""

import re
from dataclasses import dataclass
from typing import Final

_LOCAL: Final = re.compile(r"[^\s\x00-\x1f\x7f@\"(),:;<>\[\]\\]{1,64}")
_DOMAIN: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9-]{1,63})+")
_SENDER: Final = re.compile(r'\s*(?:"(?P<quoted>[^"<>]*)"|(?P<plain>[^"<>]*))\s*<(?P<address>[^<>]*)>\s*')


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom letters come."""

    address: str
    name: str
    """In front of it; may be empty."""

    @property
    def domain(self) -> str:
        """What Message-IDs end with."""
        return self.address.rpartition("@")[2]

    @classmethod
    def read(cls, text: str) -> "Sender":
        """`desk@example.com`, or `密碼中心 <desk@example.com>`; raises `ValueError` for anything else."""
        found = _SENDER.fullmatch(text)
        address = envelope(found["address"] if found else text)
        if address is None or not address.isascii():
            raise ValueError("not a mail address")
        return cls(address, (found["quoted"] or found["plain"] or "").strip() if found else "")


def envelope(address: str) -> str | None:
    """The address as the envelope has it, an international domain in ASCII; None for what is no address."""
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not at or dots or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    return f"{local}@{domain}"
