"""The whole workbook: its sheets in order, what Start here and Help say, and its identity."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import (
    INDICATORS,
    Q1,
    Q2,
    Q4,
    SERVICE,
    WORDS,
    cells,
    context,
    figure,
    indicator,
    page,
    plan,
    whole_plan,
)

from plansheet.generate import content_sha256, generate
from plansheet.layout.collection import collection_sheets
from plansheet.model.risks import FIVE_BY_SIX, FOUR_BY_FOUR, RiskScheme
from plansheet.pages import Book, canonical_pages

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator

ALL = [
    "Start here",
    "Indicators",
    "Earlier figures",
    "Milestones",
    "Risks",
    "Contracts",
    "Requests",
    "Data quality",
    "Sign-off",
    "Help",
    "_plansheet",
]
KNOWN = {"CP16": {Q1: figure(Q1, actual=Decimal(80), provisional=True)}}


def names(book: Book) -> list[str]:
    return [each.name for each in book.pages]


def test_every_sheet_in_the_contract_s_order() -> None:
    contracts = whole_plan().contracts
    ending = replace(contracts[0], end=Q4.last_day)
    book = generate(replace(whole_plan(), contracts=(ending,)), context(Q4, figures=KNOWN))
    assert names(book) == ALL


def test_a_sheet_without_rows_is_left_out() -> None:
    assert names(generate(plan(), context(Q2))) == [
        "Start here",
        "Requests",
        "Sign-off",
        "Help",
        "_plansheet",
    ]


@pytest.mark.parametrize("scheme", [FIVE_BY_SIX, FOUR_BY_FOUR], ids=lambda scheme: scheme.name)
def test_help_explains_each_column_to_fill_in(scheme: RiskScheme) -> None:
    book = generate(whole_plan(scheme), context(Q2))
    explained = [row.label for row in page(book, "Help").rows]
    assert explained == [
        f"{sheet.name} {column.heading}"
        for sheet in collection_sheets(Q2, scheme)
        for column in sheet.entries
        if sheet.name in names(book)
    ]
    status = cells(book, "Help", "Milestones Status")
    assert status["help"].value == (
        "How the milestone stands at the quarter's end. "
        "One of: Completed, On target, Needs attention, Needs amendment or Closed."
    )
    assert cells(book, "Help", "Indicators By when")["example"].value == "31/12/2018"


def test_the_identity_stands_in_the_hidden_sheet_and_in_the_properties() -> None:
    book = generate(whole_plan(), context(Q2, number=2))
    hidden = book.pages[-1]
    sheet = {row.label: row.cells["value"].value for row in hidden.rows}
    assert hidden.hidden
    assert sheet == {
        "council": "Three Rivers District Council",
        "service": "community-partnerships",
        "period": "2018-19-Q2",
        "issue": "2",
        "issue_id": "4f1c2a90",
        "layout": "1",
        "content_sha256": content_sha256(book.pages),
        "scheme": "5x6",
    }
    assert book.properties == {f"plansheet_{name}": value for name, value in sheet.items()}
    assert (book.title, book.author, book.subject, book.footer, book.locked) == (
        "Community Partnerships: performance return for Q2 2018/19",
        "Three Rivers District Council",
        "Collection workbook, issue 2",
        "Community Partnerships, Q2 2018/19",
        True,
    )


def test_the_content_is_the_same_for_another_issue_or_other_words() -> None:
    first, second = (
        generate(whole_plan(), context(Q2, number=number, issue_id=f"id {number}", wording=words))
        for number, words in ((1, WORDS), (2, {}))
    )
    assert content_sha256(first.pages) == content_sha256(second.pages)


@pytest.mark.parametrize(
    "changed",
    [
        replace(INDICATORS[1], title="Other words"),
        replace(INDICATORS[1], definition="Counted otherwise"),
        indicator("CP14", good_is="lower", counts_as="cumulative", target="<700", actual="New PI"),
        indicator(
            "CP14",
            good_is="lower",
            counts_as="cumulative",
            target="<752",
            actual="New PI",
            tolerance="10%",
        ),
        replace(INDICATORS[1], supplied_by="waste"),
    ],
)
def test_the_content_changes_with_the_plan(changed: Indicator) -> None:
    before = generate(plan(INDICATORS[1]), context(Q2))
    after = generate(plan(changed), context(Q2))
    assert content_sha256(before.pages) != content_sha256(after.pages)


def test_the_content_is_of_what_is_locked_not_of_what_was_filled_in() -> None:
    pages = generate(whole_plan(), context(Q2)).pages
    assert content_sha256(pages) != content_sha256(pages[:1])
    assert canonical_pages(pages).startswith("Start here\x1fCommunity Partnerships: performance")


def test_a_service_is_called_by_its_name_in_titles_and_by_its_code_in_the_identity() -> None:
    named = replace(plan(), service=replace(SERVICE, code="cp", name="Comm & Parts"))
    book = generate(named, context(Q2))
    assert book.pages[0].title == "Comm & Parts: performance return for Q2 2018/19"
    assert book.properties["plansheet_service"] == "cp"
