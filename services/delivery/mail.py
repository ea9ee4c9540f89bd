"""A letter as an e-mail (RFC 5322, MIME), built so that no address, name or subject can add a header.

Written out by hand: the bodies are base64, so nothing in them is ever folded, quoted or looked at again.
"""

import base64
import re
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Final

from services.delivery.addresses import Sender
from services.delivery.transport import Letter
from storage.outgoing import OutgoingMessage

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SPECIAL: Final = re.compile(r"[()<>@,;:\\\".\[\]]")
"""What a name holds only within quotes (RFC 5322 §3.2.3)."""
_LONGEST_LINE: Final = 60
_LONGEST_FOLDED: Final = 76
"""Characters of a header's line that has an encoded word in it (RFC 2047 §2)."""
_ENCODED_BYTES: Final = 39
"""Of an encoded word, so that the first one still fits behind the longest name there is, `Subject: `."""


def compose(message: OutgoingMessage, letter: Letter, sender: Sender, to: str) -> bytes:
    """The whole mail; `to` from `addresses.envelope`. The same at every try, Message-ID and date too."""
    head = (
        f"From: {_from(sender)}\r\n"
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


def _from(sender: Sender) -> str:
    """Name and address, on two lines where one is too long."""
    if not sender.name:
        return sender.address
    name = _word(sender.name)
    if _SPECIAL.search(name) and "=?" not in name:
        name = '"' + re.sub(r'([\\"])', r"\\\1", name) + '"'
    last = name.rpartition("\r\n")[2]
    fold = "\r\n" if len(f"From: {last} <{sender.address}>") > _LONGEST_FOLDED else ""
    return f"{name}{fold} <{sender.address}>"


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
