"""What was locked and is otherwise now: one list a return; formats and worked-out values are not.

Each change is told with its sheet, cell, row, heading, old and new, and nothing of it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import poison
from filled_returns import cell_of
from openpyxl import load_workbook
from openpyxl.styles import Font, PatternFill, Protection
from town import PARKS, PARKS_ANSWERS, Q1, SIGNED, Town, new_town, rows_of, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook

# A table of every kind that a collection workbook has.
MORE = """
| Ref | Project | Outcome | 2018/19 Q1 | 2019/20 |
|---|---|---|---|---|
| P1 | Hub | Open | Roof on | Opened |

| Ref | Risk | Likelihood | Impact | Score | Last review |
|---|---|---|---|---|---|
| R1 | Storm | 2 | 3 | 6 | 01/02/2018 |

| Ref | Agreement | Supplier | End |
|---|---|---|---|
| C1 | Mowing | Green Ltd | 30/09/2018 |
"""
RATIO = "| PK03 | Trees that live | PI | % | higher | quarterly | ratio | 90% |\n"
ANSWERS: dict[str, dict[str, dict[str, object]]] = {
    "Indicators": {**PARKS_ANSWERS["Indicators"], "PK03": {"Numerator": 171, "Denominator": 190}},
    "Milestones": {"P1-M1": {"Status": "On target"}},
    "Risks": {"R1": {"Changed?": "No change"}},
    "Contracts": {"C1": {"What happens next": "Retender"}},
    "Sign-off": SIGNED,
}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with a workbook of every kind of sheet issued."""
    found = new_town(tmp_path)
    found.plan("parks 2018-21.md", PARKS + RATIO + MORE)
    found.generate(Q1, "parks")
    return found


# Sheet, row, heading, what was typed over it; then how old and new are told.
EDITS: list[tuple[str, str, str, object, str, str]] = [
    ("Indicators", "PK01", "Indicator", "Tidy parks", "Parks that are clean", "Tidy parks"),
    ("Indicators", "PK01", "Target this quarter", 0.5, "80%", "50%"),
    ("Indicators", "PK01", "Definition", "As we like", "(empty)", "As we like"),
    ("Indicators", "PK02", "Amber to", None, "95", "(empty)"),
    ("Indicators", "PK02", "Numerator", 5, "(empty)", "5"),
    ("Indicators", "PK03", "Actual", 0.99, "a figure that is worked out", "99%"),
    ("Milestones", "P1-M1", "Milestone", "Roof started", "Roof on", "Roof started"),
    ("Risks", "R1", "Risk", "Drizzle", "Storm", "Drizzle"),
    ("Contracts", "C1", "Supplier", "Blue Ltd", "Green Ltd", "Blue Ltd"),
]


def edited(sheet: str, ref: str, heading: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell_of(book[sheet], ref, heading)].value = value

    return change


def retyped(book: Workbook) -> None:
    for sheet, ref, heading, value, *_ in EDITS:
        edited(sheet, ref, heading, value)(book)
    book["Indicators"]["A1"].value = "Our indicators"


def test_every_locked_cell_that_was_typed_over_stands_in_one_list(town: Town) -> None:
    town.answer(ANSWERS, change=retyped)
    issued = load_workbook(town.issued())
    outcome = town.read()
    assert (outcome.status, statuses(outcome)) == (0, {f"parks {Q1}.xlsx": "accepted"})
    problems = rows_of(outcome, "returns")[0]["problems"]
    assert {each["code"] for each in problems} == {"locked-changed"}
    wanted = {
        (sheet, cell_of(issued[sheet], ref, heading), ref, heading, old, new)
        for sheet, ref, heading, _, old, new in EDITS
    } | {
        (
            "Indicators",
            "",
            "",
            "The text above the table",
            "Indicators: Q1 2018/19",
            "Our indicators",
        )
    }
    found = [each for each in outcome.problems if each.code == "locked-changed"]
    assert len(found) == len(wanted)
    assert {
        (
            each.place.sheet,
            each.place.cell,
            each.place.label,
            each.said["heading"],
            each.said["old"],
            each.said["new"],
        )
        for each in found
    } == wanted
    assert {each["message"] for each in problems} == {
        f"'{heading}' was locked and has been changed from '{old}' to '{new}'. The change is "
        "ignored. If it is right, ask for it on the sheet Requests."
        for *_, heading, old, new in wanted
    }


def test_nothing_of_it_is_used_and_the_compiled_workbook_lists_it_whole(town: Town) -> None:
    town.answer(ANSWERS, change=retyped)
    town.read()
    found = {ref: row for ref, row in town.figures().items() if row["service"] == "parks"}
    assert {ref: (row["title"], row["target"], row["actual"]) for ref, row in found.items()} == {
        "PK01": ("Parks that are clean", "0.8", "0.81"),
        "PK02": ("Visits", "100", "210"),
        "PK03": ("Trees that live", "0.9", "0.9"),
    }
    town.compile()
    path = town.root / "workbooks" / Q1 / f"Performance Data Collection {Q1}.xlsx"
    rows = [[cell.value for cell in row] for row in load_workbook(path)["Changes"].iter_rows()]
    listed = [row for row in rows if str(row[2]).startswith("Locked cell")]
    assert {(row[1], row[2], row[3], row[4], row[7]) for row in listed} == {
        (ref, f"Locked cell: {heading}", old, new, "Ignored")
        for _, ref, heading, _, old, new in EDITS
    } | {
        (
            "Indicators",
            "Locked cell: The text above the table",
            "Indicators: Q1 2018/19",
            "Our indicators",
            "Ignored",
        )
    }
    place = cell_of(load_workbook(town.issued())["Contracts"], "C1", "Supplier")
    assert rows[-1][8] == f"parks {Q1}.xlsx, sheet Contracts, cell {place}, C1"


def cells(book: Workbook) -> Iterator[Cell | MergedCell]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from row


def in_another_look(book: Workbook) -> None:
    for cell in cells(book):
        cell.font, cell.fill = Font(name="Comic Sans MS", size=8), PatternFill("solid", "FFFF00")


def in_another_format(book: Workbook) -> None:
    for cell in cells(book):
        if cell.protection.locked:
            cell.number_format = "0.000E+00" if isinstance(cell.value, int | float) else "General"


def without_locks(book: Workbook) -> None:
    for cell in cells(book):
        cell.protection = Protection(locked=False)
    for sheet in book:
        sheet.protection.sheet = False
    book.security = None


def in_another_width(book: Workbook) -> None:
    for sheet in book:
        sheet.freeze_panes = "C3"
        for dimension in sheet.column_dimensions.values():
            dimension.width, dimension.hidden = 3, True
        for row in range(1, 30):
            sheet.row_dimensions[row].height = 60


def without_rules(book: Workbook) -> None:
    for sheet in book:
        sheet.data_validations.dataValidation = []
        sheet.conditional_formatting = type(sheet.conditional_formatting)()


LOOKS = (in_another_look, in_another_format, without_locks, in_another_width, without_rules)


@pytest.mark.parametrize("change", LOOKS)
def test_another_format_is_no_change(town: Town, change: Callable[[Workbook], None]) -> None:
    town.answer(ANSWERS, change=change)
    outcome = town.read()
    assert [(each.code, each.place) for each in outcome.problems] == []
    assert rows_of(outcome, "returns")[0]["status"] == "accepted"


def test_a_worked_out_value_that_is_stale_or_wrong_is_no_change(town: Town) -> None:
    path = town.answer(ANSWERS)
    data, count = poison(path.read_bytes())
    assert count
    path.write_bytes(data)
    assert town.read().problems == ()


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_workbook_that_another_program_saved_has_no_change(
    town: Town, resaved: Callable[[bytes, str], bytes], ending: str
) -> None:
    path = town.answer(ANSWERS)
    data = resaved(path.read_bytes(), ending)
    path.unlink()
    town.drop(f"parks.{ending}", data)
    codes = {each.code for each in town.read().problems}
    assert codes == ({"old-format"} if ending == "ods" else set())


def test_a_saved_workbook_still_shows_what_was_typed_over(
    town: Town, resaved: Callable[[bytes, str], bytes]
) -> None:
    path = town.answer(ANSWERS, change=edited("Indicators", "PK01", "Target this quarter", 0.5))
    path.write_bytes(resaved(path.read_bytes(), "xlsx"))
    (found,) = town.read().problems
    assert (found.code, found.said["old"], found.said["new"]) == ("locked-changed", "80%", "50%")
