"""The pages about projects, risks and contracts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from plansheet.compile.cells import NOT_REPORTED, cells, count, page
from plansheet.layout.collection import step_label
from plansheet.layout.council import (
    CONTRACTS,
    PROJECTS,
    RISKS,
    heat_map_sheet,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.model.risks import Assessment, RiskScheme
    from plansheet.pages import Page, Value
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
    from plansheet.reconcile.risks import RiskResult


def projects_page(council: CouncilQuarter) -> Page:
    """Return every milestone the quarter asked about, with its slippage in days."""
    rows = [
        cells(
            PROJECTS,
            {
                "service": service.plan.service.name,
                "ref": result.milestone.ref,
                "project": result.project.title,
                "milestone": result.milestone.text,
                "due": result.due,
                "status": result.status or NOT_REPORTED,
                "done_on": result.done_on,
                "expected": result.expected,
                "slippage": None if result.slippage is None else count(result.slippage),
                "commentary": result.commentary,
            },
        )
        for service in council.services
        for result in service.milestones
    ]
    return page(PROJECTS, f"Projects: {council.quarter}", rows)


def risks_page(council: CouncilQuarter) -> Page:
    """Return every open risk, as it was and as it is."""
    rows = [
        cells(RISKS, _risk(service, result))
        for service in council.services
        for result in service.risks
    ]
    return page(RISKS, f"Risks: {council.quarter}", rows)


def _risk(service: ServiceQuarter, result: RiskResult) -> dict[str, Value]:
    score_before, band_before = _scored(result.before)
    score, band = _scored(result.now)
    return {
        "service": service.plan.service.name,
        "ref": result.risk.ref,
        "risk": result.risk.title,
        "scheme": service.plan.scheme.name if service.plan.scheme else "",
        "answer": result.answer or "Not reviewed",
        "score_before": score_before,
        "band_before": band_before,
        "score": score,
        "band": band,
        "moved": result.moved or "",
        "last_review": result.last_review,
        "next_review": result.next_review,
        "reason": result.reason,
    }


def _scored(assessment: Assessment | None) -> tuple[Value, str]:
    """Return score and band; a score that is a number as one, a place on the map as it is."""
    if assessment is None:
        return "", ""
    score = assessment.score
    return Decimal(score) if score.isdecimal() else score, assessment.band


def heat_map_page(council: CouncilQuarter) -> Page:
    """Return the heat maps, a scheme after the other; risks nobody reviewed stand in none."""
    schemes = _schemes(council)
    sheet = heat_map_sheet(schemes)
    rows = [row for scheme in schemes for row in _map_rows(council, scheme)]
    return page(sheet, f"Heat map: {council.quarter}", [cells(sheet, row) for row in rows])


def _schemes(council: CouncilQuarter) -> list[RiskScheme]:
    plans = (service.plan for service in council.services)
    found = {plan.scheme.name: plan.scheme for plan in plans if plan.scheme is not None}
    return list(found.values())


def _map_rows(council: CouncilQuarter, scheme: RiskScheme) -> Iterator[dict[str, Value]]:
    """Yield a row a likelihood, most likely first; a risk stands where the ranks of both meet."""
    places = _places(council, scheme)
    ranks = sorted({step.rank for scale in scheme.impacts for step in scale.steps})
    for likelihood in reversed(scheme.likelihood.steps):
        yield {
            "scheme": scheme.name,
            "likelihood": step_label(likelihood),
            **{f"impact_{rank}": places.get((likelihood.rank, rank), "") for rank in ranks},
        }


def _places(council: CouncilQuarter, scheme: RiskScheme) -> dict[tuple[int, int], str]:
    """Return what to say in each place of a map: its band, and the refs of each service.

    A ref that stood elsewhere last quarter says which way it moved, and from where.
    """
    reviewed = [
        (service.plan.service.name, _with_move(result), result.now)
        for service in council.services
        if service.plan.scheme is not None and service.plan.scheme.name == scheme.name
        for result in service.risks
        if result.now is not None
    ]
    bands: dict[tuple[int, int], str] = {}
    refs: dict[tuple[int, int], dict[str, list[str]]] = {}
    for name, ref, now in reviewed:
        place = now.likelihood.rank, now.impact.rank
        bands[place] = now.band
        refs.setdefault(place, {}).setdefault(name, []).append(ref)
    return {
        place: "\n".join(
            (bands[place], *(f"{name}: {', '.join(theirs)}" for name, theirs in found.items()))
        )
        for place, found in refs.items()
    }


def _with_move(result: RiskResult) -> str:
    """Return a ref with what became of it: `CS1 (better, was 12)`."""
    ref, before, now = result.risk.ref, result.before, result.now
    if before is None or now is None or before.score == now.score:
        return ref
    moved = f"{result.moved}, " if result.moved else ""
    return f"{ref} ({moved}was {before.score})"


def contracts_page(council: CouncilQuarter) -> Page:
    """Return the contracts that end or are reviewed within six months, the next day first."""
    ahead = [(service, result) for service in council.services for result in service.contracts]
    rows = [
        cells(
            CONTRACTS,
            {
                "month": f"{result.due:%B %Y}",
                "ahead": "Review" if result.due == result.contract.review else "End",
                "service": service.plan.service.name,
                "ref": result.contract.ref,
                "agreement": result.contract.agreement,
                "supplier": result.contract.supplier,
                "total": result.contract.total.text if result.contract.total else "",
                "end": result.contract.end,
                "review": result.contract.review,
                "next_step": result.next_step or NOT_REPORTED,
                "new_end": result.new_end,
                "commentary": result.commentary,
            },
        )
        for service, result in sorted(ahead, key=lambda each: each[1].due)
    ]
    return page(CONTRACTS, f"Contracts: {council.quarter}", rows)
