"""`report`: Word, web page and PDF of a quarter, for the board or a committee, in a folder."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook
from read_reports import of_page, of_word
from town import HOUSING_ANSWERS, PARKS, PARKS_ANSWERS, Q1, Q2, SIGNED, Town, actuals, new_town

from plansheet import cli, papers
from plansheet.errors import PeriodError, SettingsError, StoreError
from plansheet.jobs.council import opened, quarter_of
from plansheet.jobs.reports import Wanted, write_report
from plansheet.model.records import FileKind

if TYPE_CHECKING:
    from plansheet.jobs.outcome import Outcome

COMMITTEE = """
[committees.scrutiny]
title = "Scrutiny Committee"
services = ["parks"]
meetings = { "2018-19-Q1" = 2018-09-03 }
header = { "Report of" = "Head of Governance" }
"""
BOARD = f"workbooks/{Q1}/reports/board {Q1} report"
NO_OFFICE = (
    "No PDF was made, since LibreOffice is not on this computer. Open the Word document and save "
    "it as PDF there."
)


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no LibreOffice, which would make each of these tests slow."""
    monkeypatch.setattr(papers, "office_program", lambda: None)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Return the council with both returns of the first quarter read."""
    found = new_town(tmp_path)
    found.generate()
    found.answer(PARKS_ANSWERS)
    found.answer(HOUSING_ANSWERS, "housing")
    found.read()
    return found


def report(
    town: Town,
    audience: str = "board",
    period: str = Q1,
    *,
    internal: bool = False,
    dry_run: bool = False,
) -> Outcome:
    wanted = Wanted(quarter_of(period), audience, internal)
    world = town.world(dry_run=dry_run)
    return town.run(lambda council: write_report(council, wanted, world), read_only=dry_run)


def file(town: Town, name: str) -> bytes:
    return (town.root / f"workbooks/{Q1}/reports" / name).read_bytes()


def settings(town: Town, text: str) -> None:
    path = town.root / "plansheet.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def own_text(town: Town, name: str, text: str) -> None:
    (town.root / "templates" / "report" / name).write_text(text, encoding="utf-8")


def texts(town: Town, name: str = f"board {Q1} report.docx") -> list[str]:
    return of_word(file(town, name)).texts


def refused(town: Town, audience: str = "board", period: str = Q1) -> str:
    with pytest.raises(SettingsError) as raised:
        report(town, audience, period)
    return str(raised.value)


def test_the_board_gets_word_and_page_and_is_told_why_no_pdf(town: Town) -> None:
    outcome = report(town)
    assert (outcome.status, outcome.problems) == (0, ())
    assert outcome.lines == (f"{BOARD}.docx", f"{BOARD}.html")
    assert outcome.notes == (NO_OFFICE,)
    word, page = (
        of_word(file(town, f"board {Q1} report.docx")),
        of_page(file(town, f"board {Q1} report.html")),
    )
    assert list(word.tables) == list(page.tables)
    assert word.tables == page.tables
    assert word.tables["Indicators by rating, Q1 2018/19"] == [
        ["Rating", "Number", "Out of rated", "Share"],
        ["Green: on target", "3", "3", "100%"],
        ["Amber: within tolerance", "0", "3", "0%"],
        ["Red: off target", "0", "3", "0%"],
    ]
    assert word.headings == [(level - 1, text) for level, text in page.headings[1:]]
    assert "Report to: Management Board" in word.texts


def test_the_same_report_is_the_same_bytes_on_another_day(town: Town) -> None:
    report(town)
    before = town.snapshot()
    town.later(3)
    assert report(town).notes == (NO_OFFICE,)
    assert town.snapshot() == before


def test_a_dry_run_writes_nothing_and_says_what_would_be_written(town: Town) -> None:
    before = town.snapshot()
    outcome = report(town, dry_run=True)
    assert outcome.lines == (f"{BOARD}.docx", f"{BOARD}.html")
    assert town.snapshot() == before


def test_its_properties_say_what_it_is(town: Town) -> None:
    report(town)
    properties = Document(BytesIO(file(town, f"board {Q1} report.docx"))).core_properties
    assert properties.title == "Performance report: Quarter 1 of 2018/19: Management Board"
    assert (properties.author, properties.language) == ("Our Council", "en-GB")
    assert f"{properties.created:%Y-%m-%d}" == "2018-06-30"


def test_a_committee_gets_what_it_looks_after(town: Town) -> None:
    settings(town, COMMITTEE)
    outcome = report(town, "Scrutiny")
    assert outcome.lines[0] == f"workbooks/{Q1}/reports/scrutiny {Q1} report.docx"
    found = of_word(file(town, f"scrutiny {Q1} report.docx"))
    assert found.texts[2:8] == [
        "Report to: Scrutiny Committee",
        "Meeting: 3 September 2018",
        "Services: Parks",
        "Publication: Public",
        "Report of: Head of Governance",
        "No question was left open by the last meeting.",
    ]
    assert not any("HS01" in cell for rows in found.tables.values() for row in rows for cell in row)


def test_the_board_may_have_a_header_of_its_own(town: Town) -> None:
    settings(town, '\n[committees.board]\nheader = { "Report of" = "Performance Manager" }\n')
    report(town)
    assert texts(town)[2:6] == [
        "Report to: Management Board",
        "Services: Housing and Parks",
        "Publication: Public",
        "Report of: Performance Manager",
    ]


@pytest.mark.parametrize("how", ["asked for", "of the committee"])
def test_what_is_not_public_is_only_in_an_internal_report(town: Town, how: str) -> None:
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    text = path.read_text(encoding="utf-8")
    text = text.replace("2018/19 Target |", "Publish | 2018/19 Target |").replace(
        "--- |\n| PK01", "--- | --- |\n| PK01"
    )
    text = text.replace("| 80% |", "| internal | 80% |").replace("| Q1 100", "| public | Q1 100")
    path.write_text(text, encoding="utf-8")
    caption = "Parks: indicators, Q1 2018/19"
    report(town)
    public = of_word(file(town, f"board {Q1} report.docx")).tables[caption]
    assert [row[0] for row in public] == ["Indicator", "PK02 Visits"]
    if how != "asked for":
        settings(town, '\n[committees.board]\npart = "internal"\n')
    outcome = report(town, internal=how == "asked for")
    assert outcome.lines[0] == f"{BOARD} internal.docx"
    found = of_word(file(town, f"board {Q1} report internal.docx"))
    assert [row[0] for row in found.tables[caption]] == [
        "Indicator",
        "PK01 Parks that are clean",
        "PK02 Visits",
    ]
    assert "Publication: Not for publication" in found.texts


def test_the_councils_own_texts_most_particular_first(town: Town) -> None:
    settings(town, COMMITTEE)
    own_text(town, "purpose.txt", "For {{ audience }}.")
    own_text(town, "purpose scrutiny.txt", "{{ rated }} of {{ indicators }}.")
    own_text(town, f"questions scrutiny {Q1}.txt", "Q: Why?\nA: Because.")
    report(town)
    report(town, "scrutiny")
    assert "For Management Board." in texts(town)
    found = texts(town, f"scrutiny {Q1} report.docx")
    assert [line for line in found if line in {"Question: Why?", "Answer: Because."}] == [
        "Question: Why?",
        "Answer: Because.",
    ]
    assert "2 of 2." in found


def test_texts_that_nobody_has_edited_are_to_be_read_before_a_report_is_public(town: Town) -> None:
    answers: dict[str, dict[str, object]] = {
        "PK01": {"Actual": 0.5, "Commentary": "Rain", "Action": "Sweep", "Owner": "Head"}
    }
    town.later(1)
    town.answer({"Indicators": answers}, name="again.xlsx")
    town.read()
    assert report(town).notes == (
        (
            "2 texts are published as services supplied them: commentary, actions, reasons, "
            "progress of projects, and why plans and figures changed. Read them first: nobody "
            "should be named. Other words for a commentary go on the sheet Commentary of "
            f"'Decisions {Q1}.xlsx'."
        ),
        NO_OFFICE,
    )
    row = of_word(file(town, f"board {Q1} report.docx")).tables["Indicators rated Red, Q1 2018/19"]
    assert row[1][4:] == ["Rain", "Action: Sweep\nBy when: not given"]
    assert report(town, internal=True).notes == (NO_OFFICE,)
    found = of_word(file(town, f"board {Q1} report internal.docx")).tables
    assert found["Indicators rated Red, Q1 2018/19"][1][5] == (
        "Action: Sweep\nOwner: Head\nBy when: not given"
    )


def test_a_folder_from_before_has_plansheets_own_templates(town: Town) -> None:
    report(town)
    before = file(town, f"board {Q1} report.docx")
    for path in (town.root / "templates" / "report").iterdir():
        path.unlink()
    report(town)
    assert file(town, f"board {Q1} report.docx") == before


def test_what_cannot_be_made_is_told(town: Town) -> None:
    settings(town, COMMITTEE.replace("parks", "waste"))
    assert refused(town, "audit") == (
        "There is no committee 'audit' in plansheet.toml. Write one of: board, scrutiny; or add a "
        "part headed [committees.scrutiny], under a short name of your own."
    )
    assert refused(town, "scrutiny") == (
        "plansheet.toml, [committees.scrutiny]: no service of Q1 2018/19 is one of its services "
        "with one of its themes. Correct services and themes there."
    )
    own_text(town, "purpose.txt", "One\n{{ who }}")
    assert refused(town).startswith("templates/report/purpose.txt, line 2: 'who' is undefined.")
    with pytest.raises(PeriodError, match=r"No plan in templates/plans covers Q4 2030/31\."):
        report(town, period="2030-31-Q4")


@pytest.mark.parametrize(
    ("theme", "parks"), [("Green", "parks"), ("2. Green", "Parks"), ("B. green", "PARKS")]
)
def test_services_and_themes_that_no_plan_has_are_noted(town: Town, theme: str, parks: str) -> None:
    objectives = (
        "\n## Objectives\n\n| Theme | Objective | Measure | Target |\n| --- | --- | --- | --- |\n"
        f"| {theme} | Clean parks | PK01 | 80% |\n"
    )
    path = town.root / "templates" / "plans" / "parks 2018-21.md"
    path.write_text(path.read_text(encoding="utf-8") + objectives, encoding="utf-8")
    settings(
        town,
        COMMITTEE.replace('["parks"]', f'["{parks}", "waste"]')
        + 'themes = ["Green", "Well"]\n[committees.all]\ntitle = "All"\n',
    )
    assert report(town, "scrutiny").notes == (
        (
            "plansheet.toml, [committees.scrutiny]: no plan of Q1 2018/19 is of 'waste', so it is "
            "not reported."
        ),
        (
            "plansheet.toml, [committees.scrutiny]: no plan of Q1 2018/19 has the theme 'Well'. "
            f"The themes there are: {theme}."
        ),
        NO_OFFICE,
    )
    found = of_word(file(town, f"scrutiny {Q1} report.docx")).tables
    assert [row[0] for row in found["Parks: indicators, Q1 2018/19"]] == [
        "Indicator",
        "PK01 Parks that are clean",
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("report.docx", b"no document", "templates/report/report.docx: it cannot be used"),
        ("report.html", b"one\n{{ nobody }}", "templates/report/report.html: it cannot be used"),
        ("report.html", b"one\n{% if %}", "templates/report/report.html, line 2: it cannot be"),
        ("report.html", b"{{ 1 // 0 }}", "templates/report/report.html: it cannot be used"),
        ("report.html", b"\xff", "templates/report/report.html: it cannot be used"),
    ],
)
def test_a_template_that_cannot_be_used_is_named(
    town: Town, name: str, data: bytes, said: str
) -> None:
    (town.root / "templates" / "report" / name).write_bytes(data)
    message = refused(town)
    assert message.startswith(said)
    assert message.endswith("Undo your last change to it, or delete it to have plansheet's own.")


def test_a_mark_in_word_that_is_not_closed_is_told(town: Town) -> None:
    path = town.root / "templates" / "report" / "report.docx"
    document = Document(str(path))
    document.paragraphs[3].text = "{{ titel }}"
    document.save(str(path))
    assert "'titel' is undefined" in refused(town)
    document.paragraphs[3].text = "{% if title %}"
    document.save(str(path))
    assert refused(town).startswith("templates/report/report.docx")


def test_a_template_that_a_council_has_restyled_is_used(town: Town) -> None:
    path = town.root / "templates" / "report" / "report.docx"
    document = Document(str(path))
    document.add_table(1, 1)
    document.add_paragraph("Contact us for {{ audience }}.", "Heading 1")
    document.save(str(path))
    report(town)
    made = Document(BytesIO(file(town, f"board {Q1} report.docx")))
    assert made.paragraphs[-1].text == "Contact us for Management Board."


def test_a_document_that_was_changed_by_hand_is_left_and_the_next_written(town: Town) -> None:
    report(town)
    path = town.root / f"{BOARD}.docx"
    document = Document(str(path))
    document.add_paragraph("Typed by hand.")
    document.save(str(path))
    edited = path.read_bytes()
    outcome = report(town)
    assert outcome.lines == (f"{BOARD} v2.docx", f"{BOARD} v2.html")
    assert outcome.notes == (
        f"'board {Q1} report.docx' was changed by hand, so it is left as it is.",
        NO_OFFICE,
    )
    assert path.read_bytes() == edited
    assert report(town).lines == outcome.lines


def test_a_report_follows_the_figures_and_is_kept_in_the_archive(town: Town) -> None:
    report(town)
    before = file(town, f"board {Q1} report.docx")
    town.later(1)
    town.answer({"Indicators": actuals(PK01=0.5, PK02=210)}, name="again.xlsx")
    town.read()
    assert report(town).lines == (f"{BOARD}.docx", f"{BOARD}.html")
    assert file(town, f"board {Q1} report.docx") != before
    with opened(town.root, read_only=True) as council:
        kept = [each for each in council.ledger.files() if each.kind is FileKind.REPORT]
        assert before in [council.store.archived(each.sha256) for each in kept]
    assert [each.name for each in kept] == [
        f"board {Q1} report{end}" for end in (".docx", ".html")
    ] * 2


PROVISIONAL = {"Actual": 0.6, "Provisional or final": "Provisional", "Commentary": "It rained."}
LATE_TARGET = """
## Changes

| Ref | What | Old | New | From | Reason | Approved by |
| --- | --- | --- | --- | --- | --- | --- |
| PK02 | Target | | Q1 300 Q2 400 Q3 500 Q4 600 | Q1 2018/19 | Agreed late | Board, 25/07/2018 |
"""


def told_late(town: Town, *, compiled: bool) -> None:
    """Have a figure and a target of the first quarter come in the second: both rate it anew."""
    town.answer(
        {"Indicators": {"PK01": PROVISIONAL, "PK02": {"Actual": 210}}, "Sign-off": SIGNED},
        name="early.xlsx",
    )
    town.read()
    if compiled:
        town.compile(Q1)
    town.plan("parks 2018-21.md", PARKS + LATE_TARGET)
    town.generate(Q2)
    final = {"PK01": {"Final figure": 0.81, "Reason": "The final count."}}
    answers = {"Indicators": actuals(PK01=0.7, PK02=410), "Earlier figures": final}
    town.answer({**answers, "Sign-off": SIGNED}, period=Q2)
    town.read(Q2)


@pytest.mark.parametrize(
    ("compiled", "ratings", "counted"),
    [
        (True, ["Red\nRestated: Green", "Green\nRestated: Red"], ["2", "0", "1"]),
        # What was never compiled is as it is now: the figure is still the one it was told by.
        (False, ["Red\nRestated: Green", "Red\nRestated, was Green"], ["1", "0", "2"]),
    ],
)
def test_an_earlier_quarter_is_one_truth_whatever_came_late(
    town: Town, *, compiled: bool, ratings: list[str], counted: list[str]
) -> None:
    told_late(town, compiled=compiled)
    report(town, period=Q2)
    path = town.root / f"workbooks/{Q2}/reports/board {Q2} report.docx"
    found = of_word(path.read_bytes())
    course = found.column("Parks: indicators, Q2 2018/19", "Q1 rating")
    assert list(course.values()) == ratings
    (by_quarter, *_) = [
        row for row in found.tables["Ratings by quarter, 2018/19"] if row[0] == "Q1 2018/19"
    ]
    assert by_quarter[1:4] == counted
    anew = [row[2:4] for row in found.tables["Restated, Q2 2018/19"][1:]]
    assert anew == [
        ["Rating: Green (210 against 100)", "Rating: Red (210 against 300)"],
        ["Figure: 60%: Red", "Figure: 81%: Green"],
    ]
    # The workbook counts in a row what the report counts by quarter.
    town.compile(Q2)
    book = load_workbook(path.parents[1] / f"Performance Data Collection {Q2}.xlsx")
    lines = list(book["Exceptions"].iter_rows(min_row=4, values_only=True))
    at = lines[0].index("Quarters in a row not on target")
    assert {row[1]: row[at] for row in lines[1:] if row[0] == "Parks"} == {"PK01": 2}


def test_a_pdf_is_renewed_with_its_document_and_else_left(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[bytes] = []

    def as_pdf(document: bytes, _program: Path) -> bytes:
        made.append(document)
        return b"%PDF " + str(len(made)).encode()

    monkeypatch.setattr(papers, "office_program", lambda: tmp_path)
    monkeypatch.setattr(papers, "as_pdf", as_pdf)
    assert report(town).lines == tuple(f"{BOARD}{end}" for end in (".docx", ".html", ".pdf"))
    assert (report(town).notes, len(made)) == ((), 1)
    own_text(town, "purpose.txt", "Another.")
    report(town)
    assert file(town, f"board {Q1} report.pdf") == b"%PDF 2"
    own_text(town, "purpose.txt", "A third.")

    def none(_document: bytes, _program: Path) -> bytes:
        message = "LibreOffice did not make a PDF."
        raise StoreError(message)

    monkeypatch.setattr(papers, "as_pdf", none)
    outcome = report(town)
    assert outcome.lines == (f"{BOARD}.docx", f"{BOARD}.html")
    assert outcome.notes == ("LibreOffice did not make a PDF.",)


def test_a_document_that_is_open_in_word_is_told(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def in_use(source: Path, target: Path) -> Path:
        if target.suffix == ".docx" and target.parent.name == "reports":
            raise PermissionError(13, "in use")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(StoreError) as raised:
        report(town)
    assert str(raised.value) == f"Close 'board {Q1} report.docx' in Word and run this again."


def test_the_command_writes_a_report(town: Town) -> None:
    arguments = ["-C", str(town.root), "report", Q2, "--for", "board", "--dry-run"]
    result = CliRunner().invoke(cli.cli, arguments, prog_name="plansheet")
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [f"workbooks/{Q2}/reports/board {Q2} report{end}" for end in (".docx", ".html")],
    )
