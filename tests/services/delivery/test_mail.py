"""A letter as an e-mail: who it comes from, and headers that no line of is too long."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from services.delivery.addresses import Sender
from services.delivery.mail import compose
from services.delivery.settings import SmtpSettings
from services.delivery.transport import Letter
from storage.outgoing import Channel, OutgoingMessage
from tests.kit import START

MESSAGE = OutgoingMessage(
    "ab" * 16, Channel.EMAIL, "lock", "ming@example.com", {}, START, START + timedelta(minutes=5)
)
LONG = "密碼中心數位服務部客戶身分確認暨帳務通知專用信箱"


def composed(sender: str, subject: str = "通知") -> bytes:
    return compose(MESSAGE, Letter(subject, "x"), Sender.read(sender), MESSAGE.address)


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("desk@broker.example", "", "desk@broker.example"),
        ("<desk@broker.example>", "", "desk@broker.example"),
        ("密碼中心 <desk@broker.example>", "密碼中心", "desk@broker.example"),
        ("KGI, Inc. <desk@broker.example>", "KGI, Inc.", "desk@broker.example"),
        ('"KGI, Inc." <desk@broker.example>', "KGI, Inc.", "desk@broker.example"),
        ("K@GI (Taipei) <desk@broker.example>", "K@GI (Taipei)", "desk@broker.example"),
        (
            f"{LONG} <no-reply@digital-services.broker.example>",
            LONG,
            "no-reply@digital-services.broker.example",
        ),
    ],
)
def test_who_a_letter_comes_from_is_read_back_as_it_was_set(text: str, name: str, address: str) -> None:
    header = message_from_bytes(composed(text), policy=policy.SMTP)["From"]
    (found,) = header.addresses
    # the parser leaves the space between two encoded words in, which RFC 2047 §6.2 takes away
    assert (found.display_name.replace(" ", ""), found.addr_spec) == (name.replace(" ", ""), address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "desk",
        "desk@localhost",
        "@x.example",
        "a@x.example, b@x.example",
        "Desk <desk>",
        "<a@x.example> Desk",
    ],
)
def test_what_nothing_can_come_from_is_refused_with_the_settings(text: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        Sender.read(text)
    with pytest.raises(ValueError, match="from must be"):
        SmtpSettings(from_=text)


@pytest.mark.parametrize(
    "subject", ["帳" * length for length in (10, 13, 14, 40)] + ["x" * 90, "a" + "帳" * 30]
)
def test_no_line_of_a_header_is_longer_than_an_encoded_word_allows(subject: str) -> None:
    mail = composed(f"{LONG} <no-reply@digital-services.broker.example>", subject)
    head = mail.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n") if b"=?" in line) <= 76
    assert message_from_bytes(mail, policy=policy.SMTP)["Subject"] == subject
