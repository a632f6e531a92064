from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sources.build_word import bold, cell, down, packed, para, row, table, wide

from plansheet.sources.word import read_word

if TYPE_CHECKING:
    from plansheet.sources.document import Document

FILE = "parks 2021-24.docx"
HEADINGS = row("Ref", "Indicator")


def read(body: str) -> Document:
    document, problems = read_word(packed(body), FILE)
    assert problems == ()
    return document


def columns_and_rows(body: str) -> list[tuple[tuple[str, ...], list[list[str]]]]:
    return [
        (found.columns, [[cell.text for cell in row.cells] for row in found.rows])
        for found in read(body).tables
    ]


def test_cells_have_the_places_people_count_in_word() -> None:
    document = read(
        table(HEADINGS, row("CP01", "Litter"))
        + para("Words")
        + table(row("A", "B"), row("1", "2"), row("3", "4"))
    )
    assert [found.at for found in document.tables] == ["table 1", "table 2"]
    last = document.tables[1].rows[1]
    assert last.at == "table 2, row 3"
    assert [cell.at for cell in last.cells] == [
        "table 2, row 3, column 1",
        "table 2, row 3, column 2",
    ]


def test_a_merged_cell_stands_once_at_its_first_cell() -> None:
    body = table(
        row("Theme", "Measure", "Target"),
        row(down("Clean streets"), "CP01", "79%"),
        row(down(), wide("CP02 to be agreed", 2)),
        row(cell("", "<w:vMerge/>"), "CP03", "80%"),
        row(down("Health"), "CP04", "81%"),
    )
    assert columns_and_rows(body) == [
        (
            ("Theme", "Measure", "Target"),
            [
                ["Clean streets", "CP01", "79%"],
                ["", "CP02 to be agreed", ""],
                ["", "CP03", "80%"],
                ["Health", "CP04", "81%"],
            ],
        )
    ]


def test_what_is_left_in_a_cell_merged_into_another_is_not_read() -> None:
    hidden = cell("Left over", "<w:vMerge/>")
    body = table(HEADINGS, row(down("CP01"), "Litter"), row(hidden, "Bins"))
    assert columns_and_rows(body)[0][1] == [["CP01", "Litter"], ["", "Bins"]]


def test_a_cell_merged_with_the_old_mark_goes_across() -> None:
    followed = cell("Left over", "<w:hMerge/>")
    body = table(row("A", "B", "C"), row(cell("1", '<w:hMerge w:val="restart"/>'), followed, "3"))
    assert columns_and_rows(body) == [(("A", "B", "C"), [["1", "", "3"]])]


def test_rows_set_in_from_the_left_keep_their_columns() -> None:
    body = table(
        row("A", "B", "C"),
        row("2", "3", properties='<w:gridBefore w:val="1"/>'),
        row("1", properties='<w:gridAfter w:val="2"/>'),
    )
    assert columns_and_rows(body)[0][1] == [["", "2", "3"], ["1", "", ""]]


def test_columns_that_a_slip_of_the_mouse_moved_are_one() -> None:
    body = table(
        row("A", wide("B", 2), "C"),
        row(wide("1", 2), "2", "3"),
        widths=(2000, 40, 2000, 2000),
    )
    assert columns_and_rows(body) == [(("A", "B", "C"), [["1", "2", "3"]])]


def test_a_narrow_column_with_a_cell_of_its_own_stays() -> None:
    body = table(row("A", "!", "C"), row("1", "2", "3"), widths=(2000, 200, 2000))
    assert columns_and_rows(body) == [(("A", "!", "C"), [["1", "2", "3"]])]


@pytest.mark.parametrize(
    ("upper", "lower", "columns"),
    [
        (
            row(down("Project"), wide("2021/22 Milestones", 2), down("2022/23")),
            row(down(), "Quarter 1", "Quarter 2", down()),
            ("Project", "2021/22 Milestones Quarter 1", "2021/22 Milestones Quarter 2", "2022/23"),
        ),
        (
            row("Ref", "Project", wide("Target", 2)),
            row("", "", "2018/19", "2019/20"),
            ("Ref", "Project", "Target 2018/19", "Target 2019/20"),
        ),
        (
            row("Ref", "Risk", "Impact", ""),
            row("", "Brief description", "See table", ""),
            ("Ref", "Risk (Brief description)", "Impact (See table)", ""),
        ),
        (
            row(wide("Inherent", 2), wide("Residual", 2)),
            row("Likelihood", "Impact", "Likelihood", "Impact"),
            ("Inherent Likelihood", "Inherent Impact", "Residual Likelihood", "Residual Impact"),
        ),
        (
            row(down("Risk"), "Score", "Score now", "Score next"),
            row(down(), "", "", ""),
            ("Risk", "Score", "Score now", "Score next"),
        ),
    ],
)
def test_headings_in_two_rows_are_joined(upper: str, lower: str, columns: tuple[str, ...]) -> None:
    body = table(upper, lower, row("1", "2", "3", "4"))
    assert columns_and_rows(body) == [(columns, [["1", "2", "3", "4"]])]


def test_headings_that_only_group_others_are_told() -> None:
    upper = row(wide("Project details", 2), wide("2018/19", 2))
    lower = row("Project title", "Proposed outcome", "Target", "Actual")
    data = packed(table(upper, lower, row("Hub", "Built", "3", "4")))
    document, problems = read_word(data, FILE)
    assert document.tables[0].columns == (
        "Project title",
        "Proposed outcome",
        "2018/19 Target",
        "2018/19 Actual",
    )
    assert [(item.code, item.place.cell) for item in problems] == [
        ("text-unread", "table 1, row 1, column 1")
    ]
    assert "'Project details'" in problems[0].message


@pytest.mark.parametrize(
    ("first", "second", "columns"),
    [
        # The rows of a register of risks have more cells than its headings.
        (
            row("Ref", "Risk", wide("Reason", 2)),
            row("1", "Too few staff", "Said so", "Yes"),
            ("Ref", "Risk", "Reason", ""),
        ),
        # A form: nothing stands under a heading but its value.
        (
            row("", wide("Project", 2), "Manager"),
            row("", wide("Hub", 2), "Officer"),
            ("", "Project", "Manager"),
        ),
        # Figures are not headings.
        (
            row(wide("Net cost", 2), wide("Income", 2)),
            row("100", "200", "300", "400"),
            ("Net cost", "", "Income", ""),
        ),
        # A merge that goes on to the last row is a label beside the table.
        (
            row(down("Objectives"), "A", "B", "C"),
            row(down(), "1", "2", "3") + row(down(), "4", "5", "6") + row(down(), "7", "8", "9"),
            ("Objectives", "A", "B", "C"),
        ),
    ],
)
def test_one_row_of_headings_stays_one(first: str, second: str, columns: tuple[str, ...]) -> None:
    assert columns_and_rows(table(first, second))[0][0] == columns


def test_rows_across_the_whole_table_above_its_headings_are_titles() -> None:
    body = table(
        row(wide("Service plan: Parks", 2)),
        row("", ""),
        HEADINGS,
        row(wide("a) Common risks", 2)),
        row("1", "Too few staff"),
    )
    found = read(body).tables[0]
    assert found.headings == ("Service plan: Parks",)
    assert found.columns == ("Ref", "Indicator")
    assert [cell.text for cell in found.rows[0].cells] == ["a) Common risks", ""]
    assert found.rows[0].at == "table 1, row 4"


def test_headings_repeated_inside_a_table_are_no_row() -> None:
    body = table(HEADINGS, row("CP01", "Litter"), HEADINGS, row("CP02", "Bins"))
    assert columns_and_rows(body)[0][1] == [["CP01", "Litter"], ["CP02", "Bins"]]


def test_a_table_split_in_two_is_one() -> None:
    page_break = para('<w:r><w:br w:type="page"/></w:r>')
    body = (
        table(HEADINGS, row("CP01", "Litter"))
        + page_break
        + para("")
        + table(HEADINGS, row("CP02", "Bins"))
    )
    (found,) = read(body).tables
    assert [row.at for row in found.rows] == ["table 1, row 2", "table 2, row 2"]


def test_the_rest_of_a_table_without_its_headings_goes_on_with_it() -> None:
    body = (
        table(row("Indicator", "2018/19"), row("Litter", "79%"))
        + para("")
        + table(row("Bins", "7,500"), row("Parks", "3"))
    )
    assert columns_and_rows(body) == [
        (("Indicator", "2018/19"), [["Litter", "79%"], ["Bins", "7,500"], ["Parks", "3"]])
    ]


@pytest.mark.parametrize(
    ("between", "second"),
    [
        (para("Words"), table(HEADINGS, row("CP02", "Bins"))),
        ("", table(row("Ref", "Risk"), row("1", "Staff"))),
        ("", table(row("Ref", "Indicator", "Target"), row("CP02", "Bins", "79%"))),
        ("", table(row(wide("Other", 2)), HEADINGS, row("CP02", "Bins"))),
    ],
)
def test_two_tables_stay_two(between: str, second: str) -> None:
    first = table(HEADINGS, row("CP01", "Litter"))
    assert len(read(first + between + second).tables) == 2


def test_the_rest_of_a_table_may_begin_in_the_middle_of_what_belongs_together() -> None:
    title = row(wide("Service plan: Parks", 3))
    top = title + row("Ref", "Risk", "") + row("", "Brief description", "")
    rest = title + row("Ref", "Risk", "") + row("", "Brief description", "")
    body = table(top, row("1", "Staff", "II"), row("", "", "III"))
    (found,) = read(body + table(rest, row("", "", "IV"), row("2", "ICT", "I"))).tables
    assert found.columns == ("Ref", "Risk (Brief description)", "")
    assert [row.cells[2].text for row in found.rows] == ["II", "III", "IV", "I"]


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    inner = table(row("Step", "By when"), row("Recruit", "May 2009"))
    body = table(
        row("Action", "Steps"),
        row("Parish plans", cell(para("See below") + inner + para("") + inner)),
    )
    outer, first, second = read(body).tables
    assert [cell.text for cell in outer.rows[0].cells] == ["Parish plans", "See below"]
    assert first.at == "table 1, row 2, column 2"
    assert first.columns == ("Step", "By when")
    assert first.rows[0].cells[1].at == "table 1, row 2, column 2: row 2, column 2"
    assert second.at == "table 1, row 2, column 2, table 2"


def test_a_table_is_joined_with_the_one_above_and_not_with_one_inside_that() -> None:
    inner = table(HEADINGS, row("CP03", "Parks"))
    body = table(HEADINGS, row("CP01", cell(inner + para("Litter")))) + table(
        HEADINGS, row("CP02", "Bins")
    )
    first, nested = read(body).tables
    assert [row.cells[0].text for row in first.rows] == ["CP01", "CP02"]
    assert [row.cells[0].text for row in nested.rows] == ["CP03"]


def test_a_table_of_one_cell_is_a_frame() -> None:
    body = table(row(cell(para("2.1 Indicators") + table(HEADINGS, row("CP01", "Litter")))))
    (found,) = read(body).tables
    assert found.headings == ("2.1 Indicators",)
    assert found.at == "table 1, row 1, column 1"


@pytest.mark.parametrize(
    ("layout", "headings"),
    [
        (row("2.1", "Performance management"), ("2.1 Performance management",)),
        (row("2.", "", "Projects"), ("2. Projects",)),
    ],
)
def test_a_heading_laid_out_as_a_table_is_a_heading(layout: str, headings: tuple[str, ...]) -> None:
    (found,) = read(table(layout) + table(HEADINGS, row("CP01", "Litter"))).tables
    assert found.headings == headings
    assert found.at == "table 2"


def test_headings_by_themselves_are_a_table_without_rows() -> None:
    long = "y" * 101
    body = table(HEADINGS) + table(row("", "")) + para("Words") + table(row("1", long))
    assert columns_and_rows(body) == [(("Ref", "Indicator"), []), (("1", long), [])]


def test_deleted_rows_and_cells_are_not_there() -> None:
    body = table(
        HEADINGS,
        row("CP00", "Gone", properties="<w:del/>"),
        row(cell("CP99", "<w:cellDel/>"), "CP01", "Litter", properties="<w:ins/>"),
    )
    (found,) = read(body).tables
    assert [cell.text for cell in found.rows[0].cells] == ["CP01", "Litter"]
    assert found.rows[0].at == "table 1, row 2"


def test_rows_and_cells_in_content_controls_are_there() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    cells = control(cell("Litter"))
    body = control(table(HEADINGS, control(f"<w:tr>{cell('CP01')}{cells}</w:tr>")))
    assert columns_and_rows(body) == [(("Ref", "Indicator"), [["CP01", "Litter"]])]


def test_a_row_of_lists_is_no_heading_row() -> None:
    body = table(
        row(cell(para("Strengths") + para("- Skills")), cell(para("Weaknesses") + para("- Size"))),
        row("Opportunities", "Threats"),
    )
    assert columns_and_rows(body) == [
        (
            ("", ""),
            [["Strengths\n- Skills", "Weaknesses\n- Size"], ["Opportunities", "Threats"]],
        )
    ]


def form(project: str, manager: str, *milestones: str) -> str:
    who = cell(para(f"Project Manager: {manager}") + para("Project Sponsor: Director"), SPAN_2)
    return table(
        row(wide("Project details", 2), who),
        row(wide("Project title", 2), wide("Proposed outcome", 2)),
        row(wide(project, 2), wide(f"{project} is open", 2)),
        row(wide("2021/22 Milestones", 2), down("2022/23"), down("2023/24")),
        row("Quarter 1", "Quarter 2", down(), down()),
        row(*milestones),
    )


SPAN_2 = '<w:gridSpan w:val="2"/>'


def test_forms_are_rows_of_one_table() -> None:
    body = (
        para("2.2 Projects")
        + form("Hub", "Officer", "Planned", "Built", "Open", "")
        + para("")
        + form("Wood", "Ranger", "Asked", "", "", "Planted")
        + para("2.3 Grants")
        + form("Pond", "Ranger", "Dug", "", "", "")
    )
    document, problems = read_word(packed(body), FILE)
    first, second = document.tables
    assert (
        first.columns
        == second.columns
        == (
            "Project Manager",
            "Project Sponsor",
            "Project title",
            "Proposed outcome",
            "2021/22 Milestones Quarter 1",
            "2021/22 Milestones Quarter 2",
            "2022/23",
            "2023/24",
        )
    )
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["Officer", "Director", "Hub", "Hub is open", "Planned", "Built", "Open", ""],
        ["Ranger", "Director", "Wood", "Wood is open", "Asked", "", "", "Planted"],
    ]
    assert first.rows[1].at == "table 2"
    assert [cell.at for cell in first.rows[1].cells][::3] == [
        "table 2, row 1, column 3",
        "table 2, row 3, column 3",
        "table 2, row 6, column 3",
    ]
    assert [(item.code, item.place.sheet, item.place.cell) for item in problems] == [
        ("text-unread", "2.2 Projects", "table 1, row 1, column 1"),
        ("text-unread", "2.3 Grants", "table 3, row 1, column 1"),
    ]


def test_tables_that_a_label_tells_apart_are_one() -> None:
    def post(title: str, options: str) -> str:
        heading = row("Succession", "Options")
        return bold(f"Job title: {title}") + table(heading, row("Train", options))

    body = para("Words") + bold("Single points of failure") + post("Planner", "Share")
    (found,) = read(body + post("Ranger", "Buy in")).tables
    assert found.headings == ("Single points of failure",)
    assert found.columns == ("Job title", "Succession", "Options")
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["Planner", "Train", "Share"],
        ["Ranger", "Train", "Buy in"],
    ]
    assert found.rows[1].cells[0].at == "table 2, row 2"
    (alone,) = read(body).tables
    assert alone.headings == ("Single points of failure", "Job title: Planner")
