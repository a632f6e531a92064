"""What a compiled version said, row by row, and what moved between two of them.

Each row is kept as it was compiled: target, tolerance, definition, figure and rating stay what
they were then (domain: "Freeze").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plansheet.model.records import CompiledRow
from plansheet.model.units import Unit
from plansheet.problems import Place
from plansheet.reconcile.data import data_row
from plansheet.reconcile.restatements import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plansheet.model.ratings import Result
    from plansheet.reconcile.projects import MilestoneResult
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
    from plansheet.reconcile.risks import RiskResult

INDICATOR, MILESTONE, RISK = "Indicator", "Milestone", "Risk"
NOT_REPORTED = "not reported"
_TOLD = "told"
_SOURCE = "source"
_COUNTED = ("Green", "Amber", "Red")


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing of which a version says something else than the one before, both in words."""

    kind: str
    service: str
    ref: str
    old: str
    new: str
    source: str = ""


def compiled_rows(council: CouncilQuarter) -> tuple[CompiledRow, ...]:
    """Return what a version says of every indicator, milestone and risk, each once."""
    return tuple(row for service in council.services for row in _rows_of(service, council))


def moves(before: Sequence[CompiledRow], now: Sequence[CompiledRow]) -> tuple[Moved, ...]:
    """Return what moved, in the order in which it stands now; what is gone comes last."""
    old, new = ({(row.kind, row.service, row.ref): row for row in rows} for rows in (before, now))
    keys = dict.fromkeys((*new, *old))
    found = (_moved(key, old.get(key), new.get(key)) for key in keys)
    return tuple(each for each in found if each.old != each.new)


def rating_counts(rows: Sequence[CompiledRow]) -> str:
    """Return how the indicators of a version were rated: `2 Green, 0 Amber, 1 Red of 3 rated`."""
    ratings = [row.said["rating"] for row in rows if row.kind == INDICATOR]
    counts = {each: ratings.count(each) for each in _COUNTED}
    words = ", ".join(f"{number} {each}" for each, number in counts.items())
    return f"{words} of {sum(counts.values())} rated"


def _moved(key: tuple[str, str, str], old: CompiledRow | None, new: CompiledRow | None) -> Moved:
    was, now = (row.said[_TOLD] if row else NOT_REPORTED for row in (old, new))
    return Moved(*key, was, now, new.said[_SOURCE] if new else "")


def _rows_of(service: ServiceQuarter, council: CouncilQuarter) -> Iterator[CompiledRow]:
    code = service.plan.code
    for result in service.results:
        if result.counted:
            said = _of_indicator(
                result, data_row(result, council.council, council.quarter), council
            )
            yield CompiledRow(INDICATOR, code, result.indicator.ref, said)
    for milestone in service.milestones:
        yield CompiledRow(MILESTONE, code, milestone.milestone.ref, _of_milestone(milestone))
    for risk in service.risks:
        yield CompiledRow(RISK, code, risk.risk.ref, _of_risk(risk))


def _of_indicator(
    result: Result, data: Mapping[str, str], council: CouncilQuarter
) -> dict[str, str]:
    """Return all that the sheet Data says of an indicator, and by what it was rated."""
    place = Place(data["source_file"], data["source_sheet"], data["source_cell"])
    return {
        **data,
        "tolerance": tolerance_of(result, council),
        "definition": result.indicator.definition,
        "how_often": str(result.indicator.how_often),
        _TOLD: told(result),
        _SOURCE: str(place),
    }


def tolerance_of(result: Result, council: CouncilQuarter) -> str:
    """Return the tolerance that a rating went by: a date has none unless its plan gives one."""
    given = result.indicator.tolerance
    if given is None and result.indicator.unit is Unit.DATE:
        return "0 days"
    return str(given or council.tolerance)


def _of_milestone(result: MilestoneResult) -> dict[str, str]:
    return {
        "milestone": result.milestone.text,
        "due": result.due.isoformat(),
        _TOLD: result.status or NOT_REPORTED,
        _SOURCE: "",
    }


def _of_risk(result: RiskResult) -> dict[str, str]:
    score = f", {result.now.score} {result.now.band}" if result.now else ""
    return {
        "risk": result.risk.title,
        _TOLD: f"{result.answer or 'Not reviewed'}{score}",
        _SOURCE: "",
    }
