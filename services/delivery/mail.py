"""A letter as an e-mail (RFC 5322, MIME), built so that no address, name or subject can add a header.

Written out by hand: the bodies are base64, so nothing in them is ever folded, quoted or looked at again.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr
from typing import Final

from services.delivery.transport import Letter
from storage.outgoing import OutgoingMessage

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LOCAL: Final = re.compile(r"[^\s\x00-\x1f\x7f@\"(),:;<>\[\]\\]{1,64}")
_DOMAIN: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9-]{1,63})+")
_LONGEST_LINE: Final = 60
_ENCODED_BYTES: Final = 42
"""An encoded word has 75 characters at most, and the first one stands behind the header's name."""


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom letters come."""

    address: str
    header: str
    """Name and address, as they stand behind `From:`."""

    @property
    def domain(self) -> str:
        """What Message-IDs end with."""
        return self.address.rpartition("@")[2]

    @classmethod
    def read(cls, text: str) -> "Sender":
        """`desk@example.com`, or `密碼中心 <desk@example.com>`; raises `ValueError` for anything else."""
        name, found = parseaddr(text)
        address = envelope(found)
        if address is None or not address.isascii():
            raise ValueError("not a mail address")
        return cls(address, f"{_word(name)} <{address}>" if name else address)


def envelope(address: str) -> str | None:
    """The address as the envelope has it, an international domain in ASCII; None for what is no address."""
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not at or dots or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    return f"{local}@{domain}"


def compose(message: OutgoingMessage, letter: Letter, sender: Sender, to: str) -> bytes:
    """The whole mail; `to` from `envelope`. The same at every try: Message-ID and date are the letter's."""
    head = (
        f"From: {sender.header}\r\n"
        f"To: {to}\r\n"
        f"Subject: {_word(letter.subject)}\r\n"
        f"Date: {format_datetime(message.created_at)}\r\n"
        f"Message-ID: <{message.id}@{sender.domain}>\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\n"
    ).encode()
    text = _part("plain", letter.text)
    if letter.html is None:
        return head + text
    # no line of base64 begins so
    line = f"--=_{message.id}"
    kind = f'Content-Type: multipart/alternative; boundary="{line[2:]}"\r\n\r\n'
    return b"".join(
        (
            head,
            f"{kind}{line}\r\n".encode(),
            text,
            f"{line}\r\n".encode(),
            _part("html", letter.html),
            f"{line}--\r\n".encode(),
        )
    )


def _part(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\n", "\r\n")
    body = base64.encodebytes(lines.encode("utf-8", "replace")).replace(b"\n", b"\r\n")
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode()
        + body
    )


def _word(text: str) -> str:
    """Text behind a header's name: control characters are gone, other than ASCII is encoded (RFC 2047)."""
    plain = _CONTROLS.sub(" ", text).strip()
    if plain.isascii() and len(plain) <= _LONGEST_LINE and "=?" not in plain:
        return plain
    pieces = (base64.b64encode(piece).decode() for piece in _pieces(plain.encode("utf-8", "replace")))
    return "\r\n ".join(f"=?utf-8?b?{piece}?=" for piece in pieces)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Parts that fit an encoded word, each of whole characters."""
    begin = 0
    while begin < len(data):
        end = min(begin + _ENCODED_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        yield data[begin:end]
        begin = end
