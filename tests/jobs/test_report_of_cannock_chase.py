"""The report of quarters 1 and 2 of 2015/16 to a committee of Cannock Chase, made again.

What it printed then: under Performance Indicators a dash five times, for both are reported once
a year; under Actions `0 0%`, `2 100%`, `0 0%`, `0 0%`, `0 0%`; "100% of actions are rated as
completed or on target"; in its appendix two indicators without a target, and two actions that are
on target in both quarters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from read_reports import of_page, of_word
from seeds import NAMES, SEEDS, need_seeds
from town import Town

from plansheet import papers
from plansheet.jobs.council import quarter_of
from plansheet.jobs.reports import Wanted, write_report
from plansheet.jobs.start import start_council

if TYPE_CHECKING:
    from pathlib import Path

    from read_reports import Found

Q1, Q2 = "2015-16-Q1", "2015-16-Q2"
COMMITTEE = "community-safety"
PRINTED = {
    "Completed": ("0", "0%"),
    "On target": ("2", "100%"),
    "Needs attention": ("0", "0%"),
    "Needs amendment": ("0", "0%"),
    "Closed": ("0", "0%"),
}
APPENDIX = {
    "Partnership Community Safety Delivery Plan": ("On target", "On target"),
    "Let's Work Together": ("On target", "On target"),
}
ACTIONS = "Community Safety: actions, Q2 2015/16"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(papers, "office_program", lambda: None)
    found = Town(tmp_path / "cannock-chase")
    start_council(found.root, found.world(), "cannock-chase")
    return found


def both_forms(town: Town, audience: str = COMMITTEE) -> list[Found]:
    """Return the report as the Word document and as the web page say it."""
    world = town.world()
    town.run(lambda council: write_report(council, Wanted(quarter_of(Q2), audience), world))
    path = town.root / f"workbooks/{Q2}/reports/{audience} {Q2} report.docx"
    return [of_word(path.read_bytes()), of_page(path.with_suffix(".html").read_bytes())]


def printed(found: Found) -> dict[str, tuple[str, str]]:
    """Return number and share of each rating of actions."""
    _, *rows = found.tables["Actions by rating, Q2 2015/16"]
    return {row[0]: (row[1], row[3]) for row in rows}


def appendix(found: Found) -> dict[str, tuple[str, ...]]:
    """Return the ratings of each action by quarter."""
    header, *rows = found.tables[ACTIONS]
    assert header == ["Action and progress", "Outcome", "Q1 rating", "Q2 rating"]
    return {row[0].partition(":")[0]: tuple(row[2:]) for row in rows}


def test_the_same_counts_and_percentages_from_its_plan(town: Town) -> None:
    for found in both_forms(town):
        assert printed(found) == PRINTED
        assert found.tables["Indicators by rating, Q2 2015/16"] == [
            ["Rating", "Number", "Out of rated", "Share"],
            ["Green: on target", "0", "0", "-"],
            ["Amber: within tolerance", "0", "0", "-"],
            ["Red: off target", "0", "0", "-"],
        ]
        assert found.tables["Indicators that are not rated, Q2 2015/16"][1:] == [
            ["Not due", "2", "2"]
        ]
        assert "2 of 2 actions are rated; 2 of 2 (100%) completed or on target." in found.texts
        assert "0 of 2 indicators are rated. Not rated: 2 not due." in found.texts


def test_the_same_appendix(town: Town) -> None:
    for found in both_forms(town):
        assert appendix(found) == APPENDIX
        assert found.tables["Community Safety: indicators, Q2 2015/16"] == [
            ["Indicator", "Target", "Actual", "Q1 rating", "Q2 rating"],
            ["DT1 Satisfaction with local area", "None set", "No figure", "Not due", "Not due"],
            ["DT2 Total recorded crime", "None set", "No figure", "Not due", "Not due"],
        ]


def test_the_same_header_and_parts(town: Town) -> None:
    word, page = both_forms(town)
    assert word.texts[:10] == [
        "Performance report: Quarters 1 and 2 of 2015/16",
        "Cannock Chase District Council",
        "Report to: Community Safety Scrutiny Committee",
        "Meeting: 3 December 2015",
        "Services: Community Safety",
        "Publication: Public",
        "Report of: Head of Governance",
        "Contact officer: Lead Officer",
        "Portfolio: Community Safety",
        "Key decision: No",
    ]
    assert [text for level, text in page.headings if level == 2] == [
        "1 Questions from the last meeting",
        "2 Purpose of the report",
        "3 Recommendations",
        "4 Key issues",
        "5 Exceptions",
        "6 Implications",
        "7 Appendix 1: indicators by quarter",
        "8 Appendix 2: actions by quarter",
        "9 How the figures were worked out",
    ]
    at = word.headings.index((1, "6 Implications"))
    assert [text for level, text in word.headings[at + 1 : at + 10]] == [
        "Financial",
        "Legal",
        "Human resources",
        "Crime and disorder (section 17)",
        "Human rights",
        "Data protection",
        "Risk management",
        "Equality and diversity",
        "Best value",
    ]
    # Nothing that a committee could take for what an officer said.
    assert word.texts.count("[To be completed by the report's author]") == 9
    assert "None." not in word.texts


def test_the_same_when_the_ratings_come_back_in_workbooks(town: Town) -> None:
    for period in (Q1, Q2):
        town.generate(period)
        rows = {
            ref: {"Status": "On target", "Commentary": f"So far in {period}"}
            for ref in ("PDP1-M1", "PDP2-M1")
        }
        town.answer({"Milestones": rows}, COMMITTEE, period=period)
        town.read(period)
    for found in both_forms(town):
        assert printed(found) == PRINTED
        assert appendix(found) == APPENDIX
        assert all(row[0].endswith(f"\nSo far in {Q2}") for row in found.tables[ACTIONS][1:])


@need_seeds
def test_the_same_from_the_document_itself(town: Town) -> None:
    for path in (town.root / "templates" / "plans").iterdir():
        path.unlink()
    plan = town.root / "templates" / "plans" / f"{NAMES['004']}.txt"
    plan.write_bytes(SEEDS["004"].read_bytes())
    for found in both_forms(town, "board"):
        assert printed(found) == PRINTED
        assert list(appendix(found).values()) == list(APPENDIX.values())
