"""South Cambridgeshire and Cannock Chase: what stands in their plans, and all that is told of them.

Where the service plans themselves are at hand (see `test_seed_plans`), every indicator and target
of theirs is looked for in the examples.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plansheet.check import check_council, check_plan
from plansheet.settings import parse_settings
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from plansheet.model.indicators import Indicator
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem
    from plansheet.sources.loaded import Loaded

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "templates" / "examples"
FOLDER = Path(os.environ.get("PLANSHEET_SEEDS", ROOT.parent / "shared" / "seeds"))
SEEDS = {path.name[:3]: path for path in FOLDER.glob("00?_*.txt")}
POLICY = "policy-and-performance 2009-12.md"
PARTNERSHIPS = "partnerships 2009-12.md"
SAFETY = "community-safety 2015-16.md"
COUNCILS = {
    "south-cambridgeshire": (PARTNERSHIPS, POLICY),
    "cannock-chase": (SAFETY,),
}
LISTS = (
    *("indicators", "objectives", "projects", "risks", "contracts", "budgets", "posts"),
    *("skills", "actions", "versions", "changes", "notes"),
)


@cache
def loaded(name: str) -> Loaded:
    council = next(each for each, names in COUNCILS.items() if name in names)
    path = EXAMPLES / council / "templates" / "plans" / name
    return load_plan(name, path.read_bytes())


def plan(name: str) -> Plan:
    found = loaded(name).plan
    assert found is not None
    return found


@pytest.mark.parametrize("council", COUNCILS)
def test_a_council_has_a_plan_for_each_service_and_settings_of_its_own(council: str) -> None:
    names = tuple(path.name for path in sorted((EXAMPLES / council).glob("templates/plans/*")))
    assert names == COUNCILS[council]
    text = (EXAMPLES / council / "plansheet.toml").read_text(encoding="utf-8")
    settings = parse_settings(text)
    assert settings.council.domain == f"{council}.example"
    assert set(settings.contacts) == {plan(name).code for name in names}
    addresses = [settings.council.email, *(plan(name).service.email for name in names)]
    for contact in settings.contacts.values():
        addresses += [contact.email, *contact.copies]
    assert all(address.endswith(f"@{council}.example") for address in addresses)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (POLICY, {"indicators": 25, "objectives": 5, "budgets": 1, "actions": 21}),
        (PARTNERSHIPS, {"indicators": 24, "objectives": 7, "budgets": 1, "actions": 8}),
        (
            SAFETY,
            {"indicators": 2, "objectives": 2, "projects": 2, "actions": 2, "versions": 2},
        ),
    ],
)
def test_every_table_is_counted(name: str, counts: dict[str, int]) -> None:
    found = {table: len(getattr(plan(name), table)) for table in LISTS}
    assert {table: count for table, count in found.items() if count} == counts


def all_told(council: str) -> list[Problem]:
    names = COUNCILS[council]
    told = [*check_council([plan(n) for n in names], {n: loaded(n).places for n in names})]
    for name in names:
        told += [*loaded(name).problems, *check_plan(plan(name), loaded(name).places)]
    return told


def test_everything_told_of_south_cambridgeshire() -> None:
    told = all_told("south-cambridgeshire")
    assert [
        (str(each.level), each.code, each.place.file, each.place.sheet, each.place.label)
        for each in told
    ] == [
        ("confirm", "baseline-change", POLICY, "Performance indicators", "PP01"),
        ("confirm", "baseline-change", POLICY, "Performance indicators", "PP01"),
        ("confirm", "deadline-elsewhere", POLICY, "Performance indicators", "PP17"),
    ]
    said = ("'Baseline +2.5%'", "'Baseline + 5%'", "'Mar 09' stands in the column of 2009/10")
    assert [words for words, each in zip(said, told, strict=True) if words in each.message] == [
        *said
    ]


def test_nothing_is_told_of_cannock_chase() -> None:
    assert all_told("cannock-chase") == []


def test_everything_about_an_indicator_is_confirmed() -> None:
    names = (POLICY, PARTNERSHIPS, SAFETY)
    assert {row.inferred for name in names for row in plan(name).indicators} == {()}


def four(row: Indicator) -> str:
    return f"{row.unit} {row.good_is} {row.how_often} {row.counts_as}"


def test_how_the_indicators_are_counted() -> None:
    found: dict[str, list[str]] = {}
    for name in (POLICY, PARTNERSHIPS, SAFETY):
        for row in plan(name).indicators:
            found.setdefault(four(row), []).append(row.ref)
    assert {words: " ".join(refs) for words, refs in found.items()} == {
        "% higher annual latest": ("PP01 PP10 NI140 NI1 NI5 NI7 NI21 NI24 NI25 NI27 PT16 DT1"),
        "date lower ad hoc latest": "PP02 PP03 PP14 PP15 PP16 PP17 PP18 PT07",
        "% higher annual snapshot": "PP04",
        "level higher annual latest": "PP05 PP12",
        "% higher quarterly snapshot": "PP06 PP07 PT01 PT02 PT08",
        "number higher quarterly cumulative": "PP08 SX53",
        "% higher quarterly ratio": "SX52 PT10",
        "number higher quarterly snapshot": "PP09 PT04",
        "% higher quarterly average": "SX18",
        "number lower quarterly average": "NI14",
        "text none ad hoc latest": "PP11",
        "% higher quarterly cumulative": "PP13 PT09 PT12",
        "% lower half-yearly snapshot": "PT03",
        "% higher every two years latest": "NI4",
        "number higher half-yearly snapshot": "PT05 PT06",
        "number higher annual snapshot": "PT11",
        "% lower annual latest": "NI17",
        "number lower quarterly cumulative": "NI16 PT13 PT14",
        "text none half-yearly latest": "PT15",
        "number lower annual cumulative": "DT2",
    }


def test_who_supplies_a_figure_that_the_other_team_reports() -> None:
    supplied = {
        (row.ref, name, row.supplied_by)
        for name in (POLICY, PARTNERSHIPS)
        for row in plan(name).indicators
        if row.supplied_by
    }
    assert supplied == {
        ("PP07", POLICY, "partnerships"),
        *((ref, PARTNERSHIPS, "policy-and-performance") for ref in ("NI4", "NI17", "NI21", "NI27")),
    }


def test_baselines_of_the_titles_are_figures_of_their_years() -> None:
    found = {
        row.ref: {str(year): actual.text for year, actual in row.actuals.items() if actual.text}
        for row in plan(PARTNERSHIPS).indicators
    }
    assert {ref: actuals for ref, actuals in found.items() if actuals} == {
        "PT03": {"2007/08": "5.28%"},
        "NI4": {"2006/07": "37%"},
        "PT04": {"2008/09": "13"},
        "PT05": {"2007/08": "0"},
        "PT11": {"2007/08": "19"},
        "PT13": {"2007/08": "976"},
        "PT14": {"2007/08": "384"},
        "PT16": {"2006/07": "64%"},
    }


def test_actions_have_numbered_steps() -> None:
    names = (PARTNERSHIPS, POLICY, SAFETY)
    refs = [" ".join(row.ref for row in plan(name).actions) for name in names]
    assert refs == [
        "CA1 CA2 CA3 CA4 CA5 CA6 CA7 CA8",
        "A1 A4 A5 C3 I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 I16 I17",
        "PDP1 PDP2",
    ]
    steps = [[row.steps.count("\n") + 1 for row in plan(name).actions] for name in names]
    assert steps == [
        [4, 3, 3, 2, 1, 3, 3, 7],
        [5, 1, 2, 3, 2, 4, 6, 7, 2, 3, 1, 1, 5, 8, 1, 3, 2, 1, 5, 4, 3],
        [3, 2],
    ]


def test_actions_are_posts_not_peoples() -> None:
    posts = Counter(
        post
        for name in (PARTNERSHIPS, POLICY, SAFETY)
        for row in plan(name).actions
        for post in row.officer.split(" / ")
    )
    assert posts == {
        "Policy and Performance Manager": 14,
        "Policy and Projects Officer": 7,
        "Performance Improvement Officer": 5,
        "Partnerships Manager": 7,
        "Equality and Diversity Officer": 5,
        "Community Safety Officer": 3,
        "Community Liaison Officer": 2,
        "Customer Service Project Officer": 2,
        "Lead Officer": 2,
        "Scrutiny Development Officer": 1,
        "Business Analyst": 1,
    }


def test_actions_of_the_delivery_plan_keep_their_ratings() -> None:
    rated = [row.supporting.splitlines()[-2:] for row in plan(SAFETY).actions]
    assert rated == [["Q1 Rating: On target", "Q2 Rating: On target"]] * 2


@pytest.mark.skipif(not SEEDS, reason="the service plans are not at hand")
@pytest.mark.parametrize(
    ("number", "names", "file"),
    [
        ("003", (POLICY, PARTNERSHIPS), "policy-and-partnerships 2009-12.txt"),
        ("004", (SAFETY,), "community-safety 2015-16.txt"),
    ],
)
def test_every_indicator_of_the_document_is_there_with_its_targets(
    number: str, names: tuple[str, ...], file: str
) -> None:
    document = load_plan(file, SEEDS[number].read_bytes()).plan
    assert document is not None
    rows = [row for name in names for row in plan(name).indicators]
    for there, here in zip(document.indicators, rows, strict=True):
        assert there.ref == here.ref or there.ref.startswith("NEW-")
        assert there.title == here.title
        texts = [[each.text for each in row.targets.values()] for row in (there, here)]
        assert texts[0] == texts[1]
        assert there.objective in {here.objective, ""}
