"""A small council for the tests: three services in one quarter, every state and sheet in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from plansheet.model.indicators import CountsAs, GoodIs, HowOften, Indicator, Tolerance, Way
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import (
    Change,
    Contract,
    Milestone,
    Objective,
    Plan,
    Project,
    Service,
)
from plansheet.model.ratings import Goal, Rating, Result, Span, State, Travel
from plansheet.model.records import Choice, Decision
from plansheet.model.returns import Answer, Figure, Return
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, Risk, RiskScheme
from plansheet.model.sums import parse_sum
from plansheet.model.units import Unit
from plansheet.pages import Formula
from plansheet.problems import Place, Problem, problem
from plansheet.reconcile.changes import as_of
from plansheet.reconcile.past import Earlier, Stood
from plansheet.reconcile.projects import reconcile_contracts, reconcile_milestones
from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
from plansheet.reconcile.restatements import Restatement
from plansheet.reconcile.risks import reconcile_risks
from plansheet.requests import Asking, requests_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plansheet.model.requests import Request
    from plansheet.pages import Cell, Page

YEAR = FinancialYear(2018)
DUE = date(2018, 10, 12)
Q1, Q2, _, _ = YEAR.quarters
COMMUNITY, CORPORATE, WASTE = "community-partnerships", "corporate-services", "waste"
NAMES = {
    COMMUNITY: "Community Partnerships",
    CORPORATE: "Corporate Services",
    WASTE: "Waste",
}
FILE = "cp Q2.xlsx"
TEXT_THAT_BEGINS_A_FORMULA = '=HYPERLINK("http://x.example","-1+1")'


@pytest.fixture
def council() -> CouncilQuarter:
    return CouncilQuarter(
        council="Three Rivers District Council",
        quarter=Q2,
        due=DUE,
        tolerance=Tolerance(Decimal("0.05"), relative=True, text="5%"),
        services=(_community(), _corporate(), _waste()),
        earlier=_earlier(),
    )


def _earlier() -> tuple[Earlier, ...]:
    """Return three quarters before: one that nobody was asked in for CP16 among them."""
    green, amber, red = (Stood(State.RATED, rating) for rating in Rating)
    not_due = Stood(State.NOT_DUE)
    quarters = (
        {"CP01": red, "CP05": green, "CP16": red, "CP26": red, "CP39": amber, "CP40": green},
        {"CP05": amber, "CP16": not_due, "CP26": amber, "CP39": red},
        {"CP16": red, "CP26": amber, "CP39": red},
    )
    return tuple(
        Earlier(Q1.plus(-back), {(COMMUNITY, ref): stood for ref, stood in each.items()})
        for back, each in enumerate(quarters)
    )


@pytest.fixture
def empty_council(council: CouncilQuarter) -> CouncilQuarter:
    """Return a council with nothing to show but a service that was not asked yet."""
    plan = Plan(Service(WASTE, NAMES[WASTE]), "Waste plan", (YEAR,), "waste 2018-19.md")
    service = ServiceQuarter(plan, "planned", DUE)
    return CouncilQuarter(council.council, Q2, DUE, council.tolerance, (service,))


@pytest.fixture
def shown() -> Callable[..., list[str]]:
    """Return what writes a page's rows down, by all its columns or those named.

    Text stands as it is, a figure as `39 (number)`, a formula as what it works out.
    """

    def show(page: Page, *keys: str) -> list[str]:
        wanted = keys or tuple(column.key for column in page.columns)
        return [
            " | ".join(_cell_text(row.cells[key]) for key in wanted).rstrip() for row in page.rows
        ]

    return show


@pytest.fixture
def heading_of() -> Callable[[Page], str]:
    def headings(page: Page) -> str:
        return " | ".join(column.heading for column in page.columns)

    return headings


def _cell_text(cell: Cell) -> str:
    value = cell.value.value if isinstance(cell.value, Formula) else cell.value
    if isinstance(value, Decimal):
        return f"{value} ({cell.style})"
    if isinstance(value, date):
        return f"{value.isoformat()}"
    text = value or ""
    return f"{text} ({cell.style})" if cell.style in {"green", "amber", "red"} else text


def _indicator(ref: str, **words: Any) -> Indicator:  # noqa: ANN401 - any field of the model
    given: dict[str, Any] = {
        "title": f"Measure {ref}",
        "tier": "KPI",
        "unit": Unit.NUMBER,
        "good_is": GoodIs(Way.HIGHER),
        "how_often": HowOften.QUARTERLY,
        "counts_as": CountsAs.SNAPSHOT,
    } | words
    return Indicator(ref, **given)


def _goal(text: str, value: str = "", **words: Any) -> Goal:  # noqa: ANN401 - any field of the model
    return Goal(
        text, **({"state": State.RATED} | ({"value": Decimal(value)} if value else {}) | words)
    )


def _figure(typed: str = "", **words: Any) -> Figure:  # noqa: ANN401 - any field of the model
    given: dict[str, Any] = {
        "quarter": Q2,
        "entered": typed,
        "actual": Decimal(typed) if typed else None,
        "service": COMMUNITY,
        "file": FILE,
        "sha256": "ab" * 32,
        "sheet": "Indicators",
        "cell": "F12",
    } | words
    return Figure(**given)


def _result(
    indicator: Indicator,
    state: State,
    goal: Goal,
    figure: Figure | None = None,
    **words: Any,  # noqa: ANN401 - any field of the model
) -> Result:
    given: dict[str, Any] = {
        "actual": figure.actual if figure else None,
        "due": state is not State.NOT_DUE,
    } | words
    return Result(COMMUNITY, indicator, state, goal, figure=figure, **given)


def _community_results() -> tuple[Result, ...]:
    percent, higher, lower = Unit.PERCENT, Way.HIGHER, GoodIs(Way.LOWER)
    two_thirds = Decimal(2) / Decimal(3)
    return (
        _result(
            _indicator("CP01", unit=percent, how_often=HowOften.ANNUAL, title="Litter"),
            State.NOT_DUE,
            _goal("79.00%", "0.79"),
        ),
        _result(
            _indicator("CP05", good_is=lower, counts_as=CountsAs.CUMULATIVE, title="Incidents"),
            State.RATED,
            _goal("<752", "752", edge=Decimal("789.6"), strict=True),
            _figure("752", commentary="A wet August."),
            rating=Rating.AMBER,
            variance=Decimal(0),
            direction_quarter=Travel.WORSE,
            direction_year=Travel.SAME,
        ),
        _result(
            _indicator("CP16", counts_as=CountsAs.CUMULATIVE, title="Families"),
            State.RATED,
            _goal("83", "41.5", edge=Decimal("39.425"), assumed=True),
            _figure("39", cell="F13"),
            rating=Rating.RED,
            variance=Decimal("-2.5"),
            direction_quarter=Travel.BETTER,
        ),
        _result(
            _indicator("CP26", unit=Unit.MONEY, tier="PI", title="Grants", objective="1.2"),
            State.RATED,
            _goal("£25,000", "25000"),
            _figure("24250.5", reason="Waiting for a partner"),
            rating=Rating.AMBER,
            variance=Decimal("-749.5"),
        ),
        _result(
            _indicator("CP39", unit=percent, counts_as=CountsAs.RATIO, title="Satisfaction"),
            State.RATED,
            _goal("90.00%", "0.9"),
            _figure(
                numerator=Decimal(2),
                denominator=Decimal(3),
                entered="2 of 3",
                provisional=True,
                commentary=TEXT_THAT_BEGINS_A_FORMULA,
                action="+ two posts",
                owner="@partnerships",
                by_when=date(2018, 12, 31),
                forecast=Decimal("0.8"),
            ),
            actual=two_thirds,
            rating=Rating.RED,
            variance=two_thirds - Decimal("0.9"),
            direction_quarter=Travel.WORSE,
        ),
        _result(
            _indicator("CP40", good_is=GoodIs(Way.WITHIN, text="within 80 to 120"), tier="PI"),
            State.RATED,
            _goal("-", span=Span(Decimal(80), Decimal(120), Decimal(76), Decimal(126))),
            _figure("100.125"),
            rating=Rating.GREEN,
            variance=Decimal(0),
        ),
        _result(
            _indicator("CP41", since=Q1), State.NO_TARGET, Goal("TBC"), _figure("56.375000000001"),
        ),
        _result(
            _indicator("CP42", unit=percent),
            State.HELD,
            _goal("89%", "0.89"),
            _figure(entered="0.79", held=True),
        ),
        _result(
            _indicator("CP43"),
            State.AWAITED,
            _goal("12", "12"),
            _figure(reason="Not available yet", expected_by=date(2018, 10, 31)),
        ),
        _result(
            _indicator("CP44", counts_as=CountsAs.SUM),
            State.NOT_SUPPLIED,
            _goal("Q1 76 Q2 76 Q3 76 Q4 76", "152"),
            _figure("70"),
            actual=None,
            missing=(Q1,),
        ),
        _result(
            _indicator("CP45", unit=Unit.DATE, good_is=GoodIs(higher), title="Open the centre"),
            State.RATED,
            _goal("July 2018", by=date(2018, 7, 31), amber_by=date(2018, 8, 10)),
            _figure(actual=date(2018, 8, 10), entered="10/08/2018"),
            rating=Rating.AMBER,
            variance=Decimal(10),
        ),
        _result(
            _indicator("CO02", supplied_by=CORPORATE), State.BASELINE, Goal("Set baseline"),
            counted=False,
        ),
    )  # fmt: skip


def _corporate_results() -> tuple[Result, ...]:
    results = (
        _result(_indicator("CO02"), State.BASELINE, Goal("Set baseline", State.BASELINE)),
        _result(
            _indicator("CO04", unit=Unit.TEXT, good_is=GoodIs(Way.NONE)),
            State.DATA_ONLY,
            Goal("Level 2"),
            _figure(entered="Level 2", actual="Level 2"),
        ),
        _result(_indicator("CO05"), State.WITHDRAWN, _goal("7", "7", assumed=True)),
    )
    return tuple(_of(CORPORATE, result) for result in results)


def _of(service: str, result: Result) -> Result:
    return replace(result, service=service)


def _history(results: tuple[Result, ...]) -> dict[str, dict[Quarter, Figure]]:
    known = {each.indicator.ref: {Q2: each.figure} for each in results if each.figure}
    known["CP05"] = {
        Q1.plus(back): _figure(total, quarter=Q1.plus(back))
        for back, total in ((-6, "1500"), (-5, "2100"), (-4, "390"), (-3, "800"), (0, "360"))
    } | known["CP05"]
    known["CP16"] = {Q1: _figure("19", quarter=Q1), **known["CP16"]}
    known["CP39"] = {
        Q1: _figure(numerator=Decimal(45), denominator=Decimal(50), quarter=Q1),
        **known["CP39"],
    }
    return known


def _answers(row: Mapping[str, object]) -> dict[str, Answer]:
    return {
        key: Answer(value, str(value), "B5")  # type: ignore[arg-type]
        for key, value in row.items()
    }


def _return(service: str, file: str, **sheets: Mapping[str, Mapping[str, object]]) -> Return:
    return Return(
        service,
        Q2,
        "an-issue",
        file,
        "ab" * 32,
        {
            name.replace("_", "-").capitalize(): {
                label: _answers(row) for label, row in rows.items()
            }
            for name, rows in sheets.items()
        },
    )


def _plan(service: str, **tables: Any) -> Plan:  # noqa: ANN401 - any field of the model
    name = NAMES[service]
    return Plan(Service(service, name), f"{name} plan", (YEAR,), f"{service} 2018-19.md", **tables)


def _risk(scheme: RiskScheme, ref: str, title: str, likelihood: str, impact: str) -> Risk:
    return Risk(
        ref,
        title,
        inputs={"likelihood": likelihood, scheme.impacts[0].key: impact},
        last_review=date(2018, 4, 1),
        next_review=date(2018, 12, 31),
    )


def _community() -> ServiceQuarter:
    results = _community_results()
    plan = _plan(
        COMMUNITY,
        indicators=tuple(result.indicator for result in results),
        scheme=FIVE_BY_SIX,
        risks=tuple(
            _risk(FIVE_BY_SIX, *words)
            for words in (
                ("1", "Insufficient staff", "E", "III"),
                ("2", "Loss of accommodation", "F", "II"),
                ("3", "Loss of funding", "D", "IV"),
                ("CP05", "Fraud", "E", "III"),
            )
        ),
        projects=(
            Project(
                "P1",
                "District Offer",
                objective="1.1",
                milestones=(
                    Milestone("P1-M1", "Start", Q1),
                    Milestone("P1-M2", "Tender", Q2),
                    Milestone("P1-M3", "Award", Q2),
                ),
            ),
        ),
        contracts=(
            Contract(
                "C1",
                "CCTV",
                supplier="Guard Ltd",
                total=parse_sum("£1,325 (min annual spend)"),
                end=date(2019, 1, 31),
            ),
            Contract("C2", "Bins", end=date(2019, 2, 28), review=date(2018, 11, 1)),
        ),
        objectives=(
            Objective("1. Safer places", "1.1 Fewer incidents", "CP05 - Incidents", "<752"),
            Objective("1. Safer places", "1.2 Families", "CP16 Families", "83"),
            Objective("Values", "", "CP39 - Satisfaction", '"9 in 10" ' * 40),
        ),
        changes=(
            Change("CP05", "Target", "<700", "<752", Q2, "New boundary", "Cabinet"),
            Change("CP16", "Target", "80", "83", Q1),
        ),
    )
    returned = _return(
        COMMUNITY,
        FILE,
        risks={
            "1": {"changed": "Changed", "likelihood": "B 75% to 97%", "reason": "Two have left."},
            "2": {"changed": "Closed", "last_review": date(2018, 9, 1)},
            "CP05": {"changed": "No change"},
        },
        milestones={
            "P1-M1": {"status": "Completed", "done_on": date(2018, 6, 20)},
            "P1-M2": {"status": "Needs attention", "expected": date(2018, 11, 9)},
        },
        contracts={"C1": {"next_step": "Extend", "new_end": date(2020, 1, 31)}},
        requests={
            "2": {"about": "CP05", "change": "Title", "proposed": "-1 word"},
            "3": {"about": "x"},
            "4": _REQUEST,
            "5": {**_REQUEST, "proposed": "<800"},
            "6": {**_REQUEST, "proposed": "<752", "starts": "this quarter"},
            "7": {**_REQUEST, "proposed": "<900"},
        },
        sign_off={
            "Source data": {"job_title": "Data Officer", "date": date(2018, 10, 8)},
            "Data entry": {"job_title": "Data Officer"},
            "Checked": {"name": "A. Officer"},
        },
    )
    return ServiceQuarter(
        plan,
        "received",
        DUE,
        issue=2,
        issued=date(2018, 10, 1),
        emailed=date(2018, 10, 2),
        received=date(2018, 10, 16),
        days_late=4,
        returned=returned,
        results=results,
        risks=reconcile_risks(plan, returned),
        milestones=reconcile_milestones(plan, Q2, returned),
        contracts=reconcile_contracts(plan, Q2, returned),
        figures=_history(results),
        problems=_problems(),
        requests=_requests(plan, returned),
        restatements=(
            Restatement(
                COMMUNITY,
                "CP16",
                Q1,
                "Figure",
                "18: Amber",
                "19: Green",
                "A late case.",
                source=f"{FILE}, sheet Earlier figures, cell E5, CP16",
            ),
            Restatement(
                COMMUNITY, "CP05", Q1, "Rating", "Green", "Amber", "Late", "Cabinet", plan.file
            ),
        ),
    )


_REQUEST = {
    "about": "CP05",
    "change": "Target",
    "proposed": "<700",
    "starts": "next quarter",
    "reason": "A new boundary.",
}


def _requests(plan: Plan, returned: Return) -> tuple[Request, ...]:
    """Return the requests: one declined, one accepted with another value, the rest open."""
    first = Asking(plan, lambda quarter: as_of(plan, quarter))
    _, _, fourth, fifth, _, _ = requests_of(returned, first)
    declined = Decision(
        Q2,
        COMMUNITY,
        "Requests",
        "4",
        "",
        fourth.said,
        Choice.DECLINE,
        "",
        "",
        "Too easy.",
        "Cabinet",
        returned.sha256,
        datetime(2018, 10, 20, 9),  # noqa: DTZ001 - a council's calendar is local
    )
    accepted = replace(
        declined,
        row="5",
        said=fifth.said,
        choice=Choice.USE_INSTEAD,
        value="Proposed: <790",
        outcome="In the plan: Indicators:CP05: Target '<790' from Q3 2018/19",
        reason="Agreed",
        by="",
    )
    found = requests_of(returned, replace(first, decisions=(declined, accepted)))
    *others, last = found
    return (*others, replace(last, is_gone=True, decision=accepted))


def _problems() -> tuple[Problem, ...]:
    risk = "risk-unanswered"
    return (
        problem(
            "read-as", Place(FILE, "Indicators", "F12", "CP05"), entered="752 ", detail="is 752"
        ),
        problem(risk, Place(FILE, "Risks", "", "3")),
        problem(risk, Place(FILE, "Risks", "D7", "7")),
        problem(
            "request-incomplete",
            Place(FILE, "Requests", "", "2"),
            number="2",
            missing="From and Reason are",
        ),
        problem(
            "request",
            Place(FILE, "Requests", "B5", "5"),
            number="5",
            what="more",
            reason="none",
            hand="",
            command="2018-19-Q2",
        ),
        problem(
            "restated",
            Place(FILE, "Earlier figures", "E5", "CP16"),
            quarter="Q1 2018/19",
            old="18",
            new="19",
            reason="A late case.",
        ),
    )


def _corporate() -> ServiceQuarter:
    plan = _plan(
        CORPORATE,
        scheme=FOUR_BY_FOUR,
        objectives=(Objective("A. Safer places.", "Fewer incidents", "Residents feel safe", "-"),),
        risks=(
            replace(_risk(FOUR_BY_FOUR, "CS1", "Cyber attack", "3", "4"), objective="safer places"),
            _risk(FOUR_BY_FOUR, "CS2", "Not scored", "", ""),
        ),
    )
    returned = _return(
        CORPORATE,
        "co Q2.xlsx",
        risks={"CS1": {"changed": "Changed", "likelihood": "2"}, "CS2": {"changed": "No change"}},
    )
    return ServiceQuarter(
        plan,
        "complete",
        DUE,
        issue=1,
        issued=date(2018, 10, 1),
        received=date(2018, 10, 8),
        returned=returned,
        results=_corporate_results(),
        risks=reconcile_risks(plan, returned),
    )


def _waste() -> ServiceQuarter:
    asked = _result(_indicator("W1"), State.NOT_SUPPLIED, _goal("5", "5"))
    return ServiceQuarter(
        _plan(WASTE),
        "overdue",
        DUE,
        issue=1,
        issued=date(2018, 10, 1),
        days_late=12,
        results=(_of(WASTE, asked),),
    )
