"""One collection workbook of each kind of content, as text that was read before it was kept.

PLANSHEET_GOLDEN=write in the environment writes the texts in tests/golden/content anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from forms import (
    CODE,
    CONTRACTS,
    Q1,
    Q2,
    Q3,
    Q4,
    RISKS,
    SCORED,
    YEAR,
    figure,
    form,
    indicator,
    plan,
    returned,
)
from office.described import described
from office.workbook import Opened

from plansheet.model.plans import Contract, Milestone, Project
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.model.periods import Quarter
    from plansheet.model.plans import Plan

FOLDER = Path(__file__).parents[1] / "golden" / "content"


@dataclass(frozen=True)
class Content:
    """One kind of content: a plan that holds it, the quarter, what else is known, its sheets."""

    plan: Plan
    sheets: tuple[str, ...]
    quarter: Quarter = Q2
    known: Mapping[str, object] = field(default_factory=dict)


REVIEWED = Contract("C3", "Bins", end=date(2021, 3, 31), review=date(2018, 11, 9))
TARGETS = (
    indicator("T01", title="A number", target="2,200"),
    indicator("T02", title="A percentage", unit="%", target="79.00%", tolerance="5 points"),
    indicator("T03", title="A sum of money", unit="£", counts_as="sum", target="£50,000"),
    indicator("T04", title="A profile", counts_as="sum", target="Q1 60 Q2 140 Q3 200 Q4 240"),
    indicator("T05", title="Less than", good_is="lower", target="<752 recorded incidents"),
    indicator("T06", title="Assumed", counts_as="cumulative", target="7,500"),
    indicator("T07", title="Baseline known", unit="%", actual="60%", target="Baseline + 2.5%"),
    indicator("T08", title="Baseline to come", unit="%", target="Baseline + 2.5%"),
    indicator("T09", title="Improvement", actual="200", target="20% improvement in hotspot areas"),
    indicator("T10", title="Within", good_is="within 80 to 120"),
    indicator("T11", title="Not final", unit="%", target="74% - to be reviewed"),
    indicator("T12", title="Perhaps", target="3 (?)"),
    indicator("T13", title="To come", target="TBC, once baseline year completed"),
    indicator("T14", title="Set baseline", target="Set baseline", actual="New in 2017/18"),
    indicator("T15", title="Data only", good_is="none", target="100"),
    indicator("T16", title="By a date", unit="date", good_is="lower", target="August 2018"),
    indicator("T17", title="Later", unit="date", good_is="lower", target="January 2019"),
)
KINDS = {
    "every-kind-of-target": Content(plan(*TARGETS), ("Start here", "Indicators")),
    "every-unit-and-count": Content(
        plan(
            indicator("U01", unit="%", counts_as="ratio", target="90%", definition="In 5 days"),
            indicator("U02", unit="days", good_is="lower", counts_as="average", target="12"),
            indicator("U03", unit="level", target="3", counts_as="latest"),
            indicator("U04", unit="text", good_is="none", counts_as="latest"),
            indicator("U05", counts_as="sum", target="Q1 76 Q2 76 Q3 76 Q4 76"),
            indicator("U06", how_often="annual", counts_as="latest", target="5"),
            indicator("U07", how_often="half-yearly", target="6"),
            indicator("U08", how_often="every two years", target=""),
            indicator("U09", how_often="monthly", unit="£", counts_as="cumulative", target="£400"),
        ),
        ("Indicators",),
        known={
            "figures": {
                "U01": {Q1: figure(Q1, numerator=Decimal(45), denominator=Decimal(50))},
                "U02": {Q1: figure(Q1, actual=Decimal("10.5"), commentary="Two were ill.")},
                "U05": {Q1: figure(Q1, actual=Decimal(80))},
                "U06": {YEAR.plus(-1).quarters[3]: figure(YEAR.plus(-1).quarters[3])},
            }
        },
    ),
    "earlier-figures": Content(
        plan(
            indicator("E01", title="Provisional", counts_as="cumulative", target="100"),
            indicator("E02", title="Awaited", unit="%", target="90%"),
            indicator("E03", title="Lacking in a sum", counts_as="sum", target="40"),
            indicator("E04", title="Held", unit="%", target="90%"),
            indicator("E05", title="Final", target="9"),
        ),
        ("Earlier figures", "Indicators"),
        Q3,
        {
            "figures": {
                "E01": {Q2: figure(Q2, actual=Decimal(51), provisional=True)},
                "E02": {Q2: figure(Q2, expected_by=date(2018, 11, 30))},
                "E03": {Q1: figure(Q1, actual=Decimal(9))},
                "E04": {Q2: figure(Q2, entered="0.79", held=True, provisional=True)},
                "E05": {Q2: figure(Q2, actual=Decimal(8))},
            },
            "earlier": (returned(Q1, {}), returned(Q2, {})),
        },
    ),
    "milestones": Content(
        plan(
            indicator("A01"),
            projects=(
                Project(
                    "P1",
                    "Fly tipping",
                    milestones=(
                        Milestone("P1-M1", "The plan is followed all year", YEAR),
                        Milestone("P1-M2", "Cameras are up", Q1),
                        Milestone("P1-M3", "The pilot is reviewed", Q2),
                        Milestone("P1-M4", "Prosecutions begin", Q4),
                    ),
                ),
                Project("P2", "Play areas", milestones=(Milestone("P2-M1", "All is safe", YEAR),)),
            ),
        ),
        ("Start here", "Milestones"),
        Q4,
        {
            "earlier": (
                returned(Q1, {"Milestones": {"P1-M2": {"status": "Needs attention"}}}),
                returned(Q3, {"Milestones": {"P1-M3": {"status": "Completed"}}}),
            )
        },
    ),
    "risks-5x6": Content(
        plan(indicator("A01"), risks=RISKS, scheme=FIVE_BY_SIX), ("Start here", "Risks")
    ),
    "risks-4x4": Content(plan(indicator("A01"), risks=SCORED, scheme=FOUR_BY_FOUR), ("Risks",)),
    "contracts": Content(
        plan(
            indicator("A01"),
            contracts=(
                *CONTRACTS,
                Contract("C3", "Bins", end=date(2021, 3, 31), review=date(2018, 11, 9)),
            ),
        ),
        ("Contracts",),
    ),
    "last-quarter": Content(
        plan(indicator("A01", how_often="annual", target="5")),
        ("Start here", "Indicators", "Requests", "Data quality", "Sign-off", "Help"),
        Q4,
    ),
    "shared-indicators": Content(
        plan(
            indicator("CO02", unit="%", target="67%", supplied_by="corporate-services"),
            indicator("CP05", unit="%", target="90%", supplied_by=CODE),
            indicator("CP06", target="4"),
        ),
        ("Start here", "Indicators"),
        known={
            "guests": (indicator("HS07", title="Another plan's", target="12", supplied_by=CODE),),
            "withdrawn": frozenset({"CP06"}),
        },
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_content_is_as_it_was_when_it_was_last_looked_at(
    name: str, golden: Callable[[str, str], None]
) -> None:
    content = KINDS[name]
    sent = form(content.plan, content.quarter, **content.known)
    golden(f"content/{name}.txt", described(Opened(sent.data), content.sheets))


def test_every_text_that_is_kept_is_held_against_a_workbook() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KINDS)
