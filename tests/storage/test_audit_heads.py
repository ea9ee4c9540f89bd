import os
import threading
from pathlib import Path

import pytest

from storage.audit_entry import AuditHead
from storage.audit_heads import HeadsFile
from storage.keyring import Keyring, Purpose

KEYS = Keyring({purpose: {1: bytes(32)} for purpose in Purpose})


def head(chain: str, seq: int) -> AuditHead:
    return AuditHead(chain, seq, seq.to_bytes(32, "big"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "heads.txt"


def test_the_newest_of_each_chain_wins_whatever_the_order(path: Path) -> None:
    heads = HeadsFile(path, KEYS)
    for seq in (1, 3, 2):
        assert heads.append([head("台北", seq)])
    heads.append([head("高雄", 1), head("-", 4)])
    assert heads.newest() == {"台北": head("台北", 3), "高雄": head("高雄", 1), "-": head("-", 4)}
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text("utf-8").splitlines()[0].startswith(f"台北 1 {1:064x} ")
    heads.close()


def test_a_file_that_is_not_there_knows_nothing(path: Path) -> None:
    assert HeadsFile(path, KEYS).newest() == {}


@pytest.mark.parametrize("chain", ["two words", "line\nbreak", "back\\slash\\n", "\r", "a 7 b", "\u2028"])
def test_any_name_of_a_branch_comes_back(path: Path, chain: str) -> None:
    heads = HeadsFile(path, KEYS)
    heads.append([head(chain, 5), head("next", 1)])
    assert heads.newest() == {chain: head(chain, 5), "next": head("next", 1)}
    heads.close()


def test_torn_lines_are_passed_over(path: Path) -> None:
    heads = HeadsFile(path, KEYS)
    heads.append([head("台北", 7)])
    heads.append([head("台北", 8)])
    seven, eight = path.read_text("utf-8").splitlines()
    path.write_text(f"{seven}\n台北 9 00ff\n{eight[:-3]}\ngarbage\n\n{eight}", "utf-8")
    assert heads.newest() == {"台北": head("台北", 8)}
    heads.close()


def test_a_forged_line_counts_for_nothing(path: Path) -> None:
    heads = HeadsFile(path, KEYS)
    heads.append([head("台北", 7)])
    line = path.read_text("utf-8").strip()
    for forged in (line.replace(" 7 ", " 9 "), line.replace("台北", "高雄"), line[:-64] + "0" * 64):
        path.write_text(f"{forged}\n{line}\n{forged}\n", "utf-8")
        assert heads.newest() == {"台北": head("台北", 7)}
    heads.close()


def test_it_is_begun_with_a_line_of_its_own(path: Path) -> None:
    heads = HeadsFile(path, KEYS, compact_bytes=400)
    assert not heads.begun()
    heads.begin()
    assert (heads.begun(), heads.newest()) == (True, {})
    for seq in range(1, 9):  # compacted on the way
        heads.append([head("台北", seq)])
    assert (heads.begun(), heads.newest()) == (True, {"台北": head("台北", 8)})
    path.write_text("", "utf-8")
    heads.append([head("台北", 9)])
    assert not heads.begun()
    heads.close()


def test_what_could_not_be_written_is_written_the_next_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = HeadsFile(path, KEYS)

    def full(*_: object) -> int:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        assert not heads.append([head("台北", 1)])
        assert not heads.append([head("高雄", 1)])
    assert heads.append([head("台北", 2)])
    assert heads.newest() == {"台北": head("台北", 2), "高雄": head("高雄", 1)}
    heads.close()


def test_a_folder_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    heads = HeadsFile(tmp_path / "gone" / "heads.txt", KEYS)
    assert not heads.append([head("台北", 1)])
    (tmp_path / "gone").mkdir()
    assert heads.append([])
    assert heads.newest() == {"台北": head("台北", 1)}
    heads.close()


def test_a_file_that_was_removed_is_made_anew(path: Path) -> None:
    heads = HeadsFile(path, KEYS)
    heads.append([head("台北", 1)])
    path.unlink()
    heads.append([head("台北", 2)])
    assert heads.newest() == {"台北": head("台北", 2)}
    heads.close()
    heads.append([head("台北", 3)])
    assert heads.newest() == {"台北": head("台北", 3)}
    heads.close()


def test_several_writers_compact_without_losing_a_head(path: Path) -> None:
    """Each has its own handles, as processes have; the file is put in place anew many times meanwhile."""
    writers = [HeadsFile(path, KEYS, compact_bytes=2000) for _ in range(4)]

    def write(number: int) -> None:
        for seq in range(1, 201):
            assert writers[number].append([head(f"chain {number}", seq), head("shared", seq * 4 + number)])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {f"chain {number}": head(f"chain {number}", 200) for number in range(4)}
    assert writers[0].newest() == {**expected, "shared": head("shared", 803)}
    assert path.stat().st_size < 4000
    for writer in writers:
        writer.close()
