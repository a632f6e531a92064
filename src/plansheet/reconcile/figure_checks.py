"""What is missing or odd about the figures of a return; every check has one shape."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.model.indicators import CountsAs
from plansheet.model.ratings import Rating, State
from plansheet.model.units import Unit
from plansheet.problems import problem
from plansheet.reconcile.answers import text_of
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.figures import changed_figures
from plansheet.reconcile.plausible import (
    is_far_above,
    is_far_below,
    last_figure,
    targets_of,
    total_before,
)
from plansheet.reconcile.states import gap
from plansheet.reconcile.totals import has_figure, own_figure
from plansheet.reconcile.wording import spoken_figure, spoken_goal
from plansheet.reconcile.words import (
    EARLIER_FIGURES,
    INDICATORS,
    OTHER_REASON,
    joined,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.model.returns import Answer
    from plansheet.problems import Place, Problem
    from plansheet.reconcile.case import Case


def figure_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each figure that is due and neither there nor explained."""
    for result in _asked(case):
        indicator, figure = result.indicator, result.figure
        explained = figure is not None and (figure.reason or figure.expected_by)
        if not result.due or explained or has_figure(indicator, figure):
            continue
        keys = _RATIO_KEYS if _is_ratio(result) else _ACTUAL_KEY
        is_open = all(case.is_open(INDICATORS, indicator.ref, key) for key in keys)
        if is_open and gap(indicator, case.quarter, figure, case.today) is State.NOT_SUPPLIED:
            place = case.place(INDICATORS, indicator.ref, keys[0])
            yield problem("figure-missing", place, what=_wanted(result, case.quarter))


def denominator_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each ratio with one of its two numbers."""
    for result in _asked(case):
        ref = result.indicator.ref
        given = [key for key in _RATIO_KEYS if _has_number(case.answer(INDICATORS, ref, key))]
        if not _is_ratio(result) or len(given) != 1:
            continue
        missing = next(key for key in _RATIO_KEYS if key not in given)
        if case.is_open(INDICATORS, ref, missing):
            yield problem(
                "denominator-missing",
                case.place(INDICATORS, ref, given[0]),
                given=given[0].capitalize(),
                missing=missing.capitalize(),
            )


def denominator_zero(case: Case) -> Iterator[Problem]:
    """Yield a problem for each ratio of something in none; none in none wants only a reason."""
    for result in _asked(case):
        figure = result.figure
        if not _is_ratio(result) or figure is None or figure.denominator != 0:
            continue
        if figure.numerator or not figure.reason:
            place = case.place(INDICATORS, result.indicator.ref, "denominator")
            yield problem("denominator-zero", place)


def reason_unsaid(case: Case) -> Iterator[Problem]:
    """Yield a problem for each figure that is lacking for another reason, which nobody says."""
    for result in _asked(case):
        ref, figure = result.indicator.ref, result.figure
        is_other = figure is not None and figure.reason == OTHER_REASON
        is_asked_already = result.rating is Rating.RED
        if not is_other or is_asked_already or _is_told(case, result):
            continue
        if case.is_open(INDICATORS, ref, "commentary"):
            yield problem("reason-unsaid", case.place(INDICATORS, ref, "reason"), said=OTHER_REASON)


def reason_beside_figure(case: Case) -> Iterator[Problem]:
    """Yield a problem for each figure that is there beside a reason for having none."""
    for result in _asked(case):
        figure = result.figure
        is_nothing = figure is not None and _is_ratio(result) and figure.denominator == 0
        if figure is not None and figure.reason and not is_nothing and _is_told(case, result):
            place = case.place(INDICATORS, result.indicator.ref, "reason")
            yield problem("reason-beside-figure", place, said=figure.reason)


def commentary_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each red rating without its cause, action, owner and date."""
    for result in _asked(case):
        ref, unit = result.indicator.ref, result.indicator.unit
        missing = [
            heading for key, heading in _COMMENTARY.items() if case.is_open(INDICATORS, ref, key)
        ]
        if result.rating is Rating.RED and missing:
            yield problem(
                "commentary-missing",
                _figure_place(case, result),
                actual=spoken_figure(result.actual, unit) or "not done",
                target=spoken_goal(result.goal, unit),
                missing=listed(missing),
            )


def cumulative_falls(case: Case) -> Iterator[Problem]:
    """Yield a problem for each total since April that is less than last quarter's."""
    for result in _asked(case):
        figures = case.history.get(result.indicator.ref, {})
        before = total_before(result.indicator, case.quarter, figures)
        now = own_figure(result.indicator, result.figure)
        if before is not None and now is not None and now < before:
            yield problem(
                "cumulative-falls",
                _figure_place(case, result),
                entered=spoken_figure(now, result.indicator.unit),
                before=spoken_figure(before, result.indicator.unit),
            )


def implausible(case: Case) -> Iterator[Problem]:
    """Yield a problem for each figure five times its target or last quarter's, either way.

    A running total is compared with last quarter's total within the year, and in a first quarter
    with what last year's fourth quarter added; a range with both its edges.
    """
    for result in _asked(case):
        unit, place = result.indicator.unit, _figure_place(case, result)
        now = own_figure(result.indicator, result.figure)
        whys = [why for why in (_far_from_target(result), _far_from_last(case, result, now)) if why]
        if now is None or not whys or case.was_found(INDICATORS, place.cell, "implausible"):
            continue
        yield problem(
            "implausible",
            place,
            entered=spoken_figure(now, unit),
            why=" and ".join(whys),
        )


def earlier_quarter_missing(case: Case) -> Iterator[Problem]:
    """Yield a problem for each figure whose year to date lacks an earlier quarter.

    The sheet Earlier figures asks for those that a return left out, and for no others.
    """
    for result in _asked(case):
        if not result.figure:
            continue
        place = _figure_place(case, result)
        entered = spoken_entry(result.indicator, result.figure)
        left_out = [each for each in result.missing if each in case.returned_before]
        before = [each for each in result.missing if each not in case.returned_before]
        if left_out:
            quarters = joined([str(each) for each in left_out])
            yield problem("earlier-quarter-missing", place, quarters=quarters, entered=entered)
        if before:
            yield problem(
                "earlier-quarter-before",
                place,
                quarters=joined([str(each) for each in before]),
                entered=entered,
                heading=f"{before[0].year} Q{before[0].number}",
                service=case.plan.code,
                ref=result.indicator.ref,
                example="45 of 50" if result.indicator.counts_as is CountsAs.RATIO else "45",
            )


def restated(case: Case) -> Iterator[Problem]:
    """Yield a problem for each earlier figure that this return changes; both are kept.

    Without a reason it is used as well, and the reason is asked for.
    """
    indicators = {result.indicator.ref: result.indicator for result in case.results}
    for changed in changed_figures(case.returned, indicators, case.before):
        indicator, label = indicators[changed.ref], changed.label
        reason = text_of(case.row(EARLIER_FIGURES, label), "reason")
        place = case.place(EARLIER_FIGURES, label, "final")
        yield problem(
            "restated",
            place,
            quarter=changed.now.quarter,
            old=spoken_entry(indicator, changed.was),
            new=spoken_entry(indicator, changed.now),
            reason=reason or "no reason is given",
        )
        if case.is_open(EARLIER_FIGURES, label, "reason"):
            yield problem("restated-unexplained", place, quarter=changed.now.quarter)


_ACTUAL_KEY, _RATIO_KEYS = ("actual",), ("numerator", "denominator")
_COMMENTARY = {
    "commentary": "Commentary",
    "action": "Action",
    "owner": "Owner",
    "by_when": "By when",
}


def _asked(case: Case) -> Iterator[Result]:
    """Yield the results that this return had to supply: not withdrawn, nor another service's."""
    for result in case.results:
        is_own = result.counted and result.state is not State.WITHDRAWN
        if is_own and case.asks(INDICATORS, result.indicator.ref):
            yield result


def _is_ratio(result: Result) -> bool:
    return result.indicator.counts_as is CountsAs.RATIO and result.indicator.unit.numeric


def _is_told(case: Case, result: Result) -> bool:
    """Return whether something is entered that the reason would be about."""
    keys = _RATIO_KEYS if _is_ratio(result) else _ACTUAL_KEY
    return any(not case.is_open(INDICATORS, result.indicator.ref, key) for key in keys)


def _has_number(answer: Answer | None) -> bool:
    return answer is not None and answer.value is not None


def _figure_place(case: Case, result: Result) -> Place:
    key = "numerator" if _is_ratio(result) else "actual"
    return case.place(INDICATORS, result.indicator.ref, key)


def _wanted(result: Result, quarter: Quarter) -> str:
    if _is_ratio(result):
        return f"the numerator and the denominator for {quarter}"
    if result.indicator.unit is Unit.DATE:
        return "the date on which it was done"
    return f"the figure for {quarter}"


def _far_from_last(case: Case, result: Result, now: Decimal | None) -> str:
    indicator = result.indicator
    before = last_figure(indicator, case.quarter, case.history.get(indicator.ref, {}))
    if now is None or before is None:
        return ""
    return _far_words(now, (before,), f"last quarter's {spoken_figure(before, indicator.unit)}")


def _far_from_target(result: Result) -> str:
    """Return how far what is compared lies from the target, "" where that is believable."""
    if not isinstance(result.actual, Decimal):
        return ""
    words = f"the target of {spoken_goal(result.goal, result.indicator.unit)}"
    return _far_words(result.actual, targets_of(result.goal), words)


def _far_words(figure: Decimal, others: Collection[Decimal], words: str) -> str:
    if is_far_above(figure, others):
        return f"is five times {words}, or more"
    return f"is a fifth of {words}, or less" if is_far_below(figure, others) else ""
