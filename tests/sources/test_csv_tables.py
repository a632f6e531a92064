from __future__ import annotations

import csv
from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.sources import csv_tables
from plansheet.sources.blocks import tidy
from plansheet.sources.csv_tables import read_csv
from plansheet.sources.refusal import UnreadableError

if TYPE_CHECKING:
    from plansheet.sources.document import SourceTable

FILE = "parks 2018-21.csv"


def texts(table: SourceTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_tables_are_parted_by_blank_lines_and_named_by_the_line_above() -> None:
    lines = [
        "Parks service plan,,",
        "Performance indicators,,",
        "Ref,Indicator,2018/19 Target",
        'CP01,"Litter, bins',
        'and parks","7,500"',
        ",,",
        "Risks",
        "Ref,Risk",
        "1,Staff",
    ]
    document, problems = read_csv("\r\n".join(lines).encode(), FILE)
    assert problems == ()
    assert document.title == "Parks service plan"
    first, second = document.tables
    assert first.headings == ("Parks service plan", "Performance indicators")
    assert texts(first) == [["CP01", "Litter, bins\nand parks", "7,500"]]
    assert (first.at, first.rows[0].cells[2].at, first.sheet) == ("A3", "C4", "")
    assert (second.headings, second.columns, second.at) == (("Risks",), ("Ref", "Risk"), "A7")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_codes_are_found_out(delimiter: str, codec: str) -> None:
    rows = [["Risks"], ["Ref", "Risk"], ["1", "Costs: £5,000; or more"], ["2", "Staff; ICT"]]
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    document, problems = read_csv(stream.getvalue().encode(codec), FILE)
    assert problems == ()
    assert texts(document.tables[0]) == rows[2:]


def test_windows_text_is_read_with_a_note() -> None:
    document, problems = read_csv("Ref,Risk\n1,Costs: £5".encode("cp1252"), FILE)
    assert texts(document.tables[0]) == [["1", "Costs: £5"]]
    assert [item.code for item in problems] == ["plan-encoding"]


def test_excel_s_own_first_line_names_the_delimiter() -> None:
    document, _ = read_csv(b"sep=;\r\nA,B;C,D\r\n1,2;3,4\r\n", FILE)
    assert document.tables[0].columns == ("A,B", "C,D")
    assert document.tables[0].at == "A1"


def test_an_unknown_delimiter_is_not_believed() -> None:
    document, _ = read_csv(b"sep=|,\nA,B\n1,2", FILE)
    assert document.tables[0].headings == ("sep=|",)


def test_a_row_that_goes_on_past_its_headings_is_told() -> None:
    document, problems = read_csv(b"Ref,Risk\n1,Staff, ICT,\n2,Fraud", FILE)
    assert texts(document.tables[0]) == [["1", "Staff"], ["2", "Fraud"]]
    assert [(item.code, item.place.cell) for item in problems] == [("row-spills", "C2")]
    assert "'ICT' is not used" in problems[0].message
    assert "holds a comma" in problems[0].message


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "there is no table in it"),
        (b"Only words\nand more", "there is no table in it"),
        (b"A,B\0", "it is not a file of text"),
        (b"A,B\x81\n", "it is not a file of text"),
        (b"\xff\xfeA", "it is not a file of text"),
        (b"PK\x03\x04", "it is not a file of text but an Excel workbook or the like, renamed"),
        (b"A," + b"x" * 200_000, "it is larger than a plan can be"),
    ],
)
def test_what_is_no_plan_is_turned_away(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_csv(data, FILE)
    assert caught.value.why == why


def test_a_file_over_the_limit_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_tables, "MOST_BYTES", 3)
    with pytest.raises(UnreadableError, match="larger than a plan can be"):
        read_csv(b"A,B\n", FILE)


LETTERS = st.text("abcABC £'\"\n1.%", max_size=12).map(tidy)


@given(
    st.lists(st.lists(LETTERS, min_size=3, max_size=3).filter(any), min_size=1, max_size=6),
    st.sampled_from(",;\t"),
)
def test_tables_come_back_as_they_went(rows: list[list[str]], delimiter: str) -> None:
    columns = ["Ref", "Risk", "Reason"]
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([columns, *rows])
    document, problems = read_csv(stream.getvalue().encode(), FILE)
    assert problems == ()
    assert [([*table.columns], texts(table)) for table in document.tables] == [(columns, rows)]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_turned_away(data: bytes) -> None:
    with suppress(UnreadableError):
        document, _ = read_csv(data, FILE)
        assert document.tables
