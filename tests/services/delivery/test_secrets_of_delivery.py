"""After delivery nobody finds a code, number or address: database, logs, spools, queues, process list."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from services.delivery.post import Channel, DeliveryState, LetterKind
from tests.databases import sqlite_only
from tests.kannel import PASSWORD, USER, Kannel, free_ports, kannel
from tests.postfix import Postfix, postfix
from tests.services.delivery.real_servers import becomes, text_of
from tests.services.delivery.relay_process import environment, relay_process
from tests.services.delivery.test_relay_processes import now_at
from tests.services.desk import Desk
from tests.smsc import centre
from tests.smtp_server import MailServer
from tests.terminal import ROOT

if TYPE_CHECKING:
    from storage.transaction import Transaction

CODE, ACTIVATION = "7654321", "ABCD-EFGH-JKMN-0123"
PHONE, ADDRESS = "0900000001", "ming@example.com"
SECRETS = (CODE, ACTIVATION, ACTIVATION.replace("-", ""))
ALL = (*SECRETS, PHONE, PHONE[1:], ADDRESS, "通行碼")


def put_all(desk: Desk) -> dict[Channel, list[str]]:
    """A code by each channel, and a letter with an activation code."""
    post, dies_at = desk.program.ground.post, desk.clock.now() + timedelta(minutes=5)

    def add(tx: "Transaction") -> dict[Channel, list[str]]:
        code, activation = LetterKind.ONE_TIME_CODE, LetterKind.ACTIVATION
        facts = {"code": CODE}
        sms = post.letter(tx, code, Channel.SMS, PHONE, facts=facts, dies_at=dies_at, reference="K7Q2")
        mail = post.letter(tx, code, Channel.EMAIL, ADDRESS, facts=facts, dies_at=dies_at, reference="K7Q2")
        facts = {"activation_code": ACTIVATION}
        letter = post.letter(tx, activation, Channel.EMAIL, ADDRESS, facts=facts, dies_at=dies_at)
        return {Channel.SMS: [sms], Channel.EMAIL: [mail, letter]}

    return desk.database.write_now(add)


def gateway_settings(gateway: Kannel, receipts: int) -> dict[str, str]:
    given = {"KIND": "kannel", "URL": gateway.url, "USER": USER, "PASSWORD": PASSWORD}
    given["RECEIPTS"] = f"127.0.0.1:{receipts}"
    return {f"PASSWORD_CENTER__SMS__{name}": value for name, value in given.items()}


async def checked(folder: Path, port: int, more: dict[str, str]) -> bytes:
    """What `config check` says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui", "--home", str(folder), "config", "check"),
        cwd=ROOT,
        env={**environment(port, folder), **more},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said


def seen_of(pid: int) -> bytes:
    """What everybody on the machine sees of a process, and what root does."""
    return b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))


def written_to(folder: Path) -> dict[Path, bytes]:
    """Database, its journal, heads, logs, and whatever else lies there."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told_in(content: bytes, secrets: tuple[str, ...] = ALL) -> list[str]:
    """Which of them stand there, in any spelling that our programs write."""
    return [
        secret
        for secret in secrets
        for encoding in ("utf-8", "utf-16-be", "utf-16-le", "big5")
        if secret.encode(encoding) in content
    ]


def letters_in(server: Postfix) -> list[Path]:
    """What waits in its queues."""
    queues: Iterator[Path] = (server.queue / name for name in ("maildrop", "incoming", "active", "deferred"))
    return [path for queue in queues for path in queue.rglob("*") if path.is_file()]


@sqlite_only
async def test_nothing_is_left_of_what_was_delivered(desk: Desk, tmp_path: Path) -> None:
    now_at(desk)
    async with AsyncExitStack() as stack:
        mailbox = await stack.enter_async_context(MailServer())
        smsc = await stack.enter_async_context(centre())
        server = stack.enter_context(postfix(onward=mailbox.port))
        gateway = await stack.enter_async_context(kannel(tmp_path / "kannel", smsc.port))
        (receipts,) = free_ports(1)
        more = gateway_settings(gateway, receipts)
        said = await checked(tmp_path, server.port, more)
        async with relay_process(tmp_path, server.port, more) as relay:
            numbers = await asyncio.to_thread(put_all, desk)
            await becomes(desk, numbers[Channel.SMS][0], DeliveryState.DELIVERED)
            while len(mailbox.letters) < 2:
                mailbox.arrival.clear()
                await mailbox.arrival.wait()
            for number in numbers[Channel.EMAIL]:
                await becomes(desk, number, DeliveryState.SENT)
            for pid in (relay.pid, *(each.pid for each in gateway.running)):
                assert told_in(seen_of(pid)) == []
            # while everybody is still at work: no journal is folded in, no spool is closed
            found = written_to(tmp_path)
            relay.send_signal(signal.SIGTERM)
            assert await relay.wait() == 0
            assert relay.stdout is not None
            said += await relay.stdout.read()
        assert gateway.spooled == []
        await asyncio.to_thread(server.wait_delivered, 2)
        assert letters_in(server) == []
        # whom Postfix wrote to is in its own log; what it said is not
        assert told_in(server.log.read_bytes(), SECRETS) == []
    # it did arrive, and the search would have found it
    texts = "".join(letter.text for letter in mailbox.letters) + text_of(smsc.taken)
    assert set(told_in(texts.encode())) == {CODE, ACTIVATION, "通行碼"}
    assert any(path.suffix == ".db-wal" for path in found)
    for content in (*found.values(), *written_to(tmp_path).values(), said):
        assert told_in(content) == []
