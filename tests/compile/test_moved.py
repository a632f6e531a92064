"""What a version of the council-wide workbook keeps of each row, and what moved since the last."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from plansheet.compile.course import changes_page
from plansheet.model.records import Choice, CompiledRow, Decision
from plansheet.model.returns import ChangedCell, Return
from plansheet.problems import Place, problem
from plansheet.reconcile.data import DATA_COLUMNS
from plansheet.reconcile.moved import Moved, compiled_rows, moves, rating_counts
from plansheet.reconcile.quarter import Since

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.reconcile.quarter import CouncilQuarter


def told(rows: tuple[CompiledRow, ...]) -> dict[tuple[str, str, str], str]:
    return {(row.kind, row.service, row.ref): row.said["told"] for row in rows}


def test_every_indicator_milestone_and_risk_is_kept_once(council: CouncilQuarter) -> None:
    rows = compiled_rows(council)
    assert len(told(rows)) == len(rows)
    counts = {
        kind: sum(row.kind == kind for row in rows) for kind in ("Indicator", "Milestone", "Risk")
    }
    assert counts == {
        "Indicator": sum(result.counted for each in council.services for result in each.results),
        "Milestone": sum(len(each.milestones) for each in council.services),
        "Risk": sum(len(each.risks) for each in council.services),
    }
    assert sum(counts.values()) == len(rows)


def test_an_indicator_is_kept_with_what_it_was_rated_by(council: CouncilQuarter) -> None:
    first = compiled_rows(council)[1]
    names = {column.name for column in DATA_COLUMNS}
    assert set(first.said) == names | {"tolerance", "definition", "how_often", "told", "source"}
    kept = ("ref", "target", "tolerance", "how_often", "rating", "told", "source")
    assert {key: str(first.said[key]) for key in kept} == {
        "ref": "CP05",
        "target": "752",
        "tolerance": "5%",
        "how_often": "quarterly",
        "rating": "Amber",
        "told": "Amber (752 against less than 752)",
        "source": "cp Q2.xlsx, sheet Indicators, cell F12",
    }


def test_a_date_without_a_tolerance_of_its_own_has_none(council: CouncilQuarter) -> None:
    found = {
        (row.said["unit"], row.said["tolerance"])
        for row in compiled_rows(council)
        if row.kind == "Indicator"
    }
    assert {pair for pair in found if pair[0] == "date"} == {("date", "0 days")}
    assert ("%", "5%") in found


def test_what_moved_is_told_old_and_new_with_what_is_gone_last() -> None:
    def row(kind: str, ref: str, words: str, rating: str = "") -> CompiledRow:
        said = {"told": words, "source": f"{ref}.xlsx", "rating": rating}
        return CompiledRow(kind, "parks", ref, said)

    before = (
        row("Indicator", "CP05", "Green (9)", "Green"),
        row("Indicator", "CP06", "no target (1)"),
        row("Indicator", "CP07", "Amber (1)", "Amber"),
        row("Risk", "CP05", "No change, 6 Medium"),
    )
    now = (
        row("Indicator", "CP08", "Green (3)", "Green"),
        row("Indicator", "CP05", "Red (1)", "Red"),
        row("Indicator", "CP06", "no target (1)"),
        row("Risk", "CP05", "Changed, 9 High"),
    )
    assert moves(before, now) == (
        Moved("Indicator", "parks", "CP08", "not reported", "Green (3)", "CP08.xlsx"),
        Moved("Indicator", "parks", "CP05", "Green (9)", "Red (1)", "CP05.xlsx"),
        Moved("Risk", "parks", "CP05", "No change, 6 Medium", "Changed, 9 High", "CP05.xlsx"),
        Moved("Indicator", "parks", "CP07", "Amber (1)", "not reported", ""),
    )
    assert moves(now, now) == ()
    assert (rating_counts(before), rating_counts(now)) == (
        "1 Green, 1 Amber, 0 Red of 2 rated",
        "1 Green, 0 Amber, 1 Red of 2 rated",
    )


def test_the_page_begins_with_what_moved_and_ends_a_service_with_its_cells(
    empty_council: CouncilQuarter, shown: Callable[..., list[str]]
) -> None:
    (service,) = empty_council.services
    place = Place("a.xlsx", "Indicators", "F6", "WA01")
    decision = Decision(
        empty_council.quarter, "waste", "Returns", "a.xlsx", "", "aa bb", Choice.ACCEPT, "", "",
        "By telephone", "", "aa", datetime(2018, 10, 15, 9),  # noqa: DTZ001 - a council's calendar
    )  # fmt: skip
    edited = replace(
        service,
        chosen=(decision,),
        returned=Return(
            "waste",
            empty_council.quarter,
            "an-issue",
            "a.xlsx",
            "aa",
            changed=(
                ChangedCell("Indicators", "WA01", "Target", "F6", "80%", "8%"),
                ChangedCell("Indicators", "WA01", "Indicator", "B6", "Waste", "Rubbish"),
            ),
        ),
        decided=(
            replace(
                decision,
                sheet="Indicators",
                row="WA01",
                column="Indicator",
                said="Rubbish",
                choice=Choice.DECLINE,
            ),
            replace(
                decision,
                sheet="Indicators",
                row="WA02",
                column="Actual",
                said="0.79",
                choice=Choice.USE_INSTEAD,
                value="78%",
                by="Manager",
            ),
            replace(decision, sheet="Indicators", row="WA03", column="Actual", said="5, read as 5"),
            replace(decision, sheet="Sign-off", row="Checked", choice=Choice.SIGN),
        ),
        problems=(
            problem("gone-since", place, heading="Actual", old="5", file="b.xlsx", new="(empty)"),
            problem("row-unknown", place, row="'WA99'"),
        ),
    )
    moved = (
        Moved("Risk", "waste", "R1", "Not reviewed", "No change"),
        Moved("Indicator", "parks", "PK01", "awaited", "Green (1)", "p.xlsx"),
    )
    since = Since(2, moved, ("0 Green", "1 Green"))
    page = changes_page(replace(empty_council, services=(edited,), since=since))
    assert shown(page, "service", "ref", "what", "old", "new", "decision", "source") == [
        "Three Rivers District Council | Ratings | Since version 2 | 0 Green | 1 Green |  |",
        "Waste | R1 | Since version 2: risk | Not reviewed | No change |  |",
        "parks | PK01 | Since version 2: indicator | awaited | Green (1) |  | p.xlsx",
        "Waste | Returns | Version chosen |  | a.xlsx | Chosen on 15 October 2018 |",
        f"Waste | WA01 | Later return: Actual | 5 | (empty) | Nothing is used | {place}",
        (
            "Waste | WA02 | Decided: Actual | 0.79 | 78% | Used instead on 15 October 2018 by "
            "Manager | Indicators"
        ),
        (
            "Waste | WA03 | Decided: Actual | 5, read as 5 | 5 | Accepted on 15 October 2018 "
            "| Indicators"
        ),
        f"Waste | WA01 | Locked cell: Target | 80% | 8% | Ignored | {place}",
        (
            "Waste | WA01 | Locked cell: Indicator | Waste | Rubbish | Declined on 15 October "
            "2018 | a.xlsx, sheet Indicators, cell B6, WA01"
        ),
    ]
