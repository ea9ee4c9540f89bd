"""What can go wrong between the relay and the mail server: no letter is lost, none is sent after its life."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.delivery.post import DeliveryState
from tests.services.delivery.kit import mailing, put, smtp, state, why
from tests.services.desk import Desk
from tests.smtp_server import DIE, HANG, MailServer, certificates

QUEUED, SENT, FAILED = DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED


@pytest.fixture(params=[False, True], ids=["one by one", "in one go"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[MailServer]:
    """One that takes the lines of an envelope one by one, and one that takes them together (RFC 2920)."""
    async with MailServer(pipelining=request.param) as running:
        yield running


async def test_a_letter_arrives_with_all_that_makes_it_one(desk: Desk, server: MailServer) -> None:
    number = put(desk)
    async with mailing(desk, smtp(server.port)) as relay:
        await relay.send_due()
    (letter,) = server.letters
    mail = letter.mail
    assert await state(desk, number) is SENT
    assert (letter.sender, letter.to, mail["To"]) == ("desk@broker.example", *["ming@example.com"] * 2)
    assert str(mail["From"]) == "密碼中心 <desk@broker.example>"
    assert (mail["Subject"], letter.text.strip()) == ("密碼中心通知", "暫時通行碼為7654321")
    assert mail["Message-ID"] == f"<{number}@broker.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    html = mail.get_body(("html",))
    assert html is not None
    assert "<p>暫時通行碼為7654321</p>" in html.get_content()


@pytest.mark.parametrize(
    ("stage", "answer", "outcome"),
    [
        ("greeting", "421 later", ("connect 421", QUEUED)),
        ("greeting", "554 no service", ("connect 554", QUEUED)),
        ("mail", "451 4.3.0 later", ("mail 451 4.3.0", QUEUED)),
        ("mail", "421 going down", ("mail 421", QUEUED)),
        ("mail", "550 5.7.1 who are you", ("mail 550 5.7.1", QUEUED)),
        ("rcpt", "450 4.2.0 greylisted", ("rcpt 450 4.2.0", QUEUED)),
        ("rcpt", "421 going down", ("rcpt 421", QUEUED)),
        ("rcpt", "550 5.1.1 no such user ming@example.com", ("rcpt 550 5.1.1", FAILED)),
        ("data", "451 4.3.0 later", ("data 451 4.3.0", QUEUED)),
        ("data", "552 5.2.2 mailbox full", ("data 552 5.2.2", FAILED)),
        ("greeting", HANG, ("connect timeout", QUEUED)),
        ("mail", HANG, ("timeout", QUEUED)),
        ("rcpt", HANG, ("timeout", QUEUED)),
        ("data", HANG, ("data timeout", QUEUED)),
        ("greeting", DIE, ("no connection", QUEUED)),
        ("mail", DIE, ("disconnected", QUEUED)),
        ("rcpt", DIE, ("disconnected", QUEUED)),
        ("data", DIE, ("data disconnected", QUEUED)),
    ],
)
async def test_a_fault_at_every_stage(
    desk: Desk, server: MailServer, stage: str, answer: str, outcome: tuple[str, DeliveryState]
) -> None:
    reason, becomes = outcome
    server.faults[stage].append(answer)
    number, other = put(desk), ""
    patience = 0.2 if answer == HANG else 10
    async with mailing(desk, smtp(server.port, connections=1, timeout_seconds=patience)) as relay:
        await relay.send_due()
        assert (await state(desk, number), why(desk, number)) == (becomes, reason)
        desk.clock.advance(4.9)
        await relay.send_due()
        assert await state(desk, number) is becomes  # the pause is kept
        other = put(desk, "mei@example.com")
        desk.clock.advance(1.4)
        await relay.send_due()
    assert await state(desk, other) is SENT
    assert await state(desk, number) is (SENT if becomes is QUEUED else FAILED)
    ids = [letter.mail["Message-ID"] for letter in server.letters]
    twice = stage == "data" and answer == DIE
    assert ids.count(f"<{number}@broker.example>") == (0 if becomes is FAILED else 2 if twice else 1)
    assert ids.count(f"<{other}@broker.example>") == 1
    assert len({letter.raw for letter in server.letters}) == len(set(ids))


async def test_a_refused_letter_leaves_the_connection_to_the_next(desk: Desk, server: MailServer) -> None:
    server.faults["rcpt"].extend(["550 no", "450 later"])
    for _ in range(4):
        put(desk)
    async with mailing(desk, smtp(server.port, connections=1)) as relay:
        await relay.send_due()
    assert (len(server.letters), server.connections) == (2, 1)


async def test_failures_are_on_record_and_name_nobody(desk: Desk, server: MailServer) -> None:
    server.faults["rcpt"].append("550 5.1.1 no such user ming@example.com")
    number = put(desk)
    async with mailing(desk, smtp(server.port)) as relay:
        await relay.send_due()
    (row,) = desk.audit()
    assert (row.event, row.reason_code) == ("letter_failed", "one_time_code: rcpt 550 5.1.1")
    assert row.interaction_id == number


async def test_a_connection_that_the_server_closed_is_replaced_unnoticed(
    desk: Desk, server: MailServer
) -> None:
    async with mailing(desk, smtp(server.port)) as relay:
        numbers = [put(desk)]
        await relay.send_due()
        server.hang_up()
        numbers.append(put(desk))
        await relay.send_due()
        server.faults["mail"].append("421 4.7.0 too many letters on one connection")
        numbers.append(put(desk))
        await relay.send_due()
        desk.clock.advance(61)
        numbers.append(put(desk))
        await relay.send_due()
    assert [await state(desk, number) for number in numbers] == [SENT] * 4
    assert server.connections == 4


async def test_a_server_away_for_an_hour(desk: Desk) -> None:
    server = MailServer()
    await server.start()
    await server.stop()
    code, notice = put(desk, life=300), put(desk, life=72 * 3600)
    async with mailing(desk, smtp(server.port)) as relay:
        for _ in range(60):
            await relay.send_due()
            desk.clock.advance(60)
        assert (await state(desk, notice), why(desk, notice)) == (QUEUED, "no connection")
        tries = desk.database.read_now(lambda tx: tx.outbox.state(notice))
        # 5, 10, 20, … 300, 300 seconds: a server that is away is not hammered
        assert tries is not None
        assert 10 < tries.tries < 20
        await server.start()
        desk.clock.advance(300 * 1.25)
        await relay.send_due()
    await server.stop()
    assert (await state(desk, code), why(desk, code)) == (FAILED, "no connection")
    assert await state(desk, notice) is SENT
    assert [letter.mail["Message-ID"] for letter in server.letters] == [f"<{notice}@broker.example>"]


async def test_starttls_and_tls_carry_letters(desk: Desk, tmp_path: Path) -> None:
    made = certificates(tmp_path)
    for tls in ("starttls", "tls"):
        async with MailServer(tls=made.server, implicit_tls=tls == "tls") as server:
            number = put(desk)
            async with mailing(desk, smtp(server.port, tls=tls, ca=str(made.ca))) as relay:
                await relay.send_due()
            assert (await state(desk, number), len(server.letters)) == (SENT, 1)


async def test_without_starttls_nothing_is_said(desk: Desk, server: MailServer) -> None:
    number = put(desk)
    async with mailing(desk, smtp(server.port, tls="starttls")) as relay:
        await relay.send_due()
    assert (why(desk, number), server.letters) == ("no starttls", [])


@pytest.mark.parametrize("flaw", ["unknown", "expired", "other name"])
@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_bad_certificate_is_refused(desk: Desk, tmp_path: Path, flaw: str, tls: str) -> None:
    name = "127.0.0.2" if flaw == "other name" else "127.0.0.1"
    made = certificates(tmp_path, days=-1 if flaw == "expired" else 1, name=name)
    trusted = None if flaw == "unknown" else str(made.ca)
    async with MailServer(tls=made.server, implicit_tls=tls == "tls") as server:
        number = put(desk)
        async with mailing(desk, smtp(server.port, tls=tls, ca=trusted)) as relay:
            await relay.send_due()
        assert (await state(desk, number), why(desk, number)) == (QUEUED, "certificate")
        assert server.letters == []


async def test_authorities_that_cannot_be_read(desk: Desk, tmp_path: Path) -> None:
    number = put(desk)
    async with mailing(desk, smtp(1, tls="tls", ca=str(tmp_path / "none.pem"))) as relay:
        await relay.send_due()
    assert why(desk, number) == "ca unreadable"


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
async def test_who_must_log_in_does(desk: Desk) -> None:
    async with MailServer(login=("desk", "Pass-1")) as server:
        number = put(desk)
        async with mailing(desk, smtp(server.port, user="desk", password="wrong")) as relay:
            await relay.send_due()
        assert (await state(desk, number), why(desk, number)) == (QUEUED, "auth 535")
        desk.clock.advance(10)
        async with mailing(desk, smtp(server.port, user="desk", password="Pass-1")) as relay:
            await relay.send_due()
        assert await state(desk, number) is SENT


@pytest.mark.parametrize(
    "address",
    [
        "ming@example.com\r\nBcc: all@example.com",
        "a b@example.com",
        "<ming>@example.com",
        "ming",
        "@",
        "a@b@c",
    ],
)
async def test_what_is_no_address_is_given_up(desk: Desk, server: MailServer, address: str) -> None:
    number = put(desk, address)
    async with mailing(desk, smtp(server.port)) as relay:
        await relay.send_due()
    assert (await state(desk, number), why(desk, number)) == (FAILED, "address")
    assert server.letters == []


@pytest.mark.parametrize(("utf8", "becomes"), [(True, SENT), (False, FAILED)])
async def test_an_address_in_chinese_needs_a_server_that_can(
    desk: Desk, utf8: bool, becomes: DeliveryState
) -> None:
    async with MailServer(utf8=utf8) as server:
        number = put(desk, "小明@中文.example")
        async with mailing(desk, smtp(server.port)) as relay:
            await relay.send_due()
        assert await state(desk, number) is becomes
        assert [letter.to for letter in server.letters] == (["小明@xn--fiq228c.example"] if utf8 else [])
