"""Properties of what reads a file: whatever is in it, every line is told once, and none is lost."""

import base64
import csv
import io
import tempfile
import tracemalloc
from pathlib import Path
from typing import TextIO, cast

import pytest
from argon2 import extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from services.customer_import.cells import BUSINESSES, same_id
from services.customer_import.columns import ORDER, Heading
from services.customer_import.customer import CustomerReader, GroupRefused, Line
from services.customer_import.reasons import CellRefused, ImportRefused
from services.customer_import.records import LONGEST_LINE, MOST_CELLS, Record, read_records
from services.customer_import.source import examine, open_text
from services.customer_import.verifiers import read_verifier
from services.policy import Policy
from storage.records import Business
from tests.kit import START

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ROW = st.lists(TEXT, min_size=2, max_size=5)


def written(rows: list[list[str]], end: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def read(text: str) -> list[Record]:
    return list(read_records(io.StringIO(text, newline="")))


@given(st.lists(ROW, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_written_is_read(rows: list[list[str]], end: str) -> None:
    records = read(written(rows, end))
    assert [record.cells for record in records] == rows
    assert all(record.readable for record in records)
    assert [record.line for record in records] == sorted({record.line for record in records})


@given(st.text(max_size=300))
def test_any_text_is_read_to_its_end(text: str) -> None:
    records = read(text)
    assert [record.line for record in records] == sorted({record.line for record in records})
    # an unreadable record keeps its text; nothing falls between two records
    if not any(record.readable for record in records) and records:
        assert "".join(record.cells[0] for record in records) in text


@given(st.lists(ROW, min_size=1, max_size=4), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
@settings(deadline=None)
def test_a_file_says_itself_how_it_is_written(rows: list[list[str]], encoding: str) -> None:
    text = written([["id_number", "name"], *rows], "\r\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(text.encode(encoding))
        source = examine(path)
        with open_text(source) as reading:
            assert [record.cells for record in read_records(reading.text)][1:] == rows


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(data)
        try:
            source = examine(path)
        except ImportRefused:
            return
        with open_text(source) as reading:
            assert len(list(read_records(reading.text))) <= len(data)


@given(st.lists(TEXT, max_size=14))
def test_any_heading_is_taken_or_refused(names: list[str]) -> None:
    try:
        heading = Heading.read(names)
    except ImportRefused as refused:
        told = refused.facts.get("columns", refused.fault.value)
    else:
        told = ", ".join(heading.names)
        assert set(heading.names) <= {*ORDER, "refused_line", "refused_reason"}
    assert told


CELL = TEXT | st.sampled_from(["A123456789", *BUSINESSES, "19800101", "", "1"])


@given(st.lists(st.tuples(*[CELL] * len(ORDER)), min_size=1, max_size=3))
def test_any_cells_are_a_customer_or_refused_line_by_line(lines: list[tuple[str, ...]]) -> None:
    told: list[int] = []
    try:
        customer = CustomerReader(Policy(), START).read([Line(cells) for cells in lines])
    except GroupRefused as refused:
        told = [fault.index for fault in refused.faults]
    else:
        assert len(customer.accounts) == len(customer.person.account_numbers) == len(lines)
        assert all(isinstance(account.business, Business) for account in customer.accounts)
    assert told in ([], list(range(len(lines))))


BASE64 = st.text("ABCwxyz019+/", min_size=8, max_size=60) | st.binary(min_size=8, max_size=40).map(
    lambda data: base64.b64encode(data).rstrip(b"=").decode()
)


@given(st.integers(7000, 70_000), st.integers(0, 12), st.integers(0, 6), BASE64, BASE64)
def test_a_verifier_that_is_taken_can_be_read_by_argon2(m: int, t: int, p: int, salt: str, tag: str) -> None:
    text = f"$argon2id$v=19$m={m},t={t},p={p}${salt}${tag}"
    try:
        read_verifier(text)
    except CellRefused:
        return
    found = extract_parameters(text)
    assert (found.memory_cost, found.time_cost, found.parallelism) == (m, t, p)
    assert found.salt_len >= 8
    assert found.hash_len >= 16


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A123456789", "A123456789", True),
        ("A123456789", "a123456789", True),
        ("A123456789", "Ａ１２３４５６７８９", True),
        (" A123456789", "A123456789", True),
        ("A123456789", "A200000012", False),
        ("a123456789", "A200000012", False),
        ("", "A123456789", False),
        ("x", "y", False),
        ("12345675", "12345675 ", True),
    ],
)
def test_an_id_is_the_same_however_it_is_written(one: str, other: str, same: bool) -> None:
    assert same_id(one, other) == same_id(other, one) == same


def test_a_line_without_end_is_not_kept() -> None:
    records = read("id,name\n" + "x" * (3 * LONGEST_LINE) + "\nA,B\n")
    assert [(record.line, record.cut) for record in records] == [(1, False), (2, True), (3, False)]


class Endless(io.TextIOBase):
    """So many lines of one text, none of them kept."""

    def __init__(self, line: str, count: int) -> None:
        super().__init__()
        self._line = line
        self._count = count

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        self._count -= 1
        return self._line if self._count >= 0 else ""


def test_a_record_without_end_is_bounded_and_the_next_one_is_read() -> None:
    """Quoted cells that go on over many lines: each short, so that no bound of a cell or a line helps."""
    text = cast(TextIO, Endless('a","b\n', 200_000))
    first = next(records := read_records(text))
    assert first.line == 1
    tracemalloc.start()
    count = largest = 0
    for record in records:
        count += 1
        largest = max(largest, sum(map(len, record.cells)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert largest <= LONGEST_LINE
    assert 200 < count < 400
    assert peak < 2_000_000
    assert read("x" + '"\n' + "A,B\n")[-1].cells == ["A", "B"]


def test_lines_of_a_record_without_end_are_told_and_reading_goes_on() -> None:
    lines = ['id,name\n"'] + ['a","b\n'] * 3_000 + ['c"\nA,B\n']
    records = read("".join(lines))
    assert records[0].cells == ["id", "name"]
    assert (records[1].line, records[1].readable) == (2, False)
    assert records[-1].cells == ["A", "B"]


def test_a_line_with_more_cells_than_a_table_has_is_kept_as_it_stands() -> None:
    commas = "," * MOST_CELLS
    records = read(f"id,name\n{commas}\nA,B\n")
    assert (records[1].cells, records[1].readable) == ([f"{commas}\n"], False)
    assert records[2].cells == ["A", "B"]


def test_a_quotation_mark_that_is_not_closed_takes_a_few_lines_not_the_file() -> None:
    rows = "".join(f"A{n},B\n" for n in range(20_000))
    records = read('id,name\n"open,B\n' + rows)
    assert not records[1].readable
    assert records[1].line == 2
    # what it swallowed is kept as it stands, and the rest is read
    assert records[1].cells[0].startswith('"open,B\nA0,B\n')
    assert len(records) > 19_000
    assert records[-1] == Record(20_002, ["A19999", "B"])
