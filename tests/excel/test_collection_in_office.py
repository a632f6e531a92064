"""The collection workbook as other programs leave it, and its whole text held against a file."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from forms import (
    MADE,
    Q1,
    Q2,
    Q4,
    Form,
    at,
    edited,
    enter,
    figure,
    filled,
    form,
    header_row,
    opened,
    whole_plan,
)

from plansheet.collect.identity import identity_of
from plansheet.excel.read import read_book
from plansheet.excel.write import write_book
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from forms import Entries
    from openpyxl.cell import Cell as OfficeCell
    from openpyxl.cell import MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from plansheet.collect.book import Collected
    from plansheet.model.risks import RiskScheme

ENTRIES: Entries = {
    "Indicators": {
        "CP14": {
            "actual": Decimal(390),
            "provisional": "Provisional",
            "commentary": "=Two caseworkers left\nin July.",
            "action": "+ both posts are filled",
            "owner": "@Manager",
            "by_when": date(2018, 12, 31),
        },
        "CP15": {"numerator": Decimal(171), "denominator": Decimal(190)},
        "CP18": {"actual": Decimal("0.58")},
        "CP22": {"actual": "007"},
        "CP23": {"actual": date(2018, 8, 31)},
    },
    "Earlier figures": {"CP16 2018-19-Q1": {"final": Decimal("80.5")}},
    "Milestones": {"P1-M2": {"status": "On target"}},
    "Risks": {"1": {"changed": "No change"}},
    "Requests": {"1": {"about": "1/4", "change": "Target", "proposed": "80%"}},
    "Sign-off": {"Checked": {"name": "B. Officer", "date": date(2018, 10, 8)}},
}
KNOWN = {
    "CP15": {Q1: figure(Q1, numerator=Decimal(45), denominator=Decimal(50), commentary="A start")},
    "CP16": {Q1: figure(Q1, actual=Decimal(80), provisional=True)},
}


@pytest.fixture(scope="module")
def sent() -> Form:
    return form(whole_plan(), Q2, figures=KNOWN)


def values(collected: Collected) -> Entries:
    return {
        sheet: {
            label: {key: answer.value for key, answer in row.items()} for label, row in rows.items()
        }
        for sheet, rows in collected.answers.items()
    }


@pytest.mark.parametrize("scheme", [FIVE_BY_SIX, FOUR_BY_FOUR], ids=lambda scheme: scheme.name)
def test_saved_again_untouched_it_says_nothing(
    scheme: RiskScheme, resaved: Callable[[bytes, str], bytes]
) -> None:
    sent = form(whole_plan(scheme), Q4)
    data = resaved(sent.data, "xlsx")
    collected = sent.read(data)
    assert (collected.answers, collected.problems) == ({}, [])
    assert identity_of(read_book(data)) == identity_of(read_book(sent.data))


def test_filled_in_and_saved_again_it_says_the_same(
    sent: Form, resaved: Callable[[bytes, str], bytes]
) -> None:
    data = write_book(filled(sent.book, ENTRIES), MADE)
    for each in (data, resaved(data, "xlsx")):
        collected = sent.read(each)
        assert (values(collected), collected.problems) == (ENTRIES, [])


def test_two_programs_may_have_been_at_it(
    sent: Form, resaved: Callable[[bytes, str], bytes]
) -> None:
    data = edited(
        resaved(sent.data, "xlsx"),
        enter("Indicators", "CP14", Actual=390, Commentary="Two posts"),
        enter("Indicators", "CP18", Actual=0.58),
    )
    collected = sent.read(resaved(data, "xlsx"))
    assert values(collected) == {
        "Indicators": {
            "CP14": {"actual": Decimal(390), "commentary": "Two posts"},
            "CP18": {"actual": Decimal("0.58")},
        }
    }
    assert collected.problems == []


def test_the_digits_that_excel_adds_are_neither_read_nor_taken_for_a_change(sent: Form) -> None:
    def in_seventeen(match: re.Match[str]) -> str:
        number = float(match[2])
        return f"{match[1]}{number:.17G}</v>"

    stream = BytesIO()
    data = write_book(filled(sent.book, ENTRIES), MADE)
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            part = before.read(name).decode()
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(r'(<c r="[A-Z]+\d+" s="\d+"><v>)([^<]+)</v>', in_seventeen, part)
            after.writestr(name, part)
    assert b"0.57999999999999996" in zipfile.ZipFile(stream).read("xl/worksheets/sheet2.xml")
    collected = sent.read(stream.getvalue())
    assert (values(collected), collected.problems) == (ENTRIES, [])


@pytest.mark.parametrize("scheme", [FIVE_BY_SIX, FOUR_BY_FOUR], ids=lambda scheme: scheme.name)
def test_every_formula_has_the_value_it_works_out_to(
    scheme: RiskScheme,
    recalculated: Callable[[bytes], bytes],
    differing: Callable[[bytes, bytes], list[str]],
) -> None:
    sent = form(whole_plan(scheme), Q4, figures=KNOWN)
    assert differing(sent.data, recalculated(sent.data)) == []


def test_a_value_pasted_over_a_formula_is_a_change_and_a_formula_changed_is_none(
    sent: Form,
) -> None:
    def changed(workbook: Workbook) -> None:
        at(workbook, "Indicators", "CP15", "Actual").value = "=1/2"
        at(workbook, "Indicators", "CP14", "Check").value = "Complete"

    assert sent.after(changed).problems == []


def asked(data: bytes) -> Iterator[str]:
    """Yield what is open on each sheet, a row a line, and what its cells say and accept."""
    for sheet in opened(data):
        top = header_row(sheet)
        yield f"=== {sheet.title}: what is open"
        for row in sheet.iter_rows(min_row=top + 1):
            shown = [shown_in(sheet, cell) for cell in row if not cell.protection.locked]
            if shown:
                yield f"{row[0].value}: {', '.join(shown)}"
        yield f"=== {sheet.title}: what is said"
        for rule in sheet.data_validations.dataValidation:
            yield f"{rule.sqref} {rule.promptTitle}: {rule.prompt}"
            yield f"    {rule.errorStyle or 'stop'}: {rule.error}"


def shown_in(sheet: Worksheet, cell: OfficeCell | MergedCell) -> str:
    heading = str(sheet.cell(header_row(sheet), cell.column or 1).value).rstrip("*")
    return heading if cell.number_format == "General" else f"{heading} [{cell.number_format}]"


def test_the_workbook_is_as_it_was_when_it_was_last_looked_at(
    sent: Form, dumped: Callable[[bytes], str], golden: Callable[[str, str], None]
) -> None:
    golden("collection.txt", "\n".join((dumped(sent.data), *asked(sent.data), "")))
