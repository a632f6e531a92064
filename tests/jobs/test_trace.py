"""`trace`: one figure from end to end, and each figure of the demos where it is said to stand."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner
from deciding_town import everything
from jobs.conftest import QUARTERS
from openpyxl import load_workbook
from town import (
    HOUSING_ANSWERS,
    PARKS,
    PARKS_ANSWERS,
    Q1,
    Q2,
    SIGNED,
    Town,
    actuals,
    identity,
    new_town,
)

from plansheet import cli
from plansheet.errors import RefError
from plansheet.jobs.council import quarter_of
from plansheet.jobs.trace import trace_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result
    from openpyxl.workbook import Workbook


def traced(town: Town, ref: str, period: str = Q1, service: str = "parks") -> dict[str, Any]:
    today = town.now.date()
    outcome = town.run(
        lambda council: trace_row(council, quarter_of(period), service, ref, today), read_only=True
    )
    found: dict[str, Any] = json.loads(json.dumps(outcome.document))
    return found


def run(town: Town, *words: str) -> Result:
    arguments = ["-C", str(town.root), *words]
    return CliRunner().invoke(cli.cli, arguments, prog_name="plansheet")


class Row(NamedTuple):
    """What the compiled sheet Data says of one figure."""

    service: str
    ref: str
    entered: str
    file: str
    sheet: str
    cell: str
    sha256: str


def compiled_figures(town: Town, period: str) -> Iterator[Row]:
    path = town.root / "workbooks" / period / f"Performance Data Collection {period}.xlsx"
    sheet = load_workbook(path)["Data"]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(rows) if row[0] == "council")
    for row in rows[start + 1 :]:
        said = dict(zip(rows[start], row, strict=True))
        if said["entered"]:
            names = ("service", "ref", "entered", "source_file", "source_sheet", "source_cell")
            yield Row(*[said[name] for name in (*names, "sha256")])


def archived(town: Town, sha256: str) -> Workbook:
    (path,) = (town.root / "archive" / sha256[:2]).glob(f"{sha256}*")
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest() == sha256
    return load_workbook(BytesIO(data), data_only=True)


def as_entered(value: object) -> str:
    """Return what a cell holds as `data` says it was entered: dates as ISO dates."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return format(value, ".15g") if isinstance(value, int | float) else str(value)


@pytest.mark.parametrize(("example", "period"), QUARTERS)
def test_the_archived_return_holds_each_figure_of_data(
    played: dict[str, Town], example: str, period: str
) -> None:
    town = played[example]
    books: dict[str, Workbook] = {}
    rows = list(compiled_figures(town, period))
    for row in rows:
        book = books.setdefault(row.sha256, archived(town, row.sha256))
        found = book[row.sheet][row.cell].value
        assert (row.ref, as_entered(found)) == (row.ref, row.entered)
    assert bool(rows) is (period not in {"2015-16-Q1", "2015-16-Q2", "2021-22-Q2"})


@pytest.mark.parametrize(("example", "period"), QUARTERS)
def test_the_trace_of_each_figure_names_the_same_cell(
    played: dict[str, Town], example: str, period: str
) -> None:
    town = played[example]
    for row in compiled_figures(town, period):
        found = traced(town, f"Indicators:{row.ref}", period, row.service)
        (source,) = found["source"]
        assert found["figure"]["entered"] == row.entered
        assert (source["file"], source["sheet"], source["sha256"]) == (
            row.file,
            row.sheet,
            row.sha256,
        )
        assert row.cell in source["cell"].split(", ")
        assert (town.root / source["archive"]).name.startswith(row.sha256)
        said = {each["entered"] for each in found["cells"] if each.get("cell") == row.cell}
        assert said == {row.entered}
        assert found["now"] == []


@pytest.mark.parametrize(("example", "period"), QUARTERS)
def test_every_row_of_every_sheet_can_be_traced(
    played: dict[str, Town], example: str, period: str
) -> None:
    town = played[example]
    name = f"Performance Data Collection {period}.xlsx"
    book = load_workbook(town.root / "workbooks" / period / name)
    services = {str(row[0].value): str(row[1].value) for row in book["Services"].iter_rows()}
    count = 0
    for sheet, table in (
        ("Milestones", "Projects"),
        ("Risks", "Risks"),
        ("Contracts", "Contracts"),
    ):
        rows = list(book[table].iter_rows(values_only=True))
        start = next(place for place, row in enumerate(rows) if "Service" in row)
        at, of = rows[start].index("Ref"), rows[start].index("Service")
        for row in rows[start + 1 :]:
            if row[at]:
                found = traced(town, f"{sheet}:{row[at]}", period, services[str(row[of])])
                assert found["ref"] == f"{sheet}:{row[at]}"
                assert found["arithmetic"]
                count += 1
    assert count or example == "south-cambridgeshire"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with a return of Parks, compiled once."""
    found = new_town(tmp_path)
    found.generate()
    found.answer(PARKS_ANSWERS)
    found.later(7)
    found.read()
    found.compile()
    return found


def test_the_page_says_everything_in_sections(town: Town) -> None:
    result = run(town, "trace", Q1, "parks", "PK01")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "PK01  Parks that are clean"
    assert [lines[at - 1] for at, line in enumerate(lines) if line and set(line) == {"-"}] == [
        "The figure",
        "What is measured, as it is defined in Q1 2018/19",
        "Changes of the plan in force",
        "How the rating was worked out",
        "Where it stands",
        "How it was read",
        "What was said of it when it was read",
        "What is asked about it now",
        "Who signed for the return",
        "Every return, in the order of arrival",
        "Who decided what, when and why",
        "Every version that was compiled",
        "Compiled then, and now",
    ]
    assert max(map(len, lines)) <= 90
    assert "Variance:               81% - 80% = 1 percentage point" in lines


def test_one_document_says_the_same(town: Town) -> None:
    found = json.loads(run(town, "trace", Q1, "parks", "Indicators:pk01", "--json").stdout)
    sha256 = hashlib.sha256(town.returned(f"parks {Q1}.xlsx").read_bytes()).hexdigest()
    issued = hashlib.sha256(town.issued().read_bytes()).hexdigest()
    plan = hashlib.sha256(PARKS.encode()).hexdigest()
    assert (found["period"], found["service"], found["ref"]) == (Q1, "parks", "Indicators:PK01")
    assert found["figure"] == {
        "actual": "81%",
        "exact": "0.81",
        "target": "80%",
        "rating": "Green (rated)",
        "entered": "0.81",
        "final": "final",
    }
    assert found["definition"]["tolerance"] == "5% (the council's, since the plan gives none)"
    assert found["source"] == [
        {
            "file": f"parks {Q1}.xlsx",
            "sheet": "Indicators",
            "cell": "F7",
            "sender": "not known: the file came without its e-mail",
            "read": found["source"][0]["read"],
            "due": "13 July 2018",
            "sha256": sha256,
            "archive": f"archive/{sha256[:2]}/{sha256}.xlsx",
            "asked_by": "issue 1 of 2 July 2018",
            "issue_sha256": issued,
            "issue_archive": f"archive/{issued[:2]}/{issued}.xlsx",
            "plan_sha256": plan,
            "plan_archive": f"archive/{plan[:2]}/{plan}.md",
        }
    ]
    assert found["cells"] == [{"column": "Actual", "entered": "0.81", "cell": "F7", "used": "81%"}]
    assert found["signed"] == {
        "source data": "A, Officer, 5 October 2018",
        "data entry": "A, Officer, 5 October 2018",
        "checked": "B, Officer, 5 October 2018",
    }
    assert [(each["version"], each["told"]) for each in found["compiled"]] == [
        ("1, of 9 July 2018", "Green (81% against 80%)")
    ]
    assert (found["changes"], found["decisions"], found["now"]) == ([], [], [])


def test_a_later_return_is_told_beside_what_was_compiled(town: Town) -> None:
    town.later(1)
    town.answer({**PARKS_ANSWERS, "Indicators": actuals(PK01=0.7, PK02=210)}, name="late.xlsx")
    town.read()
    found = traced(town, "PK01")
    assert [(each["file"], each["status"], each["said"]) for each in found["returns"]] == [
        (f"parks {Q1}.xlsx", "replaced by another return, and kept", "'0.81' in F7"),
        ("late.xlsx", "it counts", "'0.7' in F7"),
    ]
    assert {each["what"]: (each["then"], each["now"]) for each in found["now"]} == {
        "entered": ("0.81", "0.7"),
        "actual": ("0.81", "0.7"),
        "variance": ("0.01", "-0.1"),
        "rating": ("Green", "Red"),
        "source_file": (f"parks {Q1}.xlsx", "late.xlsx"),
        "told": ("Green (81% against 80%)", "Red (70% against 80%)"),
        "source": (
            f"parks {Q1}.xlsx, sheet Indicators, cell F7",
            "late.xlsx, sheet Indicators, cell F7",
        ),
    }
    assert [(each["level"], each["code"]) for each in found["asked"]] == [
        ("fix", "commentary-missing")
    ]
    town.compile()
    assert [each["version"] for each in traced(town, "PK01")["compiled"]] == [
        "1, of 9 July 2018",
        "2, of 10 July 2018",
    ]
    assert traced(town, "PK01")["now"] == []


def test_what_was_decided_is_told_with_who_when_and_why(tmp_path: Path) -> None:
    town = everything(tmp_path)
    town.read(Q2)
    held = traced(town, "PK01", Q2)
    assert (held["figure"]["actual"], held["figure"]["rating"]) == ("none", "Not rated (held)")
    assert held["cells"][0] == {
        "column": "Actual",
        "entered": "0.79",
        "cell": "F7",
        "used": "held: it waits for a person",
    }
    assert "percent-unclear" in {each["code"] for each in held["notes"]}
    by = ("--approved-by", "Manager")
    for ref, reason in (
        ("PK01", "By telephone"),
        (f"Earlier figures:PK01 {Q1}", "Checked"),
        ("Requests:1", "Clearer"),
    ):
        column = ("--column", "Actual") if ref == "PK01" else ()
        words = ("accept", Q2, "parks", ref, *column, "--reason", reason, *by)
        assert run(town, *words).exit_code in {0, 1}
    found = traced(town, "PK01", Q2)
    assert found["figure"]["actual"] == "79%"
    assert found["cells"][0]["used"] == "79%"
    assert found["decisions"] == [
        {
            "about": "Indicators:PK01, Actual",
            "said": "0.79",
            "decided": found["decisions"][0]["decided"],
            "holds": "yes",
        }
    ]
    assert found["decisions"][0]["decided"].endswith("by Manager: 79%. By telephone.")
    (request,) = traced(town, "PK02", Q2)["decisions"]
    assert request["about"] == "Requests:1"
    before = traced(town, "PK01", Q1)
    assert before["decisions"][0]["about"] == f"Earlier figures:PK01 {Q1}, Final figure"
    assert before["figure"]["restated"].startswith("Figure of Q1 2018/19: was 70%: Red, is 72%")
    later = traced(town, "PK01", Q2)["figure"]["restated"]
    assert later == before["figure"]["restated"]


def test_a_decision_about_what_has_gone_holds_no_longer(tmp_path: Path) -> None:
    town = everything(tmp_path)
    town.read(Q2)
    for value in ("79%", "78%"):
        words = ("accept", Q2, "parks", "PK01", "--column", "Actual", "--value", value)
        run(town, *words, "--reason", "By telephone")
    found = traced(town, "PK01", Q2)
    assert [each["holds"] for each in found["decisions"]] == [
        "no: a later decision took its place",
        "yes",
    ]
    town.later(1)
    town.answer({**PARKS_ANSWERS, "Indicators": actuals(PK01=0.81)}, period=Q2, name="new.xlsx")
    town.read(Q2)
    found = traced(town, "PK01", Q2)
    assert [each["holds"] for each in found["decisions"]] == [
        "no: something else stands there now",
        "no: something else stands there now",
    ]


def test_a_figure_that_was_told_has_its_source_in_words(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    nothing = traced(town, "PK01")
    assert nothing["source"] == []
    assert run(town, "trace", Q1, "parks", "PK01").stdout.count("Nothing has come back.") == 1
    run(town, "enter", Q1, "parks", "PK01", "79%", "--source", "by phone, Parks Manager")
    found = traced(town, "PK01")
    assert found["source"] == [{"told": "by phone, Parks Manager"}]
    assert found["cells"] == [
        {"column": "Actual", "entered": "79%", "cell": "none: by phone, Parks Manager"}
    ]
    assert traced(town, "PK02")["source"] == [{"told": "No workbook has come back"}]
    town.answer({"Indicators": actuals(PK02=90)})
    town.read()
    (source,) = traced(town, "PK01")["source"]
    assert source["cell"] == "left empty"
    assert source["told"] == "Actual: by phone, Parks Manager"


def test_two_returns_that_both_may_count_are_both_named(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.answer(PARKS_ANSWERS, name="one.xlsx")
    town.answer({"Indicators": actuals(PK01=0.7)}, name="two.xlsx")
    town.read()
    found = traced(town, "PK01")
    assert sorted(each["file"] for each in found["source"]) == ["one.xlsx", "two.xlsx"]
    run(town, "choose", Q1, "parks", "one.xlsx", "--reason", "By telephone")
    found = traced(town, "PK01")
    assert [each["file"] for each in found["source"]] == ["one.xlsx"]
    assert [each["about"] for each in found["decisions"]] == ["Which return counts: one.xlsx"]


def test_a_return_that_was_removed_is_still_told(town: Town) -> None:
    town.drop("wrong.xlsx", town.issued("housing").read_bytes())
    town.read()
    run(town, "remove", Q1, f"parks {Q1}.xlsx", "--reason", "Withdrawn")
    found = traced(town, "PK01")
    assert found["source"] == []
    (gone,) = found["returns"]
    assert gone["file"] == f"parks {Q1}.xlsx"
    assert gone["status"].startswith("removed on ")
    assert gone["status"].endswith(": Withdrawn")


def test_a_workbook_that_went_by_age_leaves_its_figure(town: Town) -> None:
    town.now = datetime(2030, 1, 1)  # noqa: DTZ001 - a council's calendar is local
    assert run(town, "retention", "--remove").exit_code == 0
    (source,) = traced(town, "PK01")["source"]
    assert source["archive"].startswith("removed on ")
    assert source["archive"].endswith(": Kept for 6 years")
    assert traced(town, "PK01")["figure"]["actual"] == "81%"


def test_an_archive_that_lost_a_file_says_so(town: Town) -> None:
    sha256 = traced(town, "PK01")["source"][0]["sha256"]
    next((town.root / "archive").rglob(f"{sha256}*")).unlink()
    (source,) = traced(town, "PK01")["source"]
    assert source["archive"] == "missing: bring the folder 'archive' back from a backup"


def test_a_rejected_return_says_why_it_was(town: Town) -> None:
    town.generate(Q2)
    town.drop("late.xlsx", town.issued(period=Q2).read_bytes())
    town.read()
    found = traced(town, "PK01")
    assert [each["status"].partition(",")[0] for each in found["returns"]] == [
        "it counts",
        "rejected: This is the workbook for Q2 2018/19",
    ]


def test_a_return_of_an_unknown_issue_is_said_to_be_held_whole(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.generate()
    town.answer(PARKS_ANSWERS, change=identity("issue_id", "nobody knows"))
    town.read()
    found = traced(town, "PK01")
    assert [each["status"] for each in found["returns"]] == [
        "held whole: it is of an issue that is not known"
    ]


SUPPLIED = PARKS + (
    "\n| Ref | Description | Tier | Unit | Good is | How often | Counts as | Supplied by |"
    " 2018/19 Target |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    "| HS01 | Repairs done in time | KPI | % | higher | quarterly | ratio | housing | 90% |\n"
    "| GU01 | Empty homes | PI | number | lower | quarterly | snapshot | housing | 30 |\n"
)


def test_an_indicator_of_two_plans_is_traced_to_its_supplier(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.plan("parks 2018-21.md", SUPPLIED)
    town.generate()
    rows: dict[str, dict[str, object]] = {
        **HOUSING_ANSWERS["Indicators"],
        "GU01": {"Actual": 20},
    }
    town.answer({"Indicators": rows, "Sign-off": SIGNED}, "housing")
    town.read()
    for service in ("parks", "housing"):
        found = traced(town, "HS01", service=service)
        assert (found["service"], found["definition"]["counted_in"]) == ("housing", "Housing")
        assert found["source"][0]["cell"] == "O7, P7"
        guest = traced(town, "GU01", service=service)
        assert (guest["service"], guest["definition"]["counted_in"]) == ("housing", "Parks")
        assert guest["source"][0]["file"] == f"housing {Q1}.xlsx"
        assert guest["figure"]["rating"] == "Green (rated)"


def test_changes_of_the_plan_in_force_are_told(town: Town) -> None:
    words = ("plan", "change", "parks", "PK01", "Target", "85%", "--from", Q1, "--reason", "Bid")
    assert run(town, *words).exit_code == 0
    found = traced(town, "PK01")
    assert found["changes"] == [
        {
            "from": "Q1 2018/19",
            "what": "Target",
            "old": "80%",
            "new": "85%",
            "reason": "Bid",
            "approved_by": found["changes"][0]["approved_by"],
        }
    ]
    assert found["figure"]["rating"] == "Amber (rated)"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            "PK1",
            (
                "Parks has no row 'PK1' in Q1 2018/19. Did you mean one of these: Indicators:PK01, "
                "Indicators:PK02?"
            ),
        ),
        (
            "zzzzzz",
            (
                "Parks has no row 'zzzzzz' in Q1 2018/19. Its rows are called Indicators:PK01, "
                "Indicators:PK02 ..."
            ),
        ),
        (
            "Risks:PK01",
            (
                "Parks has no row 'Risks:PK01' in Q1 2018/19. Did you mean one of these: "
                "Indicators:PK01, Indicators:PK02?"
            ),
        ),
    ],
)
def test_an_unknown_ref_is_told_with_what_comes_near(town: Town, said: str, message: str) -> None:
    with pytest.raises(RefError) as told:
        traced(town, said)
    assert str(told.value) == message
    assert run(town, "trace", Q1, "parks", said).exit_code == 2


AMBIGUOUS = """
## Risks

| Ref | Risk | Likelihood | Impact |
| --- | --- | --- | --- |
| X1 | Storm | 2 | 3 |

## Contracts

| Ref | Agreement | Supplier | End |
| --- | --- | --- | --- |
| X1 | Mowing | Green Ltd | 31/12/2018 |
"""


@pytest.mark.parametrize("said", ["PK 01", "pk01", "Indicators: pk 01"])
def test_a_ref_is_known_however_it_is_spaced(town: Town, said: str) -> None:
    assert traced(town, said) == traced(town, "PK01")


def test_what_comes_near_on_the_same_sheet_comes_first(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.plan("parks 2018-21.md", PARKS + AMBIGUOUS)
    with pytest.raises(RefError) as told:
        traced(town, "Contracts:X2")
    assert str(told.value).endswith("Did you mean one of these: Contracts:X1, Risks:X1?")


def test_a_ref_that_two_registers_share_is_asked_about(tmp_path: Path) -> None:
    town = new_town(tmp_path)
    town.plan("parks 2018-21.md", PARKS + AMBIGUOUS)
    town.generate()
    with pytest.raises(RefError) as told:
        traced(town, "X1")
    assert str(told.value) == (
        "'X1' names more than one row of Parks: Risks:X1 and Contracts:X1. Write which of them is "
        "meant."
    )
    assert traced(town, "Risks:X1")["title"] == "X1  Storm"


REGISTERS = """
## Projects

| Ref | Project | 2018/19 Q1 | 2018/19 Q4 |
| --- | --- | --- | --- |
| P1 | Playground | Built | Opened |
"""


def test_a_row_that_the_quarter_does_not_ask_about_is_said_to_be_in_the_plan(
    tmp_path: Path,
) -> None:
    town = new_town(tmp_path)
    town.plan("parks 2018-21.md", PARKS + REGISTERS)
    town.generate()
    assert traced(town, "P1-M1")["ref"] == "Milestones:P1-M1"
    for said in ("P1-M2", "Milestones:P1-M2"):
        with pytest.raises(RefError) as told:
            traced(town, said)
        assert str(told.value) == (
            "Milestones:P1-M2 stands in the plan of Parks, and Q1 2018/19 does not ask about it. "
            "Trace a quarter that does."
        )
