"""The trace of one row in one quarter, section by section, from everything that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.model.dates import spoken_date
from plansheet.model.ratings import Result, State
from plansheet.reconcile.entries import spoken_entry
from plansheet.reconcile.projects import ContractResult, MilestoneResult
from plansheet.reconcile.wording import data_text, spoken_figure, spoken_goal
from plansheet.refs import title_of
from plansheet.tracing.arithmetic import Working, place_of, worked_out
from plansheet.tracing.course import decisions, returns, then_and_now, versions
from plansheet.tracing.page import Fact, Section, Trace, facts
from plansheet.tracing.registers import (
    contract_facts,
    contract_turn,
    milestone_facts,
    risk_facts,
    scoring,
    slippage,
)
from plansheet.tracing.source import reading, signatures, source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from plansheet.model.indicators import Indicator
    from plansheet.tracing.evidence import Evidence


def trace_of(evidence: Evidence) -> Trace:
    """Return everything that is known of one row in one quarter."""
    found = evidence.found
    return Trace(
        period=evidence.quarter.label,
        service=found.service.plan.code,
        ref=f"{found.sheet}:{found.ref}",
        title=f"{found.ref}  {_title(evidence)}",
        subtitle=(
            f"{found.service.plan.service.name}, {evidence.quarter}, {evidence.council}; "
            f"as it was known on {spoken_date(evidence.day)}"
        ),
        sections=(
            *_stands(evidence),
            source(evidence),
            *reading(evidence),
            signatures(evidence),
            returns(evidence),
            decisions(evidence),
            versions(evidence),
            then_and_now(evidence),
        ),
    )


def _title(evidence: Evidence) -> str:
    subject = evidence.found.subject
    if isinstance(subject, MilestoneResult):
        return subject.milestone.text
    if isinstance(subject, Result):
        return title_of(subject.indicator)
    return title_of(subject.contract if isinstance(subject, ContractResult) else subject.risk)


def _stands(evidence: Evidence) -> tuple[Section, ...]:
    """Return how the row stands, what the plan says of it, and how that was worked out."""
    subject, scheme = evidence.found.subject, evidence.found.service.plan.scheme
    if isinstance(subject, Result):
        return _indicator(evidence, subject)
    if isinstance(subject, MilestoneResult):
        return _register(evidence, milestone_facts(subject), slippage(subject))
    if isinstance(subject, ContractResult):
        turn = contract_turn(subject, evidence.quarter)
        return _register(evidence, contract_facts(subject), turn)
    return _register(evidence, risk_facts(subject, scheme), scoring(subject, scheme))


def _register(
    evidence: Evidence, planned: Iterable[Fact], worked: Iterable[Fact]
) -> tuple[Section, ...]:
    file = Fact("plan", "Plan", evidence.found.service.plan.file)
    return (
        Section("plan", "What the plan says", ((*planned, file),)),
        Section("arithmetic", "How it was worked out", (tuple(worked),)),
    )


def _indicator(evidence: Evidence, result: Result) -> tuple[Section, ...]:
    indicator, owner = result.indicator, evidence.found.counted_in
    figures = {
        **owner.figures.get(indicator.formerly, {}),
        **owner.figures.get(indicator.ref, {}),
    }
    tolerance = indicator.tolerance or evidence.tolerance
    working = Working(result, evidence.quarter, figures, evidence.rows, tolerance)
    return (
        Section("figure", "The figure", (_figure(evidence, result),)),
        Section(
            "definition",
            f"What is measured, as it is defined in {evidence.quarter}",
            (_definition(evidence, indicator, result),),
        ),
        _changes(evidence),
        *_moves(evidence, result),
        Section("arithmetic", "How the rating was worked out", (tuple(worked_out(working)),)),
    )


def _figure(evidence: Evidence, result: Result) -> tuple[Fact, ...]:
    unit, said = result.indicator.unit, result.figure
    ratings = f"{result.rating or 'Not rated'} ({result.state})"
    return facts(
        ("actual", "Figure", spoken_figure(result.actual, unit) or "none"),
        ("exact", "Exactly", data_text(result.actual)),
        ("target", "Target this quarter", _target(result) or "none"),
        ("rating", "Rating", ratings),
        ("entered", "Entered", said.entered if said else ""),
        ("final", "How final", _how_final(result)),
        ("direction_quarter", "Since last quarter", result.direction_quarter or ""),
        ("direction_year", "Since last year", result.direction_year or ""),
        ("commentary", "Commentary", said.commentary if said else ""),
        ("published", "Published instead", said.published if said else ""),
        ("reason", "Reason for no figure", said.reason if said else ""),
        ("restated", "Restated", "\n".join(_restated(evidence))),
    )


def _target(result: Result) -> str:
    """Return what the quarter is held against, as `data` has it: nothing where none is asked."""
    is_asked = result.state not in {State.NOT_DUE, State.WITHDRAWN}
    return spoken_goal(result.goal, result.indicator.unit) if is_asked else ""


def _how_final(result: Result) -> str:
    if result.figure is None or not result.figure.supplied:
        return ""
    return "provisional" if result.figure.provisional else "final"


def _restated(evidence: Evidence) -> Iterable[str]:
    """Yield each restatement of this quarter, or of one that is added up in it."""
    for each in evidence.restatements:
        words = f"{each.what} of {each.quarter}: was {each.old}, is {each.new}"
        more = (each.reason, each.approved_by and f"approved by {each.approved_by}", each.source)
        yield ". ".join(part.rstrip(". ") for part in (words, *more) if part) + "."


def _definition(evidence: Evidence, indicator: Indicator, result: Result) -> tuple[Fact, ...]:
    target = indicator.target_for(evidence.quarter.year)
    own = indicator.tolerance is not None
    tolerance = f"{indicator.tolerance or evidence.tolerance} " + (
        "(the plan's own)" if own else "(the council's, since the plan gives none)"
    )
    guess = ", ".join(indicator.inferred)
    return facts(
        ("title", "Title", indicator.title),
        ("text", "Definition", indicator.definition or "the plan gives none"),
        ("tier", "Tier", indicator.tier),
        ("unit", "Unit", str(indicator.unit)),
        ("good_is", "Good is", str(indicator.good_is)),
        ("how_often", "How often", str(indicator.how_often)),
        ("counts_as", "Counts as", str(indicator.counts_as)),
        ("target_year", f"Target {evidence.quarter.year}", target.text if target else ""),
        ("tolerance", "Tolerance", tolerance),
        ("objective", "Objective", indicator.objective),
        ("source_system", "Source system", indicator.source_system),
        ("supplied_by", "Supplied by", indicator.supplied_by or result.service),
        ("counted_in", "Counted in", evidence.found.counted_in.plan.service.name),
        ("publish", "Publish", "public" if indicator.public else "internal"),
        ("inferred", "Inferred, unconfirmed", guess),
        ("plan", "Plan", evidence.found.counted_in.plan.file),
    )


def _moves(evidence: Evidence, result: Result) -> Iterator[Section]:
    """Yield to whom the indicator went and from when, with what was reported of it before."""
    if not evidence.moves:
        return
    entries = [
        facts(
            ("from", "From", str(each.starts)),
            ("giver", "Until then with", each.giver),
            ("receiver", "Since then with", each.receiver),
            ("reason", "Reason", each.change.reason),
        )
        for each in evidence.moves
    ]
    entries += [
        facts(
            ("period", "Quarter", str(quarter)),
            ("service", "Reported by", figure.service),
            ("figure", "Figure", spoken_entry(result.indicator, figure)),
            ("place", "Stands in", place_of(figure, {})),
        )
        for quarter, figure in sorted(evidence.before_moves.items())
    ]
    yield Section("moves", "From one service to another", tuple(entries), listing=True)


def _changes(evidence: Evidence) -> Section:
    """Return the dated changes of the plan that made the row what it is in the quarter."""
    entries = tuple(
        facts(
            ("from", "From", str(each.starts)),
            ("what", "What", each.what),
            ("old", "Old", each.old),
            ("new", "New", each.new),
            ("reason", "Reason", each.reason),
            ("approved_by", "Approved by", each.approved_by),
        )
        for each in evidence.changes
    )
    return Section(
        "changes",
        "Changes of the plan in force",
        entries,
        "The plan has no dated change of it up to this quarter.",
        listing=True,
    )
