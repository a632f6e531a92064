"""Charts of the compiled workbooks, the whole ones and the public copies: whose rows they draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from office.workbook import CHART, area_of
from produced import Kind, every_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from office.workbook import Opened
    from produced import Made

FORMULA = f"{CHART}f"
COMPILED = [made for made in every_workbook() if made.kind is Kind.COMPILED]


@pytest.mark.parametrize("made", COMPILED, ids=str)
def test_the_chart_of_the_services_draws_their_rows_and_no_others(
    made: Made, opened_as: Callable[[Made], Opened]
) -> None:
    opened = opened_as(made)
    rows = [cell.row for cell in opened.values["Summary"]["A"] if cell.value == "Services"]
    services = _table_of(opened, "Services")
    assert len(rows) == len(services) > 0
    assert rows == list(range(rows[0], rows[-1] + 1))
    assert [opened.values["Summary"].cell(row, 2).value for row in rows] == services
    chart = opened.xml("xl/charts/chart1.xml")
    drawn = {
        kind: [each.text for part in chart.iter(f"{CHART}{kind}") for each in part.iter(FORMULA)]
        for kind in ("cat", "val")
    }
    assert drawn == {
        "cat": [_reference("B", rows)] * 4,
        "val": [_reference(column, rows) for column in "HIJK"],
    }


def _table_of(opened: Opened, name: str) -> list[object]:
    """Return what stands in the first column of a sheet's table."""
    (table,) = opened.book[name].tables.values()
    area = area_of(table.ref)
    sheet = opened.values[name]
    return [sheet.cell(row, area.left).value for row in range(area.top + 1, area.bottom + 1)]


def _reference(column: str, rows: list[int]) -> str:
    first, *_, last = (f"${column}${row}" for row in (rows[0], *rows))
    return f"Summary!{first}" if first == last else f"Summary!{first}:{last}"
