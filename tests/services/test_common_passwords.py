"""The lists of common passwords: big enough, within the policy, and ours typed right."""

import subprocess
import sys
import threading
from importlib import resources

from services.common_passwords import CommonPasswords
from services.policy import Policy

KEYS = dict(
    zip(
        "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦˊˇˋ˙",
        "1qaz2wsxedcrfv5tgbyhnujm8ik,9ol.0p;/-6347",
        strict=True,
    )
)


def zhuyin() -> list[tuple[str, str, str]]:
    text = resources.files("services").joinpath("data/zhuyin-words.txt").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(keys, word, reading) for keys, word, reading in rows]


def test_at_least_3000_and_all_within_the_policy() -> None:
    words = CommonPasswords(Policy()).load()
    assert len(words) >= 3_000
    assert all(7 <= len(word) <= 10 and word.isascii() and word.isalnum() for word in words)


def test_other_lengths_bring_other_words() -> None:
    words = CommonPasswords(Policy(password_min_length=12, password_max_length=14)).load()
    assert words
    assert all(12 <= len(word) <= 14 for word in words)


def test_zhuyin_words_are_what_the_keys_type() -> None:
    rows, common = zhuyin(), CommonPasswords(Policy())
    assert len({keys for keys, _, _ in rows}) == len(rows) >= 150
    for keys, word, reading in rows:
        assert keys == "".join(KEYS[sign] for sign in reading.replace(" ", ""))
        assert len(reading.split()) == len(word)
        assert 7 <= len(keys) <= 10
        assert keys.isalnum()
        assert keys in common


def test_many_threads_read_the_lists_once() -> None:
    common = CommonPasswords(Policy())
    found: list[frozenset[str]] = []
    threads = [threading.Thread(target=lambda: found.append(common.load())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {id(words) for words in found} == {id(common.load())}


def test_importing_reads_nothing() -> None:
    code = "import sys, services.password_rules, services.common_passwords; print('zxcvbn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
