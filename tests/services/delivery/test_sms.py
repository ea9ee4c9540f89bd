"""Numbers in E.164, Kannel's answers and faults (identifiers §3.6)."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.delivery.kannel import KannelTransport
from services.delivery.receipts import ReceiptAddress
from services.delivery.sms import e164
from services.delivery.sms_settings import SmsSettings
from services.delivery.transport import Accepted, Letter, Reject, Retry, Verdict
from storage.outgoing import Channel, OutgoingMessage
from tests.gateway import Gateway, gateway
from tests.kit import START, FixedClock

TEXT = "【凱基證券】暫時通行碼為1234567。"
PASSWORD = "gateway-Secret-1"
MESSAGE = OutgoingMessage(
    *("ab" * 16, Channel.SMS, "one_time_code", "0900-000 001", {"code": "1234567"}),
    *(START, START + timedelta(minutes=5), "AB2C"),
)


class Keys:
    """A keyring as far as receipts need one."""

    pepper_version = 1

    def pepper(self, version: int) -> bytes:
        raise NotImplementedError

    def pseudonym(self, id_number: str) -> str:
        raise NotImplementedError

    def challenge_mac(self, data: bytes) -> bytes:
        raise NotImplementedError

    def receipt_mac(self, data: bytes) -> bytes:
        return data[::-1]

    def code_mac(self, data: bytes) -> bytes:
        raise NotImplementedError


def kannel_settings(port: int = 13013, **differs: Any) -> SmsSettings:
    url = f"http://127.0.0.1:{port}/cgi-bin/sendsms"
    given = {"kind": "kannel", "url": url, "user": "desk", "password": PASSWORD, "timeout_seconds": 1}
    return SmsSettings(**{**given, **differs})


def kannel(port: int, **differs: Any) -> KannelTransport:
    receipts = ReceiptAddress(Keys(), "127.0.0.1", 8771)
    return KannelTransport(kannel_settings(port, **differs), receipts, FixedClock())


async def sent(at: Gateway, *, number: str = MESSAGE.address, **differs: Any) -> Verdict:
    transport = kannel(at.port, **differs)
    try:
        return await transport.send(replace(MESSAGE, address=number), Letter("", TEXT))
    finally:
        await transport.close()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "0912345678",
            "0912-345-678",
            "0912 345 678",
            "+886912345678",
            "+886 912 345 678",
            "00886912345678",
        ),
        *("(0912) 345678", "0912345678", " 0912.345.678 "),
    ],
)
def test_a_mobile_number_is_told_as_the_network_knows_it(text: str) -> None:
    assert e164(text) == "+886912345678"


@pytest.mark.parametrize(
    "text",
    [
        *("", "0991234567", "0700123456", "0401234567", "091234567", "09123456789", "0223890088"),
        *(
            "+8860912345678",
            "+85291234567",
            "0912345678,0900000001",
            "0912345678\nx",
            "0" * 5_000,
            "٠٩١٢٣٤٥٦٧٨",
        ),
    ],
)
def test_what_takes_no_code_is_no_number(text: str) -> None:
    assert e164(text) is None


async def test_kannel_is_given_ucs2_and_asked_for_a_receipt() -> None:
    async with gateway(202) as here:
        assert await sent(here, sender="KGI") == Accepted()
    (asked,) = here.asked
    assert asked.body.decode("utf-16-be") == TEXT
    given = {name: value for name, value in asked.headers.items() if name.startswith("x-kannel")}
    assert given == {
        "x-kannel-username": "desk",
        "x-kannel-password": PASSWORD,
        "x-kannel-from": "KGI",
        "x-kannel-to": "+886900000001",
        "x-kannel-coding": "2",
        "x-kannel-validity": "5",
        "x-kannel-dlr-mask": "19",
        "x-kannel-dlr-url": f"http://127.0.0.1:8771/receipts?id={'ab' * 16}"
        f"&mac={('ab' * 16).encode()[::-1].hex()}&type=%d",
    }
    assert asked.headers["content-type"] == "text/plain; charset=UTF-16BE"


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(72 * 3600, "4320"), (299, "4"), (60, "1"), (59, "1"), (0.5, "1")]
)
async def test_kannel_keeps_no_message_longer_than_its_life(seconds: float, minutes: str) -> None:
    dies_at = START + timedelta(seconds=seconds)
    async with gateway(202) as here:
        transport = kannel(here.port)
        await transport.send(replace(MESSAGE, dies_at=dies_at), Letter("", TEXT))
        await transport.close()
    assert here.asked[0].headers["x-kannel-validity"] == minutes


async def test_no_address_that_others_write_down_has_a_secret_in_it() -> None:
    async with gateway(202) as here:
        await sent(here)
    assert here.asked[0].line == "POST /cgi-bin/sendsms HTTP/1.1"


async def test_connections_are_kept() -> None:
    async with gateway(202) as here:
        transport = kannel(here.port)
        for _ in range(3):
            assert await transport.send(MESSAGE, Letter("", TEXT)) == Accepted()
        await transport.close()
    assert {asked.connection for asked in here.asked} == {1}


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (202, Accepted()),
        # a password the gateway does not know is for the operator to mend: no letter is lost for it
        (403, Retry("gateway 403")),
        (404, Retry("gateway 404")),
        # no sender set, neither here nor there
        (400, Retry("gateway 400")),
        (413, Reject("gateway 413")),
        (500, Retry("gateway 500")),
        (503, Retry("gateway 503")),
        (200, Retry("gateway 200")),
        (302, Retry("gateway 302")),
        (0, Retry("gateway RemoteProtocolError", doubtful=True)),
    ],
)
async def test_each_answer_has_its_meaning(status: int, verdict: Verdict) -> None:
    async with gateway(status) as here:
        assert await sent(here) == verdict


async def test_a_gateway_that_says_when_to_come_back_is_believed() -> None:
    async with gateway(503) as here:
        here.extra = "Retry-After: 30\r\n"
        assert await sent(here) == Retry("gateway 503", 30.0)
        here.extra = "Retry-After: soon\r\n"
        assert await sent(here) == Retry("gateway 503")


async def test_a_gateway_that_hangs_or_is_not_there_is_tried_again() -> None:
    async with gateway(None) as here:
        assert await sent(here) == Retry("gateway timeout", doubtful=True)
    assert await sent(here) == Retry("gateway ConnectError")


async def test_a_number_that_takes_no_code_is_never_asked_for() -> None:
    async with gateway(202) as here:
        assert await sent(here, number="0991234567") == Reject("number")
    assert here.asked == []


async def test_neither_log_nor_repr_tells_anything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with gateway(202, 500, 0, 202) as here:
        transport = kannel(here.port)
        verdicts = [await transport.send(MESSAGE, Letter("", TEXT)) for _ in range(4)]
        await transport.close()
    said = caplog.text + repr(verdicts) + repr(transport) + repr(kannel_settings()) + repr(MESSAGE)
    for secret in (PASSWORD, "900000001", "0900-000 001", "1234567", "通行碼"):
        assert secret not in said


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "kannel"}, "url and user are needed for kannel"),
        (
            {"url": "http://sms.broker.example/cgi-bin/sendsms"},
            "url may be http:// only for a kannel on this machine",
        ),
        ({"url": "https://desk:x@sms.broker.example/"}, "url of kannel must be"),
        ({"url": "https://sms.broker.example/?password=x"}, "url of kannel must be"),
        ({"url": "ftp://127.0.0.1/"}, "url of kannel must be"),
        ({"kind": "apprise", "url": "json://127.0.0.1/"}, "url is needed for apprise"),
        ({"receipts": "0.0.0.0:8771"}, "receipts must be an address of this machine"),
        ({"receipts": "127.0.0.1:70000"}, "receipts must be an address of this machine"),
    ],
)
def test_settings_that_cannot_work_or_tell_a_password_are_refused(given: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        SmsSettings(**given) if given == {"kind": "kannel"} else kannel_settings(**given)
