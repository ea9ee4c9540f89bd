"""A real Kannel between the relay and an SMS centre: codes in UCS-2, receipts back, no secret kept."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.delivery.post import Channel, DeliveryState, LetterKind
from services.delivery.transport import Letter, Retry
from storage.outgoing import OutgoingMessage
from tests.kannel import PASSWORD, free_ports, kannel
from tests.services.delivery.real_servers import becomes, listening, send_due, text_of, way_over
from tests.services.desk import Desk
from tests.smsc import centre

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


@pytest.mark.parametrize(
    ("stat", "end"), [("DELIVRD", DeliveryState.DELIVERED), ("UNDELIV", DeliveryState.FAILED)]
)
async def test_a_code_travels_over_kannel_and_its_receipt_comes_back(
    desk: Desk, tmp_path: Path, stat: str, end: DeliveryState
) -> None:
    folder = tmp_path / "kannel"
    async with listening(desk) as receipts, centre(stat) as smsc, kannel(folder, smsc.port) as gateway:
        way = way_over(desk, gateway.url, receipts)
        number = put(desk)
        await send_due(desk, {Channel.SMS: way})
        await becomes(desk, number, end)
        await way.close()
        wrong = way_over(desk, gateway.url, receipts, "wrong")
        message = OutgoingMessage(
            *("f" * 32, Channel.SMS, "lock", "0900000001", {}, desk.clock.now(), desk.clock.now())
        )
        assert await wrong.send(message, Letter("", "x")) == Retry("gateway 403")
        await wrong.close()
    assert len(smsc.taken) == 2
    # 8: UCS-2; a header of each part says how they join
    assert {(part.number, part.coding, part.has_header) for part in smsc.taken} == {("886900000001", 8, True)}
    assert "【凱基證券】暫時通行碼為7654321。請於申請5分鐘內完成驗證,且限單次有效。代號K7Q2。" in text_of(
        smsc.taken
    )
    left = gateway.left_behind()
    assert b"shutting down" in left
    for secret in (PASSWORD, "7654321", "通行碼", "900000001"):
        for encoding in ("utf-8", "utf-16-be", "big5"):
            assert secret.encode(encoding) not in left


async def test_a_code_that_died_while_the_centre_was_away_is_delivered_to_nobody(
    desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "kannel"
    (port,) = free_ports(1)
    async with listening(desk) as receipts, kannel(folder, port) as gateway:
        way = way_over(desk, gateway.url, receipts)
        dead = put(desk)
        await send_due(desk, {Channel.SMS: way})
        assert await desk.program.ground.post.state(dead) is DeliveryState.SENT
        assert len(gateway.spooled) == 1
        await gateway.stop()
        gateway.let_time_pass(minutes=10)
        await gateway.start()
        async with centre(port=port) as smsc:
            await becomes(desk, dead, DeliveryState.FAILED)
            # who comes later arrives: the centre is there, and what died before it would have been first
            alive = put(desk)
            await send_due(desk, {Channel.SMS: way})
            await becomes(desk, alive, DeliveryState.DELIVERED)
        await way.close()
        assert gateway.spooled == []
    assert len(smsc.taken) == 2
    assert desk.told()[-1] in {("letter_failed", f"receipt {kind}") for kind in (2, 16)}
