"""Nothing of a whole reissue is left: codes, activation code and passwords are searched for everywhere."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.kit import copied, program, whole
from tests.flows.reissuing import HAO, NEW, PAGES, letter, telephone_code
from tests.flows.test_secrets import occurrences, people, personal_data_of, process_list, searched
from tests.terminal import ENTER, F4, F10, Terminal

CTRL_X = b"\x18"
WIPED = b"\x1b[3J"
"""Takes the scrollback away."""


@dataclass
class Reissued:
    """A place in which a password was reissued by letter, and what could be seen of it from outside."""

    home: Path
    activation: str
    code: str
    initial: str
    output: bytes
    after: bytes
    """What was painted once the last page had gone."""
    screen: str
    """What stands on it after the visit."""
    processes: bytes

    @property
    def secrets(self) -> set[str]:
        """As they were typed, and as they are meant."""
        bare = self.activation.replace("-", "")
        return {self.activation, bare, bare.lower(), self.code, self.initial, NEW}


def reissued(desk: Terminal, home: Path) -> Reissued:
    activation = letter(desk)
    code = telephone_code(desk, activation)
    processes = process_list(desk.pid)
    desk.write(code.encode() + ENTER)
    desk.wait_for(PAGES["zh-Hant"].verified)
    desk.write(F4)
    desk.wait_until(lambda screen: re.search(r"初始密碼 \d{7}", screen) is not None, "the initial one")
    (initial,) = re.findall(r"初始密碼 (\d{7})", desk.text)
    # cut out, as far as a key can: it does nothing
    desk.write((NEW.encode() + CTRL_X + ENTER) * 2)
    whole(desk, PAGES["zh-Hant"].done)
    processes += process_list(desk.pid)
    shown = len(desk.output)
    desk.write(ENTER)
    desk.wait_for("F3/2")
    desk.read(0.3)
    output, screen = desk.output, desk.text
    return Reissued(home, activation, code, initial, output, output[shown:], screen, processes)


@pytest.fixture(scope="module")
def place(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Reissued:
    home = copied(prepared, tmp_path_factory.mktemp("reissued"))
    with program(home) as desk:
        found = reissued(desk, home)
        # the relay puts the outcome down before the files are read
        desk.write(F10)
        desk.wait_for("離開")
        desk.write(b"\x1b[C" + ENTER)
        desk.wait_exit()
    return found


def test_no_file_and_no_process_list_holds_any_secret_of_it(place: Reissued) -> None:
    assert len(place.secrets) == 6
    haystacks = {**searched(place.home), "process list": place.processes}
    # seven digits could stand anywhere by chance: as a word of their own they do not
    found = [
        (word, where)
        for word, where in occurrences(place.secrets, haystacks)
        if not word.isdigit() or re.search(rb"(?<!\d)" + word.encode() + rb"(?!\d)", haystacks[where])
    ]
    assert found == []


def test_what_was_on_screen_is_wiped_and_never_comes_back(place: Reissued) -> None:
    assert WIPED in place.after
    visit = {place.code, place.initial, place.activation, NEW}
    assert occurrences(visit, {"after the visit": place.after, "screen": place.screen.encode()}) == []
    # what is typed as a password is never painted at all
    assert NEW.encode() not in place.output


def test_nothing_goes_to_the_clipboard(place: Reissued) -> None:
    assert b"\x1b]52;" not in place.output


def test_the_person_is_named_in_no_file_either(place: Reissued) -> None:
    (hao,) = (person for person in people() if person["id"] == HAO[0])
    assert occurrences(personal_data_of(hao), searched(place.home)) == []
