"""Each quarter by itself, over two years: what its bars are drawn of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.returns import Figure
from plansheet.model.units import Unit
from plansheet.reconcile.trend import by_itself, quarters_shown

Q1, Q2, Q3, Q4 = FinancialYear(2018).quarters


def indicator(
    counts_as: CountsAs = CountsAs.CUMULATIVE,
    how_often: HowOften = HowOften.QUARTERLY,
    unit: Unit = Unit.NUMBER,
    since: Quarter | None = None,
) -> Indicator:
    return Indicator("A", "A", "KPI", unit, GoodIs(Way.HIGHER), how_often, counts_as, since=since)


def course(
    measured: Indicator, quarters: tuple[Quarter, ...], *figures: Decimal | date | None
) -> list[object]:
    known = {
        quarter: Figure(quarter, actual=figure)
        for quarter, figure in zip(quarters, figures, strict=True)
        if figure is not None
    }
    return [by_itself(measured, quarter, known) for quarter in quarters]


def numbers(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def test_eight_quarters_end_with_this_one() -> None:
    shown = quarters_shown(Q2)
    assert [str(shown[0]), str(shown[-1]), len(shown)] == ["Q3 2016/17", "Q2 2018/19", 8]


@pytest.mark.parametrize(
    ("measured", "entered", "shown"),
    [
        (indicator(), (10, 25, 45, 70), (10, 15, 20, 25)),
        (indicator(), (10, None, 45, 70), (10, None, None, 25)),
        (indicator(CountsAs.SUM), (10, 25, 45, 70), (10, 25, 45, 70)),
        (indicator(CountsAs.SNAPSHOT), (10, 25, None, 70), (10, 25, None, 70)),
        (indicator(how_often=HowOften.HALF_YEARLY), (None, 25, None, 70), (None, 25, None, 45)),
        (indicator(how_often=HowOften.ANNUAL), (None, None, None, 70), (None, None, None, 70)),
        (indicator(since=Q3), (10, 25, 45, 70), (10, 15, None, 25)),
        (indicator(since=Q1), (10, 25, 45, 70), (10, 15, 20, 25)),
    ],
)
def test_what_is_counted_from_april_loses_what_stood_before(
    measured: Indicator, entered: tuple[int | None, ...], shown: tuple[int | None, ...]
) -> None:
    assert course(measured, (Q1, Q2, Q3, Q4), *numbers(*entered)) == numbers(*shown)


def test_a_ratio_is_its_own_percentage_and_a_date_stays_one() -> None:
    ratio = indicator(CountsAs.RATIO, unit=Unit.PERCENT)
    known = {
        Q1: Figure(Q1, numerator=Decimal(45), denominator=Decimal(50)),
        Q2: Figure(Q2, numerator=Decimal(40), denominator=Decimal(50)),
    }
    assert [by_itself(ratio, each, known) for each in (Q1, Q2)] == [Decimal("0.9"), Decimal("0.8")]
    done = date(2018, 7, 31)
    assert course(indicator(unit=Unit.DATE), (Q1, Q2), None, done) == [None, done]
