"""How a report says figures, gaps and dates, and what it says where there are none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from forms import Q1
from reported import COMMUNITY, asked, parts, quarters

from plansheet.reconcile.restatements import Restatement
from plansheet.report.said import MINUS

if TYPE_CHECKING:
    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import CouncilQuarter
    from plansheet.report import Asked


def of_second(ref: str, **fields: object) -> Asked:
    """Return what is asked for where an indicator of the second quarter stands otherwise."""
    first, second = quarters()
    service = second.services[0]
    results = tuple(
        replace(each, **fields) if each.indicator.ref == ref else each  # type: ignore[arg-type]
        for each in service.results
    )
    return asked(quarters=(first, replace_service(second, results=results)))


def replace_service(council: CouncilQuarter, **fields: object) -> CouncilQuarter:
    """Return a quarter whose first service is otherwise."""
    first, *others = council.services
    return replace(council, services=(replace(first, **fields), *others))  # type: ignore[arg-type]


def cells(of: Asked, section: str, ref: str) -> list[str]:
    """Return the cells of the row of an indicator in a section of a report."""
    row = next(line for line in parts(of)[section] if line.startswith(f"  {ref} "))
    return row.strip(" ").split(" | ")


def second_result(ref: str) -> Result:
    results = quarters()[1].services[0].results
    return next(each for each in results if each.indicator.ref == ref)


def test_the_gap_of_a_percentage_is_in_points() -> None:
    assert cells(asked(), "Exceptions", "CP01")[3] == f"79% / Gap {MINUS}9 percentage points"
    one = of_second("CP01", variance=Decimal("-0.01"))
    assert cells(one, "Exceptions", "CP01")[3] == f"79% / Gap {MINUS}1 percentage point"
    assert cells(asked(), "Exceptions", "CP02")[3] == f"120 (assumed) / Gap {MINUS}3"


def test_the_gap_of_a_date_is_in_days() -> None:
    late = of_second("CP06", variance=Decimal(10))
    assert cells(late, "Exceptions", "CP06")[3] == "31 August 2018 / Gap 10 days"


def test_figures_below_nothing_have_the_same_minus_everywhere() -> None:
    goal = replace(second_result("CP08").goal, value=Decimal(-3))
    below = of_second("CP08", actual=Decimal(-28), goal=goal, variance=Decimal(-25))
    assert cells(below, "Exceptions", "CP08")[2:4] == [f"{MINUS}28", f"{MINUS}3 / Gap {MINUS}25"]
    assert cells(below, "Appendix 1: indicators by quarter", "CP08")[1:3] == [
        f"{MINUS}3",
        f"{MINUS}28",
    ]
    late = Restatement(COMMUNITY, "CP08", Q1, "Figure", "-28: Red", "-£5.50: Amber", "Self-made.")
    first, second = quarters()
    restated = asked(quarters=(first, replace_service(second, restatements=(late,))))
    assert cells(restated, "Key issues", "CP08")[2:] == [
        f"Figure: {MINUS}28: Red",
        f"Figure: {MINUS}£5.50: Amber",
        "Self-made",
    ]
