"""What a report is about: the services and themes of its audience, and only what is public.

A council's quarter within a scope is a council's quarter again, so that everything is counted
there by what counts it everywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plansheet.check.agreement import leading_ref
from plansheet.check.case import plain_title
from plansheet.model.typed import phrase
from plansheet.reconcile.public import internal_indicators
from plansheet.reconcile.themes import bare

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Objective, Plan
    from plansheet.model.ratings import Result
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter


@dataclass(frozen=True, slots=True)
class Scope:
    """Services by code and themes by name, every one where none is named; `internal` rows or not.

    Themes are compared without case and without the number or letter before them.
    A theme takes in the indicators that its objectives name, and the projects and actions of the
    services that have an objective of it.
    """

    services: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    internal: bool = False


def within(council: CouncilQuarter, scope: Scope) -> CouncilQuarter:
    """Return a quarter with only what is in scope, each indicator counted once in it."""
    named = [each for each in council.services if _is_named(each.plan, scope)]
    seen: set[tuple[str, str]] = set()
    hidden = frozenset() if scope.internal else internal_indicators(council)
    results = {each.plan.code: _results(each, scope, hidden) for each in named}
    at_home = {_key(each) for found in results.values() for each in found if each.counted}
    services = []
    for service in named:
        counted = []
        for result in results[service.plan.code]:
            key = _key(result)
            # Where its supplier is not in scope, the first service that reports it counts it.
            is_first = key not in at_home and key not in seen
            counted.append(replace(result, counted=result.counted or is_first))
            seen.add(key)
        services.append(replace(service, results=tuple(counted)))
    return replace(council, services=tuple(services))


def themes_of(plan: Plan) -> tuple[str, ...]:
    """Return the themes that a plan's objectives name, each once."""
    return tuple(dict.fromkeys(each.theme for each in plan.objectives if each.theme))


def same_name(theme: str) -> str:
    """Return what is the same of a theme however plans number it and write its letters."""
    return phrase(bare(theme))


def _results(
    service: ServiceQuarter, scope: Scope, hidden: frozenset[tuple[str, str]]
) -> list[Result]:
    return [
        result
        for result in service.results
        if _key(result) not in hidden
        and (not scope.themes or _serves(result.indicator, service.plan, scope))
    ]


def _key(result: Result) -> tuple[str, str]:
    return result.indicator.supplied_by or result.service, result.indicator.ref


def _is_named(plan: Plan, scope: Scope) -> bool:
    if scope.services and plan.code not in scope.services:
        return False
    return not scope.themes or any(_is_of_theme(each, scope) for each in plan.objectives)


def _is_of_theme(objective: Objective, scope: Scope) -> bool:
    return same_name(objective.theme) in map(same_name, scope.themes)


def _serves(indicator: Indicator, plan: Plan, scope: Scope) -> bool:
    """Return whether an objective of the themes is the indicator's, or measures it."""
    return any(
        _is_of_theme(objective, scope) and _is_about(objective, indicator)
        for objective in plan.objectives
    )


def _is_about(objective: Objective, indicator: Indicator) -> bool:
    words, given = phrase(objective.objective), phrase(indicator.objective)
    if given and (words == given or words.partition(" ")[0] == given):
        return True
    ref = leading_ref(objective.measure)
    if ref:
        return ref.casefold() == indicator.ref.casefold()
    return bool(objective.measure) and plain_title(objective.measure) == plain_title(
        indicator.title
    )
