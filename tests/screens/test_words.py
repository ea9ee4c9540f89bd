"""Every sentence in both languages, with the same facts, short enough for its row."""

import pkgutil
import string
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from rich.cells import cell_len

from screens import words
from screens.brand import Brand
from screens.plain import fit, wrap
from screens.words import (
    accounts,
    certificate,
    change,
    common,
    demo,
    errors,
    login,
    notices,
    unlock,
    withdrawal,
)
from screens.words.demo_stories import STORIES, STORY
from screens.words.phrase import Language, Phrase
from services.certificates.port import Need
from services.demo_file import read_demo_people
from services.demo_people import DemoStanding
from services.errors import ErrorCode
from services.expiry import ExpiryState
from services.password_rules import Rule
from services.robot_check import Operation
from services.unlock import LogInWith
from services.withdrawal_rules import WithdrawalRule
from storage.records import Business

FIELD_ROW = 76
"""Cells of a row of a form at 80 columns."""


def phrases_in(value: Any) -> Iterator[Phrase]:
    if isinstance(value, Phrase):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from phrases_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from phrases_in(inner)


def all_phrases() -> list[tuple[str, Phrase]]:
    modules = [
        import_module(f"screens.words.{module.name}") for module in pkgutil.iter_modules(words.__path__)
    ]
    named = (
        (f"{module.__name__}.{name}", value) for module in modules for name, value in vars(module).items()
    )
    return [(name, phrase) for name, value in named for phrase in phrases_in(value)]


def facts_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_words() -> None:
    assert len(all_phrases()) > 100


def test_every_phrase_speaks_both_languages_of_the_same_facts() -> None:
    for name, phrase in all_phrases():
        assert bool(phrase.zh) == bool(phrase.en), name
        if phrase not in (login.QUESTION, change.NEW, STORY):
            assert facts_of(phrase.zh) == facts_of(phrase.en), name


def test_every_refusal_has_a_sentence() -> None:
    assert set(errors.SENTENCES) == set(ErrorCode)


@pytest.mark.parametrize("language", Language)
def test_a_refusal_fits_its_row(language: Language) -> None:
    for code, sentence in errors.SENTENCES.items():
        facts = {
            "attempts_left": 2,
            "tries_left": 2,
            "digits": 7,
            "seconds": 119,
            "reference": "W7K2",
            "strikes": 3,
            "until": "10:15",
            "minimum": 7,
            "maximum": 10,
            "count": 3,
            "limit": 8,
            "length": 6,
        }
        filled = sentence.filled(**facts)
        text = common.ERROR.text(language, sentence=filled.text(language))
        assert cell_len(text) <= FIELD_ROW, (code, cell_len(text))


def test_what_a_service_names_has_words() -> None:
    assert set(change.RULES) == {rule.value for rule in Rule}
    assert set(withdrawal.RULES) == {rule.value for rule in WithdrawalRule}
    assert set(accounts.BUSINESSES) == {business.value for business in Business}
    assert set(accounts.EXPIRY_STATES) == {state.value for state in ExpiryState}
    assert set(demo.STANDINGS) == {standing.value for standing in DemoStanding}
    assert set(unlock.LOG_IN) == {kind.value for kind in LogInWith}
    assert set(certificate.ASKS) == {need.value for need in Need}
    assert {operation.value for operation in Operation} == {"add", "subtract", "multiply"}


def test_every_story_of_the_demo_is_told_in_chinese_too() -> None:
    assert set(STORIES) == {demo.story for demo in read_demo_people()}


def test_the_manual_to_the_letter() -> None:
    facts = Brand().facts(Language.CHINESE)
    notice = notices.LOGIN[1].text(Language.CHINESE, **facts)
    assert notice == (
        "若密碼錯誤次數累計達3次,為了安全,帳戶將鎖定無法再登入。"
        "請本人來電客服中心(0800-085005,週一至週五 8:00~18:00),"
        "我們的服務人員在電話核對本人資料後,即可協助解鎖(僅限一次)"
    )
    assert notices.CHANGE[0].zh.endswith("不可設定特殊符號(如/,;\\等)或空白,請使用半形之英數字設定。")
    assert change.SYNC_VOICE.zh == "語音密碼與網路密碼同步變更 (您亦可透過語音下單專線,單獨進行語音密碼變更)"
    assert [notice.text(Language.CHINESE, **facts) for notice in notices.UNLOCK] == [
        "此功能僅提供解除您的密碼鎖定,若您已忘記密碼,請改用線上補發密碼功能。",
        "出生年月日請輸入西元年。例如出生日期為2002年2月1號,請輸入:20020201。",
        "進行【密碼解鎖】前,請確認目前使用的電腦存有凱基證券的有效憑證。解鎖成功後,請用原密碼登入。",
        "為了您的交易安全,本公司僅提供1次的線上解鎖服務,若解除鎖定後仍未成功登入,再度錯誤3次(累計6次),"
        "請使用線上補發密碼或請您親持身份證及原留印鑑至全國任何一家分行臨櫃辦理。",
    ]
    for code, sentence in {
        ErrorCode.IDENTITY_MISMATCH: "輸入資料有誤,請確認後重新輸入。",
        ErrorCode.UNLOCK_USED: "線上解鎖僅提供1次,請使用密碼補發或臨櫃辦理。",
        ErrorCode.NOT_LOCKED: "帳戶未鎖定,請用原密碼登入。",
        ErrorCode.NO_CERTIFICATE: "此裝置無有效憑證,無法線上解鎖。",
    }.items():
        assert errors.SENTENCES[code].zh == sentence
    assert change.NEW.text(Language.CHINESE, minimum=7, maximum=10) == "▶新密碼(7~10位英數字)"
    refused = errors.SENTENCES[ErrorCode.LOGIN_REFUSED].filled(strikes=3).text(Language.CHINESE)
    assert refused == "身分證字號或密碼錯誤,或帳戶已鎖定。錯誤累計達3次將鎖定。"


def test_a_brand_that_names_an_unknown_fact_is_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        Brand(login_notices=(Phrase("{fax}", "{fax}"),))


def test_lines_break_like_a_printer_breaks_them() -> None:
    assert wrap("密碼為7~10位,英文", 10) == ("密碼為7~10", "位,英文")
    assert wrap("一二三四,五", 8) == ("一二三", "四,五")
    assert wrap("customer service yourself", 16) == ("customer service", "yourself")
    assert wrap("x" * 25, 10) == ("x" * 10, "x" * 10, "x" * 5)
    assert wrap("", 10) == ("",)
    for width in range(2, 60):
        assert all(cell_len(line) <= width for line in wrap(notices.LOGIN[1].zh, width))


def test_cells_are_counted_not_characters() -> None:
    assert fit("歐陽建國", 6) == "歐陽… "
    assert fit("ab", 4) == "ab  "
