"""Relays as processes: several share an outbox, they end cleanly, and one that is killed loses nothing."""

import asyncio
import signal
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from services.delivery.letters import letter_of
from services.delivery.outbox import LEASE
from services.delivery.post import Channel, DeliveryState
from services.delivery.transport import Reject, Retry
from tests.services.delivery.kit import Scripted, mailing, put, relay, smtp, state
from tests.services.delivery.relay_process import environment, relay_process
from tests.services.desk import Desk
from tests.smtp_server import MailServer
from tests.terminal import ROOT
from tui.sending import letter_brand
from tui.settings import Settings

LETTERS = 60


def now_at(desk: Desk, *, later: float = 0) -> None:
    """Sets the desk's clock to the time that other processes have."""
    behind = datetime.now(UTC) - desk.clock.now() + timedelta(seconds=later)
    desk.clock.advance(behind.total_seconds())


def put_many(desk: Desk) -> list[str]:
    return [put(desk, f"c{number}@example.com", life=3600) for number in range(LETTERS)]


async def arrived(server: MailServer, count: int) -> None:
    """Waits for so many letters."""
    while len(server.letters) < count:
        server.arrival.clear()
        await server.arrival.wait()


def ids(server: MailServer) -> Counter[str]:
    found = (str(letter.mail["Message-ID"]) for letter in server.letters)
    return Counter(each.strip("<>").partition("@")[0] for each in found)


async def test_two_relays_send_each_letter_once_and_end_when_told(desk: Desk, tmp_path: Path) -> None:
    now_at(desk)
    async with (
        MailServer() as server,
        relay_process(tmp_path, server.port) as one,
        relay_process(tmp_path, server.port) as other,
    ):
        numbers = await asyncio.to_thread(put_many, desk)
        await arrived(server, LETTERS)
        for process in (one, other):
            process.send_signal(signal.SIGTERM)
        assert [await process.wait() for process in (one, other)] == [0, 0]
    assert ids(server) == Counter(numbers)
    assert {await state(desk, number) for number in numbers} == {DeliveryState.SENT}
    events = Counter(event for event, _ in desk.told())
    assert (events["sys_startup"], events["sys_shutdown"]) == (2, 2)


@pytest.mark.parametrize("after", [0, 1, 20])
async def test_a_killed_relay_loses_nothing(desk: Desk, tmp_path: Path, after: int) -> None:
    now_at(desk)
    async with MailServer() as server:
        numbers = await asyncio.to_thread(put_many, desk)
        async with relay_process(tmp_path, server.port) as doomed:
            await arrived(server, after)
            doomed.kill()
            await doomed.wait()
        now_at(desk, later=LEASE.total_seconds())
        words = partial(letter_of, brand=letter_brand(Settings()))
        async with mailing(desk, smtp(server.port), words) as next_relay:
            await next_relay.send_due()
        assert {await state(desk, number) for number in numbers} == {DeliveryState.SENT}
        assert set(ids(server)) == set(numbers)
        # what is sent twice is the same letter, and no more of them than a relay holds
        assert len({letter.raw for letter in server.letters}) == LETTERS
        assert max(ids(server).values()) <= 2


async def told_by_status(folder: Path, language: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--home", str(folder), "--lang", language, "relay", "--status"),
        cwd=ROOT,
        env=environment(None, folder),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


async def test_status_counts_letters_and_names_nobody(desk: Desk, tmp_path: Path) -> None:
    now_at(desk)
    assert await told_by_status(tmp_path, "en") == "There are no letters.\n"
    for _ in range(3):
        put(desk, life=3600)
    await relay(desk, {Channel.EMAIL: Scripted(Reject("rcpt 550 5.1.1"), Retry("no connection"))}).send_due()
    lines = (await told_by_status(tmp_path, "en")).splitlines()
    assert [line.split() for line in lines[:-1]] == [
        ["CHANNEL", "STATE", "LETTERS", "REASON"],
        ["E-mail", "not", "delivered", "1", "rcpt", "550"],
        ["E-mail", "queued", "1", "no", "connection"],
        ["E-mail", "sent", "1"],
    ]
    assert lines[-1].startswith("The oldest that waits was put in at ")
    told = await told_by_status(tmp_path, "zh-Hant")
    assert "電子郵件  寄送失敗     1  rcpt 550" in told
    assert "ming" not in told
    # it is no relay: it neither sends nor puts itself on record
    assert [event for event, _ in desk.told()] == ["letter_failed"]


async def test_without_a_mail_server_the_relay_says_so_and_letters_wait(desk: Desk, tmp_path: Path) -> None:
    now_at(desk)
    number = put(desk)
    async with relay_process(tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert await state(desk, number) is DeliveryState.QUEUED
