"""`read`: files made to do harm end in a sentence each, and obey nobody in what is written."""

from __future__ import annotations

import json
import os
import struct
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from filled_returns import as_text_of_strangers, filled, with_parts_in_place
from make_returns import council_of_data
from strangers import binary_parts, e_mail, zipped
from town import PARKS_ANSWERS, Q1, Town, codes_of, statuses

from plansheet.arrivals.apart import Apart
from plansheet.arrivals.opened import Request
from plansheet.cli import cli
from plansheet.excel.limits import Limits
from plansheet.excel.read import read_book
from plansheet.model.names import visible
from plansheet.pages import CellKind, FoundBook, FoundCell, FoundSheet

if TYPE_CHECKING:
    from pathlib import Path

    from town import Answers

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet2.xml"
EVIL = "=cmd|'/c calc'!A0 \x1b[2J\x1b]0;owned\x07 \u202excod.\nsecond line"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return council_of_data(tmp_path)


def read_by_command(town: Town, *options: str) -> tuple[int, str]:
    """Return the exit status of `read` and everything that it prints."""
    result = CliRunner().invoke(cli, ["-C", str(town.root), "read", Q1, *options])
    return result.exit_code, result.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_that_would_be_obeyed_is_shown_and_not_obeyed(town: Town) -> None:
    town.drop(f"{EVIL}.xlsx", filled())
    town.drop("b.zip", zipped([(f"{EVIL}.pdf", b"%PDF-"), ("x.xlsx", b"%PDF-")]))
    town.drop("c.eml", e_mail("No file.\x1b[2J", (f"{EVIL[:20]}.png", b"\x89PNG\r\n\x1a\n")))
    status, printed = read_by_command(town)
    assert status == 1
    assert visible(printed, "\n") == printed
    status, document = read_by_command(town, "--json")
    assert (status, document.isascii()) == (1, True)
    assert all(visible(name) == name for name in json_names(document))


def json_names(document: str) -> list[str]:
    return [entry["file"] for entry in json.loads(document)["returns"]]


def test_no_text_or_name_of_a_stranger_becomes_a_formula(town: Town) -> None:
    name = "=cmd,1.xlsx"
    answers: Answers = {**PARKS_ANSWERS, "Sign-off": {"Checked": {"Name": "x"}}}
    town.drop(name, filled(as_text_of_strangers, answers=answers))
    assert statuses(town.read()) == {name: "accepted"}
    town.compile()
    (compiled,) = (town.root / "workbooks" / Q1).glob("Performance*.xlsx")
    book = read_book(compiled.read_bytes())
    cells = [cell for sheet in book.sheets for cell in sheet.cells.values()]
    texts = {cell.text for cell in cells if cell.kind is CellKind.TEXT and not cell.formula}
    assert name in texts
    assert any("cmd|" in text for text in texts)
    assert not [cell for cell in cells if "cmd" in cell.formula or "SUM(A1)" in cell.formula]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="an administrator may open anything"
)
def test_a_file_that_may_not_be_opened_is_told(town: Town) -> None:
    town.drop("shut.xlsx", filled()).chmod(0)
    outcome = town.read()
    assert codes_of(outcome) == ["unreadable"]


def test_a_million_styled_empty_rows_are_read_within_the_limits(town: Town) -> None:
    rows = b'<row><c s="1"/></row>' * 1_000_000
    town.drop(
        "rows.xlsx",
        with_parts_in_place(
            SHEET, b"<worksheet %s><sheetData>" % MAIN + rows + b"</sheetData></worksheet>"
        ),
    )
    outcome = town.read()
    assert codes_of(outcome)[0] == "sheet-missing"


def of_one_cell(row: int, column: int) -> FoundBook:
    cell = FoundCell(CellKind.NUMBER, "1")
    return FoundBook((FoundSheet("Data", {(1, 1): cell, (row, column): cell}),), {})


def lying_count() -> bytes:
    """Return a binary workbook that says it has four thousand million texts, and has none."""
    parts = binary_parts(of_one_cell(2, 2))
    counts = struct.pack("<BBBII", 0x9F, 0x01, 8, 2**32 - 1, 2**32 - 1)
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.bin" Type="http://schemas.openxmlformats.'
        b'org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    links = "xl/_rels/workbook.bin.rels"
    parts[links] = parts[links].replace(b"</Relationships>", relation)
    return zipped([*parts.items(), ("xl/sharedStrings.bin", counts)])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lying_count(), id="a count of texts that lies"),
        pytest.param(zipped(binary_parts(of_one_cell(1_048_576, 16_384)).items()), id="far away"),
    ],
)
def test_what_fills_the_memory_of_a_library_is_refused_and_the_next_is_read(data: bytes) -> None:
    good = filled()
    with Apart(512) as apart:
        began = time.monotonic()
        opened = apart.open(Request(data, Limits(seconds=10)))
        assert time.monotonic() - began < 13
        assert opened.refused is None or opened.refused.code in {"unreadable", "limits"}
        assert apart.open(Request(good, Limits())).book == read_book(good)


def test_one_bad_file_in_ten_stops_nothing(town: Town) -> None:
    """Each bad file is one line; the others, ten versions of one return, are read without it."""
    bad = [b"", b"%PDF-1.7", b"PK\x03\x04", zipped([("a.pdf", b"%PDF-")]), lying_count()]
    for number in range(10):
        indicators: dict[str, dict[str, object]] = {
            **PARKS_ANSWERS["Indicators"],
            "PK02": {"Actual": 200 + number},
        }
        answers: Answers = {**PARKS_ANSWERS, "Indicators": indicators}
        town.drop(f"parks {number}.xlsx", filled(answers=answers))
    for number, data in enumerate(bad):
        town.drop(f"bad {number}.xlsx", data + bytes(number) if number else data)
    status, printed = read_by_command(town)
    assert status == 1
    lines = [line for line in printed.splitlines() if ": held (Parks): 10 values, 1 held" in line]
    assert len(lines) == 10
    assert [line for line in printed.splitlines() if line.startswith("bad ")] == [
        f"bad {number}.xlsx: rejected" for number in range(len(bad))
    ]
