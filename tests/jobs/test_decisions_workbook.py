"""A return with one of everything, its workbook of decisions filled in, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deciding_town import (
    SECOND,
    decided,
    everything,
    path_of,
    rows,
    second_quarter,
    table,
    type_in,
    type_over,
)
from openpyxl import load_workbook
from town import PARKS, PARKS_ANSWERS, Q1, Q2, SIGNED, Town, codes_of, statuses

from plansheet.errors import DecisionError
from plansheet.store import OpenElsewhereError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook

ASKED = ("Kind", "Sheet", "Ref", "Column", "What was read", "Question", "Accept means")
TURNED_DOWN = (
    "It is not decided yet: it is not clear why. Say more under Reason, and send the "
    "workbook again."
)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with one of everything read."""
    found = everything(tmp_path)
    found.read(Q2)
    return found


def plan_changes(town: Town) -> list[str]:
    text = (town.root / "templates" / "plans" / "parks 2018-21.md").read_text(encoding="utf-8")
    assert text.startswith(PARKS)
    return [line for line in text[len(PARKS) :].splitlines() if line.startswith("| PK")]


def compiled(town: Town, sheet: str, *headings: str) -> list[list[object]]:
    name = f"Performance Data Collection {Q2}.xlsx"
    found = load_workbook(town.root / "workbooks" / Q2 / name)[sheet]
    grid = [[cell.value for cell in row] for row in found.iter_rows()]
    start = next(place for place, row in enumerate(grid) if {"Ref", "ref", "What"} & {*row})
    at = [grid[start].index(heading) for heading in headings]
    return [[row[place] for place in at] for row in grid[start + 1 :]]


def test_everything_that_waits_stands_in_the_workbook(tmp_path: Path) -> None:
    town = everything(tmp_path)
    town.read(Q2, dry_run=True)
    assert not path_of(town).exists()
    assert town.read(Q2).notes == (f"7 to decide: workbooks/{Q2}/Decisions {Q2}.xlsx",)
    assert table(town, *ASKED) == [
        [
            "Held value",
            "Indicators",
            "PK01",
            "Actual",
            "0.79",
            "It can be read in more than one way. Is it 0.79% or 79%?",
            "Use 79%",
        ],
        [
            "Held value",
            "Indicators",
            "PK02",
            "Actual",
            "1.234,5",
            "It can be read in more than one way. Is it 1,234.5 or 1.2345?",
            "Use 1,234.5",
        ],
        [
            "Held value",
            "Indicators",
            "PK02",
            "By when",
            "04/13/2019",
            "It is not clear what this means. Is it 13 April 2019?",
            "Use 13 April 2019",
        ],
        [
            "Earlier figure changed",
            "Earlier figures",
            "PK01 2018-19-Q1",
            "Final figure",
            "0.72, read as 72%",
            (
                "The figure for Q1 2018/19 was 70% and is now 72% (no reason is given). "
                "Is the new one right?"
            ),
            "Keep 72%",
        ],
        [
            "Request",
            "Requests",
            "1",
            "",
            "PK02 | Title | Visits to parks | next quarter | Clearer.",
            (
                "It is asked for the title of Indicators:PK02 to be 'Visits to parks' instead of "
                "'Visits' from Q3 2018/19. The reason given: Clearer."
            ),
            "In the plan: PK02: Title 'Visits to parks' from Q3 2018/19",
        ],
        [
            "Locked cell changed",
            "Indicators",
            "PK01",
            "Indicator",
            "Tidy parks",
            "This was locked and said 'Parks that are clean'. Should the plan be changed?",
            "In the plan: PK01: Title 'Tidy parks' from Q3 2018/19",
        ],
        [
            "Locked cell changed",
            "Indicators",
            "PK01",
            "Target this quarter",
            "70%",
            (
                "This was locked and said '80%'. The target of one quarter is part of the year's: "
                "if it is right, change that with 'plansheet plan change parks PK01 Target VALUE "
                "--from 2018-19-Q2 --reason TEXT'."
            ),
            "It cannot be accepted as it is",
        ],
    ]
    assert table(town, "Service", "About", "If nothing is decided", "File", "Cell") == [
        [
            "Parks",
            "Parks that are clean",
            "It is held: there is no figure",
            f"parks {Q2}.xlsx",
            "F7",
        ],
        ["Parks", "Visits", "It is held: there is no figure", f"parks {Q2}.xlsx", "F8"],
        ["Parks", "Visits", "It is held, and not used", f"parks {Q2}.xlsx", "K8"],
        [
            "Parks",
            "Parks that are clean",
            "72% is used, and both are kept",
            f"parks {Q2}.xlsx",
            "E6",
        ],
        ["Parks", "Visits", "The plan stays as it is", f"parks {Q2}.xlsx", "B6"],
        ["Parks", "Parks that are clean", "The change is ignored", f"parks {Q2}.xlsx", "B7"],
        ["Parks", "Parks that are clean", "The change is ignored", f"parks {Q2}.xlsx", "E7"],
    ]
    assert table(town, "Ref", "Supplied commentary", sheet="Commentary") == [
        ["PK01", "Two posts were vacant."]
    ]


def test_the_whole_workbook_as_text(
    town: Town, dumped: Callable[[bytes], str], golden: Callable[[str, str], None]
) -> None:
    golden("decisions.txt", dumped(path_of(town).read_bytes()))


def lists(town: Town) -> list[str]:
    """Return what the lists of the column Decision offer, by its cells."""
    found = load_workbook(path_of(town))["Decisions"].data_validations.dataValidation
    return sorted(f"{each.sqref}: {each.formula1}" for each in found if each.type == "list")


def test_each_row_offers_what_can_be_chosen_of_it(town: Town) -> None:
    assert lists(town) == [
        'K11: "Ask again,Decline"',
        'K5:K8: "Accept,Use instead,Ask again"',
        'K9:K10: "Accept,Use instead,Ask again,Decline"',
    ]


def fill_in(town: Town) -> None:
    type_in(
        town,
        {
            0: {"Decision": "Accept", "Reason": "Rang them", "Decided by": "Manager"},
            1: {"Decision": " use instead", "Use this instead": 230},
            2: {"Decision": "Ask again", "Your notes": "Which day?"},
            3: {"Decision": "Use instead", "Use this instead": "71%", "Reason": "Counted again"},
            4: {"Decision": "Accept", "Reason": "Agreed", "Decided by": "Cabinet"},
            5: {"Decision": "Accept"},
            6: {"Decision": "Ask again"},
        },
    )
    text = {"Commentary for publication": "Posts were vacant until September."}
    type_in(town, {0: text}, "Commentary")


def test_what_is_decided_is_used_everywhere(town: Town) -> None:
    assert town.status(Q2).lines[3] == (
        "Parks: received, received 2 October 2018, 3 held, 1 request to decide"
    )
    fill_in(town)
    done = decided(town)
    assert (done.status, done.problems) == (1, ())
    assert done.lines == (
        "Indicators:PK01, Actual of Parks: accepted on 2 October 2018 by Manager: 79%.",
        "Indicators:PK02, Actual of Parks: used instead on 2 October 2018: 230.",
        "Indicators:PK02, By when of Parks: asked again on 2 October 2018.",
        "Earlier figures:PK01 2018-19-Q1 of Parks: used instead on 2 October 2018: 71%.",
        "parks 2018-21.md: PK02: Title 'Visits to parks' from Q3 2018/19 (it was 'Visits')",
        "Requests:1 of Parks is accepted.",
        (
            "parks 2018-21.md: PK01: Title 'Tidy parks' from Q3 2018/19 (it was 'Parks that are "
            "clean')"
        ),
        "Indicators:PK01, Indicator of Parks: accepted on 2 October 2018.",
        "Indicators:PK01, Target this quarter of Parks: asked again on 2 October 2018.",
        "Indicators:PK01 of Parks: the new text is published.",
        "Nothing is left to decide.",
    )
    figures = town.figures(Q2)
    keys = ("entered", "actual", "state", "rating", "commentary", "source_file", "source_cell")
    assert [[figures[ref][key] for key in keys] for ref in ("PK01", "PK02")] == [
        ["0.79", "0.79", "rated", "Amber", "Two posts were vacant.", f"parks {Q2}.xlsx", "F7"],
        ["1.234,5", "230", "rated", "Green", "", f"parks {Q2}.xlsx", "F8"],
    ]
    assert town.figures(Q1)["PK01"]["actual"] == "0.7"
    assert figures["PK01"]["direction_quarter"] == "better"
    assert codes_of(town.reconcile(Q2)) == ["locked-changed", "date-unclear"]
    assert [str(each.level) for each in town.reconcile(Q2).problems] == ["confirm", "confirm"]
    assert town.status(Q2).lines[3] == "Parks: received, received 2 October 2018, 1 held"
    assert plan_changes(town) == [
        (
            "| PK02 | Title | Visits | Visits to parks | 2018-19-Q3 | Agreed (request 1 of Q2 "
            "2018/19) | Cabinet |"
        ),
        (
            "| PK01 | Title | Parks that are clean | Tidy parks | 2018-19-Q3 | Typed over in the "
            "return of Parks (return of Q2 2018/19) | |"
        ),
    ]
    town.compile(Q2)
    assert compiled(town, "KPIs", "Ref", "Commentary") == [
        ["HS01", None],
        ["PK01", "Posts were vacant until September."],
    ]
    assert compiled(town, "Exceptions", "Ref", "Cause") == [
        ["PK01", "Posts were vacant until September."]
    ]
    assert compiled(town, "Data", "ref", "commentary")[1] == ["PK01", "Two posts were vacant."]
    restated = [
        row for row in compiled(town, "Changes", "What", "Old", "New") if row[1] == "70%: Red"
    ]
    assert restated == [["Restated: figure", "70%: Red", "71%: Red"]]


def test_deciding_twice_changes_nothing(town: Town) -> None:
    fill_in(town)
    tried = decided(town, dry_run=True)
    first = decided(town)
    assert tried.lines == first.lines[:-1]
    assert table(town, "Decision", "Use this instead", "Your notes", "Decided so far") == [
        ["", "", "", "Accepted on 2 October 2018 by Manager: 79%. Rang them"],
        ["", "", "", "Used instead on 2 October 2018: 230"],
        ["", "", "Which day?", "Asked again on 2 October 2018"],
        ["", "", "", "Used instead on 2 October 2018: 71%. Counted again"],
        [
            "",
            "",
            "",
            (
                "Accepted on 2 October 2018 by Cabinet. Agreed. In the plan: Indicators:PK02: "
                "Title 'Visits to parks' instead of 'Visits' from Q3 2018/19"
            ),
        ],
        [
            "",
            "",
            "",
            (
                "Accepted on 2 October 2018. In the plan: Indicators:PK01: Title 'Tidy parks' from "
                "Q3 2018/19"
            ),
        ],
        ["", "", "", "Asked again on 2 October 2018"],
    ]
    before = town.snapshot()
    town.later(1)
    again = decided(town)
    assert again.lines == ("Nothing new was decided.", "Nothing is left to decide.")
    assert town.snapshot() == before
    read = town.read(Q2)
    assert statuses(read) == {f"parks {Q2}.xlsx": "held"}
    assert town.snapshot().keys() == before.keys()


def test_office_saves_it_and_it_reads_the_same(
    town: Town, resaved: Callable[[bytes, str], bytes]
) -> None:
    fill_in(town)
    saved = town.root / "from the office.xlsx"
    saved.write_bytes(resaved(path_of(town).read_bytes(), "xlsx"))
    tried = decided(town, dry_run=True)
    assert decided(town, file=saved, dry_run=True).lines == tried.lines
    assert decided(town, file=saved).lines[:-1] == tried.lines


def test_what_cannot_be_done_is_told_and_the_rest_is_done(town: Town) -> None:
    type_in(
        town,
        {
            0: {"Decision": "Use instead", "Use this instead": "0.8"},
            1: {"Decision": "Use instead"},
            2: {"Decision": "Perhaps"},
            3: {"Decision": "Use instead", "Use this instead": "tbc"},
            4: {"Decision": "Decline", "Reason": "Not this year"},
            6: {"Decision": "Accept"},
        },
    )
    done = decided(town)
    assert done.status == 1
    assert done.lines == ("Requests:1 of Parks is declined.", "6 left to decide.")
    assert [(each.code, str(each.place)) for each in done.problems] == [
        ("percent-unclear", f"{WHERE}L5, Parks Indicators PK01 Actual 0.79"),
        ("decision-value", f"{WHERE}L6, Parks Indicators PK02 Actual 1.234,5"),
        ("not-in-list", f"{WHERE}K7, Parks Indicators PK02 By when 04/13/2019"),
        ("decision-refused", f"{WHERE}L8, {RESTATED}"),
        ("decision-refused", f"{WHERE}K11, Parks Indicators PK01 Target this quarter 70%"),
    ]
    assert [each.message for each in done.problems][3:] == [
        (
            "This was not decided. 'tbc' says that there is no figure, and the figure that was "
            "known stays until there is another. Ask again, or give one."
        ),
        (
            "This was not decided. Indicators:PK01 cannot be decided so. Choose 'Ask again' or "
            "'Decline'."
        ),
    ]
    assert plan_changes(town) == []


WHERE = f"Decisions {Q2}.xlsx, sheet Decisions, cell "
RESTATED = "Parks Earlier figures PK01 2018-19-Q1 Final figure 0.72, read as 72%"


def test_a_corrected_return_displaces_what_was_decided(town: Town) -> None:
    fill_in(town)
    decided(town)
    corrected = {"PK01": {"Actual": "0.81"}, "PK02": {"Actual": "1.234,5"}}
    town.answer({"Indicators": corrected, "Sign-off": SIGNED}, period=Q2, name="corrected.xlsx")
    town.read(Q2)
    assert table(town, "Ref", "What was read", "Decision", "Decided so far") == [
        ["PK01", "0.81", "", ""],
        ["PK02", "1.234,5", "", "Used instead on 2 October 2018: 230"],
    ]
    figures = town.figures(Q2)
    assert (figures["PK01"]["state"], figures["PK02"]["actual"]) == ("held", "230")


def test_what_was_typed_and_not_read_in_stays_when_more_is_read(town: Town) -> None:
    type_in(town, {0: {"Decision": "Accept", "Your notes": "Sure"}})
    typed = path_of(town).read_bytes()
    town.answer({"Indicators": {"HS01": {"Numerator": "nil"}}}, "housing", period=Q2)
    assert town.read(Q2).notes == (f"8 to decide: workbooks/{Q2}/Decisions {Q2}.xlsx",)
    assert table(town, "Service", "Ref", "Accept means", "Decision", "Your notes")[:2] == [
        ["Housing", "HS01", "Use 0", "", ""],
        ["Parks", "PK01", "Use 79%", "Accept", "Sure"],
    ]
    archived = {path.read_bytes() for path in (town.root / "archive").rglob("*.xlsx")}
    assert typed in archived


def test_a_row_that_is_gone_is_told(town: Town) -> None:
    type_in(town, {0: {"Decision": "Accept"}})
    older = town.root / "older.xlsx"
    older.write_bytes(path_of(town).read_bytes())
    corrected: dict[str, dict[str, object]] = {**SECOND, "PK01": {"Actual": 0.81}}
    town.answer({"Indicators": corrected, "Sign-off": SIGNED}, period=Q2, name="corrected.xlsx")
    town.read(Q2)
    done = decided(town, file=older)
    assert [(each.code, each.place.file, each.place.cell) for each in done.problems] == [
        ("decision-gone", "older.xlsx", "K5")
    ]


def test_a_restatement_that_is_asked_about_goes_back_to_the_earlier_figure(town: Town) -> None:
    assert codes_of(town.reconcile(Q2))[5:7] == ["restated", "restated-unexplained"]
    type_in(town, {3: {"Decision": "Ask again"}})
    decided(town)
    found = town.reconcile(Q2).problems
    assert [each.code for each in found if each.place.sheet == "Earlier figures"] == ["asked-again"]
    assert "held" in town.status(Q2).lines[3]
    type_in(town, {3: {"Decision": "Accept"}})
    decided(town)
    left = town.reconcile(Q2).problems
    assert [each for each in left if each.place.sheet == "Earlier figures"] == []


def test_a_request_that_is_asked_about_is_a_query(town: Town) -> None:
    type_in(town, {4: {"Decision": "Ask again"}})
    assert decided(town).lines[0] == "Requests:1 of Parks: asked again on 2 October 2018."
    assert decided(town).lines[0] == "Nothing new was decided."
    asked = [each for each in town.reconcile(Q2).problems if each.place.sheet == "Requests"]
    assert [each.code for each in asked] == ["request-asked"]
    assert asked[0].message.endswith(TURNED_DOWN)
    type_in(town, {4: {"Decision": "Accept"}})
    decided(town)
    type_in(town, {4: {"Decision": "Ask again"}})
    refused = decided(town)
    assert [each.message for each in refused.problems] == [
        (
            "This was not decided. Requests:1 of Parks was accepted, and stands in the plan. The "
            "row is decided already, so what stood in it was passed over and taken out. Nothing "
            "needs doing; to decide it anew, choose again."
        )
    ]


def test_published_words_stay_with_the_words_they_were_written_for(town: Town) -> None:
    text = {"Commentary for publication": "Posts were vacant."}
    type_in(town, {0: text}, "Commentary")
    decided(town)
    again: dict[str, dict[str, object]] = {
        "PK01": {"Actual": 0.79, "Commentary": "Three posts were vacant."}
    }
    town.answer({"Indicators": again, "Sign-off": SIGNED}, period=Q2, name="again.xlsx")
    town.read(Q2)
    columns = ("Supplied commentary", "Commentary for publication")
    before = "Published for other words before"
    assert table(town, *columns, before, sheet="Commentary") == [
        ["Three posts were vacant.", "", "Posts were vacant."]
    ]
    town.compile(Q2)
    assert compiled(town, "KPIs", "Commentary")[1] == ["Three posts were vacant."]
    type_in(town, {0: {"Commentary for publication": "Vacant posts."}}, "Commentary")
    decided(town)
    type_in(town, {0: {"Commentary for publication": None}}, "Commentary")
    assert decided(town).lines[0] == "Indicators:PK01 of Parks: the supplied text is published."
    town.compile(Q2)
    assert compiled(town, "KPIs", "Commentary")[1] == ["Three posts were vacant."]


def test_a_whole_return_of_an_unknown_issue_is_one_matter(tmp_path: Path) -> None:
    town = second_quarter(tmp_path)

    def other_issue(book: Workbook) -> None:
        for row in book["_plansheet"].iter_rows():
            if row[0].value == "issue_id":
                row[1].value = "somebody-elses"
        for known in vars(book)["custom_doc_props"].props:
            if known.name == "plansheet_issue_id":
                known.value = "somebody-elses"

    town.answer(PARKS_ANSWERS, period=Q2, change=other_issue)
    town.read(Q2)
    assert table(town, "Kind", "About", "Accept means", "File") == [
        ["Whole return", f"parks {Q2}.xlsx", "Read it as a return of issue 1", f"parks {Q2}.xlsx"]
    ]
    assert town.figures(Q2)["PK01"]["state"] == "not supplied"
    type_in(town, {0: {"Decision": "Accept"}})
    done = decided(town)
    assert done.lines == (
        f"parks {Q2}.xlsx: accepted on 2 October 2018.",
        "Nothing is left to decide.",
    )
    assert town.figures(Q2)["PK01"]["actual"] == "0.81"
    assert decided(town).lines[0] == "Nothing new was decided."


def test_nothing_to_decide_makes_no_workbook_but_decide_does(tmp_path: Path) -> None:
    town = second_quarter(tmp_path)
    town.answer(PARKS_ANSWERS, period=Q2)
    assert town.read(Q2).notes == ()
    assert not path_of(town).exists()
    assert decided(town).lines == ()
    assert table(town, "Service") == [["Nothing to decide"]]
    assert table(town, "Service", sheet="Commentary") == [["No commentary was supplied"]]
    assert decided(town).lines == ("Nothing new was decided.", "Nothing is left to decide.")


def test_a_workbook_that_is_open_in_excel_is_left_alone(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_open(*_: object) -> bool:
        message = "open in Excel"
        raise OpenElsewhereError(message)

    fill_in(town)
    before = path_of(town).read_bytes()
    monkeypatch.setattr("plansheet.jobs.decisions_book.write_whole", is_open)
    done = decided(town)
    assert done.notes == (
        (
            f"'Decisions {Q2}.xlsx' is open in Excel, so it was not renewed. Close it and run "
            f"'plansheet decide {Q2}'."
        ),
    )
    assert path_of(town).read_bytes() == before
    assert town.figures(Q2)["PK01"]["actual"] == "0.79"


def test_a_workbook_that_is_none_stops_decide_and_no_reading(town: Town) -> None:
    path_of(town).write_bytes(b"notes")
    with pytest.raises(DecisionError, match="cannot be read"):
        decided(town)
    read = town.read(Q2)
    assert [note[:40] for note in read.notes] == [f"'Decisions {Q2}.xlsx' cannot be re"]


def test_a_changed_target_is_accepted_from_the_next_quarter(tmp_path: Path) -> None:
    town = second_quarter(tmp_path)
    town.answer(
        PARKS_ANSWERS,
        period=Q2,
        change=lambda book: type_over(book, "PK01", "Target this year", "85%"),
    )
    town.read(Q2)
    type_in(town, {0: {"Decision": "Use instead", "Use this instead": "84%"}})
    decided(town)
    assert plan_changes(town) == [
        (
            "| PK01 | Target | 80% | 84% | 2018-19-Q3 | Typed over in the return of Parks (return "
            "of Q2 2018/19) | |"
        )
    ]
    assert town.figures(Q2)["PK01"]["target"] == "0.8"


def test_headings_and_rows_that_were_moved_are_found(town: Town) -> None:
    fill_in(town)
    book = load_workbook(path_of(town))
    book["Decisions"].insert_cols(3)
    book["Decisions"].move_range("A5:S5", rows=20)
    del book["Commentary"]
    book.save(path_of(town))
    done = decided(town, dry_run=True)
    assert done.lines[-1].startswith("Indicators:PK01, Actual of Parks: accepted")
    assert [each.message for each in done.problems] == [
        (
            "The sheet 'Commentary' is not in this workbook, so nothing on it was read. It is "
            "written anew: type there again what stood on it."
        )
    ]


def test_a_column_that_is_gone_and_a_row_that_stands_twice_are_told(town: Town) -> None:
    fill_in(town)
    book = load_workbook(path_of(town))
    sheet = book["Decisions"]
    for cell in rows(sheet)[0]:
        sheet[f"{cell.column_letter}30"] = cell.value
    heading = next(cell for cell in sheet[4] if str(cell.value).startswith("Reason"))
    heading.value = "Why"
    book.save(path_of(town))
    assert codes_of(decided(town, dry_run=True)) == ["decisions-column", "row-twice"]
