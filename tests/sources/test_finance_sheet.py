"""Finance's one sheet of budgets: whose lines they are, and what cannot be read of them."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from plansheet.model.periods import FinancialYear
from plansheet.sources.finance import read_finance
from plansheet.sources.refusal import UnreadableError

THIS, NEXT = FinancialYear(2018), FinancialYear(2019)
ROWS = [
    ["Service", "Heading", "2018/19", "2019/20 £"],
    ["Parks", "Net cost of service", "£12,500", "13000"],
    ["", "Grants", "", "-1,500"],
    ["housing", "Net cost of service", "see note", "2000"],
    ["housing", "", "5", ""],
    ["", "", "", ""],
]


def as_csv() -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS).encode()


def as_markdown() -> bytes:
    lines = ["|".join(["", *row, ""]) for row in ROWS]
    return "\n".join(["# Budgets", "", lines[0], "|---|---|---|---|", *lines[1:]]).encode()


def as_workbook() -> bytes:
    book, stream = Workbook(), BytesIO()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


FILES = [("b.csv", as_csv()), ("b.md", as_markdown()), ("B.XLSX", as_workbook())]


@pytest.mark.parametrize(("name", "data"), FILES)
def test_lines_by_service_and_heading(name: str, data: bytes) -> None:
    sheet = read_finance(name, data)
    assert [(row.service, row.heading, row.amounts) for row in sheet.rows] == [
        ("Parks", "Net cost of service", {THIS: Decimal(12500), NEXT: Decimal(13000)}),
        ("Parks", "Grants", {NEXT: Decimal(-1500)}),
        ("housing", "Net cost of service", {NEXT: Decimal(2000)}),
    ]
    assert [problem.code for problem in sheet.problems] == ["amount-unread", "row-nameless"]
    assert sheet.rows[0].place.file == name


UNREADABLE = [
    ("b.docx", b"", "it is a .docx file"),
    ("b", b"", "it is a nameless file"),
    ("b.md", b"# Nothing", "no table in it has the columns"),
    ("b.md", b"| Heading | 2018/19 |\n|---|---|\n| Net | 5 |", "no table in it has the columns"),
    ("b.xlsx", b"no workbook", "not"),
]


@pytest.mark.parametrize(("name", "data", "why"), UNREADABLE)
def test_a_file_that_is_no_such_sheet(name: str, data: bytes, why: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_finance(name, data)
    assert why in caught.value.why
    assert caught.value.remedy
