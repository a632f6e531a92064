"""From the answers of a return to figures: this quarter's, and earlier ones made final.

Every figure keeps what was entered and the cell it stands in, to the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.periods import parse_quarter
from plansheet.model.ratios import confirms, parse_ratio
from plansheet.model.returns import Figure
from plansheet.model.units import Unit
from plansheet.reconcile.answers import day_of, number_of, text_of
from plansheet.reconcile.totals import own_figure
from plansheet.reconcile.words import EARLIER_FIGURES, INDICATORS, PROVISIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.model.indicators import Indicator
    from plansheet.model.periods import Quarter
    from plansheet.model.returns import Answer, Answers, AnswerValue, Return


def figures_of(returned: Return, indicators: Mapping[str, Indicator]) -> dict[str, Figure]:
    """Return the figures of a return by ref, for the answered rows that the plan knows."""
    rows = returned.rows(INDICATORS)
    return {
        ref: figure_of(answers, indicators[ref], returned)
        for ref, answers in rows.items()
        if ref in indicators
    }


def figure_of(answers: Answers, indicator: Indicator, returned: Return) -> Figure:
    """Return the figure that one answered row of the Indicators sheet gives.

    A ratio is entered as its two numbers: it is traced to its numerator's cell, what stands there
    is what was entered, and the denominator is beside it.
    """
    is_ratio = indicator.counts_as is CountsAs.RATIO and indicator.unit.numeric
    keys = ("numerator", "denominator") if is_ratio else ("actual",)
    asked = [answers[key] for key in keys if key in answers]
    figure = Figure(
        quarter=returned.quarter,
        actual=None if is_ratio else _in_unit(answers, "actual", indicator.unit),
        entered=asked[0].entered if asked else "",
        numerator=number_of(answers, "numerator"),
        denominator=number_of(answers, "denominator"),
        provisional=text_of(answers, "provisional") == PROVISIONAL,
        held=any(cell.held for cell in asked),
        commentary=text_of(answers, "commentary"),
        published=returned.published.get(indicator.ref, ""),
        action=text_of(answers, "action"),
        owner=text_of(answers, "owner"),
        by_when=day_of(answers, "by_when"),
        reason=text_of(answers, "reason"),
        expected_by=day_of(answers, "expected_by"),
        forecast=number_of(answers, "forecast"),
        service=returned.service,
        decided="; ".join(dict.fromkeys(cell.decided for cell in asked if cell.decided)),
    )
    return _traced(figure, asked[0] if asked else None, returned, INDICATORS)


def _traced(figure: Figure, answer: Answer | None, returned: Return, sheet: str) -> Figure:
    """Return a figure with where it stands: its file, sheet and cell.

    One that was told by telephone or in a mail stands in none, one that several returns say
    otherwise in no one: its source is in words.
    """
    if answer is not None and answer.source:
        return replace(figure, file=answer.source, sha256="", sheet="", cell="")
    return replace(
        figure,
        file=returned.file,
        sha256=returned.sha256,
        sheet=returned.sheets.get(sheet, sheet),
        cell=answer.cell if answer else "",
    )


def earlier_figures(
    returned: Return,
    indicators: Mapping[str, Indicator],
    history: Mapping[str, Mapping[Quarter, Figure]],
) -> Iterator[tuple[str, Figure]]:
    """Yield the earlier figures that a return makes final, as (ref, figure).

    The rest of such a figure (its commentary, its owner) stays as the quarter's own return gave
    it. What cannot be used replaces nothing: the figure that is known stands until it can. Rows
    of indicators or quarters that are not known are passed over.
    """
    for label, answers in returned.rows(EARLIER_FIGURES).items():
        ref, _, when = label.rpartition(" ")
        quarter, final = parse_quarter(when), answers.get("final")
        indicator = indicators.get(ref)
        if quarter is None or final is None or indicator is None:
            continue
        known = history.get(ref, {}).get(quarter, Figure(quarter))
        if final.value is None and (known.supplied or not final.held):
            continue
        figure = _restated(known, answers, indicator)
        if figure is not None:
            yield ref, _made_final(figure, final, returned)


@dataclass(frozen=True, slots=True)
class Changed:
    """An earlier figure that a return changes: the row that says so, and both figures."""

    ref: str
    label: str
    was: Figure
    now: Figure


def changed_figures(
    returned: Return,
    indicators: Mapping[str, Indicator],
    before: Mapping[str, Mapping[Quarter, Figure]],
) -> Iterator[Changed]:
    """Yield the earlier figures that a return changes; one that is confirmed, or comes, is none.

    `before` is what was known without the return.
    """
    for ref, now in earlier_figures(returned, indicators, before):
        was = before.get(ref, {}).get(now.quarter)
        if was is not None and was.supplied and not now.held and _said(was) != _said(now):
            yield Changed(ref, f"{ref} {now.quarter.label}", was, now)


def arrived_figures(
    returned: Return,
    indicators: Mapping[str, Indicator],
    before: Mapping[str, Mapping[Quarter, Figure]],
) -> Iterator[Changed]:
    """Yield the earlier figures that a return is the first to give, such as awaited ones."""
    for ref, now in earlier_figures(returned, indicators, before):
        was = before.get(ref, {}).get(now.quarter, Figure(now.quarter))
        if not was.supplied and now.supplied and not now.held:
            yield Changed(ref, f"{ref} {now.quarter.label}", was, now)


def _said(figure: Figure) -> tuple[AnswerValue, Decimal | None, Decimal | None]:
    return figure.actual, figure.numerator, figure.denominator


def _restated(known: Figure, answers: Answers, indicator: Indicator) -> Figure | None:
    """Return the known figure with its final value; None where that says nothing of it.

    A ratio is given as its two numbers. A percentage confirms those that are known, and where they
    have changed since it was typed it says nothing.
    """
    if not (indicator.counts_as is CountsAs.RATIO and indicator.unit.numeric):
        return replace(known, actual=_in_unit(answers, "final", indicator.unit))
    final = answers["final"].value
    if isinstance(final, Decimal):
        own = own_figure(indicator, known)
        is_same = own is not None and confirms(final, own, indicator.unit)
        return known if is_same else None
    numbers = parse_ratio(text_of(answers, "final"))
    if numbers is None:
        return known
    return replace(known, numerator=numbers[0], denominator=numbers[1])


def _made_final(figure: Figure, final: Answer, returned: Return) -> Figure:
    made = replace(
        figure,
        entered=final.entered,
        provisional=False,
        held=final.held,
        service=returned.service,
        decided=final.decided,
    )
    return _traced(made, final, returned, EARLIER_FIGURES)


def _in_unit(answers: Answers, key: str, unit: Unit) -> AnswerValue:
    if unit is Unit.DATE:
        return day_of(answers, key)
    return number_of(answers, key) if unit.numeric else text_of(answers, key) or None
