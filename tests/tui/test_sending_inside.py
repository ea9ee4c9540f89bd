"""The relay inside the program: it sends without being asked, and is away when the program is."""

import asyncio
import socket
import threading
from pathlib import Path

import pytest

from services.delivery import sending_thread
from services.delivery.sending_thread import Endless, Sending, SendingThread
from services.delivery.settings import DeliverySettings, SmtpSettings
from services.delivery.sms_settings import SmsSettings
from services.visit import Mode, Visit
from tests.kit import CHEAP
from tests.services.delivery.kit import FROM
from tests.tui.commands_kit import CommandLine
from tui.places import Place
from tui.sending import LONGEST_FAREWELL
from tui.sentence import Exit, Refusal
from tui.settings import Settings
from tui.wiring import open_program


def visit(mode: Mode) -> Visit:
    return Visit("hall-1", "台北", mode, "start")


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "sending"]


@pytest.mark.parametrize(
    ("mode", "where", "sends"),
    [(Mode.KIOSK, "inside", True), (Mode.KIOSK, "outside", False), (Mode.DEMO, "outside", True)],
)
def test_it_sends_where_the_settings_want_it(tmp_path: Path, mode: Mode, where: str, sends: bool) -> None:
    settings = Settings(hashing=CHEAP, delivery=DeliverySettings(relay=where))  # type: ignore[arg-type]
    opened = open_program(Place.of(tmp_path, settings), settings, visit(mode))
    assert bool(threads()) is sends
    opened.close()
    assert threads() == []


@pytest.mark.parametrize(
    "settings", [Settings(smtp=SmtpSettings(kind="simulated")), Settings(sms=SmsSettings(kind="simulated"))]
)
def test_a_simulated_channel_is_for_the_demo_alone(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(Refusal) as caught:
        open_program(Place.of(tmp_path, settings), settings, visit(Mode.KIOSK))
    assert caught.value.exit_code is Exit.REFUSED
    assert list(tmp_path.iterdir()) == []


def test_config_tells_where_mail_goes_and_hides_the_password(desk: CommandLine) -> None:
    assert "no mail is sent" in desk.run("config", "check").out
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(
        f'[smtp]\nhost = "mail.example.com"\nfrom = "{FROM}"\nuser = "desk"\npassword = "Pass-1"\n', "utf-8"
    )
    assert "Mail goes out over mail.example.com:587 (starttls)." in desk.run("config", "check").out
    shown = desk.run("config", "show").out
    assert f'from = "{FROM}"' in shown
    assert 'password = "***"' in shown
    assert "Pass-1" not in shown + repr(SmtpSettings(user="desk", password="Pass-1"))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ('host = "mail.example.com"', "from is needed"),
        ('host = "mail.example.com"\nfrom = "a@example.com"\ntls = "none"', "on this machine"),
        ('password = "S3cret99"', "a password needs a user"),
        ('host = "mail.example.com"\nfrom = "desk@localhost"', "from must be"),
        ('host = "mail.example.com"\nfrom = "a@example.com, b@example.com"', "from must be"),
        ('from = "Desk <a@b@example.com>"', "from must be"),
    ],
)
def test_mail_settings_that_cannot_work_are_refused(desk: CommandLine, lines: str, reason: str) -> None:
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(f"[smtp]\n{lines}\n")
    code, sentence = desk.refused("config", "check")
    assert (code, reason in sentence) == (Exit.REFUSED, True)


def test_config_tells_when_somebody_else_hears_the_receipts(desk: CommandLine) -> None:
    desk.home.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        # hangs up on everybody
        threading.Thread(target=lambda: stranger.accept()[0].close(), daemon=True).start()
        port = stranger.getsockname()[1]
        (desk.home / "settings.toml").write_text(
            '[sms]\nkind = "kannel"\nurl = "http://127.0.0.1:13013/cgi-bin/sendsms"\nuser = "desk"\n'
            f'password = "Pass-1"\nreceipts = "127.0.0.1:{port}"\n'
        )
        checked = desk.run("config", "check")
    assert checked.code == Exit.REFUSED
    assert f"127.0.0.1:{port} is taken by another program" in checked.error
    assert "SMS goes out over kannel." in checked.out
    assert desk.run("config", "check").code == Exit.DONE


@pytest.mark.parametrize(
    ("section", "lines"),
    [
        ("smtp", f'host = "mail.example.com"\nfrom = "{FROM}"\nuser = "desk"'),
        ("sms", 'kind = "kannel"\nurl = "http://127.0.0.1:13013/cgi-bin/sendsms"\nuser = "desk"'),
    ],
)
def test_only_who_sends_needs_the_password(desk: CommandLine, section: str, lines: str) -> None:
    """A nightly job looks after the database, and has no business with the gateway's password."""
    desk.home.mkdir()
    (desk.home / "settings.toml").write_text(f"[{section}]\n{lines}\n")
    assert desk.run("db", "upgrade").code == Exit.DONE
    assert desk.run("audit", "verify").code == Exit.DONE
    lacking = f"[{section}] lacks its password, nothing can be sent: give PASSWORD_CENTER__{section.upper()}"
    checked = desk.run("config", "check")
    assert (checked.code, lacking in checked.error) == (Exit.REFUSED, True)
    code, sentence = desk.refused("relay")
    assert (code, sentence.startswith(lacking)) == (Exit.USED_WRONGLY, True)


def test_the_relay_needs_a_database(desk: CommandLine) -> None:
    desk.home.mkdir()
    assert desk.refused("relay")[0] == Exit.REFUSED


class Failing:
    """Fails at once, every time it is made."""

    def __init__(self, made: list[int]) -> None:
        made.append(1)

    async def run(self) -> None:
        raise ZeroDivisionError

    def stop(self) -> None:
        """Has nothing to stop."""


class Patient:
    """Runs until it is told."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.begun = threading.Event()

    async def run(self) -> None:
        self.begun.set()
        await self._told.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._told.set)


def test_a_fault_is_told_and_the_thread_still_ends_when_it_should() -> None:
    told, fault, made = threading.Event(), list[Exception](), list[int]()

    def note(error: Exception) -> None:
        fault.append(error)
        told.set()

    thread = SendingThread(Sending(lambda: [Failing(made)], note))
    thread.start()
    assert told.wait(5)
    thread.stop(LONGEST_FAREWELL)
    assert threads() == []
    assert [type(error) for error in fault] == [ZeroDivisionError]
    assert made == [1]


def test_a_fault_while_they_are_made_is_told_and_they_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_thread, "RESTART_SECONDS", 0)
    ready, fault = threading.Event(), list[Exception]()

    def make() -> list[Patient]:
        if not fault:
            raise ValueError
        ready.set()
        return [Patient()]

    thread = SendingThread(Sending(make, fault.append))
    thread.start()
    assert ready.wait(5)
    thread.stop(LONGEST_FAREWELL)
    assert threads() == []
    assert [type(error) for error in fault] == [ValueError]


async def test_a_fault_that_stays_is_put_on_record_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_thread, "RESTART_SECONDS", 1)
    monkeypatch.setattr(sending_thread, "LONGEST_PAUSE", 4)
    slept, faults = [0.0], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(slept[-1] + seconds)

    def make() -> list[Patient]:
        if len(faults) == 5:
            work.stop()
        raise ValueError

    monkeypatch.setattr(asyncio, "sleep", sleep)
    work = Sending(make, lambda _: faults.append(slept[-1]))
    await work.run()
    assert [round(at) for at in faults] == [0, 1, 3, 7, 11, 15]


def test_stopping_ends_what_runs() -> None:
    made: list[Patient] = []
    ready = threading.Event()

    def make() -> list[Patient]:
        made.append(Patient())
        ready.set()
        return made

    thread = SendingThread(Sending(make, lambda _: None))
    thread.start()
    assert ready.wait(5)
    assert made[0].begun.wait(5)
    thread.stop(LONGEST_FAREWELL)
    assert threads() == []


async def test_a_listener_is_broken_off_when_it_is_told_and_its_faults_come_out() -> None:
    begun = asyncio.Event()

    async def listen() -> None:
        begun.set()
        await asyncio.Event().wait()

    listening = Endless(listen)
    running = asyncio.create_task(listening.run())
    await begun.wait()
    listening.stop()
    await running

    async def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Endless(fail).run()
