"""Every contradiction that the example plans hold, with its place: no more, no fewer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plansheet.check import check_council, check_plan
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from plansheet.model.plans import Plan
    from plansheet.problems import Problem
    from plansheet.sources.loaded import Loaded

PLANS = Path(__file__).parents[2] / "templates/examples/three-rivers/templates/plans"
TR18 = "community-partnerships 2018-21.md"
CS18 = "corporate-services 2018-21.md"
TR21 = "community-partnerships 2021-24.md"
INDICATORS, OBJECTIVES = "Performance indicators", "Objectives"
PROJECTS, CONTRACTS, RISKS = "Projects", "Contracts", "Risks"
LEVELS = {
    "strategic-target-differs": "confirm",
    "strategic-target-elsewhere": "confirm",
    "tier-differs": "confirm",
    "target-worse": "note",
    "contract-ended": "confirm",
    "review-passed": "note",
    "milestone-after-contract": "confirm",
    "score-wrong": "confirm",
    "ref-shared": "note",
    "ref-renamed": "note",
    "redefined": "confirm",
    "retitled": "note",
    "target-weakened": "confirm",
    "indicator-new": "note",
    "indicator-dropped": "note",
}

Row = tuple[str, str, str]
"""The table of a contradiction, the ref of its row, and what stands in the row."""

INSIDE: dict[str, list[tuple[str, list[Row]]]] = {
    TR18: [
        (
            "strategic-target-differs",
            [(OBJECTIVES, "CP18", "| 20% improvement in hotspot areas |")],
        ),
        (
            "target-worse",
            [
                (INDICATORS, "CP02", "| 92.00% | 89.00% |"),
                (INDICATORS, "CP04", "| 85.00% | 82.00% |"),
                (INDICATORS, "CP16", "| 90 cases | 83 |"),
                (INDICATORS, "CP22", "| 92.00% | 90.00% |"),
                (INDICATORS, "CP26", "| £91,130 | £50,000 |"),
                (INDICATORS, "CP39", "| 90.25% | 90.00% |"),
                (INDICATORS, "CP45", "| 100.00% | 80.00% |"),
            ],
        ),
        (
            "review-passed",
            [
                (RISKS, str(ref), "| 31/03/18 |")
                for ref in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14)
            ],
        ),
    ],
    CS18: [
        ("strategic-target-differs", [(OBJECTIVES, "CO02", "| 74% - to be reviewed |")]),
        ("target-worse", [(INDICATORS, "CO03", "| 96.8% | 85% |")]),
        ("review-passed", [(RISKS, str(ref), "| 31/03/18 |") for ref in range(1, 10)]),
    ],
    TR21: [
        ("ref-shared", [("", "CP05, CP14 and CP16", "")]),
        (
            "tier-differs",
            [(INDICATORS, f"CP{ref}", "(KPI) | PI |") for ref in (28, 46, 47, 48)],
        ),
        (
            "contract-ended",
            [
                (CONTRACTS, "C2", "| Market Research |"),
                (CONTRACTS, "C3", "| LGIU Membership |"),
                (CONTRACTS, "C5", "| PCSOs \u2013 Service Level Agreement |"),
                (CONTRACTS, "C6", "| Herts Mind Network \u2013 Grant Domestic Abuse Caseworker"),
                (CONTRACTS, "C7", "| Herts Mind Network \u2013 Grant Community Support Service"),
                (CONTRACTS, "C9", "| Thriving Families |"),
            ],
        ),
        ("review-passed", [(CONTRACTS, "C1", "| CCTV maintenance and airtime |")]),
        (
            "milestone-after-contract",
            [
                (PROJECTS, "P1-M3", "| Healthy Hub |"),
                (PROJECTS, "P6-M1", "| CCTV Maintenance and Airtime Contract Review |"),
                (PROJECTS, "P7-M1", "| Domestic Abuse Caseworker |"),
            ],
        ),
        ("score-wrong", [(RISKS, "CP02", "| 3 | 2 | 4 |")]),
    ],
}
BETWEEN: list[tuple[str, str, list[Row]]] = [
    ("strategic-target-elsewhere", TR18, [(OBJECTIVES, "CO02", "| 67% |")]),
    (
        "ref-renamed",
        TR21,
        [
            (INDICATORS, "CP28", "| CAB1 |"),
            (INDICATORS, "CP29", "| CAB2 |"),
            (INDICATORS, "CP30", "| CAB3 |"),
            (INDICATORS, "CP31", "| CAB4 |"),
        ],
    ),
    (
        "redefined",
        TR21,
        [
            (INDICATORS, "CP14", "Cases discussed in the quarter"),
            (INDICATORS, "CP16", "Families helped since 1 April"),
        ],
    ),
    (
        "retitled",
        TR21,
        [
            (INDICATORS, "CP27", "Citizens Advice Service"),
            (INDICATORS, "CP07", "responding to crime"),
            (INDICATORS, "CP21", "Domestic Abuse Casework Service"),
            (INDICATORS, "CP29", "CASTR clients onto"),
            (INDICATORS, "CP30", "CASTR clients no longer"),
            (INDICATORS, "CP31", "CASTR clients still"),
            (INDICATORS, "CP46", "Three Rivers District Council"),
        ],
    ),
    (
        "target-weakened",
        TR21,
        [(INDICATORS, "CP07", "| 74.00% | 74.00%"), (INDICATORS, "CP24", "| 82.0% |")],
    ),
    (
        "indicator-new",
        TR21,
        [
            (INDICATORS, "NEW-1", "| New PI | Percentage of cases coming to ASBAG"),
            (INDICATORS, "NEW-2", "| New PI | Percentage of YAP cases"),
            (INDICATORS, "NEW-3", "| New PI | Climate Change Strategy"),
            (INDICATORS, "CP19", "| CP19 |"),
            (INDICATORS, "CP47", "| CP47 |"),
            (INDICATORS, "CP48", "| CP48 |"),
        ],
    ),
    (
        "indicator-dropped",
        TR18,
        [
            (INDICATORS, ref, f"| {ref} |")
            for ref in (
                *("CP01", "CP02", "CP03", "CP04", "CP22", "CP26", "CP45", "CP18", "CP17"),
                "EP13",
            )
        ],
    ),
]


@cache
def loaded(name: str) -> Loaded:
    return load_plan(name, (PLANS / name).read_bytes())


def plan(name: str) -> Plan:
    found = loaded(name).plan
    assert found is not None
    return found


def between() -> tuple[Problem, ...]:
    names = (TR18, TR21, CS18)
    return check_council([plan(name) for name in names], {n: loaded(n).places for n in names})


def placed(problems: tuple[Problem, ...]) -> list[tuple[str, str, str, str, str]]:
    """Return level, code, file, table and ref of each problem."""
    return [
        (str(item.level), item.code, item.place.file, item.place.sheet, item.place.label)
        for item in problems
    ]


def rows(problems: tuple[Problem, ...]) -> list[str]:
    """Return the line of its file that each problem points at, "" where it names none."""
    files = {name: (PLANS / name).read_text(encoding="utf-8").split("\n") for name in INSIDE}
    numbers = [item.place.cell.removeprefix("line ") for item in problems]
    return [
        files[item.place.file][int(number) - 1] if number else ""
        for item, number in zip(problems, numbers, strict=True)
    ]


@pytest.mark.parametrize("name", INSIDE)
def test_inside_a_plan(name: str) -> None:
    found = check_plan(plan(name), loaded(name).places)
    wanted = [(code, *row) for code, where in INSIDE[name] for row in where]
    assert placed(found) == [
        (LEVELS[code], code, name, table, ref) for code, table, ref, _ in wanted
    ]
    assert [said for said, row in zip(wanted, rows(found), strict=True) if said[3] not in row] == []


def test_between_the_plans() -> None:
    found = between()
    wanted = [(code, name, *row) for code, name, where in BETWEEN for row in where]
    assert placed(found) == [
        (LEVELS[code], code, name, table, ref) for code, name, table, ref, _ in wanted
    ]
    assert [said for said, row in zip(wanted, rows(found), strict=True) if said[4] not in row] == []


def test_nothing_in_the_examples_must_be_put_right() -> None:
    told = [*between(), *(each for name in INSIDE for each in loaded(name).problems)]
    told += [each for name in INSIDE for each in check_plan(plan(name), loaded(name).places)]
    assert {str(item.level) for item in told} == {"confirm", "note"}


@pytest.mark.parametrize(
    ("code", "ref", "said"),
    [
        (
            "strategic-target-differs",
            "CP18",
            "and Performance indicators gives 'TBC, once baseline year completed' for 2018/19.",
        ),
        (
            "strategic-target-differs",
            "CO02",
            "'74% - to be reviewed', and Performance indicators gives no target for 2018/19.",
        ),
        (
            "strategic-target-elsewhere",
            "CO02",
            "'corporate-services 2018-21.md', whose indicator this is, gives '74% - to be review",
        ),
        (
            "tier-differs",
            "CP28",
            "The title is tagged (KPI), and the plan has this indicator as a PI",
        ),
        (
            "target-worse",
            "CP26",
            "for 2017/18 is £50,000, which is worse than the actual of 2016/17, £91,130",
        ),
        (
            "contract-ended",
            "C2",
            "ended on 30 April 2020, before the plan begins on 1 April 2021 (option to extend: 2 y",
        ),
        ("contract-ended", "C3", "before the plan begins on 1 April 2021. Write its new end"),
        ("review-passed", "C1", "The review was due on 1 January 2021"),
        ("review-passed", "14", "The next review was due on 31 March 2018"),
        (
            "milestone-after-contract",
            "P6-M1",
            "under Q4 2021/22, after the contract 'CCTV maintenance and airtime (C1)' ends on 1 ",
        ),
        ("score-wrong", "CP02", "prints a score of 4, but 3 x 2 is 6. plansheet uses 6."),
        (
            "redefined",
            "CP14",
            "Good is: lower there, higher here; Counts as: cumulative there, sum here; Definition",
        ),
        ("target-weakened", "CP07", "set 78% for 2020/21, and this plan sets 74% for 2020/21"),
        ("ref-renamed", "CP28", "CP28 was CAB1 in 'community-partnerships 2018-21.md'"),
    ],
)
def test_what_is_said(code: str, ref: str, said: str) -> None:
    told = [*between()]
    told += [each for name in INSIDE for each in check_plan(plan(name), loaded(name).places)]
    found = [item.message for item in told if (item.code, item.place.label) == (code, ref)]
    assert len(found) == 1
    assert said in found[0]
