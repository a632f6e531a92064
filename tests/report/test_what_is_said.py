"""How a report says figures, gaps and dates, and what it says where there are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms import Q1, Q2, figure, five_percent, indicator, plan
from reported import COMMUNITY, TODAY, asked, parts, quarters

from plansheet.model.ratings import Rating, State
from plansheet.reconcile.restatements import Restatement
from plansheet.reconcile.results import Comparing, reconcile_service
from plansheet.report import Scope, within
from plansheet.report.said import MINUS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plansheet.model.periods import Quarter
    from plansheet.model.ratings import Result
    from plansheet.model.returns import Figure
    from plansheet.reconcile.projects import MilestoneResult
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


def opened_on(quarter: Quarter, day: date, by: str) -> list[str]:
    """Return the cells of a step in the appendix, done as a quarter told, after its title."""
    step = indicator("CP06", unit="date", good_is="lower", how_often="ad hoc", target=by)
    known = {"CP06": {quarter: figure(quarter, actual=day)}}
    made = tuple(
        replace_service(
            each,
            results=reconcile_service(
                plan(step), Comparing(each.quarter, TODAY, five_percent), _by_then(known, each)
            ),
            figures=_by_then(known, each),
        )
        for each in quarters()
    )
    return cells(asked(quarters=made), "Appendix 1: indicators by quarter", "CP06")[1:]


def _by_then(
    known: Mapping[str, Mapping[Quarter, Figure]], council: CouncilQuarter
) -> dict[str, dict[Quarter, Figure]]:
    return {
        ref: {when: said for when, said in figures.items() if when <= council.quarter}
        for ref, figures in known.items()
    }


def test_a_step_that_is_done_says_when_in_the_quarters_after_it() -> None:
    assert opened_on(Q1, date(2018, 5, 12), "June 18") == [
        "June 18",
        "Done 12 May 2018",
        "Green (good)",
        "Not due",
    ]
    assert opened_on(Q1, date(2018, 5, 12), "August 18") == [
        "August 18",
        "Done 12 May 2018",
        "Green (good)",
        "Not due",
    ]
    assert opened_on(Q2, date(2018, 8, 31), "August 18") == [
        "31 August 2018",
        "31 August 2018",
        "Not due",
        "Green (good)",
    ]


def test_a_step_that_is_not_done_says_so_in_both_places() -> None:
    found = asked()
    assert cells(found, "Exceptions", "CP06")[2] == "Not done"
    assert cells(found, "Appendix 1: indicators by quarter", "CP06")[2] == "Not done"
    silent = of_second("CP06", state=State.NOT_SUPPLIED, rating=None)
    assert cells(silent, "Appendix 1: indicators by quarter", "CP06")[2] == "No figure"


def test_what_is_within_tolerance_was_not_asked_for_its_cause() -> None:
    silent = of_second("CP08", rating=Rating.AMBER)
    assert cells(silent, "Exceptions", "CP08")[4:] == ["Not asked for", "Not asked for"]


def no_exception(**state: object) -> list[str]:
    """Return what is said of exceptions where nothing is, and CP05 stands as `state` says."""
    first, second = quarters()
    service = second.services[0]
    wanted = {"CP01", "CP05", "CP07"}
    results = tuple(
        replace(
            each,
            **{"rating": Rating.GREEN, "state": State.RATED}  # type: ignore[arg-type]
            | (state if each.indicator.ref == "CP05" else {}),
        )
        for each in service.results
        if each.indicator.ref in wanted
    )
    on_course = tuple(replace(each, status="On target") for each in service.milestones)
    without = replace(service.plan, actions=())
    changed = replace_service(second, plan=without, results=results, milestones=on_course)
    return parts(asked(quarters=(first, within(changed, Scope((COMMUNITY,))))))["Exceptions"]


def test_where_nothing_is_an_exception_it_says_what_is_missing() -> None:
    none = "o indicator is off target or within tolerance, and no action is off course."
    assert no_exception() == [f"N{none}"]
    assert no_exception(rating=None, state=State.NO_TARGET) == [f"N{none}"]
    assert no_exception(rating=None, state=State.AWAITED) == [
        f"Of those reported, n{none} 1 indicator is awaited."
    ]


def test_more_that_is_missing_is_counted_by_its_kind() -> None:
    first, second = quarters()
    silent = tuple(
        replace(each, results=_silent(each.results), milestones=_unsaid(each.milestones))
        for each in second.services
    )
    no_actions = replace(silent[0], plan=replace(silent[0].plan, actions=()))
    changed = replace(second, services=(no_actions, *silent[1:]))
    (said,) = parts(asked(quarters=(first, changed)))["Exceptions"]
    assert said == (
        "Of those reported, no indicator is off target or within tolerance, and no action is off "
        "course. 8 indicators are not supplied and 3 actions are not reported."
    )


def _silent(results: tuple[Result, ...]) -> tuple[Result, ...]:
    return tuple(
        replace(each, rating=None, state=State.NOT_SUPPLIED)
        if each.state is not State.NOT_DUE
        else each
        for each in results
    )


def _unsaid(milestones: tuple[MilestoneResult, ...]) -> tuple[MilestoneResult, ...]:
    return tuple(replace(each, status="") for each in milestones)
