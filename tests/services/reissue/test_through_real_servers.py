"""密碼補發 by both methods with what really arrives: codes read off the phone, letters out of the mailbox."""

import re
from pathlib import Path

import pytest

from services.delivery.post import Channel, DeliveryState
from services.delivery.receipts import ReceiptAddress
from services.delivery.smtp import SmtpTransport
from services.reissue.results import CodeSent, LetterSent, Verified
from services.secret import Secret
from tests.gateway import gateway
from tests.kit import visit
from tests.services.delivery.kit import smtp
from tests.services.delivery.real_servers import Servers, real_servers, send_due, way_over
from tests.services.desk import Desk
from tests.services.proofs import ScriptedProofs
from tests.services.reissue.kit import NEW, Applicant
from tests.smtp_server import MailServer

FAILED = DeliveryState.FAILED


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def code_in(text: str, sent: CodeSent) -> str:
    """The live one: its reference stands on the screen and in the message."""
    return found(rf"暫時通行碼為(\d{{7}})。[^為]*代號[::]?{sent.reference}", text)


async def applied(ming: Applicant, channel: Channel) -> CodeSent:
    offer = await ming.begin()
    assert channel in offer.channels
    sent = await ming.reissue.confirm(ming.at, ming.handle, offer.accounts[0].id, channel)
    assert isinstance(sent, CodeSent)
    return sent


async def ends_well(desk: Desk, ming: Applicant, verified: Verified, servers: Servers) -> None:
    """The new password logs in, every channel is told, and nothing that opened anything lies about."""
    await ming.set_password()
    await desk.login(password=NEW)
    mails, parts = len(servers.mailbox.letters), len(servers.smsc.taken)
    await servers.deliver()
    assert len(servers.smsc.taken) > parts
    while len(servers.mailbox.letters) == mails:
        servers.mailbox.arrival.clear()
        await servers.mailbox.arrival.wait()
    assert verified.initial_password is not None
    told = servers.mailbox.letters[-1].text
    assert verified.initial_password.reveal() not in told
    assert NEW not in told


@pytest.mark.parametrize("channel", list(Channel))
async def test_with_a_certificate(desk: Desk, tmp_path: Path, channel: Channel) -> None:
    await desk.customer()
    ming = Applicant(desk)
    async with real_servers(desk, tmp_path / "servers") as servers:
        sent = await applied(ming, channel)
        await servers.deliver()
        text = await (servers.mail if channel is Channel.EMAIL else servers.sms)(sent.message_id)
        verified = await ming.verify(code_in(text, sent))
        await ends_well(desk, ming, verified, servers)


async def test_without_one(desk: Desk, tmp_path: Path) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False))
    async with real_servers(desk, tmp_path / "servers") as servers:
        letter = await ming.confirm(await ming.begin())
        assert isinstance(letter, LetterSent)
        await servers.deliver()
        activation = found(r"啟動碼:(\S+)", await servers.mail(letter.message_id))
        # the next morning, at another terminal
        desk.clock.advance(hours=20)
        elsewhere = Applicant(desk, ming.proofs, visit("kiosk-2", "visit-2"))
        await elsewhere.activate(activation)
        sent = await elsewhere.request_code()
        await servers.deliver()
        verified = await elsewhere.verify(code_in(await servers.sms(sent.message_id), sent))
        await ends_well(desk, elsewhere, verified, servers)
        assert activation not in servers.mailbox.letters[-1].text


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_code_that_is_refused_says_so_at_its_step(desk: Desk, channel: Channel) -> None:
    await desk.customer()
    ming = Applicant(desk)
    sent = await applied(ming, channel)
    async with MailServer() as server, gateway(422) as refusing:
        server.faults["rcpt"].append("550 5.1.1 no such user")
        receipts = ReceiptAddress(desk.database.keyring, "127.0.0.1", 8771)
        sms, mail = way_over(desk, refusing.url, receipts), SmtpTransport(smtp(server.port), desk.clock)
        await send_due(desk, {Channel.EMAIL: mail, Channel.SMS: sms})
        await sms.close()
        await mail.close()
    assert await desk.program.ground.post.state(sent.message_id) is FAILED
    assert await ming.reissue.delivery(ming.at, ming.handle) is FAILED


async def test_a_letter_that_is_refused_says_so(desk: Desk) -> None:
    await desk.customer()
    ming = Applicant(desk, ScriptedProofs(said=False))
    letter = await ming.confirm(await ming.begin())
    assert isinstance(letter, LetterSent)
    async with MailServer() as server:
        server.faults["data"].append("552 5.2.2 mailbox full")
        mail = SmtpTransport(smtp(server.port), desk.clock)
        await send_due(desk, {Channel.EMAIL: mail})
        await mail.close()
    assert await desk.program.ground.post.state(letter.message_id) is FAILED


async def test_only_the_code_that_arrived_is_good(desk: Desk, tmp_path: Path) -> None:
    """Asked for again on a slow line: two codes on the phone, of which the screen names the live one."""
    await desk.customer()
    ming = Applicant(desk)
    async with real_servers(desk, tmp_path / "servers") as servers:
        first = await applied(ming, Channel.SMS)
        await servers.deliver()
        await servers.sms(first.message_id)
        desk.clock.advance(121)
        second = await ming.resend()
        await servers.deliver()
        text = await servers.sms(second.message_id)
        assert code_in(text, first) != code_in(text, second)
        verified = await ming.reissue.verify(ming.at, ming.handle, Secret(code_in(text, second)))
        assert verified.initial_password is not None
