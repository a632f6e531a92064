"""What a report is about: services, themes, and only what is public; each indicator once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from forms import Q1
from reported import COMMUNITY, CORPORATE, SAFE, WELL, asked, quarters, written

from plansheet.model.plans import Objective
from plansheet.reconcile.quarter import counted_results
from plansheet.reconcile.restatements import Restatement
from plansheet.report import Scope, make_report, texts_to_read, themes_of, within

INTERNAL = Scope(internal=True)
ALL = "CP01 CP02 CP03 CP04 CP05 CP06 CP07 CP08"


def counted(scope: Scope) -> dict[str, str]:
    """Return the refs that each service counts in scope."""
    found: dict[str, list[str]] = {}
    council = within(quarters()[-1], scope)
    for service in council.services:
        found[service.plan.code] = []
    for service, result in counted_results(council):
        found[service.plan.code].append(result.indicator.ref)
    return {code: " ".join(refs) for code, refs in found.items()}


@pytest.mark.parametrize(
    ("scope", "refs"),
    [
        (INTERNAL, {COMMUNITY: ALL, CORPORATE: "CO02"}),
        (Scope(), {COMMUNITY: ALL.replace("CP04 ", ""), CORPORATE: "CO02"}),
        (replace(INTERNAL, services=(CORPORATE,)), {CORPORATE: "CO02"}),
        # Its supplier is not in scope, so the service that reports it counts it.
        (
            replace(INTERNAL, services=(COMMUNITY,)),
            {COMMUNITY: f"{ALL.replace('CP08', 'CO02')} CP08"},
        ),
        (Scope(themes=("1. safer Communities.",)), {COMMUNITY: "CP01 CP02 CO02"}),
        (Scope(themes=("SAFER communities",)), {COMMUNITY: "CP01 CP02 CO02"}),
        (Scope(themes=("A. Safer communities",)), {COMMUNITY: "CP01 CP02 CO02"}),
        (Scope(themes=("B(ii) Run well",)), {COMMUNITY: "", CORPORATE: "CO02"}),
        (Scope(themes=("well",)), {}),
        (Scope(themes=(WELL,)), {COMMUNITY: "", CORPORATE: "CO02"}),
        (Scope((COMMUNITY,), (WELL,)), {COMMUNITY: ""}),
        (Scope(themes=("3. Green",)), {}),
        (Scope(("waste",)), {}),
    ],
)
def test_what_is_in_scope_and_who_counts_it(scope: Scope, refs: dict[str, str]) -> None:
    assert counted(scope) == refs


@pytest.mark.parametrize("objective", ["2.1", "2.1 Run well", "2.1 run WELL"])
def test_an_indicator_names_its_objective_by_number_or_words(objective: str) -> None:
    council = quarters()[-1]
    first, second = council.services
    results = tuple(
        replace(each, indicator=replace(each.indicator, objective=objective))
        if each.indicator.ref == "CP05"
        else each
        for each in first.results
    )
    changed = replace(council, services=(replace(first, results=results), second))
    scoped = within(changed, Scope((COMMUNITY,), (WELL,)))
    assert [result.indicator.ref for _, result in counted_results(scoped)] == ["CP05"]


def test_an_indicator_that_two_services_report_for_a_third_is_counted_once() -> None:
    council = quarters()[-1]
    first = council.services[0]
    plan = replace(first.plan, service=replace(first.plan.service, code="parks"))
    both = replace(council, services=(first, replace(first, plan=plan)))
    scoped = within(both, Scope())
    found = [result for _, result in counted_results(scoped) if result.indicator.ref == "CO02"]
    assert len(found) == 1


@pytest.mark.parametrize("scope", [Scope(), Scope((COMMUNITY,))])
def test_what_its_supplier_keeps_back_is_public_nowhere(scope: Scope) -> None:
    council = quarters()[-1]
    first, second = council.services
    kept_back = tuple(
        replace(each, indicator=replace(each.indicator, public=False)) for each in second.results
    )
    changed = replace(council, services=(first, replace(second, results=kept_back)))
    refs = [result.indicator.ref for _, result in counted_results(within(changed, scope))]
    assert "CO02" not in refs
    assert "CO02" in [
        result.indicator.ref
        for _, result in counted_results(within(changed, replace(scope, internal=True)))
    ]


def test_what_any_plan_keeps_back_is_in_no_public_report_as_in_no_public_copy() -> None:
    council = quarters()[-1]
    first, second = council.services
    kept_back = tuple(
        replace(each, indicator=replace(each.indicator, public=False))
        if each.indicator.ref == "CO02"
        else each
        for each in first.results
    )
    assert "CO02" in [each.indicator.ref for each in second.results if each.counted]
    changed = replace(council, services=(replace(first, results=kept_back), second))
    refs = [result.indicator.ref for _, result in counted_results(within(changed, Scope()))]
    assert "CO02" not in refs


def test_the_themes_of_a_plan_stand_once_each() -> None:
    plan = quarters()[0].services[0].plan
    assert themes_of(plan) == (SAFE, WELL)
    assert themes_of(replace(plan, objectives=(Objective("", "1.1", "", ""),))) == ()


def test_what_is_not_public_is_in_no_public_report() -> None:
    public = tuple(within(each, Scope()) for each in quarters())
    text = written(make_report(asked(quarters=public, internal=False)))
    assert "Complaints upheld" not in text
    assert "Mrs X" not in text
    assert "Owner" not in text
    assert "Action: Recruit / By when: 3 December 2018" in text
    assert "Publication: Public" in text
    assert text.endswith("Indicators that are not published are left out and are not counted.\n")


def test_who_approved_what_was_restated_is_in_no_public_report() -> None:
    first, second = (within(each, Scope()) for each in quarters())
    service, *others = second.services
    late = Restatement(
        COMMUNITY, "CP02", Q1, "Figure", "58: Amber", "60: Green", "A late form.", "The Head"
    )
    changed = replace(second, services=(replace(service, restatements=(late,)), *others))
    public = asked(quarters=(first, changed), internal=False)
    assert "The Head" not in written(make_report(public))
    assert "A late form; The Head" in written(make_report(replace(public, internal=True)))


def test_texts_that_a_report_prints_and_nobody_has_edited_are_counted() -> None:
    first, second = (within(each, Scope()) for each in quarters())
    # CP01's action, CP02's, CP06's reason, and what is said of P1-M3; CP01's cause is edited.
    assert texts_to_read(asked(quarters=(first, second))) == 4
    service, *others = first.services
    said = tuple(replace(each, commentary="All agreed") for each in service.milestones)
    earlier = replace(first, services=(replace(service, milestones=said), *others))
    # What the first quarter said of P1-M1 still stands in the second's appendix; of P1-M3 not.
    assert texts_to_read(asked(quarters=(earlier, second))) == 5
