"""The pages about indicators: what Management Board reads of each one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from plansheet.compile.cells import figure
from plansheet.compile.indicators import (
    data_page,
    exceptions_page,
    kpis_page,
    service_pis_page,
)
from plansheet.model.ratings import Goal, Rating, State
from plansheet.model.units import Unit
from plansheet.reconcile.data import DATA_COLUMNS, SHEET_COLUMNS, data_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.reconcile.quarter import CouncilQuarter

    Shown = Callable[..., list[str]]

CP = "Community Partnerships"
LINK = '=HYPERLINK("http://x.example","-1+1")'


def test_exceptions_are_worst_first_with_cause_and_action(
    council: CouncilQuarter, shown: Shown
) -> None:
    page = exceptions_page(council)
    assert page.title == "Exceptions: Q2 2018/19"
    assert shown(
        page, "service", "ref", "title", "rating", "actual", "target", "target_note", "gap"
    ) == [
        (
            f"{CP} | CP16 | Families | Red (red) | 39 (number) | 41.5 (decimal) | Assumed: "
            "a straight "
            "line to the year's target | -2.5 (decimal)"
        ),
        (
            f"{CP} | CP39 | Satisfaction | Red (red) | 0.666666666666667 (percent) | 0.9 "
            "(percent) |  "
            "| -0.233333333333333 (percent)"
        ),
        f"{CP} | CP05 | Incidents | Amber (amber) | 752 (number) | less than 752 |  | 0 (number)",
        (
            f"{CP} | CP26 | Grants | Amber (amber) | 24250.5 (money) | 25000 (pounds) |  | "
            "-749.5 (money)"
        ),
        f"{CP} | CP45 | Open the centre | Amber (amber) | 2018-08-10 | 2018-07-31 |  | 10 (number)",
    ]
    assert shown(
        page, "ref", "direction_quarter", "cause", "action", "owner", "by_when", "forecast"
    ) == [
        "CP16 | better | Not given |  |  |  |",
        f"CP39 | worse | {LINK} | + two posts | @partnerships | 2018-12-31 | 0.8 (percent)",
        "CP05 | worse | A wet August. |  |  |  |",
        "CP26 |  | Waiting for a partner |  |  |  |",
        "CP45 |  |  |  |  |  |",
    ]


def test_a_step_that_was_not_done_has_no_figure_to_show(
    council: CouncilQuarter, shown: Shown
) -> None:
    service = council.services[0]
    step = next(each for each in service.results if each.indicator.ref == "CP45")
    late = replace(step, actual=None, figure=None, variance=None, rating=Rating.RED)
    only = replace(council, services=(replace(service, results=(late,)),))
    assert shown(exceptions_page(only), "ref", "rating", "actual", "target", "gap", "cause") == [
        "CP45 | Red (red) |  | 2018-07-31 |  | Not given"
    ]


def test_kpis_say_where_each_stands(council: CouncilQuarter, shown: Shown) -> None:
    page = kpis_page(council)
    assert page.title == "Key performance indicators: Q2 2018/19"
    assert shown(page, "ref", "state", "rating", "actual", "target", "target_year") == [
        "CP01 | not due |  |  |  | 79.00%",
        "CP05 | rated | Amber (amber) | 752 (number) | less than 752 | <752",
        "CP16 | rated | Red (red) | 39 (number) | 41.5 (decimal) | 83",
        "CP39 | rated | Red (red) | 0.666666666666667 (percent) | 0.9 (percent) | 90.00%",
        "CP41 | no target |  | 56.375000000001 (decimal) |  | TBC",
        "CP42 | held |  |  | 0.89 (percent) | 89%",
        "CP43 | awaited |  |  | 12 (number) | 12",
        "CP44 | not supplied |  |  | 152 (number) | Q1 76 Q2 76 Q3 76 Q4 76",
        "CP45 | rated | Amber (amber) | 2018-08-10 | 2018-07-31 | July 2018",
        "CO02 | baseline |  |  |  | Set baseline",
        "CO04 | data only |  | Level 2 |  | Level 2",
        "CO05 | withdrawn |  |  |  | 7",
        "W1 | not supplied |  |  | 5 (number) | 5",
    ]


def test_an_assumed_target_is_labelled_where_there_is_one(
    council: CouncilQuarter, shown: Shown
) -> None:
    # CO05 is withdrawn: no target stands there, so nothing is said about it.
    assert [line for line in shown(kpis_page(council), "target_note", "ref") if line[0] != " "] == [
        "Assumed: a straight line to the year's target | CP16"
    ]


PART = "Counted from Q2 2018/19 on, since when it is measured so"


@pytest.mark.parametrize(
    ("goal", "state", "note"),
    [
        (Goal("400"), State.NO_TARGET, f"{PART}; the year's target was set before that"),
        (Goal("400", State.RATED, Decimal(400)), State.RATED, PART),
    ],
)
def test_a_sum_of_a_part_of_the_year_is_labelled(
    goal: Goal, state: State, note: str, council: CouncilQuarter, shown: Shown
) -> None:
    """CP16 was defined anew in the second quarter."""
    first, *others = council.services
    results = tuple(
        replace(each, part_since=council.quarter, goal=goal, state=state)
        if each.indicator.ref == "CP16"
        else each
        for each in first.results
    )
    anew = replace(council, services=(replace(first, results=results), *others))
    notes = [line for line in shown(kpis_page(anew), "target_note", "ref") if line[0] != " "]
    assert notes == [f"{note} | CP16"]


def test_kpis_show_directions_quarters_and_what_was_said(
    council: CouncilQuarter, shown: Shown
) -> None:
    keys = ("direction_quarter", "direction_year", "q1", "q2", "q3", "q4", "forecast", "how_final")
    assert shown(kpis_page(council), "ref", *keys, "commentary") == [
        "CP01 |  |  |  |  |  |  |  |  |",
        "CP05 | worse | same | 360 (number) | 752 (number) |  |  |  | Final | A wet August.",
        "CP16 | better |  | 19 (number) | 39 (number) |  |  |  | Final |",
        (
            "CP39 | worse |  | 0.9 (percent) | 0.666666666666667 (percent) |  |  | 0.8 (percent) | "
            f"Provisional | {LINK}"
        ),
        "CP41 |  |  |  | 56.375000000001 (decimal) |  |  |  | Final |",
        "CP42 |  |  |  |  |  |  |  |  |",
        "CP43 |  |  |  |  |  |  |  |  |",
        "CP44 |  |  |  | 70 (number) |  |  |  |  |",
        "CP45 |  |  |  | 2018-08-10 |  |  |  | Final |",
        "CO02 |  |  |  |  |  |  |  |  |",
        "CO04 |  |  |  |  |  |  |  | Final |",
        "CO05 |  |  |  |  |  |  |  |  |",
        "W1 |  |  |  |  |  |  |  |  |",
    ]


def test_kpis_show_the_year_to_date_and_what_marks_a_figure(
    council: CouncilQuarter, shown: Shown
) -> None:
    lines = shown(kpis_page(council), "ref", "year_to_date", "markers")
    assert [line for line in lines if not line.endswith("|  |")] == [
        "CP05 | 752 (number) |",
        "CP16 | 39 (number) | [r] Q1 2018/19",
        "CP39 | 0.666666666666667 (percent) | [p]",
        "CP41 |  | [b] Q1 2018/19",
        "CP42 |  | [x]",
        "CP43 |  | [x]",
        "CP44 |  | [x]",
        "W1 |  | [x]",
    ]


def test_two_years_stand_beside_the_bars_that_are_drawn_of_them(
    council: CouncilQuarter, shown: Shown
) -> None:
    page = kpis_page(council)
    keys = [f"quarter_{number}" for number in range(1, 9)]
    assert [column.heading for column in page.columns if column.key in keys] == [
        "Q3 2016/17",
        "Q4 2016/17",
        "Q1 2017/18",
        "Q2 2017/18",
        "Q3 2017/18",
        "Q4 2017/18",
        "Q1 2018/19",
        "Q2 2018/19",
    ]
    assert [line for line in shown(page, "ref", *keys) if line.count("(") > 1] == [
        "CP05 |  | 600 (number) | 390 (number) | 410 (number) |  |  | 360 (number) | 392 (number)",
        "CP16 |  |  |  |  |  |  | 19 (number) | 20 (number)",
        "CP39 |  |  |  |  |  |  | 0.9 (percent) | 0.666666666666667 (percent)",
    ]
    drawn = {row.cells["ref"].value: row.cells["trend"].sparkline for row in page.rows}
    whole = ("quarter_1", "quarter_8")
    assert {ref: ends for ref, ends in drawn.items() if ends} == {
        "CP05": whole,
        "CP16": whole,
        "CP39": whole,
    }


def test_kpis_say_why_there_is_no_figure_and_where_one_came_from(
    council: CouncilQuarter, shown: Shown
) -> None:
    cell = "cp Q2.xlsx, sheet Indicators, cell"
    assert shown(kpis_page(council), "ref", "reason", "source") == [
        "CP01 |  |",
        f"CP05 |  | {cell} F12",
        f"CP16 |  | {cell} F13",
        f"CP39 |  | {cell} F12",
        f"CP41 |  | {cell} F12",
        f"CP42 | '0.79' can be read in two ways and waits for an answer | {cell} F12",
        f"CP43 | Not available yet; Expected by 31 October 2018 | {cell} F12",
        f"CP44 | The year to date is not known without Q1 2018/19 | {cell} F12",
        f"CP45 |  | {cell} F12",
        "CO02 |  |",
        f"CO04 |  | {cell} F12",
        "CO05 |  |",
        "W1 | No return has been received |",
    ]


@pytest.mark.parametrize(
    ("weeks", "why"),
    [
        (0, ""),
        (1, "Available 1 week after the quarter"),
        (6, "Available 6 weeks after the quarter"),
    ],
)
def test_what_nobody_can_know_yet_says_when(
    council: CouncilQuarter, shown: Shown, weeks: int, why: str
) -> None:
    service = council.services[0]
    awaited = next(each for each in service.results if each.indicator.ref == "CP43")
    later = replace(
        awaited, figure=None, indicator=replace(awaited.indicator, available_weeks=weeks)
    )
    only = replace(council, services=(replace(service, results=(later,)),))
    assert shown(kpis_page(only), "reason") == [why]


def test_service_pis_are_all_the_others(council: CouncilQuarter, shown: Shown) -> None:
    page = service_pis_page(council)
    assert page.title == "Service performance indicators: Q2 2018/19"
    assert shown(page, "service", "ref", "actual", "target", "gap", "target_year") == [
        f"{CP} | CP26 | 24250.5 (money) | 25000 (pounds) | -749.5 (money) | £25,000",
        f"{CP} | CP40 | 100.125 (figure) | 80 to 120 | 0 (number) | -",
    ]


def test_data_has_the_rows_of_the_data_command_and_the_files_sha256(
    council: CouncilQuarter, shown: Shown
) -> None:
    page = data_page(council)
    assert [column.heading for column in page.columns] == [
        *(column.name for column in (*DATA_COLUMNS, *SHEET_COLUMNS)),
    ]
    expected = [
        row
        for service in council.services
        for row in data_rows(service.results, council.council, council.quarter)
    ]
    found = [
        {column.name: _text(row.cells[column.name].value) for column in DATA_COLUMNS}
        for row in page.rows
    ]
    assert found == expected
    assert shown(page, "ref", "sha256")[:2] == ["CP01 |", f"CP05 | {'ab' * 32}"]


def test_data_says_beside_where_each_stood_before(council: CouncilQuarter, shown: Shown) -> None:
    """What was not due in between neither counts nor ends a run; nobody was asked for it then."""
    lines = shown(data_page(council), "ref", "rating_before", "quarters_red")
    assert [line for line in lines if not line.endswith("|  |")][:6] == [
        "CP01 | Red |",
        "CP05 | Green |",
        "CP16 | Red | 3 (figure)",
        "CP26 | Red |",
        "CP39 | Amber | 1 (figure)",
        "CP40 | Green |",
    ]


def test_data_says_beside_what_each_serves(council: CouncilQuarter, shown: Shown) -> None:
    lines = shown(data_page(council), "ref", "theme", "objective")
    assert [line for line in lines if not line.endswith("|  |")] == [
        "CP05 | Safer places | 1.1 Fewer incidents",
        "CP16 | Safer places | 1.2 Families",
        "CP26 | Safer places | 1.2 Families",
        "CP39 | Values |",
    ]


def test_exceptions_say_for_how_many_quarters(council: CouncilQuarter, shown: Shown) -> None:
    assert shown(exceptions_page(council), "ref", "quarters_off") == [
        "CP16 | 3 (number)",
        "CP39 | 4 (number)",
        "CP05 | 1 (number)",
        "CP26 | 4 (number)",
        "CP45 | 1 (number)",
    ]


def test_data_holds_numbers_as_numbers_and_dates_as_text(
    council: CouncilQuarter, shown: Shown
) -> None:
    keys = ("entered", "numerator", "denominator", "actual", "target", "target_text", "variance")
    lines = shown(data_page(council), "ref", *keys)
    assert [line for line in lines if line[:4] in {"CP16", "CP39", "CP45", "CO04", "W1 |"}] == [
        "CP16 | 39 |  |  | 39 (figure) | 41.5 (figure) | 83 | -2.5 (figure)",
        (
            "CP39 | 2 of 3 | 2 (figure) | 3 (figure) | 0.666666666666667 (figure) | 0.9 (figure) | "
            "90.00% | -0.233333333333333 (figure)"
        ),
        "CP45 | 10/08/2018 |  |  | 2018-08-10 | 2018-07-31 | July 2018 | 10 (figure)",
        "CO04 | Level 2 |  |  | Level 2 |  | Level 2 |",
        "W1 |  |  |  |  | 5 (figure) | 5 |",
    ]


def test_an_indicator_that_another_service_supplies_stands_once(
    council: CouncilQuarter, shown: Shown
) -> None:
    for page in (kpis_page(council), data_page(council)):
        assert [line for line in shown(page, "ref", "service") if line.startswith("CO02")] in (
            ["CO02 | Corporate Services"],
            ["CO02 | corporate-services"],
        )


@pytest.mark.parametrize(
    ("given", "unit", "stored", "style"),
    [
        ("0.9", Unit.PERCENT, "0.9", "percent"),
        ("0.66666666666666666666", Unit.PERCENT, "0.666666666666667", "percent"),
        ("0.66666666666666666666", Unit.NUMBER, "0.666666666666667", "decimal"),
        ("3562.5", Unit.NUMBER, "3562.5", "decimal"),
        ("3.125", Unit.DAYS, "3.125", "figure"),
        ("0.12345678", Unit.NUMBER, "0.12345678", "figure"),
        ("7500", Unit.NUMBER, "7500", "number"),
        ("50000", Unit.MONEY, "50000", "pounds"),
        ("12.5", Unit.MONEY, "12.5", "money"),
    ],
)
def test_a_figure_keeps_15_digits_and_is_shown_in_its_unit(
    given: str, unit: Unit, stored: str, style: str
) -> None:
    cell = figure(Decimal(given), unit)
    assert (cell.value, cell.style) == (Decimal(stored), style)


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
