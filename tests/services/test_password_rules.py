"""What a new password must be (requirements §1.0): every rule, their order, the figures."""

import string
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common_passwords import CommonPasswords
from services.errors import ErrorCode, ServiceError
from services.password_advisor import PasswordAdvisor
from services.password_rules import PasswordRules, Rule, count_runs, personal_data
from services.policy import Policy
from services.secret import Secret
from tests.kit import person

POLICY = Policy()
COMMON = CommonPasswords(POLICY)
RULES = PasswordRules(POLICY, COMMON)
SOMEBODY = person()
IN_ORDER = [
    Rule.LENGTH,
    Rule.FULL_WIDTH,
    Rule.ALPHABET,
    Rule.LETTER_AND_DIGIT,
    Rule.PERSONAL,
    Rule.RUNS,
    Rule.COMMON,
]
ALNUM = string.ascii_letters + string.digits


def refusal(candidate: str, rules: PasswordRules = RULES) -> ErrorCode | None:
    try:
        rules.require(candidate, SOMEBODY)
    except ServiceError as refused:
        return refused.code
    return None


@pytest.mark.parametrize("candidate", ["Kiosk27x", "Harbor9", "q7Tz3mB9Kd", "Rain4Tea"])
def test_good(candidate: str) -> None:
    assert refusal(candidate) is None


@pytest.mark.parametrize(
    ("candidate", "code"),
    [
        ("Ab3dX9", ErrorCode.PASSWORD_LENGTH),
        ("Ab3dX9Ab3dX", ErrorCode.PASSWORD_LENGTH),
        ("x1" * 3_000, ErrorCode.PASSWORD_LENGTH),
        ("Ｒain4Tea", ErrorCode.PASSWORD_FULL_WIDTH),
        ("密碼Rain4", ErrorCode.PASSWORD_FULL_WIDTH),
        ("Rain4\u3000Tea", ErrorCode.PASSWORD_FULL_WIDTH),
        ("Rain4/Tea", ErrorCode.PASSWORD_ALPHABET),
        ("Rain4 Tea", ErrorCode.PASSWORD_ALPHABET),
        ("Rain4é7x", ErrorCode.PASSWORD_ALPHABET),
        ("Rain4\x00Te", ErrorCode.PASSWORD_ALPHABET),
        ("[b]Rain4", ErrorCode.PASSWORD_ALPHABET),
        ("QmzRtwkp", ErrorCode.PASSWORD_LETTER_AND_DIGIT),
        ("28471935", ErrorCode.PASSWORD_LETTER_AND_DIGIT),
        ("x12345y6", ErrorCode.PASSWORD_PERSONAL),
        ("a1234q7k", ErrorCode.PASSWORD_PERSONAL),
        ("wAa1234q", ErrorCode.PASSWORD_PERSONAL),
        ("19800101a", ErrorCode.PASSWORD_PERSONAL),
        ("q980010z", ErrorCode.PASSWORD_PERSONAL),
        ("k690101x", ErrorCode.PASSWORD_PERSONAL),
        ("t06901x7", ErrorCode.PASSWORD_PERSONAL),
        ("q09000xy", ErrorCode.PASSWORD_PERSONAL),
        ("zz46801k", ErrorCode.PASSWORD_PERSONAL),
        ("aaaa1111", ErrorCode.PASSWORD_RUNS),
        ("abcd4321", ErrorCode.PASSWORD_RUNS),
        ("aAaA2222", ErrorCode.PASSWORD_RUNS),
        ("FEDCBA98", ErrorCode.PASSWORD_RUNS),
        ("1qaz2wsx", ErrorCode.PASSWORD_COMMON),
        ("PASSWORD1", ErrorCode.PASSWORD_COMMON),
        ("Trustno1", ErrorCode.PASSWORD_COMMON),
        ("ji394su3", ErrorCode.PASSWORD_COMMON),
        ("JI394SU3", ErrorCode.PASSWORD_COMMON),
        ("Kgisec88", ErrorCode.PASSWORD_COMMON),
        ("7kaiji29", ErrorCode.PASSWORD_COMMON),
    ],
)
def test_refused_with_the_reason(candidate: str, code: ErrorCode) -> None:
    assert refusal(candidate) is code


def test_length_says_the_figures() -> None:
    with pytest.raises(ServiceError) as caught:
        RULES.require("short1", SOMEBODY)
    assert caught.value.field == "new"
    assert caught.value.facts == {"minimum": 7, "maximum": 10}


def test_order() -> None:
    assert [verdict.rule for verdict in RULES.judge("x", SOMEBODY)] == IN_ORDER


def test_nothing_typed_is_not_judged() -> None:
    assert {verdict.met for verdict in RULES.judge("", SOMEBODY)} == {None}


def test_too_short_waits_with_runs_and_common() -> None:
    verdicts = {verdict.rule: verdict.met for verdict in RULES.judge("ab1", SOMEBODY)}
    assert verdicts[Rule.RUNS] is None
    assert verdicts[Rule.COMMON] is None
    assert verdicts[Rule.LENGTH] is False
    assert verdicts[Rule.PERSONAL] is True


def test_figures_of_the_policy() -> None:
    lax = Policy(password_needs_letter_and_digit=False, password_max_runs=0, password_personal_run=10)
    rules = PasswordRules(lax, CommonPasswords(lax))
    assert refusal("QmzRtwkp", rules) is None
    assert refusal("abcdeghi", rules) is None
    assert refusal("x12345y6", rules) is None
    assert refusal("A123456789", rules) is ErrorCode.PASSWORD_PERSONAL


def test_before_the_republic_there_is_no_roc_date() -> None:
    assert personal_data(person(birth=date(1905, 5, 5)))[1:2] == ("19050505",)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", 0),
        ("a", 1),
        ("ab", 1),
        ("ac", 2),
        ("abcd1234", 2),
        ("7654321", 1),
        ("abcba", 2),
        ("aab", 2),
        ("a1b2c3", 6),
        ("9012", 2),
        ("aAbB", 2),
    ],
)
def test_runs(text: str, runs: int) -> None:
    assert count_runs(text) == runs


def _fewest(text: str) -> int:
    """The fewest runs over every way of cutting, tried one by one."""

    def straight(piece: str) -> bool:
        steps = {ord(b) - ord(a) for a, b in pairwise(piece)}
        return len(steps) <= 1 and steps <= {-1, 0, 1}

    best = [0]
    for end in range(1, len(text) + 1):
        best.append(min(best[start] + 1 for start in range(end) if straight(text[start:end])))
    return best[-1]


@given(st.text("abcd123", max_size=10))
def test_greedy_runs_are_the_fewest(text: str) -> None:
    assert count_runs(text) == _fewest(text)


@given(st.text(max_size=20))
def test_what_passes_is_what_the_policy_says(candidate: str) -> None:
    if refusal(candidate) is None:
        assert 7 <= len(candidate) <= 10
        assert set(candidate) <= set(ALNUM)
        assert set(candidate) & set(string.digits)
        assert set(candidate) & set(string.ascii_letters)


@given(st.text(ALNUM, min_size=7, max_size=10), st.integers(0, 9), st.sampled_from(personal_data(SOMEBODY)))
def test_five_of_anything_personal_are_refused(text: str, start: int, known: str) -> None:
    piece = known[start : start + 5]
    candidate = (piece.upper() + text)[:9] + "x"
    if len(piece) == 5:
        assert not {v.rule: v.met for v in RULES.judge(candidate, SOMEBODY)}[Rule.PERSONAL]


@given(st.text(max_size=12))
def test_the_first_missed_rule_is_the_refusal(candidate: str) -> None:
    missed = [verdict.rule for verdict in RULES.judge(candidate, SOMEBODY) if verdict.met is False]
    code = refusal(candidate)
    assert (code is None) == (not missed and candidate != "")
    if missed and code:
        assert code.value == f"password_{missed[0].value}"


def test_advisor() -> None:
    advisor = PasswordAdvisor(RULES, SOMEBODY)

    def met(new: str, confirm: str) -> dict[Rule, bool | None]:
        return {verdict.rule: verdict.met for verdict in advisor.judge(Secret(new), Secret(confirm))}

    assert met("Rain4Tea", "")[Rule.CONFIRMED] is None
    assert met("Rain4Tea", "Rain4")[Rule.CONFIRMED] is False
    assert set(met("Rain4Tea", "Rain4Tea").values()) == {True}
    assert met("x12345y6", "")[Rule.PERSONAL] is False
    advisor.forget()
    assert met("x12345y6", "")[Rule.PERSONAL] is None
