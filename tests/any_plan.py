"""Any plan that a document may hold, for tests that write plans and read them again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from plansheet.layout.plans import (
    ACTIONS_SHEET,
    CHANGES_SHEET,
    CONTRACTS_SHEET,
    OBJECTIVES_SHEET,
    POSTS_SHEET,
    RATINGS_SHEET,
    SERVICE_SHEET,
    SKILLS_SHEET,
    VERSIONS_SHEET,
    budgets_sheet,
    indicators_sheet,
    projects_sheet,
    risks_sheet,
)
from plansheet.model.periods import FinancialYear
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, SHIPPED_SCHEMES
from plansheet.refs import give_refs
from plansheet.sources.blocks import tidy
from plansheet.sources.document import Document, SourceCell, SourceRow, SourceTable
from plansheet.sources.known import is_nothing
from plansheet.sources.people import without_names
from plansheet.sources.recognise import recognise

if TYPE_CHECKING:
    from plansheet.layout.columns import Sheet
    from plansheet.model.plans import Plan

NAME = "parks 2018-21.md"
BEFORE = FinancialYear(2017)
YEARS = FinancialYear(2018), FinancialYear(2019), FinancialYear(2020)
# Whatever a cell of a document may hold, as every reader of documents gives it.
SAID = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.text("\\|*<br>&amp;#1-`_ \n", max_size=12),
    st.sampled_from(("=1+1", "-", "N/A", "Q1 2", "1/4/18", "79%", "£5", "<br>", "&lt;", "**a**")),
    st.sampled_from(("number", "%", "lower", "annual", "sum", "III", "2", "A", "5 points", "May")),
).map(tidy)
SHEETS = (
    SERVICE_SHEET,
    indicators_sheet((BEFORE,), YEARS),
    OBJECTIVES_SHEET,
    projects_sheet((*YEARS[0].quarters, *YEARS[1:])),
    risks_sheet(FOUR_BY_FOUR, has_scores=True),
    risks_sheet(FIVE_BY_SIX, has_scores=False),
    CONTRACTS_SHEET,
    budgets_sheet(YEARS),
    POSTS_SHEET,
    SKILLS_SHEET,
    ACTIONS_SHEET,
    RATINGS_SHEET,
    VERSIONS_SHEET,
    CHANGES_SHEET,
)


@st.composite
def any_plan(draw: st.DrawFn) -> Plan:
    """Return a plan of Parks as it is read from tables in which anything may stand."""
    sheets = draw(st.lists(st.sampled_from(SHEETS), max_size=4, unique_by=lambda each: each.name))
    tables = tuple(draw(_table(sheet)) for sheet in sheets)
    title = " ".join(draw(SAID).split()).strip("# ")
    document, _ = without_names(Document(NAME, title, tables))
    found = recognise(document, "parks", YEARS, SHIPPED_SCHEMES)
    plan = give_refs(found.plan, {}, found.places).plan
    # A line of the budget of which nothing could be read is told when it is read, and then gone.
    kept = tuple(
        each
        for each in plan.budgets
        if not is_nothing(each.heading) or any(sum_ is not None for sum_ in each.amounts.values())
    )
    # Rows of one ref are a fault of their own: nothing can be said of the one and not the other.
    own = {each.ref.casefold(): each for each in plan.indicators}
    return replace(plan, budgets=kept, indicators=tuple(own.values()))


@st.composite
def _table(draw: st.DrawFn, sheet: Sheet) -> SourceTable:
    columns = tuple(column.heading for column in sheet.columns)
    width = len(columns)
    texts = draw(st.lists(st.lists(SAID, min_size=width, max_size=width), max_size=3))
    rows = tuple(SourceRow(tuple(SourceCell(each, "") for each in row), "") for row in texts)
    return SourceTable((sheet.name,), columns, rows, "")
