"""Apprise at the pace that is set: nobody waits longer, nobody's turn is lost, nothing is told."""

import asyncio
import logging

import pytest

from services.delivery.apprise_sms import AppriseSms
from services.delivery.sms_settings import SmsSettings
from services.delivery.transport import Accepted, Letter, Retry
from tests.gateway import gateway
from tests.kit import FixedClock
from tests.services.delivery.test_sms import MESSAGE, PASSWORD, TEXT


async def test_apprise_sends_at_its_pace_and_waits_no_longer() -> None:
    clock = FixedClock()
    async with gateway(200) as here:
        settings = SmsSettings(kind="apprise", url=f"json://127.0.0.1:{here.port}/{{to}}", per_second=4)
        transport = AppriseSms(settings, clock)
        verdicts = [await transport.send(MESSAGE, Letter("", TEXT)) for _ in range(3)]
        await transport.close()
    assert verdicts == [Accepted()] * 3
    assert clock.slept == [0.0, 0.25, 0.25]
    assert [asked.line for asked in here.asked] == ["POST /+886900000001 HTTP/1.1"] * 3
    assert all("1234567" in asked.body.decode("unicode_escape") for asked in here.asked)


class StandingClock(FixedClock):
    """Nobody's turn comes before `turn`."""

    def __init__(self) -> None:
        super().__init__()
        self.turn = asyncio.Event()
        self.waiting = asyncio.Event()

    async def sleep_until(self, deadline: float) -> None:
        if deadline > self.monotonic():
            self.waiting.set()
            await self.turn.wait()
        await super().sleep_until(deadline)


async def test_who_is_broken_off_while_waiting_takes_nobodys_turn() -> None:
    clock = StandingClock()
    async with gateway(200) as here:
        url = f"json://127.0.0.1:{here.port}/{{to}}"
        transport = AppriseSms(SmsSettings(kind="apprise", url=url, per_second=0.1), clock)
        assert await transport.send(MESSAGE, Letter("", TEXT)) == Accepted()
        for _ in range(5):
            clock.waiting.clear()
            doomed = asyncio.create_task(transport.send(MESSAGE, Letter("", TEXT)))
            await clock.waiting.wait()
            doomed.cancel()
            await asyncio.wait([doomed])
        clock.turn.set()
        assert await transport.send(MESSAGE, Letter("", TEXT)) == Accepted()
    assert clock.slept == [0.0, 10.0]


@pytest.mark.parametrize(("per_second", "held"), [(0.01, 1), (0.5, 15), (5.0, 64), (1000.0, 64)])
def test_a_relay_holds_no_more_for_apprise_than_goes_out_soon(per_second: float, held: int) -> None:
    settings = SmsSettings(kind="apprise", url="json://127.0.0.1:9/{to}", per_second=per_second)
    assert AppriseSms(settings, FixedClock()).at_once == held


async def test_the_throttle_of_apprise_is_ours_not_its_default() -> None:
    settings = SmsSettings(kind="apprise", url="json://127.0.0.1:9/{to}", per_second=4)
    made = AppriseSms(settings, FixedClock())._gateway("+886900000001")
    assert made is not None
    assert made.request_rate_per_sec == 0.25


async def test_apprise_that_fails_is_tried_again_and_says_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with gateway(500) as here:
        settings = SmsSettings(kind="apprise", url=f"json://u:{PASSWORD}@127.0.0.1:{here.port}/{{to}}")
        transport = AppriseSms(settings, FixedClock())
        assert await transport.send(MESSAGE, Letter("", TEXT)) == Retry("gateway")
        nobody = AppriseSms(SmsSettings(kind="apprise", url="nosuch://{to}"), FixedClock())
        assert await nobody.send(MESSAGE, Letter("", TEXT)) == Retry("gateway url")
    said = caplog.text + "".join(capfd.readouterr()) + repr(transport)
    for secret in (PASSWORD, "900000001", "1234567"):
        assert secret not in said
