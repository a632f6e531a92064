"""What a finished year came to, and Finance's budgets, filled into a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.cycle import actuals_of, budgets, differing, outturn
from plansheet.model.periods import FinancialYear
from plansheet.model.returns import Figure
from plansheet.model.targets import parse_actual
from plansheet.model.units import Unit

if TYPE_CHECKING:
    from cycle.conftest import PlanOf

    from plansheet.model.periods import Quarter

LAST, THIS, NEXT, AFTER = (FinancialYear(starts) for starts in range(2017, 2021))
Q1, Q2, Q3, Q4 = THIS.quarters
TEXT = """\
| Ref | Description | Unit | Good is | Counts as | How often | Formerly | YEARS |
|---|---|---|---|---|---|---|---|---|
| PK01 | Clean | % | higher | snapshot | quarterly | | | 80% |
| PK02 | Visits | number | higher | sum | quarterly | | 41 | 40 |
| PK03 | In time | % | higher | ratio | quarterly | | - | 90% |
| PK04 | Wait | days | lower | average | quarterly | | | 5 days |
| PK05 | Hub open | date | lower | latest | ad hoc | | | May 2019 |
| PK06 | Staff | text | none | average | quarterly | | | |
| PK07 | Sick days | days | lower | cumulative | quarterly | P7 | | 9 days |
""".replace("YEARS", "2018/19 Actual | 2019/20 Target")


def figure(when: Quarter, actual: Decimal | date | str | None = None, **said: object) -> Figure:
    return Figure(when, actual, **said)  # type: ignore[arg-type]


FIGURES = {
    "PK01": {Q4: figure(Q4, Decimal("0.79"), provisional=True)},
    "PK02": {each: figure(each, Decimal(10)) for each in THIS.quarters},
    "PK03": {
        each: figure(each, numerator=Decimal(2), denominator=Decimal(3)) for each in THIS.quarters
    },
    "PK04": {Q4: figure(Q4, Decimal(4))},
    "PK05": {Q2: figure(Q2, date(2018, 8, 1)), Q4: figure(Q4, reason="n/a")},
    "PK06": {Q4: figure(Q4, "All in post")},
    "PK07": {Q3: figure(Q3, Decimal(7))},
}


def test_the_actuals_of_a_year(plan_of: PlanOf) -> None:
    found = actuals_of(plan_of(TEXT), THIS, FIGURES)
    assert {ref: (actual.text, actual.note) for ref, actual in found.items()} == {
        "PK01": ("79% (provisional)", "provisional"),
        "PK02": ("40", ""),
        "PK03": ("66.67%", ""),
        # An average of four averages would be none; PK07 has no figure for the last quarter.
        "PK05": ("1 August 2018", ""),
        "PK06": ("All in post", "All in post"),
    }
    assert actuals_of(plan_of(TEXT), LAST, FIGURES) == {}


def test_blanks_are_filled_and_what_is_stated_stays(plan_of: PlanOf) -> None:
    plan = plan_of(TEXT, "parks 2019-22.md")
    actuals = {
        **actuals_of(plan_of(TEXT), THIS, FIGURES),
        "P7": parse_actual("8 days", Unit.DAYS, THIS),
    }
    filled = outturn(plan, THIS, actuals)
    assert [each.actuals[THIS].text for each in filled.indicators] == [
        *("79% (provisional)", "41", "-", "", "1 August 2018", "All in post", "8 days"),
    ]
    assert outturn(filled, THIS, actuals) == filled
    assert [
        (each.ref, stated.text, found.text)
        for each, stated, found in differing(plan, THIS, actuals)
    ] == [("PK02", "41", "40"), ("PK03", "-", "66.67%")]


BUDGET = """\
| Heading | 2017/18 | 2018/19 | 2019/20 |
|---|---|---|---|
| Net cost | £5 | £6 | |
| Grants | | £1 | |
"""


def test_finance_fills_the_plans_own_years(plan_of: PlanOf) -> None:
    far, too_early = FinancialYear(2025), FinancialYear(2016)
    table = {
        "NET COST": {
            THIS: Decimal(7),
            NEXT: Decimal(8),
            AFTER: Decimal(9),
            far: Decimal(1),
            too_early: Decimal(1),
        },
        "Reserves": {NEXT: Decimal(3)},
        "Nothing": {far: Decimal(3)},
    }
    filled = budgets(plan_of(BUDGET), table)
    assert [
        (each.heading, {str(year): str(amount or "") for year, amount in each.amounts.items()})
        for each in filled.budgets
    ] == [
        ("Net cost", {"2017/18": "5", "2018/19": "7", "2019/20": "8", "2020/21": "9"}),
        ("Grants", {"2017/18": "", "2018/19": "1", "2019/20": ""}),
        ("Reserves", {"2017/18": "", "2018/19": "", "2019/20": "3", "2020/21": ""}),
    ]
    assert budgets(filled, table) == filled
