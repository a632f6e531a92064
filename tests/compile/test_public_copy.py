"""The public copy: nothing in it that is not public, and every count of what is in it."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from compile.test_compiled_workbook import SHEETS as WHOLE

from plansheet.compile import compile_book, public_book
from plansheet.compile.public import without_private_columns
from plansheet.excel.write import write_book
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.plans import Post, Service
from plansheet.model.records import Choice, Decision
from plansheet.pages import canonical_pages
from plansheet.reconcile.data import data_rows
from plansheet.reconcile.moved import compiled_rows, moves, rating_counts
from plansheet.reconcile.public import internal_indicators, public_quarter, unedited, without_hidden
from plansheet.reconcile.quarter import Since
from plansheet.reconcile.results import summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.model.ratings import Result
    from plansheet.pages import Book, Page
    from plansheet.reconcile.quarter import CouncilQuarter, ServiceQuarter

    Shown = Callable[..., list[str]]

MADE = datetime(2018, 10, 20, 9, 30, tzinfo=UTC)
HIDE = "not for the public"
INTERNAL = frozenset({"CP16", "CP26", "CO02"})
SHEETS = [name for name in WHOLE if name not in {"Returns", "Queries"}]


@pytest.fixture
def secretive(council: CouncilQuarter) -> CouncilQuarter:
    """Return the council with indicators that are internal, and a secret wherever one may stand."""
    return replace(council, services=tuple(map(_secretive, council.services)))


def _secretive(service: ServiceQuarter) -> ServiceQuarter:
    plan, returned = service.plan, service.returned
    results = tuple(map(_kept_internal, service.results))
    secret = {each.name: HIDE for each in fields(Service) if each.name not in _KNOWN}
    return replace(
        service,
        plan=replace(
            plan,
            service=replace(plan.service, **secret),
            file=f"{HIDE}.md",
            indicators=tuple(each.indicator for each in results),
            changes=tuple(
                change
                for each in plan.changes
                for change in (
                    replace(each, approved_by=HIDE),
                    replace(each, what="Owner", new=HIDE),
                    replace(each, ref="Service", what="E-mail", new=HIDE),
                    replace(each, ref="CP26", new=HIDE),
                )
            ),
            posts=(Post(HIDE),),
            notes=(HIDE,),
        ),
        returned=replace(returned, file=f"{HIDE}.xlsx", sha256=HIDE) if returned else None,
        results=results,
        figures={
            ref: {
                quarter: replace(figure, owner=HIDE, file=HIDE, entered=HIDE)
                for quarter, figure in known.items()
            }
            for ref, known in service.figures.items()
        },
        risks=tuple(
            replace(each, reason=HIDE, risk=replace(each.risk, reason=HIDE))
            for each in service.risks
        ),
        milestones=tuple(
            replace(each, project=replace(each.project, manager=HIDE, sponsor=HIDE))
            for each in service.milestones
        ),
        contracts=tuple(
            replace(
                each,
                contract=replace(each.contract, contact=HIDE),
                next_step=HIDE,
                commentary=HIDE,
            )
            for each in service.contracts
        ),
        restatements=tuple(
            replace(each, source=HIDE, approved_by=HIDE, reason="A late case.")
            if each.ref not in INTERNAL
            else replace(each, old=HIDE, new=HIDE)
            for each in service.restatements
        ),
        problems=tuple(each.in_file(HIDE) for each in service.problems),
        refused=tuple(each.in_file(HIDE) for each in service.problems),
        requests=tuple(replace(each, proposed=HIDE) for each in service.requests),
        chosen=(_DECIDED,),
        decided=(_DECIDED,),
    )


_DECIDED = Decision(
    Quarter(FinancialYear(2018), 2),
    HIDE,
    HIDE,
    HIDE,
    HIDE,
    HIDE,
    Choice.USE_INSTEAD,
    HIDE,
    HIDE,
    HIDE,
    HIDE,
    HIDE,
    MADE,
)
_KNOWN = {"code", "name", "committee"}


def _kept_internal(result: Result) -> Result:
    """Return a result with secrets in its figure, kept internal where its ref is one of those."""
    is_internal = result.indicator.ref in INTERNAL
    indicator = replace(
        result.indicator,
        public=not is_internal,
        title=HIDE if is_internal else result.indicator.title,
        owner=HIDE,
        source_system=HIDE,
    )
    figure = result.figure and replace(
        result.figure,
        entered=HIDE,
        owner=HIDE,
        file=f"{HIDE}.xlsx",
        sheet=HIDE,
        cell=HIDE,
        sha256=HIDE,
        decided=HIDE,
        commentary=HIDE if result.figure.commentary else "",
        published="Said in public" if result.figure.commentary else "",
    )
    return replace(result, indicator=indicator, figure=figure)


def page_of(book: Book, name: str) -> Page:
    return next(page for page in book.pages if page.name == name)


def public(council: CouncilQuarter) -> Book:
    return public_book(public_quarter(council))


def test_sheets_that_are_not_public_are_not_there(council: CouncilQuarter, shown: Shown) -> None:
    book = public(council)
    assert [page.name for page in book.pages] == SHEETS
    assert book.title == "Performance Data Collection Q2 2018/19: public copy"
    assert shown(book.pages[0], "sheet") == SHEETS[1:]


def test_no_secret_is_in_it_whatever_stands_where(secretive: CouncilQuarter) -> None:
    assert HIDE in canonical_pages(compile_book(secretive).pages)
    book = public(secretive)
    text = canonical_pages(book.pages)
    assert HIDE not in text
    assert "Said in public" in text
    data = write_book(book, MADE)
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.value and HIDE in str(cell.value)]


def test_what_the_copy_is_made_from_knows_no_secret(secretive: CouncilQuarter) -> None:
    assert HIDE in repr(secretive)
    assert HIDE not in repr(public_quarter(secretive))
    for service in public_quarter(secretive).services:
        assert (service.requests, service.chosen, service.decided) == ((), (), ())


def test_nothing_is_hidden(secretive: CouncilQuarter) -> None:
    written = openpyxl.load_workbook(io.BytesIO(write_book(public(secretive), MADE)))
    assert written.sheetnames == SHEETS
    for sheet in written:
        assert sheet.sheet_state == "visible"
        assert not [key for key, each in sheet.column_dimensions.items() if each.hidden]
        assert not [key for key, each in sheet.row_dimensions.items() if each.hidden]


def test_columns_that_are_not_public_are_not_there(council: CouncilQuarter) -> None:
    gone = {}
    for page in public(council).pages[:-1]:
        before = {column.key for column in page_of(compile_book(council), page.name).columns}
        if keys := before - {column.key for column in page.columns}:
            gone[page.name] = keys
    assert gone == {
        "Exceptions": {"owner"},
        "KPIs": {"source"},
        "Service PIs": {"source"},
        "Risks": {"reason"},
        "Contracts": {"next_step", "new_end", "commentary"},
        "Changes": {"decision", "source"},
        "Data": {"entered", "source_file", "source_sheet", "source_cell", "sha256"},
    }


def test_a_column_that_is_to_go_and_is_not_there_is_no_copy(council: CouncilQuarter) -> None:
    risks = page_of(compile_book(council), "Risks")
    renamed = replace(risks, columns=risks.columns[:-1])
    with pytest.raises(KeyError, match="Risks"):
        without_private_columns(renamed)


def test_only_rows_of_public_indicators_are_there(secretive: CouncilQuarter, shown: Shown) -> None:
    book = public(secretive)
    whole = [row.split(" | ")[0] for row in shown(page_of(compile_book(secretive), "Data"), "ref")]
    refs = shown(page_of(book, "Data"), "ref")
    assert refs == [ref for ref in whole if ref not in INTERNAL]
    listed = [*shown(page_of(book, "KPIs"), "ref"), *shown(page_of(book, "Service PIs"), "ref")]
    assert sorted(listed) == sorted(refs)
    assert not INTERNAL & set(shown(page_of(book, "Exceptions"), "ref"))


def test_each_count_is_of_what_is_in_it(secretive: CouncilQuarter, shown: Shown) -> None:
    quarter = public_quarter(secretive)
    book = public(secretive)
    counts = summary(result for service in quarter.services for result in service.results)
    found = dict(row.split(" | ") for row in shown(page_of(book, "Summary"), "measure", "number"))
    states = {
        key.partition(" (")[0].lower().replace(" ", "_"): int(number.partition(" ")[0])
        for key, number in found.items()
    }
    assert {key: states[key] for key in counts} == counts
    rows = data_rows(
        (result for service in quarter.services for result in service.results), "", quarter.quarter
    )
    assert states["indicators"] == len(rows) == 12
    assert sum(counts[key] for key in ("green", "amber", "red")) == counts["rated"] == 4


def test_the_summary_counts_nothing_that_is_not_there(
    council: CouncilQuarter, shown: Shown
) -> None:
    whole = shown(page_of(compile_book(council), "Summary"), "measure")
    copy = shown(page_of(public(council), "Summary"), "measure")
    gone = [row for row in whole if row not in copy]
    assert gone == ["Received", "Not decided"]


@pytest.mark.parametrize("name", ["council", "secretive", "empty_council"])
def test_every_formula_works_out_to_the_value_that_is_written(
    request: pytest.FixtureRequest,
    name: str,
    recalculated: Callable[[bytes], bytes],
    differing: Callable[[bytes, bytes], list[str]],
) -> None:
    ours = write_book(public(request.getfixturevalue(name)), MADE)
    assert differing(ours, recalculated(ours)) == []


def test_changes_say_what_changed_about_what_is_shown(
    secretive: CouncilQuarter, shown: Shown
) -> None:
    page = page_of(public(secretive), "Changes")
    assert shown(page, "ref", "what", "old", "new", "reason") == [
        "CP05 | Target | <700 | <752 | New boundary",
        "CP05 | Restated: rating | Green | Amber | A late case.",
    ]


def test_what_moved_since_the_copy_before_is_told(council: CouncilQuarter, shown: Shown) -> None:
    now = public_quarter(council)
    rows = compiled_rows(now)
    before = tuple(
        replace(row, said={**row.said, "told": "Green (700 against 752)", "rating": "Green"})
        if row.ref == "CP05" and row.kind == "Indicator"
        else row
        for row in rows
    )
    since = Since(1, moves(before, rows), (rating_counts(before), rating_counts(rows)))
    page = page_of(public_book(replace(now, version=2, since=since)), "Changes")
    assert shown(page, "ref", "what", "old", "new")[:2] == [
        (
            "Ratings | Since version 1 | 2 Green, 2 Amber, 2 Red of 6 rated | 1 Green, 3 Amber, "
            "2 Red of 6 rated"
        ),
        (
            "CP05 | Since version 1: indicator | Green (700 against 752) | "
            "Amber (752 against less than 752)"
        ),
    ]


def test_a_figure_that_is_held_says_so_and_not_what_was_typed(
    secretive: CouncilQuarter, shown: Shown
) -> None:
    rows = shown(page_of(public(secretive), "KPIs"), "ref", "actual", "reason", "state")
    assert [row for row in rows if row.startswith("CP42")] == ["CP42 |  |  | held"]


def test_a_service_that_returned_nothing_says_so(council: CouncilQuarter, shown: Shown) -> None:
    rows = shown(page_of(public(council), "KPIs"), "ref", "reason")
    assert "W1 | No return has been received" in rows
    assert "CP44 | The year to date is not known without Q1 2018/19" in rows


def test_an_indicator_that_one_plan_keeps_internal_is_shown_by_none(
    council: CouncilQuarter,
) -> None:
    community, *others = council.services
    shared = tuple(
        replace(each, indicator=replace(each.indicator, public=False))
        if each.indicator.ref == "CO02"
        else each
        for each in community.results
    )
    found = replace(council, services=(replace(community, results=shared), *others))
    assert internal_indicators(found) == {("corporate-services", "CO02")}
    refs = [
        result.indicator.ref
        for service in public_quarter(found).services
        for result in service.results
    ]
    assert "CO02" not in refs


def test_what_was_published_as_supplied_is_counted(
    council: CouncilQuarter, secretive: CouncilQuarter
) -> None:
    # Of the council: two commentaries, an action, the reasons of CP26 and CP43, why the target of
    # CP05 changed, and why CP05 and CP16 were restated; what is internal is not read by anybody.
    assert (unedited(council), unedited(secretive)) == (8, 4)


def test_what_turned_internal_is_not_told_as_it_was_in_the_copy_before(
    council: CouncilQuarter, secretive: CouncilQuarter
) -> None:
    before = compiled_rows(public_quarter(council))
    left = without_hidden(before, secretive)
    gone = [(row.kind, row.ref) for row in before if row not in left]
    assert gone == [("Indicator", "CP16"), ("Indicator", "CP26"), ("Indicator", "CO02")]
    now = compiled_rows(public_quarter(secretive))
    assert [each.ref for each in moves(left, now)] == []
    assert rating_counts(left) == rating_counts(now)


def test_notes_tell_what_is_left_out_and_what_each_column_means(
    council: CouncilQuarter, shown: Shown
) -> None:
    book = public(replace(council, version=2))
    notes = dict(row.split(" | ", 1) for row in shown(page_of(book, "Notes")))
    columns = [column.key for column in page_of(book, "Data").columns]
    assert [topic for topic in notes if topic.startswith("Data: ")] == [
        f"Data: {key}" for key in columns
    ]
    assert notes["Quarter"] == (
        "Q2 2018/19, version 2 of the public copy of the council's workbook."
    )
    assert notes["Data: rating"] == (
        "On target, within tolerance, or off target. Type: word. One of: Green, Amber, Red. "
        "Empty where the state is not rated."
    )
    assert notes["Left out"].endswith("Every count is of what is in this copy.")
    assert not {"Due", "Where figures come from", "Columns of Data"} & set(notes)


def test_contracts_say_when_they_end_and_not_what_is_meant(
    secretive: CouncilQuarter, shown: Shown
) -> None:
    assert shown(page_of(public(secretive), "Contracts"), "ref", "agreement", "end") == [
        "C2 | Bins | 2019-02-28",
        "C1 | CCTV | 2019-01-31",
    ]
