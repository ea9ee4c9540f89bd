"""Data is data: what a token, another system or a person says is no template and steers no terminal."""

from collections.abc import Callable
from typing import Any

import pytest

from screens.choice_list import ChoiceListScreen
from screens.notice import NoticeScreen
from screens.plain import shown
from screens.view import View
from screens.widgets.choice import Option
from screens.words import certificate, common, reissue
from screens.words.phrase import Language, Phrase
from services.certificates.port import CertificateOffer, IdentityLabel, Need
from services.reissue.results import ReissueAccount
from storage.records import Business
from tests.screens import reissue_rooms, rooms
from tests.screens.fakes import account, futures
from tests.screens.kit import LARGE, FrameApp, painted

HOSTILE = (
    "{",
    "}",
    "{x}",
    "{0}",
    "{}",
    "{company}",
    "{company:99}",
    "{company.__class__}",
    "%s",
    "{{y}}",
    "[b]",
)


def of_reissue(data: str) -> ReissueAccount:
    return ReissueAccount(1, Business.SECURITIES, data, data)


def labels(data: str) -> tuple[IdentityLabel, ...]:
    return IdentityLabel("a1", data), IdentityLabel("b2", data)


PLACES: dict[str, Callable[[str], View[Any]]] = {
    "certificate": lambda data: rooms.certificate_step(CertificateOffer(Need.CHOICE, labels(data))),
    "list": lambda data: ChoiceListScreen((Option.of("1", data).says,), at=0),
    "notice": lambda data: NoticeScreen(common.ERROR.filled(sentence=common.LINE.filled(text=data))),
    "contacts": lambda data: reissue_rooms.offer(email_masked=data, mobile_masked=data),
    "account": lambda data: reissue_rooms.offer(accounts=(of_reissue(data),)),
    "pending": lambda data: reissue_rooms.offer(pending=reissue_rooms.sent(reference=data)),
    "code": lambda data: reissue_rooms.code(to_masked=data),
    "scope": lambda data: reissue_rooms.new_password(account=of_reissue(data)),
    "telephone": lambda data: reissue_rooms.telephone(mobile_masked=data, account=of_reissue(data)),
    "accounts": lambda data: rooms.accounts(accounts=(account(branch=data), futures(branch=data))),
    "account form": lambda data: rooms.account_form(futures(branch=data, number_masked=data)),
}


@pytest.mark.parametrize("place", PLACES)
async def test_what_looks_like_a_template_is_shown_as_it_is(place: str) -> None:
    data = "{x}{0}%s{company}{{y}}}{"
    app = FrameApp(PLACES[place](data))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        assert data in painted(app)
        await pilot.press("f8")
        await pilot.pause()
        assert data in painted(app)


@pytest.mark.parametrize("place", PLACES)
async def test_nothing_steers_the_terminal(place: str) -> None:
    app = FrameApp(PLACES[place]("\x1b]0;gone\x07\x9b2J\u202eKing\r\x00"))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        seen = painted(app)
        assert "]0;gone2JKing" in seen
        assert not {char for char in seen if char != "\n" and not char.isprintable()}


@pytest.mark.parametrize("data", HOSTILE)
def test_a_phrase_is_filled_once(data: str) -> None:
    inner = common.LINE.filled(text=data)
    for language in Language:
        assert inner.text(language, text="{other}") == data
        assert common.LINE.filled(text=inner).filled().text(language) == data
        assert common.ERROR.text(language, sentence=inner).endswith(data)
        assert reissue.SMS.filled(to=data).text(language).count(data) == 1


def test_a_phrase_in_a_phrase_says_its_own_language() -> None:
    outer = Phrase("中:{one}", "en: {one}").filled(one=certificate.TITLE)
    assert outer.text(Language.CHINESE) == "中:憑證驗證"
    assert outer.text(Language.ENGLISH) == "en: Certificate"
    assert outer == Phrase("中:{one}", "en: {one}").filled(one=certificate.TITLE)
    assert len({outer, outer.filled()}) == 2


def test_what_is_printable_stays() -> None:
    assert shown("王小明\u3000é 😀\n第二行") == "王小明\u3000é 😀\n第二行"
    assert shown("\ud800a\u2028b\x7fc\x85d") == "abcd"


async def test_one_certificate_is_shown_by_nothing() -> None:
    offer = CertificateOffer(Need.PIN, (IdentityLabel("a1", "A12345****"),), tries_left=3, asks_pin=True)
    app = FrameApp(rooms.certificate_step(offer))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.pause()
        assert "A12345" not in painted(app)
        assert "▶憑證" not in painted(app)
        assert "▶PIN碼" in painted(app)
