"""The rules for a new withdrawal password, live (§1.0, R-ACC-3, R-ACC-6)."""

import pytest

from services.change_form import WithdrawalBlock
from services.secret import Secret
from services.withdrawal_rules import WithdrawalRule as Rule
from services.withdrawal_rules import judge_withdrawal


def judged(
    new: str, *, old: str = "", confirm: str = "", login: tuple[str, ...] = ()
) -> dict[Rule, bool | None]:
    typed = WithdrawalBlock(Secret(old), Secret(new), Secret(confirm))
    return {verdict.rule: verdict.met for verdict in judge_withdrawal(typed, map(Secret, login), length=6)}


def test_nothing_is_judged_before_anything_is_typed() -> None:
    assert set(judged("", old="Wd88cd", confirm="Wd77xy", login=("Harbor88k",)).values()) == {None}


@pytest.mark.parametrize(
    ("new", "length", "alphabet"),
    [("Wd77xy", True, True), ("Wd77x", False, True), ("Wd77xyz", False, True), ("Wd77x!", True, False)],
)
def test_exactly_six_letters_and_digits(new: str, length: bool, alphabet: bool) -> None:
    verdicts = judged(new)
    assert (verdicts[Rule.LENGTH], verdicts[Rule.ALPHABET]) == (length, alphabet)
    assert verdicts[Rule.NOT_OLD] is verdicts[Rule.NOT_LOGIN] is verdicts[Rule.CONFIRMED] is None


def test_it_differs_from_what_is_known() -> None:
    other = judged("Wd77xy", old="Wd88cd", confirm="Wd77xy", login=("", "Harbor88k"))
    assert set(other.values()) == {True}
    same = judged("Wd77xy", old="Wd77xy", confirm="Wd77x", login=("Wd77xy", ""))
    assert [same[rule] for rule in (Rule.NOT_OLD, Rule.NOT_LOGIN, Rule.CONFIRMED)] == [False] * 3
