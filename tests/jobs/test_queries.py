"""Query workbooks: written while something is asked, sent back corrected, and then gone."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from town import (
    PARKS,
    PARKS_ANSWERS,
    Q1,
    Q2,
    SIGNED,
    Town,
    actuals,
    codes_of,
    fill,
    new_town,
    rows_of,
    statuses,
)

from plansheet.jobs.council import opened
from plansheet.model.records import FileKind
from plansheet.store import OpenElsewhereError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from plansheet.jobs.outcome import Outcome

NAMES = [f"parks {Q1} queries.md", f"parks {Q1} queries.xlsx"]
WRITTEN = f"workbooks/{Q1}/queries/parks {Q1} queries.xlsx"
TEXT = WRITTEN.replace(".xlsx", ".md")
ISSUE_FIRST = (
    "The queries of Parks fit no workbook that was issued, since its rows have changed. "
    f"Run 'plansheet generate {Q1} --service parks' and read again."
)
WRONG: dict[str, dict[str, dict[str, object]]] = {
    "Indicators": {"PK01": {"Actual": 0.81}, "PK02": {"Actual": "few"}},
    "Sign-off": SIGNED,
}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with the workbooks of the first quarter issued."""
    found = new_town(tmp_path)
    found.generate()
    return found


def folder(town: Town, period: str = Q1) -> Path:
    return town.root / "workbooks" / period / "queries"


def files(town: Town, period: str = Q1) -> dict[str, bytes]:
    found = folder(town, period)
    return {path.name: path.read_bytes() for path in sorted(found.iterdir())}


def table(data: bytes) -> list[list[object]]:
    """Return the rows of the sheet Queries by what they show."""
    sheet = load_workbook(BytesIO(data), data_only=True)["Queries"]
    rows: list[list[object]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return rows[next(at for at, row in enumerate(rows) if row[0] == "No") + 1 :]


def corrected(town: Town, answers: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Path:
    """Type into the query workbook and send it back."""
    return town.answer(answers, name="corrected.xlsx", of=folder(town) / NAMES[1])


def test_a_return_with_a_fault_is_asked_back_in_a_workbook_and_a_text(town: Town) -> None:
    town.answer(WRONG)
    read = town.read()
    assert read.lines == (
        f"parks {Q1}.xlsx: accepted (Parks): 10 values",
        f"Parks: 1 query: {WRITTEN} (and .md)",
    )
    assert list(read.document) == ["period", "returns"]
    made = files(town)
    assert list(made) == NAMES
    assert table(made[NAMES[1]]) == [
        [
            "1",
            "To correct",
            "Indicators",
            "PK02",
            "F9",
            "few",
            "'few' is not a number, so it is not used. Type Actual as a number, for example 147.",
            "Not yet",
        ]
    ]
    assert made[NAMES[0]].decode().splitlines() == [
        "## Queries: Parks, Q1 2018/19",
        "",
        "1. Sheet Indicators, cell F9, row PK02",
        "   To correct: 'few' is not a number, so it is not used. Type Actual as a",
        "   number, for example 147.",
    ]


def test_the_cell_is_marked_by_a_note_a_thick_box_and_its_row_s_check(town: Town) -> None:
    town.answer(WRONG)
    town.read()
    book = load_workbook(folder(town) / NAMES[1], data_only=True)
    assert book.sheetnames[:3] == ["Queries", "Start here", "Indicators"]
    sheet = book["Indicators"]
    cell = sheet["F9"]
    assert cell.comment is not None
    assert cell.comment.text == (
        "Query 1. To correct: 'few' is not a number, so it is not used. Type Actual as a number, "
        "for example 147."
    )
    assert cell.comment.author == "Our Council"
    assert {cell.border.left.style, cell.border.top.style} == {"thick"}
    assert cell.fill.fgColor.rgb == "FFCFE2F7"
    assert [sheet["C8"].value, sheet["C9"].value] == ["Complete", "See query 1. Type a number"]
    assert sheet["A5"].value == (
        "Query 1 is about this sheet: look for the thick boxes and their notes. The sheet Queries "
        "says all."
    )
    start = book["Start here"]
    assert start["A2"].value == "4 of 5 rows done. Next: the sheet Indicators."
    links = [cell.hyperlink for row in book["Queries"] for cell in row if cell.hyperlink]
    assert [(link.ref, link.location) for link in links] == [("E8", "'Indicators'!F9")]


def test_what_is_corrected_there_comes_back_and_the_queries_are_gone(town: Town) -> None:
    town.answer(WRONG)
    town.read()
    corrected(town, {"Indicators": actuals(PK02=210)})
    read = town.read()
    assert statuses(read) == {"corrected.xlsx": "accepted", f"parks {Q1}.xlsx": "accepted"}
    assert [each["code"] for each in rows_of(read, "returns")[0]["problems"]] == ["changed-since"]
    assert read.notes == (f"Nothing is asked of Parks any more: {WRITTEN} and {TEXT} taken away.",)
    assert files(town) == {}
    figures = town.figures()
    assert [figures["PK01"]["actual"], figures["PK02"]["actual"]] == ["0.81", "210"]
    assert town.states()["parks"] == "complete"


def test_what_is_left_alone_is_asked_again(town: Town) -> None:
    town.answer(WRONG)
    town.read()
    book = load_workbook(folder(town) / NAMES[1])
    book["Indicators"]["H8"].value = "=Two parks more"
    book["Indicators"]["H8"].data_type = "s"
    stream = BytesIO()
    book.save(stream)
    town.drop("corrected.xlsx", stream.getvalue())
    read = town.read()
    (entry,) = (each for each in rows_of(read, "returns") if each["file"] == "corrected.xlsx")
    assert [each["code"] for each in entry["problems"]] == ["not-a-number", "changed-since"]
    assert table(files(town)[NAMES[1]])[0][5] == "few"
    sheet = load_workbook(folder(town) / NAMES[1])["Indicators"]
    assert (sheet["H8"].value, sheet["H8"].data_type) == ("=Two parks more", "s")


def test_nothing_is_written_where_nothing_is_asked_or_only_rehearsed(town: Town) -> None:
    town.answer(PARKS_ANSWERS)
    assert len(town.read().lines) == 1
    town.answer(WRONG, name="second.xlsx")
    assert len(town.read(dry_run=True).lines) == 2
    assert not folder(town).exists()


def test_a_request_that_waits_for_the_council_asks_the_section_head_nothing(town: Town) -> None:
    wish = {"About": "PK01", "Change": "Target", "Proposed": "85%", "From": Q2, "Reason": "Agreed"}
    town.answer({**PARKS_ANSWERS, "Requests": {"1": wish}})
    read = town.read()
    assert codes_of(read) == ["request"]
    assert not folder(town).exists()


def test_reading_again_changes_nothing_and_keeps_what_was_filled_in_where_it_lay(
    town: Town,
) -> None:
    town.answer(WRONG)
    town.read()
    before = town.snapshot()
    town.later(1)
    town.read()
    assert town.snapshot() == before
    path = folder(town) / NAMES[1]
    book = load_workbook(path)
    fill(book["Indicators"], actuals(PK02=210))
    book.save(path)
    mine = path.read_bytes()
    town.read()
    assert path.read_bytes() == mine
    town.answer({**WRONG, "Indicators": actuals(PK01=0.81, PK02="some")}, name="second.xlsx")
    town.read()
    assert table(path.read_bytes())[0][5] == "some"
    with opened(town.root) as council:
        kept = {each.sha256: each for each in council.ledger.files()}
        assert kept[hashlib.sha256(mine).hexdigest()].kind is FileKind.QUERIES
        assert council.store.archived(hashlib.sha256(mine).hexdigest()) == mine


def stopped(*_: object) -> bool:
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["write_whole", "_Keeper._enter", "take_away"])
def test_a_run_that_was_stopped_is_made_good_by_the_next(
    town: Town, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def read(*, is_stopped: bool) -> None:
        with monkeypatch.context() as patched:
            if is_stopped:
                patched.setattr(f"plansheet.jobs.queries.{where}", stopped)
                with pytest.raises(KeyboardInterrupt):
                    town.read()
        town.read()

    town.answer(WRONG)
    read(is_stopped=where != "take_away")
    made = files(town)
    assert list(made) == NAMES
    with opened(town.root) as council:
        kept = {each.sha256 for each in council.ledger.files() if each.kind is FileKind.QUERIES}
    assert kept == {hashlib.sha256(data).hexdigest() for data in made.values()}
    town.answer(PARKS_ANSWERS, name="second.xlsx")
    read(is_stopped=where == "take_away")
    assert files(town) == {}


def test_words_of_the_council_s_own_changed_since_are_no_change_by_the_section_head(
    town: Town,
) -> None:
    town.answer(WRONG)
    for name in ("indicators", "start-here", "help"):
        path = town.root / "templates" / "wording" / f"{name}.txt"
        path.write_text("Something else is to be done here.\nNow.\nAnd now.\n", encoding="utf-8")
    town.read()
    corrected(town, {"Indicators": actuals(PK02=210)})
    (entry, _) = rows_of(town.read(), "returns")
    codes = [each["code"] for each in entry["problems"]]
    assert [entry["file"], *codes] == ["corrected.xlsx", "changed-since"]


def test_an_earlier_quarter_that_came_since_is_shown_as_it_was_issued(town: Town) -> None:
    town.generate(Q2)
    town.answer(WRONG, period=Q2)
    town.answer(PARKS_ANSWERS)
    town.read()
    town.read(Q2)
    path = folder(town, Q2) / f"parks {Q2} queries.xlsx"
    town.answer({"Indicators": actuals(PK02=300)}, name="corrected.xlsx", of=path, period=Q2)
    (entry, _) = rows_of(town.read(Q2), "returns")
    codes = [each["code"] for each in entry["problems"]]
    assert [entry["file"], *codes] == ["corrected.xlsx", "changed-since"]


def test_an_earlier_figure_that_became_known_since_is_not_asked_for_in_an_older_issue(
    town: Town,
) -> None:
    town.generate(Q2)
    early = {"PK01": {"Actual": 0.7, "Provisional or final": "Provisional"}}
    town.answer({"Indicators": early, "Sign-off": SIGNED})
    town.later(80)
    town.read()
    town.answer(WRONG, period=Q2)
    read = town.read(Q2)
    assert read.lines[-1] == f"Parks: 1 query: {WRITTEN.replace(Q1, Q2)} (and .md)"
    path = folder(town, Q2) / f"parks {Q2} queries.xlsx"
    assert "Earlier figures" not in load_workbook(path).sheetnames
    town.answer({"Indicators": actuals(PK02=300)}, name="corrected.xlsx", of=path, period=Q2)
    (entry, _) = rows_of(town.read(Q2), "returns")
    assert (entry["file"], entry["status"]) == ("corrected.xlsx", "accepted")


NEW_ROW = "| PK03 | Benches | PI | number | higher | quarterly | snapshot | 5 |\n"


def test_a_plan_with_other_rows_wants_a_new_issue_first(town: Town) -> None:
    town.answer(WRONG)
    town.read()
    town.plan("parks 2018-21.md", PARKS + NEW_ROW)
    read = town.read()
    assert read.notes == (ISSUE_FIRST,)
    assert files(town) == {}
    town.generate()
    town.read()
    rows = table(files(town)[NAMES[1]])
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ("Indicators", "PK02", "F9"),
        ("Indicators", "PK03", "F10"),
    ]
    town.answer(
        {"Indicators": actuals(PK02=210, PK03=6)}, name="new.xlsx", of=folder(town) / NAMES[1]
    )
    (entry, _) = rows_of(town.read(), "returns")
    codes = [each["code"] for each in entry["problems"]]
    assert [entry["file"], *codes] == ["new.xlsx", "changed-since", "changed-since"]


def test_a_file_refused_since_is_asked_about_and_one_before_is_not(town: Town) -> None:
    town.generate(Q2)
    late = load_workbook(town.issued(period=Q2))
    stream = BytesIO()
    late.save(stream)
    town.drop("early.xlsx", stream.getvalue())
    town.answer(PARKS_ANSWERS)
    assert len(town.read().lines) == 2
    late["Indicators"]["A1"] = "Another"
    stream = BytesIO()
    late.save(stream)
    town.drop("late.xlsx", stream.getvalue())
    town.read()
    ((number, kind, sheet, *_, message, state),) = table(files(town)[NAMES[1]])
    assert [number, kind, sheet, state] == ["1", "Rejected", None, "Say so in your reply"]
    assert str(message).startswith("This is the workbook for Q2 2018/19")


def broken_style(town: Town) -> None:
    (town.root / "templates" / "style.toml").write_text('[colours]\nink = "pale"\n')


def broken_wording(town: Town) -> None:
    (town.root / "templates" / "wording" / "help.txt").write_text("{{ nobody }}\n")


@pytest.mark.parametrize("fault", [broken_style, broken_wording])
def test_a_fault_in_looks_or_words_keeps_nobody_from_reading(
    town: Town, fault: Callable[[Town], None]
) -> None:
    town.answer(WRONG)
    fault(town)
    read = town.read()
    assert statuses(read) == {f"parks {Q1}.xlsx": "accepted"}
    (note,) = read.notes
    assert note.startswith("The queries of Parks were not written. templates")


def test_a_query_workbook_open_in_excel_is_told_and_the_return_is_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> Outcome:
        message = f"Close '{NAMES[1]}' in Excel and run this again."
        raise OpenElsewhereError(message)

    monkeypatch.setattr("plansheet.jobs.queries.write_whole", locked)
    town.answer(WRONG)
    read = town.read()
    assert statuses(read) == {f"parks {Q1}.xlsx": "accepted"}
    assert read.notes == (
        f"The queries of Parks were not written. Close '{NAMES[1]}' in Excel and run this again.",
    )


def test_what_stands_at_no_cell_and_what_is_missing_is_asked_about_too(town: Town) -> None:
    def damage(book: Workbook) -> None:
        del book["Requests"]
        book["Indicators"].delete_rows(8)

    early = {**SIGNED["Data entry"], "Date": datetime(2018, 6, 1)}  # noqa: DTZ001 - a day
    town.answer(
        {"Indicators": actuals(PK01=21), "Sign-off": {"Source data": early, "Data entry": early}},
        change=damage,
    )
    town.read()
    rows = table(files(town)[NAMES[1]])
    assert [[*row[1:6], row[7]] for row in rows] == [
        ["To correct", "Indicators", "PK01", "F8", 21, "Not yet"],
        ["To correct", "Indicators", "PK02", "A9", "Nothing", "Not yet"],
        ["To confirm", "Sign-off", "Source data", "D11", datetime(2018, 6, 1), "Not yet"],  # noqa: DTZ001 - a day
        ["To confirm", "Sign-off", "Data entry", "D12", datetime(2018, 6, 1), "Not yet"],  # noqa: DTZ001 - a day
        ["To correct", "Sign-off", "Checked", "B13", "Nothing", "Not yet"],
        ["To correct", "Requests", None, "A1", None, "Say so in your reply"],
    ]


REGISTERS = """
| Ref | Project | Outcome | 2018/19 Q1 | 2018/19 Q2 |
|---|---|---|---|---|
| P1 | Hub | Open | Roof on | Opened |

| Ref | Risk | Likelihood | Impact | Score | Last review |
|---|---|---|---|---|---|
| R1 | Storm | 2 | 3 | 6 | 01/02/2018 |
| R2 | Drought | 2 | 3 | 6 | 01/02/2018 |

| Ref | Agreement | Supplier | End |
|---|---|---|---|
| C1 | Mowing | Green Ltd | 30/09/2018 |
"""


def test_what_the_registers_still_want_is_asked_until_it_is_there(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.plan("parks 2018-21.md", PARKS + REGISTERS)
    town.generate(Q1, "parks")
    town.answer(
        {
            **PARKS_ANSWERS,
            "Milestones": {"P1-M1": {"Status": "Completed"}},
            "Risks": {
                "R1": {"Changed?": "No change", "Likelihood": "4 Very likely"},
                "R2": {"Changed?": "Closed"},
            },
            "Contracts": {"C1": {"What happens next": "Extend"}},
        }
    )
    read = town.read()
    assert (read.status, town.states()["parks"]) == (1, "received")
    asked = [[row[2], row[3], row[4], row[1]] for row in table(files(town)[NAMES[1]])]
    assert asked == [
        ["Milestones", "P1-M1", "G7", "To correct"],
        ["Risks", "R1", "E7", "To confirm"],
        ["Risks", "R2", "O8", "To correct"],
        ["Contracts", "C1", "H7", "To correct"],
    ]
    corrected(
        town,
        {
            "Milestones": {"P1-M1": {"Done on": date(2018, 6, 4)}},
            "Risks": {"R1": {"Likelihood": None}, "R2": {"Reason for change": "A reservoir."}},
            "Contracts": {"C1": {"New end": date(2020, 9, 30)}},
        },
    )
    assert town.read().status == 0
    assert town.states()["parks"] == "complete"
