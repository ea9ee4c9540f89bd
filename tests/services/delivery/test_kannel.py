"""A real Kannel between the relay and an SMS centre: codes in UCS-2, receipts back, no secret kept."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.delivery.kannel import KannelTransport
from services.delivery.letters import letter_of
from services.delivery.post import Channel, DeliveryState, LetterKind
from services.delivery.receipt_listener import ReceiptListener
from services.delivery.receipts import ReceiptAddress, Receipts
from services.delivery.relay import Relay
from services.delivery.settings import DeliverySettings
from services.delivery.sms_settings import SmsSettings
from services.delivery.transport import Letter, Retry
from storage.outgoing import OutgoingMessage
from tests.kannel import PASSWORD, USER, kannel
from tests.services.delivery.letter_kit import BRAND
from tests.services.desk import Desk
from tests.smsc import Submitted, centre

if TYPE_CHECKING:
    from storage.transaction import Transaction


def put(desk: Desk) -> str:
    post, dies_at = desk.program.ground.post, desk.clock.now() + timedelta(minutes=5)

    def add(tx: "Transaction") -> str:
        facts = {"code": "7654321"}
        return post.letter(
            *(tx, LetterKind.ONE_TIME_CODE, Channel.SMS, "0900-000-001"),
            facts=facts,
            dies_at=dies_at,
            reference="K7Q2",
        )

    return desk.database.write_now(add)


def text_of(parts: list[Submitted]) -> str:
    return "".join(part.text for part in parts)


def read_logs(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in folder.glob("*.log"))


async def becomes(desk: Desk, number: str, wanted: DeliveryState) -> None:
    async with asyncio.timeout(20):
        while await desk.program.ground.post.state(number) is not wanted:  # noqa: ASYNC110 - another's doing
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("stat", "end"), [("DELIVRD", DeliveryState.DELIVERED), ("UNDELIV", DeliveryState.FAILED)]
)
async def test_a_code_travels_over_kannel_and_its_receipt_comes_back(
    desk: Desk, tmp_path: Path, stat: str, end: DeliveryState
) -> None:
    ground = desk.program.ground
    receipts = Receipts(ground.store, ground.trail, ground.clock)
    listener = ReceiptListener("127.0.0.1", 0, receipts.take)
    listening = asyncio.create_task(listener.run())
    await listener.listening.wait()
    assert listener.port is not None
    async with centre(stat) as smsc, kannel(tmp_path, smsc.port) as url:
        settings = SmsSettings(kind="kannel", url=url, user=USER, password=PASSWORD)
        way = KannelTransport(settings, ReceiptAddress(ground.store.keys, "127.0.0.1", listener.port))

        def words(message: OutgoingMessage) -> Letter:
            return letter_of(message, BRAND)

        relay = Relay(ground, DeliverySettings(), {Channel.SMS: way}, words)
        number = put(desk)
        await relay.send_due()
        await becomes(desk, number, end)
        await way.close()
        wrong = KannelTransport(
            SmsSettings(kind="kannel", url=url, user=USER, password="wrong"),
            ReceiptAddress(ground.store.keys, "127.0.0.1", listener.port),
        )
        message = OutgoingMessage(
            *("f" * 32, Channel.SMS, "lock", "0900000001", {}, ground.clock.now(), ground.clock.now())
        )
        assert await wrong.send(message, Letter("", "x")) == Retry("gateway 403")
        await wrong.close()
    listening.cancel()
    assert len(smsc.taken) == 2
    # 8: UCS-2; a header of each part says how they join
    assert {(part.number, part.coding, part.has_header) for part in smsc.taken} == {("886900000001", 8, True)}
    assert "【凱基證券】暫時通行碼為7654321。請於申請5分鐘內完成驗證,且限單次有效。代號K7Q2。" in text_of(
        smsc.taken
    )
    logs = read_logs(tmp_path)
    assert logs
    for secret in (PASSWORD, "7654321", "通行碼", "900000001"):
        assert secret not in logs
