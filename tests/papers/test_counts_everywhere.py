"""Any plans and any returns: Summary, Data, Word document and web page count the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from fillings import LATE, SCHEMES, filled_in
from forms import edited, five_percent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papers.templates import PAGE, WORD
from read_reports import of_page, of_word

from plansheet.collect.book import collect
from plansheet.compile import compile_book
from plansheet.excel.look import SHIPPED
from plansheet.excel.read import read_book
from plansheet.model.ratings import Rating, State
from plansheet.model.returns import Return
from plansheet.model.units import Unit
from plansheet.pages import Formula
from plansheet.papers import web_page, word_document
from plansheet.reconcile.data import data_rows
from plansheet.reconcile.figures import figures_of
from plansheet.reconcile.projects import reconcile_milestones
from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter
from plansheet.reconcile.results import Comparing, reconcile_service
from plansheet.reconcile.words import STATUSES
from plansheet.report import Asked, Scope, make_report, within

if TYPE_CHECKING:
    from fillings import Filled
    from read_reports import Found

    from plansheet.pages import Page
    from plansheet.report import Report

DUE = date(2018, 10, 12)
UNRATED = [state.capitalize() for state in State if state is not State.RATED]


def service_quarter(filled: Filled, code: str) -> ServiceQuarter:
    """Return a service's quarter as its filled-in workbook makes it."""
    quarter = filled.form.quarter
    plan = replace(filled.plan, service=replace(filled.plan.service, code=code, name=code.title()))
    issue = read_book(filled.form.data, open_blanks=True)
    found = collect(read_book(edited(filled.form.data, filled.type_in)), issue, quarter, SCHEMES)
    back = Return(code, quarter, "0a", "cp.xlsx", "0" * 64, found.answers, found.sheets)
    history = {ref: dict(figures) for ref, figures in filled.known.items()}
    for ref, figure in figures_of(back, {each.ref: each for each in plan.indicators}).items():
        history.setdefault(ref, {})[quarter] = figure
    results = reconcile_service(plan, Comparing(quarter, LATE, five_percent), history)
    return ServiceQuarter(
        plan,
        "complete",
        DUE,
        returned=back,
        results=results,
        milestones=reconcile_milestones(plan, quarter, back),
    )


def council_quarter(seed: int) -> CouncilQuarter:
    """Return two services of plans and returns that nobody chose."""
    # Every twelfth seed has the same quarter.
    filled = [filled_in(seed), filled_in(seed + 12)]
    services = tuple(
        service_quarter(each, f"service-{number}") for number, each in enumerate(filled)
    )
    quarter = filled[0].form.quarter
    return CouncilQuarter("Town", quarter, LATE, five_percent(Unit.PERCENT), services)


def report_on(council: CouncilQuarter) -> Report:
    scoped = within(council, Scope(internal=True))
    return make_report(Asked((scoped,), "Management Board", internal=True))


def both_forms(report: Report, day: date) -> list[Found]:
    made = datetime.combine(day, time())
    return [
        of_word(word_document(report, WORD, made, SHIPPED)),
        of_page(web_page(report, PAGE, SHIPPED)),
    ]


def sheets(council: CouncilQuarter) -> dict[str, Page]:
    """Return the sheets of the council-wide workbook by name."""
    return {page.name: page for page in compile_book(council).pages}


def measured(page: Page) -> dict[str, str]:
    """Return the numbers of the sheet Summary by what they measure; a word has one number."""
    found: dict[str, set[str]] = {}
    for row in page.rows:
        value = row.cells["number"].value
        shown = value.value if isinstance(value, Formula) else value
        found.setdefault(str(row.cells["measure"].value), set()).add(str(shown))
    wanted = ("Indicators", "Rated", *Rating, *UNRATED)
    return {str(name): " or ".join(sorted(found[name])) for name in wanted}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_every_count_is_that_of_summary_and_data(seed: int) -> None:
    council = council_quarter(seed)
    book = sheets(council)
    numbers = measured(book["Summary"])
    results = [result for service in council.services for result in service.results]
    data = data_rows(results, council.council, council.quarter)
    ratings = Counter(row["rating"] for row in data)
    states = Counter(row["state"].capitalize() for row in data)
    for found in both_forms(report_on(council), council.quarter.last_day):
        of = f", {council.quarter}"
        rated = found.column(f"Indicators by rating{of}", "Number")
        assert {name.partition(":")[0]: number for name, number in rated.items()} == {
            str(rating): numbers[rating] for rating in Rating
        }
        assert {name: int(numbers[name]) for name in Rating} == {
            name: ratings[name] for name in Rating
        }
        whole = found.column(f"Indicators by rating{of}", "Out of rated")
        assert set(whole.values()) == {numbers["Rated"]} == {str(states["Rated"])}
        unrated = found.column(f"Indicators that are not rated{of}", "Number")
        assert unrated == {name: numbers[name] for name in UNRATED if numbers[name] != "0"}
        assert unrated == {name: str(states[name]) for name in UNRATED if states[name]}
        start = f"{numbers['Rated']} of {numbers['Indicators']} indicators "
        assert sum(text.startswith(start) for text in found.texts) == 1
        services_agree(found, book["Services"], of)
        actions_agree(found, book["Projects"], of)
        exceptions_agree(found, ratings, of)
        listed_agree(found, data)


def services_agree(found: Found, page: Page, of: str) -> None:
    _, *rows = found.tables[f"Ratings by service{of}"]
    expected = []
    for row in page.rows:
        number = {
            key: str(cell.value.value)
            for key, cell in row.cells.items()
            if isinstance(cell.value, Formula)
        }
        others = int(number["indicators"]) - int(number["rated"])
        counts = (number["green"], number["amber"], number["red"], str(others))
        name = str(row.cells["name"].value)
        expected.append([name, *counts, f"{number['rated']} of {number['indicators']}"])
    assert rows == expected


def actions_agree(found: Found, page: Page, of: str) -> None:
    projects = Counter(str(row.cells["status"].value) for row in page.rows)
    said = found.column(f"Actions by rating{of}", "Number")
    assert {status: int(said[status]) for status in STATUSES} == {
        status: projects[status] for status in STATUSES
    }
    assert int(said.get("Not reported", "0")) == projects["Not reported"]


def exceptions_agree(found: Found, ratings: Counter[str], of: str) -> None:
    for rating in (Rating.RED, Rating.AMBER):
        rows = found.tables.get(f"Indicators rated {rating}{of}", [[]])[1:]
        assert len(rows) == ratings[rating]


def listed_agree(found: Found, data: list[dict[str, str]]) -> None:
    """Hold the last column of the appendix, the rating or state of each, against Data."""
    listed = [
        row[-1]
        for caption, rows in found.tables.items()
        if ": indicators," in caption
        for row in rows[1:]
    ]
    assert listed == [row["rating"] or row["state"].capitalize() for row in data]
