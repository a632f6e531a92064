"""Two quarters of two services to be reported, and a report written down as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms import Q1, Q2, YEAR, five_percent, indicator, plan, returned

from plansheet.model.plans import Action, Milestone, Objective, Project, RatingCount, Service
from plansheet.model.returns import Figure
from plansheet.reconcile.projects import reconcile_milestones
from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
from plansheet.reconcile.results import Comparing, reconcile_service
from plansheet.report import Asked, Text, make_report
from plansheet.report.blocks import Chart, Heading, Paragraph, Points, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan
    from plansheet.report import Report
    from plansheet.report.blocks import Block

COMMUNITY, CORPORATE = "community-partnerships", "corporate-services"
DUE, TODAY = date(2018, 10, 12), date(2018, 11, 1)
SAFE, WELL = "1. Safer communities", "2. Run well"
TEXTS = {
    Text.QUESTIONS: "Q: Why so few visits?\nA: The hall was shut\nin June.\n",
    Text.PURPOSE: "To report.\n\nTwice.",
    Text.RECOMMENDATIONS: "- That it is noted.\n- That it is discussed.",
    Text.IMPLICATIONS: "# Financial\nNone.",
}


def community() -> Plan:
    """Return a plan with an indicator in every way that a report tells of."""
    return plan(
        indicator("CP01", unit="%", target="79%", title="Satisfaction"),
        indicator("CP02", counts_as="cumulative", target="240", title="Visits"),
        indicator("CP03", unit="%", how_often="annual", target="80%", title="Perception"),
        replace(indicator("CP04", target="10", title="Complaints upheld"), public=False),
        indicator("CP05", target="5", title="Volunteers"),
        replace(
            indicator("CP06", unit="date", good_is="lower", how_often="ad hoc", target="August 18"),
            title="Open the centre",
        ),
        replace(indicator("CP07", target="TBC", title="Clubs"), formerly="CP99"),
        indicator("CO02", unit="%", target="67%", supplied_by=CORPORATE, title="Trust"),
        indicator("CP08", target="10", title="Grants"),
        objectives=(
            Objective(SAFE, "1.1 Feel safe", "CP01 - Satisfaction", "79%"),
            Objective(SAFE, "1.2 Help", "Visits", ""),
            Objective(SAFE, "1.3 Trust us", "CO02", ""),
            Objective(WELL, "2.1 Run well", "", ""),
        ),
        projects=(
            Project(
                "P1",
                "Fly tipping",
                "Cleaner streets",
                milestones=(
                    Milestone("P1-M1", "Plan agreed", Q1),
                    Milestone("P1-M2", "Cameras are up", Q2),
                    Milestone("P1-M3", "Reviewed", YEAR),
                ),
            ),
            Project("PDP1", "Safety plan", milestones=(Milestone("PDP1-M1", "Kept up", YEAR),)),
        ),
        actions=(
            Action("PDP1", "The safety plan", "1. Half-year report", _rated("On target", "Closed")),
            Action("PDP2", "Work together", "Sessions", _rated("Needs attention", "Completed")),
            Action("PDP3", "Never rated", "", "Two officers"),
        ),
    )


def _rated(first: str, second: str) -> str:
    return f"Outcomes: Safer streets\nQ1 Rating: Project {first.lower()}\nQ2 Rating: {second}"


def corporate() -> Plan:
    """Return a plan of a service from which nothing comes back in the second quarter."""
    made = plan(
        indicator("CO02", unit="%", target="67%", title="Trust"),
        objectives=(Objective(WELL, "2.1 Run well", "CO02 - Trust", "67%"),),
    )
    return replace(made, service=Service(CORPORATE, "Corporate Services"))


def _figures() -> Mapping[str, Mapping[Quarter, Figure]]:
    off = Figure(
        Q2,
        Decimal("0.7"),
        commentary="Mrs X was away.",
        published="A post was vacant.",
        action="Recruit",
        owner="Head of Parks",
        by_when=date(2018, 12, 3),
    )
    return {
        "CP01": {Q1: Figure(Q1, Decimal("0.79")), Q2: off},
        "CP02": {Q1: Figure(Q1, Decimal(60)), Q2: Figure(Q2, Decimal(117), action="Advertise")},
        "CP04": {Q1: Figure(Q1, Decimal(10)), Q2: Figure(Q2, Decimal(10))},
        "CP06": {Q2: Figure(Q2, reason="The builder is late")},
        "CP07": {Q2: Figure(Q2, Decimal(7))},
        "CP08": {Q1: Figure(Q1, Decimal(10)), Q2: Figure(Q2, Decimal(9))},
    }


def quarters() -> tuple[CouncilQuarter, CouncilQuarter]:
    """Return both quarters: in the first everything that was asked for is on target."""
    first = _quarter(
        Q1,
        {"P1-M1": {"status": "Completed"}, "P1-M3": {"status": "On target"}},
        {Q1: Figure(Q1, Decimal("0.67"))},
    )
    second = _quarter(
        Q2,
        {
            "P1-M2": {"status": "Needs amendment", "expected": date(2018, 10, 20)},
            "P1-M3": {"status": "Needs attention", "commentary": "The pilot is late"},
        },
        {Q1: Figure(Q1, Decimal("0.67"))},
    )
    return first, second


def _quarter(
    quarter: Quarter,
    milestones: Mapping[str, Mapping[str, object]],
    trust: Mapping[Quarter, Figure],
) -> CouncilQuarter:
    comparing = Comparing(quarter, TODAY, five_percent)
    back = returned(quarter, {"Milestones": milestones})  # type: ignore[dict-item]
    theirs = {
        ref: {when: found for when, found in known.items() if when <= quarter}
        for ref, known in _figures().items()
    }
    ours = community()
    results = reconcile_service(ours, comparing, theirs, supplied={(CORPORATE, "CO02"): trust})
    finished = {"P1-M1"} if quarter == Q2 else frozenset()
    first = ServiceQuarter(
        ours,
        "complete",
        DUE,
        returned=back,
        results=results,
        figures=theirs,
        milestones=reconcile_milestones(ours, quarter, back, finished),
    )
    own = reconcile_service(corporate(), comparing, {"CO02": trust})
    sent = replace(back, service=CORPORATE, answers={}) if quarter == Q1 else None
    second = ServiceQuarter(corporate(), "overdue", DUE, returned=sent, results=own)
    return CouncilQuarter(
        "Three Rivers District Council",
        quarter,
        DUE,
        five_percent(ours.indicators[0].unit),
        (first, second),
    )


def asked(**fields: object) -> Asked:
    """Return what is asked of a report on both quarters for Management Board."""
    made = Asked(quarters(), "Management Board", internal=True, texts=TEXTS)
    return replace(made, **fields)  # type: ignore[arg-type]


def signs() -> tuple[RatingCount, tuple[Action, ...]]:
    """Return counts and actions of a plan that shows its ratings as signs."""
    counts = RatingCount("Actions", "0 0%", "2 67%", "1 33%", "0 0%", "0 0%")
    found = (("A1", "▶"), ("A2", "▶"), ("A3", "■"))
    rows = (Action(ref, f"Do {ref}", "", f"Q1 Rating: ▶\nQ2 Rating: {sign}") for ref, sign in found)
    return counts, tuple(rows)


def written(report: Report) -> str:
    """Return a report as text, a block after the other."""
    lines = [report.title, report.council, *(f"{label}: {text}" for label, text in report.header)]
    for section in report.sections:
        lines += ["", f"{section.number} {section.heading}"]
        lines += [line for block in section.blocks for line in _lines(block)]
    return "\n".join(lines) + "\n"


def parts(of: Asked) -> dict[str, list[str]]:
    """Return the lines of each section of a report by its heading."""
    found: dict[str, list[str]] = {}
    for part in written(make_report(of)).split("\n\n")[1:]:
        heading, *lines = part.strip().splitlines()
        found[heading.partition(" ")[2]] = lines
    return found


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"[{text}]"
        case Paragraph(text, label):
            yield f"{label}: {text}" if label else text
        case Points(points):
            yield from (f"- {point}" for point in points)
        case Chart(title, alt, bars, series):
            yield f"chart {title}: {' | '.join(bars)}"
            yield from (f"  {each.name} ({each.tone}): {each.numbers}" for each in series)
            yield f"  alt: {alt}"
        case Table(caption, columns, rows):
            yield f"table {caption}"
            yield f"  {' | '.join(column.heading for column in columns)}"
            for row in rows:
                yield f"  {' | '.join(_said(cell.text, cell.tone) for cell in row)}"


def _said(text: str, tone: Tone) -> str:
    shown = text.replace("\n", " / ")
    return shown if tone is Tone.PLAIN else f"{shown} ({tone})"
