"""What people do to a workbook in passing: merged cells, formulas, labels that only look right."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from forms import Form, edited, enter, form, header_row, indicator, plan
from strangers import parts_of, zipped

from plansheet.collect.identity import identity_of
from plansheet.collect.merged import shared_cells
from plansheet.excel.read import read_book
from plansheet.layout.collection import IDENTITY_SHEET
from plansheet.pages import Area, CellKind, FoundCell, FoundSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

    from plansheet.collect.book import Collected
    from plansheet.model.returns import AnswerValue


@pytest.fixture(scope="module")
def sent() -> Form:
    return form()


def said(collected: Collected) -> list[str]:
    """Return all that is said, as level, code, cell and label."""
    return [
        " ".join(
            part for part in (each.level, each.code, each.place.cell, each.place.label) if part
        )
        for each in collected.problems
    ]


def used(collected: Collected, sheet: str = "Indicators") -> dict[str, dict[str, AnswerValue]]:
    """Return the values that are used, by row and column."""
    found: dict[str, dict[str, AnswerValue]] = {}
    for label, row in collected.answers.get(sheet, {}).items():
        for key, each in row.items():
            if each.value is not None:
                found.setdefault(label, {})[key] = each.value
    return found


def merge(block: str, sheet: str = "Indicators") -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet].merge_cells(block)

    return change


def put(sheet: str, cell: str, value: str | int) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet][cell].value = value

    return change


def heading(sheet: str, was: str, now: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        for cell in table[header_row(table)]:
            if cell.value == was:
                cell.value = now

    return change


def swapped(sheet: str, one: str, other: str) -> Callable[[Workbook], None]:
    """Exchange what two cells say."""

    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        table[one].value, table[other].value = table[other].value, table[one].value

    return change


FIGURE = enter("Indicators", "CP14", Actual=390)
# On Indicators CP14 is row 6, CP15 (a ratio, its Actual locked) row 7, CP16 row 8; Actual is F.


@pytest.mark.parametrize(
    ("block", "figures", "expected"),
    [
        pytest.param(
            "F6:F8",
            {},
            ["fix cells-merged F6 CP14", "fix cells-merged F8 CP16"],
            id="down the rows, so that it may be the figure of each",
        ),
        pytest.param(
            "F6:G6",
            {},
            ["fix cells-merged F6 CP14", "fix cells-merged G6 CP14"],
            id="along the row",
        ),
        pytest.param("F6:F7", {"CP14": Decimal(390)}, [], id="only one of the cells was open"),
        pytest.param("F9:F10", {"CP14": Decimal(390)}, [], id="nothing stands in the block"),
        pytest.param("E8:F8", {"CP14": Decimal(390)}, [], id="its first cell was locked"),
    ],
)
def test_a_figure_in_merged_cells_is_given_to_none_of_them(
    sent: Form, block: str, figures: dict[str, Decimal], expected: list[str]
) -> None:
    collected = sent.after(FIGURE, merge(block))
    assert {label: row["actual"] for label, row in used(collected).items()} == figures
    assert said(collected) == expected


def test_merged_cells_are_named_with_what_stands_in_them(sent: Form) -> None:
    collected = sent.after(FIGURE, merge("F6:F8"))
    assert {each.message for each in collected.problems} == {
        (
            "The cells F6:F8 were merged into one, which says '390', so it cannot be told which of "
            "them it is for, and it is not used. Unmerge them and fill in each by itself."
        )
    }
    assert collected.answers["Indicators"]["CP14"]["actual"].entered == "390"


def test_a_text_in_merged_cells_is_used_where_it_stands_and_asked_about_elsewhere(
    sent: Form,
) -> None:
    commentary = enter("Indicators", "CP14", Commentary="Two posts are empty")
    collected = sent.after(commentary, merge("H6:I8"))
    assert used(collected) == {"CP14": {"commentary": "Two posts are empty"}}
    assert said(collected) == [
        f"confirm text-merged {cell}"
        for cell in ("I6 CP14", "H7 CP15", "I7 CP15", "H8 CP16", "I8 CP16")
    ]
    assert collected.problems[0].message == (
        "This cell was merged with H6, and what it says is used there only. If it is meant here "
        "too, unmerge the cells and type it in each."
    )


def test_what_a_program_keeps_hidden_under_a_merged_cell_is_not_used(sent: Form) -> None:
    data = sent.edited(FIGURE, enter("Indicators", "CP16", Actual=80))
    parts = parts_of(data)
    part = "xl/worksheets/sheet2.xml"
    parts[part] = parts[part].replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="F6:F8"/></mergeCells>', 1
    )
    collected = sent.read(zipped(parts.items()))
    assert used(collected) == {}
    entered = {
        label: row["actual"].entered for label, row in collected.answers["Indicators"].items()
    }
    assert entered == {"CP14": "390", "CP16": "80"}


def test_a_merge_of_the_whole_sheet_costs_nothing() -> None:
    cells = {(6, 6): FoundCell(CellKind.NUMBER, "390"), (1, 1): FoundCell(CellKind.TEXT, "Title")}
    whole = FoundSheet("Indicators", cells, merged=(Area(1, 1, 1_048_576, 16_384),))
    assert shared_cells(whole, {(6, 6), (7, 6)}) == {}


def test_a_request_below_the_rows_that_were_issued_may_be_merged_too(sent: Form) -> None:
    def more(workbook: Workbook) -> None:
        table = workbook["Requests"]
        table["A26"], table["B26"], table["C26"] = 21, "CP05", "Target"
        table.merge_cells("C26:D26")

    collected = sent.after(more)
    assert used(collected, "Requests") == {"21": {"about": "CP05"}}
    assert said(collected) == ["fix cells-merged C26 21", "fix cells-merged D26 21"]


# What only looks like what was sent: pasted from an e-mail, or typed on another keyboard.
ODD_BLANKS = "\N{ZERO WIDTH SPACE}CP14\N{NO-BREAK SPACE}"
FULL_WIDTH = "\N{FULLWIDTH LATIN CAPITAL LETTER C}P\N{FULLWIDTH DIGIT ONE}4"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put("Indicators", "A6", ODD_BLANKS), []),
        (put("Indicators", "A6", FULL_WIDTH), []),
        (put("Indicators", "A6", "cp14"), ["note locked-changed A6 CP14"]),
        (put("Indicators", "B6", "Measure\N{NO-BREAK SPACE}CP14\N{ZERO WIDTH SPACE}"), []),
        (heading("Indicators", "Actual*", "\N{ZERO WIDTH SPACE}Actual\N{FULLWIDTH ASTERISK}"), []),
        (heading("Indicators", "Actual*", "ACTUAL \N{NO-BREAK SPACE}*"), []),
        (lambda book: setattr(book["Indicators"], "title", "Indicators\N{NO-BREAK SPACE}"), []),
        (lambda book: setattr(book["Indicators"], "title", "INDICATORS\N{ZERO WIDTH SPACE}"), []),
    ],
)
def test_labels_headings_and_names_are_known_by_what_they_look_like(
    sent: Form, change: Callable[[Workbook], None], expected: list[str]
) -> None:
    collected = sent.after(FIGURE, change)
    assert used(collected) == {"CP14": {"actual": Decimal(390)}}
    assert said(collected) == expected


def test_labels_that_look_alike_are_two_rows_still() -> None:
    asked = form(plan(indicator("A1"), indicator("a1")))
    collected = asked.after(
        enter("Indicators", "A1", Actual=1), enter("Indicators", "a1", Actual=2)
    )
    assert used(collected) == {"A1": {"actual": Decimal(1)}, "a1": {"actual": Decimal(2)}}
    assert said(collected) == []


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("\N{LEFT DOUBLE QUOTATION MARK}390\N{RIGHT DOUBLE QUOTATION MARK}", Decimal(390)),
        ("\N{LEFT SINGLE QUOTATION MARK}390\N{RIGHT SINGLE QUOTATION MARK}", Decimal(390)),
        ("\N{FULLWIDTH DIGIT THREE}9\N{ZERO WIDTH SPACE}0\N{NO-BREAK SPACE}", Decimal(390)),
    ],
)
def test_a_figure_in_odd_signs_is_read_and_said(sent: Form, typed: str, value: Decimal) -> None:
    collected = sent.after(enter("Indicators", "CP14", Actual=typed))
    assert used(collected) == {"CP14": {"actual": value}}
    assert said(collected) == ["note read-as F6 CP14"]


def test_a_choice_in_odd_signs_is_that_choice(sent: Form) -> None:
    chosen = "\N{ZERO WIDTH SPACE}on\N{NO-BREAK SPACE}target"
    collected = sent.after(enter("Milestones", "P1-M2", Status=chosen))
    assert used(collected, "Milestones") == {"P1-M2": {"status": "On target"}}
    assert said(collected) == []


def with_formula(sent: Form, formula: str, value: str, kind: str = "") -> bytes:
    """Return the workbook with a formula in CP14's Actual that some program has worked out."""
    data = sent.edited(FIGURE)
    parts = parts_of(data)
    part = "xl/worksheets/sheet2.xml"
    text = parts[part].decode()
    start = text.index('<c r="F6"')
    cell = text[start : text.index("</c>", start)]
    worked_out = f"<f>{formula}</f><v>{value}</v>"
    opening = cell.partition(">")[0].replace(' t="n"', kind)
    parts[part] = text.replace(cell, f"{opening}>{worked_out}").encode()
    return zipped(parts.items())


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("SUM(X6:X9)+120", ""),
        ("Milestones!F6*2", ""),
        ("Table1[[#This Row],[Q1]]", ""),
        ("'[1]Our figures'!B4", " that looks into another workbook"),
        ("'C:\\Figures\\[Cases 2018.xlsx]Sheet1'!$B$4", " that looks into another workbook"),
    ],
)
def test_the_value_of_a_formula_is_used_and_told(sent: Form, formula: str, where: str) -> None:
    collected = sent.read(with_formula(sent, formula, "390"))
    assert used(collected) == {"CP14": {"actual": Decimal(390)}}
    assert [(each.code, each.message) for each in collected.problems] == [
        (
            "formula",
            (
                f"The cell holds a formula{where}; its value 390 is used. Type the figure itself "
                "if it should not change."
            ),
        )
    ]


def test_a_formula_that_ends_in_an_error_gives_nothing(sent: Form) -> None:
    collected = sent.read(with_formula(sent, "'[1]Gone'!B4", "#REF!", ' t="e"'))
    assert used(collected) == {}
    assert said(collected) == ["fix error-value F6 CP14"]


FIGURES = (FIGURE, enter("Indicators", "CP16", Actual=80))


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        pytest.param(
            swapped("Indicators", "A6", "A8"), {"CP14", "CP16"}, id="labels by themselves"
        ),
        pytest.param(
            swapped("Indicators", "B6", "B8"), {"CP14", "CP16"}, id="titles by themselves"
        ),
        pytest.param(put("Indicators", "B6", "Measure CP16"), {"CP14"}, id="a title pasted"),
    ],
)
def test_a_row_that_says_it_is_another_is_asked_about(
    sent: Form, change: Callable[[Workbook], None], rows: set[str]
) -> None:
    collected = sent.after(*FIGURES, change)
    assert set(used(collected)) == {"CP14", "CP16"} - rows
    assert said(collected) == [
        f"fix row-mistaken {cell} {label}"
        for label, cell in sorted(
            (each.place.label, each.place.cell) for each in collected.problems
        )
    ]
    assert {each.place.label for each in collected.problems} == rows
    assert {label: row["actual"].entered for label, row in collected.answers["Indicators"].items()}


def test_which_row_it_may_be_is_said(sent: Form) -> None:
    (asked,) = sent.after(FIGURE, put("Indicators", "B6", "Measure CP16")).problems
    assert asked.message == (
        "The row CP14 now says 'Measure CP16', which was locked in the row CP16, so it cannot be "
        "told which of the two its figures are for, and they are not used. Put each label back "
        "beside its own row, for example by copying the locked columns from the workbook that was "
        "issued."
    )


def test_labels_and_titles_that_were_sorted_without_the_rest_are_asked_about(sent: Form) -> None:
    changes = (swapped("Indicators", f"{column}6", f"{column}8") for column in "ABDE")
    collected = sent.after(*FIGURES, *changes)
    assert used(collected) == {}
    assert said(collected) == ["fix row-mistaken A8 CP14", "fix row-mistaken A6 CP16"]
    assert (
        "The row CP14 now says '144.4', which was locked in the row CP16"
        in collected.problems[0].message
    )


def test_a_target_like_that_of_another_row_is_only_a_changed_target(sent: Form) -> None:
    collected = sent.after(FIGURE, put("Indicators", "E6", 152))
    assert used(collected) == {"CP14": {"actual": Decimal(390)}}
    assert said(collected) == ["note locked-changed E6 CP14"]


def test_a_row_with_nothing_to_fill_in_is_only_compared(sent: Form) -> None:
    collected = sent.after(put("Indicators", "B17", "Measure CO02"))
    assert said(collected) == ["note locked-changed B17 CP01"]


def moved_column(workbook: Workbook) -> None:
    """Cut the column Commentary of Milestones and put it before Status, with all that is in it."""
    table = workbook["Milestones"]
    order = (1, 2, 3, 4, 5, 9, 6, 7, 8, 10)
    for row in table.iter_rows(min_row=5, max_row=7):
        texts = [row[column - 1].value for column in order]
        for cell, text in zip(row, texts, strict=True):
            cell.value = text


def test_columns_that_were_moved_are_read_by_their_headings_and_asked_about(sent: Form) -> None:
    milestone = enter("Milestones", "P1-M2", Status="Completed", Commentary="Up since May")
    collected = sent.after(milestone, moved_column)
    assert used(collected, "Milestones") == {
        "P1-M2": {"status": "Completed", "commentary": "Up since May"}
    }
    assert said(collected) == ["confirm columns-moved F5"]
    assert "Commentary, Status, Done on, Now expected." in collected.problems[0].message


def doubled(
    sheet: str, was: str, twin: str, *cells: tuple[int, object]
) -> Callable[[Workbook], None]:
    """Put a second column of one heading at the end of a sheet."""

    def change(workbook: Workbook) -> None:
        table = workbook[sheet]
        column = table.max_column + 1
        assert was in {cell.value for cell in table[header_row(table)]}
        table.cell(header_row(table), column).value = twin
        for row, value in cells:
            table.cell(row, column).value = value  # type: ignore[assignment]

    return change


@pytest.mark.parametrize(
    ("twin", "expected", "figures"),
    [
        (doubled("Indicators", "Actual*", "actual", (6, 395)), ["fix column-twice F5"], {}),
        (
            doubled("Indicators", "Actual*", "Actual*", (6, 390)),
            [],
            {"CP14": {"actual": Decimal(390)}},
        ),
        (
            doubled("Indicators", "Unit", "Unit", (6, "%")),
            [],
            {"CP14": {"actual": Decimal(390)}},
        ),
        (doubled("Indicators", "Ref", "Ref", (6, "CP15")), ["fix column-twice A5"], {}),
    ],
)
def test_two_columns_of_one_heading_count_where_they_say_the_same(
    sent: Form, twin: Callable[[Workbook], None], expected: list[str], figures: object
) -> None:
    collected = sent.after(FIGURE, twin)
    assert (said(collected), used(collected)) == (expected, figures)


def names_exchanged(workbook: Workbook) -> None:
    one, other = workbook["Milestones"], workbook["Contracts"]
    one.title, other.title = "Between", "Milestones"
    one.title = "Contracts"


def test_sheets_whose_names_changed_places_are_known_by_their_headings(sent: Form) -> None:
    milestone = enter("Milestones", "P1-M2", Commentary="Up since May")
    contract = enter("Contracts", "C1", Commentary="Extended")
    collected = sent.after(milestone, contract, names_exchanged)
    assert used(collected, "Milestones") == {"P1-M2": {"commentary": "Up since May"}}
    assert used(collected, "Contracts") == {"C1": {"commentary": "Extended"}}
    assert said(collected) == ["note sheet-renamed", "note sheet-renamed"]


def test_a_sheet_filled_with_another_one_is_no_table_of_its_own(sent: Form) -> None:
    def pasted_over(workbook: Workbook) -> None:
        del workbook["Contracts"]
        workbook.copy_worksheet(workbook["Milestones"]).title = "Contracts"

    collected = sent.after(enter("Milestones", "P1-M2", Status="Completed"), pasted_over)
    assert used(collected, "Milestones") == {"P1-M2": {"status": "Completed"}}
    assert said(collected) == ["fix sheet-missing", "confirm sheet-copied"]


def test_a_copy_whose_name_only_looks_the_same_is_told(sent: Form) -> None:
    def copied(workbook: Workbook) -> None:
        workbook.copy_worksheet(workbook["Milestones"]).title = "Milestones "

    assert said(sent.after(copied)) == ["confirm sheet-copied"]


def test_a_workbook_that_says_it_is_two_issues_is_believed_in_neither(sent: Form) -> None:
    def other_issue(workbook: Workbook) -> None:
        for row in workbook[IDENTITY_SHEET.name].iter_rows():
            if row[0].value == "issue_id":
                row[1].value = "another"

    assert identity_of(read_book(edited(sent.data, other_issue))) is None
