"""A quarter as anybody may see it: only what is published, and nothing of who supplied it.

What is not public is taken out of the values themselves, before any sheet is made from them, so
that counts are those of what is shown, and a sheet that says more one day says nothing here that
it should not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from plansheet.model.plans import Service
from plansheet.model.returns import Return
from plansheet.reconcile.change_fields import field_and_year, field_named
from plansheet.reconcile.changes import indicator_ref, is_of_service
from plansheet.reconcile.moved import INDICATOR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Change, Plan, Project
    from plansheet.model.ratings import Result
    from plansheet.model.records import CompiledRow
    from plansheet.model.returns import Figure
    from plansheet.reconcile.projects import ContractResult, MilestoneResult
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
    from plansheet.reconcile.restatements import Restatement
    from plansheet.reconcile.risks import RiskResult

Keys: TypeAlias = "frozenset[tuple[str, str]]"
# How figures are collected, and by whom, is the council's own business.
_HOW_COLLECTED = frozenset(
    {"Owner", "Source system", "Available", "Supplied by", "Also reported by", "Publish"}
)


def public_quarter(council: CouncilQuarter) -> CouncilQuarter:
    """Return the quarter with what may be published of it.

    An indicator that any plan keeps internal is left out, and so are what is asked of services and
    by them, who signed, owns and supplied, where figures stand, what was typed before it was read,
    why risks were scored anew, and what is meant to happen with contracts. Commentary is that for
    publication.
    """
    hidden = internal_indicators(council)
    shown = frozenset(_keys(council)) - hidden
    services = tuple(_service(each, hidden, shown) for each in council.services)
    earlier = tuple(
        replace(each, stood={key: was for key, was in each.stood.items() if key not in hidden})
        for each in council.earlier
    )
    return replace(council, services=services, earlier=earlier)


def internal_indicators(council: CouncilQuarter) -> Keys:
    """Return the indicators that a plan keeps internal, by supplier and ref, each once."""
    return frozenset(
        _key(service, result)
        for service in council.services
        for result in service.results
        if not result.indicator.public
    )


def unedited(council: CouncilQuarter) -> int:
    """Return how many texts are published in the very words in which services supplied them."""
    hidden = internal_indicators(council)
    figures = (
        result.figure
        for service in council.services
        for result in service.results
        if result.counted and result.figure and _key(service, result) not in hidden
    )
    texts = [
        text
        for each in figures
        for text in ("" if each.published else each.commentary, each.action, each.reason)
    ]
    texts += [each.commentary for service in council.services for each in service.milestones]
    texts += _reasons(public_quarter(council))
    return sum(map(bool, texts))


def _reasons(copy: CouncilQuarter) -> Iterable[str]:
    """Yield why plans changed and figures were restated, as the copy tells of this quarter."""
    for service in copy.services:
        yield from (each.reason for each in service.plan.changes if each.starts == copy.quarter)
        yield from (each.reason for each in service.restatements)


def without_hidden(rows: Iterable[CompiledRow], council: CouncilQuarter) -> tuple[CompiledRow, ...]:
    """Return what an earlier copy said, but of the indicators that are internal by now.

    That one was Green before it was kept internal is no longer to be told, nor to be counted.
    """
    hidden = internal_indicators(council)
    gone = {
        (service.plan.code, ref)
        for service in council.services
        for result in service.results
        if _key(service, result) in hidden
        for ref in (result.indicator.ref, result.indicator.formerly)
    }
    return tuple(
        each for each in rows if each.kind != INDICATOR or (each.service, each.ref) not in gone
    )


def _keys(council: CouncilQuarter) -> Iterable[tuple[str, str]]:
    for service in council.services:
        for result in service.results:
            yield _key(service, result)
            yield service.plan.code, result.indicator.ref


def _key(service: ServiceQuarter, result: Result) -> tuple[str, str]:
    return result.indicator.supplied_by or service.plan.code, result.indicator.ref


def _service(service: ServiceQuarter, hidden: Keys, shown: Keys) -> ServiceQuarter:
    results = tuple(_result(each) for each in service.results if _key(service, each) not in hidden)
    refs = {ref for each in results for ref in (each.indicator.ref, each.indicator.formerly)}
    plan = _plan(service.plan, frozenset(refs))
    return replace(
        service,
        plan=plan,
        returned=_bare(service.returned) if service.returned else None,
        results=results,
        risks=tuple(map(_risk, service.risks)),
        milestones=tuple(map(_milestone, service.milestones)),
        contracts=tuple(map(_contract, service.contracts)),
        figures={
            ref: {quarter: _figure(figure) for quarter, figure in known.items()}
            for ref, known in service.figures.items()
            if ref in refs
        },
        problems=(),
        refused=(),
        restatements=tuple(
            _restatement(each)
            for each in service.restatements
            if (each.service, each.ref) in shown and (each.service, each.ref) not in hidden
        ),
        requests=(),
        chosen=(),
        decided=(),
    )


def _bare(returned: Return) -> Return:
    """Return that something came back, and nothing of what."""
    return Return(returned.service, returned.quarter, "", "", "")


def _plan(plan: Plan, refs: frozenset[str]) -> Plan:
    """Return the plan without whom it names, and without the indicators that are not shown."""
    return replace(
        plan,
        service=Service(plan.code, plan.service.name, committee=plan.service.committee),
        file="",
        indicators=tuple(_indicator(each) for each in plan.indicators if each.ref in refs),
        changes=tuple(
            replace(each, approved_by="") for each in plan.changes if _is_shown(each, refs)
        ),
        projects=tuple(map(_project, plan.projects)),
        risks=tuple(replace(each, reason="") for each in plan.risks),
        contracts=tuple(replace(each, contact="") for each in plan.contracts),
        posts=(),
        skills=(),
        actions=(),
        versions=(),
        notes=(),
    )


def _is_shown(change: Change, refs: frozenset[str]) -> bool:
    """Return whether a change is of an indicator that is shown, and of what it measures."""
    found = field_named(field_and_year(change)[0])
    how = found is not None and found.name in _HOW_COLLECTED
    known = {ref.casefold() for ref in refs}
    return not how and not is_of_service(change) and indicator_ref(change).casefold() in known


def _result(result: Result) -> Result:
    return replace(
        result,
        indicator=_indicator(result.indicator),
        figure=_figure(result.figure) if result.figure else None,
    )


def _indicator(indicator: Indicator) -> Indicator:
    return replace(indicator, owner="", source_system="")


def _figure(figure: Figure) -> Figure:
    """Return a figure with its commentary for publication, and nothing of where it stands.

    What is held says so by its state; what was typed is for the council to understand first.
    """
    return replace(
        figure,
        entered="",
        held=False,
        commentary=figure.public_commentary,
        published="",
        owner="",
        file="",
        sha256="",
        sheet="",
        cell="",
        decided="",
    )


def _risk(result: RiskResult) -> RiskResult:
    return replace(result, risk=replace(result.risk, reason=""), reason="")


def _milestone(result: MilestoneResult) -> MilestoneResult:
    return replace(result, project=_project(result.project))


def _project(project: Project) -> Project:
    return replace(project, manager="", sponsor="")


def _contract(result: ContractResult) -> ContractResult:
    contract = replace(result.contract, contact="")
    return replace(result, contract=contract, next_step="", new_end=None, commentary="")


def _restatement(late: Restatement) -> Restatement:
    return replace(late, approved_by="", source="")
