"""Indicators, figures and plans for the tests, written as a plan and a return would put them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear, Quarter, parse_quarter
from plansheet.model.plans import Plan, Service
from plansheet.model.returns import Figure
from plansheet.model.targets import parse_actual, parse_target
from plansheet.model.units import Unit
from plansheet.model.words import parse_tolerance
from plansheet.reconcile.results import Comparing, reconcile_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.ratings import Result
    from plansheet.reconcile.results import History, Supplied

YEAR = FinancialYear(2018)
FIVE_PERCENT = Tolerance(Decimal("0.05"), relative=True, text="5%")
CHRISTMAS = date(2018, 12, 24)


class Make:
    """Makers of what the tests compare."""

    tolerance = FIVE_PERCENT

    def indicator(self, ref: str = "CP01", /, **words: str) -> Indicator:
        """Return an indicator from the words of a plan: `good_is`, `target_2019`, `weeks`."""
        unit = Unit(words.get("unit", "number"))
        tolerance = words.get("tolerance", "")
        return Indicator(
            ref=ref,
            title=words.get("title", f"Measure {ref}"),
            tier="KPI",
            unit=unit,
            good_is=_good_is(words.get("good_is", "higher"), unit),
            how_often=HowOften(words.get("how_often", "quarterly")),
            counts_as=CountsAs(words.get("counts_as", "snapshot")),
            tolerance=parse_tolerance(tolerance, unit) if tolerance else None,
            definition=words.get("definition", ""),
            available_weeks=int(words.get("weeks", "0")),
            supplied_by=words.get("supplied_by", ""),
            formerly=words.get("formerly", ""),
            actuals={
                year: parse_actual(text, unit, year)
                for year, text in _by_year(words, "actual_").items()
            },
            targets={
                year: parse_target(text, unit, year)
                for year, text in (
                    {YEAR: words.get("target", "")} | _by_year(words, "target_")
                ).items()
            },
        )

    def figure(self, when: str | Quarter, said: str = "", /, **words: object) -> Figure:
        """Return a figure of a quarter: `171/190` is a ratio, `2018-08-10` a date."""
        quarter = parse_quarter(when) if isinstance(when, str) else when
        assert quarter is not None
        figure = Figure(quarter, entered=said, file="cp.xlsx", sheet="Indicators", cell="F12")
        if "/" in said:
            top, bottom = (Decimal(part) if part else None for part in said.split("/"))
            figure = replace(figure, numerator=top, denominator=bottom)
        elif said.count("-") == len("--"):
            figure = replace(figure, actual=date.fromisoformat(said))
        elif said:
            unit = Unit.PERCENT if said.endswith("%") else Unit.NUMBER
            figure = replace(figure, actual=_number(said, unit))
        fields: dict[str, Any] = {**words}
        return replace(figure, **fields)

    def plan(self, *indicators: Indicator, **tables: object) -> Plan:
        """Return a plan of Community Partnerships for 2018-21."""
        plan = Plan(
            service=Service("community-partnerships", "Community Partnerships"),
            title="Community Partnerships service plan 2018-21",
            years=tuple(FinancialYear(year) for year in (2018, 2019, 2020)),
            file="community-partnerships 2018-21.md",
            indicators=indicators,
        )
        fields: dict[str, Any] = {**tables}
        return replace(plan, **fields)

    def results(
        self,
        plan: Plan,
        quarter: Quarter,
        history: History,
        today: date = CHRISTMAS,
        supplied: Supplied | None = None,
    ) -> tuple[Result, ...]:
        """Return the plan's indicators compared in `quarter`."""
        terms = Comparing(quarter, today, lambda _: FIVE_PERCENT)
        return reconcile_service(plan, terms, history, supplied=supplied)

    def result(
        self,
        indicator: Indicator,
        quarter: Quarter,
        figures: Mapping[Quarter, Figure],
        today: date = CHRISTMAS,
    ) -> Result:
        """Return the one indicator of a plan compared in `quarter`."""
        (result,) = self.results(self.plan(indicator), quarter, {indicator.ref: figures}, today)
        return result


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()


def _number(text: str, unit: Unit) -> Decimal:
    text = text.replace(",", "")
    return Decimal(text.rstrip("%")) / 100 if unit is Unit.PERCENT else Decimal(text)


def _good_is(text: str, unit: Unit) -> GoodIs:
    if not text.startswith("within"):
        return GoodIs(Way(text))
    _, low, _, high = text.split()
    return GoodIs(Way.WITHIN, _number(low, unit), _number(high, unit), text)


def _by_year(words: Mapping[str, str], start: str) -> dict[FinancialYear, str]:
    return {
        FinancialYear(int(key.removeprefix(start))): text
        for key, text in words.items()
        if key.startswith(start)
    }
