"""Letters: the manual's words to the letter, both languages, no secret out of place (§1.8, R-RIN-4)."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

import services.delivery
from services.delivery.letter_kinds import FACT_NAMES, LETTER_FORMS, SECRETS, LetterKind
from services.delivery.letters import LetterBrand, letter_of, render
from services.delivery.segments import MOST_SEGMENTS, segments
from storage.outgoing import Channel, OutgoingMessage
from tests.services.delivery.letter_kit import BRAND, ONE, facts

EVERY = [(kind, channel) for kind in LetterKind for channel in sorted(LETTER_FORMS[kind].channels)]
TEMPLATES = Path(services.delivery.__path__[0]) / "templates"
LONGEST = {
    # as long as the settings allow (`terminal.branch`, `brand.company`), and as masking makes an account
    "branch": "總" * 20,
    "account": "台北-****567",
    "reference": "WXYZ",
}
LONGEST_BRAND = replace(
    BRAND, company="證" * 12, service_line="(02)2389-0088#123456", service_hours="週" * 24
)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_has_a_letter_for_every_way_it_travels(kind: LetterKind) -> None:
    for channel in LETTER_FORMS[kind].channels:
        letter = render(kind, channel, facts(kind), BRAND)
        assert letter.text.strip()
        assert bool(letter.subject) is bool(letter.html) is (channel is Channel.EMAIL)


@pytest.mark.parametrize("kind", LetterKind)
def test_what_is_needed_is_enough_and_what_lacks_is_told_without_a_value(kind: LetterKind) -> None:
    form = LETTER_FORMS[kind]
    always = {"occurred_at", "dies_at"}
    needed = {name: value for name, value in facts(kind).items() if name in form.needed | always}
    for channel in form.channels:
        render(kind, channel, needed, BRAND)
        for name in form.needed:
            rest = {other: value for other, value in needed.items() if other != name}
            with pytest.raises(ValueError, match=f"lacks {name}") as refused:
                render(kind, channel, rest, BRAND)
            assert not [value for value in rest.values() if value in str(refused.value)]


@pytest.mark.parametrize("kind", LetterKind)
def test_a_fact_that_nobody_knows_is_refused(kind: LetterKind) -> None:
    channel = min(LETTER_FORMS[kind].channels)
    with pytest.raises(ValueError, match="does not know password"):
        render(kind, channel, facts(kind, password="Harbor731"), BRAND)


def test_a_template_names_what_its_kind_needs_and_nothing_unheard_of() -> None:
    may_lack = FACT_NAMES - SECRETS | {"link", "company", "moment", "minutes", "hours"}
    for kind in LetterKind:
        source = (TEMPLATES / f"{kind}.j2").read_text("utf-8")
        named = meta.find_undeclared_variables(Environment(autoescape=True).parse(source))
        assert LETTER_FORMS[kind].needed <= named <= LETTER_FORMS[kind].needed | may_lack, kind


def test_a_mistake_in_a_template_is_an_error_not_a_blank() -> None:
    from services.delivery.letters import _environment

    with pytest.raises(Exception, match="'unheard_of' is undefined"):
        _environment().from_string("{{ unheard_of }}").render()
    source = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.j2"))
    assert not list(Environment(autoescape=True).parse(source).find_all(nodes.FilterBlock))
    assert "|safe" not in re.sub(r"\s", "", source)


def test_the_text_of_the_one_time_code_is_the_manuals() -> None:
    sentence = "暫時通行碼為1234567。請於申請5分鐘內完成驗證,且限單次有效。"
    sms = render(LetterKind.ONE_TIME_CODE, Channel.SMS, facts(LetterKind.ONE_TIME_CODE), BRAND)
    mail = render(LetterKind.ONE_TIME_CODE, Channel.EMAIL, facts(LetterKind.ONE_TIME_CODE), BRAND)
    assert sentence in sms.text
    assert sentence in mail.text
    assert mail.subject.startswith("凱基證券線上補發密碼之暫時通行碼")
    for text in (sms.text, mail.text):
        assert re.findall(r"暫時通行碼為([0-9]{7})(?![0-9])", text) == ["1234567"]
        assert "AB2C" in text


def test_the_text_of_the_activation_letter_is_the_manuals() -> None:
    given = facts(LetterKind.ACTIVATION, link=ONE["link"])
    text = render(LetterKind.ACTIVATION, Channel.EMAIL, given, BRAND).text
    assert text.startswith("線上密碼補發無憑證申請\n\n親愛的投資人,您好:\n\n")
    assert (
        "您於2023/04/10 12:31:25申請密碼補發,請您於24小時內點開下方連結,到網站上執行發送簡訊以取得"
        "暫時通行碼,輸入暫時通行碼後,即可開始重設新密碼。"
    ) in text
    assert f"啟動電子登入密碼 {ONE['link']}\n" in text
    assert "啟動碼:ABCD-EFGH-JKMN-0123\n" in text
    assert "密碼補發 ▶ 輸入啟動碼" in text
    assert "(F7)" in text
    assert "有效至2023/04/11 12:31:25。" in text


def test_without_a_page_to_open_the_letter_names_no_link() -> None:
    letter = render(LetterKind.ACTIVATION, Channel.EMAIL, facts(LetterKind.ACTIVATION), BRAND)
    assert letter.html
    for text in (letter.text, letter.html):
        assert "連結" not in text
        assert "啟動電子登入密碼" not in text
        assert "link" not in text
        assert "href" not in text
    assert "請於密碼中心「密碼補發 ▶ 輸入啟動碼」(F7)輸入。" in letter.text


@pytest.mark.parametrize("channel", Channel)
def test_the_letter_of_an_initial_password_tells_its_end_and_no_password(channel: Channel) -> None:
    kind = LetterKind.INITIAL_PASSWORD_ISSUED
    letter = render(kind, channel, facts(kind), BRAND)
    assert re.search("補發.*初始密碼", letter.text)
    assert "2023/04/11 12:31:25" in letter.text
    assert channel is Channel.SMS or "The initial password is good until 2023/04/11 12:31:25" in letter.text
    assert not re.search("[0-9]{7}", letter.text.replace("0800-085005", ""))


def test_an_activation_code_never_travels_by_sms() -> None:
    with pytest.raises(ValueError, match="does not travel by sms"):
        render(LetterKind.ACTIVATION, Channel.SMS, facts(LetterKind.ACTIVATION), BRAND)


@pytest.mark.parametrize(("kind", "channel"), EVERY)
def test_no_subject_names_a_secret_and_no_letter_another_line_of_it(
    kind: LetterKind, channel: Channel
) -> None:
    given = facts(kind, link=ONE["link"])
    letter = render(kind, channel, given, BRAND)
    assert not [name for name in SECRETS & given.keys() if given[name] in letter.subject]
    assert not re.search(r"[0-9]{7}", letter.subject)
    assert "\n" not in letter.subject
    assert repr(letter) == "Letter()"


@pytest.mark.parametrize(("kind", "channel"), EVERY)
def test_a_time_stands_in_the_manuals_format_in_taipei(kind: LetterKind, channel: Channel) -> None:
    text = render(kind, channel, facts(kind), BRAND).text
    times = re.findall(r"\d{4}\D\d{2}\D\d{2}.\d{2}:\d{2}:\d{2}", text)
    assert set(times) <= {"2023/04/10 12:31:25", "2023/04/11 12:31:25"}
    assert times or kind is LetterKind.ONE_TIME_CODE
    assert "+00:00" not in text


@pytest.mark.parametrize(("kind", "channel"), EVERY)
def test_every_letter_says_where_to_call_when_it_was_not_me(kind: LetterKind, channel: Channel) -> None:
    letter = render(kind, channel, facts(kind), BRAND)
    assert re.search("非(您)?本人", letter.text)
    assert "0800-085005(週一至週五 8:00~18:00)" in letter.text
    if channel is Channel.EMAIL:
        assert "This was not you? Call us at once: 0800-085005 (Mon-Fri 8:00-18:00)." in letter.text
        assert letter.html
        assert "0800-085005" in letter.html


@pytest.mark.parametrize("kind", LetterKind)
def test_an_e_mail_says_it_in_chinese_and_then_in_english_in_both_parts(kind: LetterKind) -> None:
    letter = render(kind, Channel.EMAIL, facts(kind), BRAND)
    assert letter.html
    for text in (letter.text, letter.html):
        assert 0 <= text.index("親愛的投資人,您好:") < text.index("敬上") < text.index("Dear customer,")
    for word in re.findall(r"[^\s<>]+", letter.text):
        assert word == "—" or word in re.sub(r"</?strong[^>]*>", "", letter.html), word


@pytest.mark.parametrize("kind", LetterKind)
def test_the_html_fetches_nothing_and_takes_no_fact_for_markup(kind: LetterKind) -> None:
    # as hostile as a fact could be: the code itself is letters and digits
    hostile = {"branch": "<img src=x>\n\nBcc: x", "account": '"><script>', "reference": "<b>"}
    html = render(kind, Channel.EMAIL, facts(kind) | hostile, BRAND).html
    assert html
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {
        *("html", "head", "meta", "title", "body", "div", "h1", "p", "strong", "hr", "a")
    }
    assert not re.findall(r"(?:src|url\(|@import|https?:)", html.replace("&lt;img src=x&gt;", ""))


@pytest.mark.parametrize("kind", [kind for kind, channel in EVERY if channel is Channel.SMS])
def test_the_longest_sms_takes_two_segments_at_most(kind: LetterKind) -> None:
    longest = facts(kind) | LONGEST
    for brand in (BRAND, LONGEST_BRAND):
        text = render(kind, Channel.SMS, longest, brand).text
        assert segments(text) <= MOST_SEGMENTS
        assert "…" not in text
        assert brand.service_line in text


VARIANTS = [
    (LetterKind.LOCK, {"second": "yes"}, "再度鎖定", "again"),
    (LetterKind.UNLOCK, {"log_in_with": "own"}, "請用原密碼登入", None),
    (LetterKind.UNLOCK, {"log_in_with": "initial"}, "請用原初始密碼登入並立即設定新密碼", None),
    (LetterKind.UNLOCK, {"log_in_with": "none"}, "初始密碼已逾期,請使用密碼補發", None),
]


@pytest.mark.parametrize("brand", [BRAND, LONGEST_BRAND])
@pytest.mark.parametrize(("kind", "says", "words", "words_en"), VARIANTS)
def test_a_notice_says_what_helps_now(
    kind: LetterKind, says: dict[str, str], words: str, words_en: str | None, brand: LetterBrand
) -> None:
    for given in (facts(kind, **says), facts(kind) | LONGEST | says):
        sms = render(kind, Channel.SMS, given, brand).text
        assert segments(sms) <= MOST_SEGMENTS
        assert words in sms
        assert brand.service_line in sms
    mail = render(kind, Channel.EMAIL, facts(kind, **says), brand)
    assert words in mail.text
    assert words_en is None or words_en in mail.text
    # nobody is sent to a door that is shut
    assert kind is not LetterKind.LOCK or "密碼解鎖" not in mail.text
    assert says.get("log_in_with") in {None, "own"} or "原密碼登入" not in mail.text + sms


def test_a_first_lock_says_that_it_can_be_unlocked_once() -> None:
    mail = render(LetterKind.LOCK, Channel.EMAIL, facts(LetterKind.LOCK, second=""), BRAND).text
    assert "「密碼解鎖」(需有效憑證)或來電客服中心解鎖,僅限一次" in mail
    assert "再度" not in mail


def test_an_english_tail_stands_only_where_it_fits() -> None:
    fits = render(LetterKind.CONTACT_CHANGE, Channel.SMS, facts(LetterKind.CONTACT_CHANGE), BRAND)
    assert fits.text.endswith(" Contact data changed. Not you? Call 0800-085005")
    long = facts(LetterKind.CONTACT_CHANGE, branch="總" * 20)
    assert not re.search("[a-z]", render(LetterKind.CONTACT_CHANGE, Channel.SMS, long, BRAND).text)


def test_segments_are_counted_as_the_network_does() -> None:
    assert [segments(text) for text in ("", "碼" * 70, "碼" * 71, "碼" * 134, "碼" * 135)] == [1, 1, 2, 2, 3]
    assert segments("😀" * 35) == 1
    assert segments("😀" * 36) == 2


def test_a_row_of_the_outbox_makes_the_same_letter_at_every_try() -> None:
    written = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    message = OutgoingMessage(
        *("0" * 32, Channel.SMS, "one_time_code", "0900000001", {"code": "1234567"}),
        *(written, written + timedelta(minutes=5), "AB2C"),
    )
    first, second = (letter_of(message, BRAND) for _ in range(2))
    assert first == second
    assert "暫時通行碼為1234567。請於申請5分鐘內完成驗證" in first.text
    assert "代號AB2C" in first.text
