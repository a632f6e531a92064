"""Every contradiction that the real service plans hold, with its place: no more, no fewer.

`seeds.py` says where they are looked for; `test_contradictions.py` holds the same of the examples.
What a plan lacks (a Service table, a rule of tolerance) or leaves to be confirmed is no
contradiction and not listed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from seeds import NAMES, SEEDS, need_seeds

from plansheet.check import check_council, check_plan
from plansheet.problems.of_contradictions import CONTRADICTIONS
from plansheet.sources.load import load_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plansheet.problems import Problem
    from plansheet.sources.loaded import Loaded

FILES = {number: f"{name}.txt" for number, name in NAMES.items()}
OF_REFS_AND_SCORES = frozenset(
    {"duplicate-ref", "missing-ref", "ref-written", "ref-shared", "score-wrong"}
    | {"treatment-differs", "risk-unscored"}
)
INDICATORS, OBJECTIVES = "Performance indicators", "Objectives"
PROJECTS, CONTRACTS, RISKS = "Projects", "Contracts", "Risks"

Row = tuple[int, str]
"""The line on which a contradiction stands, and the ref of its row."""


def new(*lines: int) -> str:
    """Return indicators without a ref, which are called NEW-1 and so on in their order."""
    return ", ".join(f"{line} NEW-{number}" for number, line in enumerate(lines, start=1))


def rows_in(said: str) -> list[Row]:
    """Return lines and refs written as `211 CP02, 231 CP04`; no line is 0."""
    pairs = (each.partition(" ") for each in said.split(", "))
    return [(int(line), ref.replace("+", ", ")) for line, _, ref in pairs]


INSIDE: dict[str, list[tuple[str, str, str]]] = {
    "000": [
        ("strategic-target-differs", OBJECTIVES, "64 CP18"),
        (
            "target-worse",
            INDICATORS,
            "211 CP02, 231 CP04, 270 CP16, 279 CP22, 289 CP26, 306 CP39, 315 CP45",
        ),
        (
            "review-passed",
            RISKS,
            (
                "508 1, 555 2, 600 3, 645 4, 690 5, 834 8, 879 9, 924 10, 970 11, 1017 12, "
                "1064 13, 1111 14"
            ),
        ),
    ],
    "001": [
        ("strategic-target-differs", OBJECTIVES, "53 CO02"),
        ("target-worse", INDICATORS, "63 CO03"),
        (
            "review-passed",
            RISKS,
            "84 1, 89 2, 94 3, 99 4, 107 5, 112 6, 117 7, 122 8, 127 9",
        ),
    ],
    "002": [
        ("missing-ref", INDICATORS, new(130, 131, 132)),
        ("ref-written", RISKS, "248 CP08"),
        ("ref-shared", "", "0 CP05+CP14 and CP16"),
        ("tier-differs", INDICATORS, "145 CP28, 150 CP46, 151 CP47, 152 CP48"),
        (
            "contract-ended",
            CONTRACTS,
            "224 C2, 225 C3, 227 C5, 228 C6, 231 C7, 233 C9",
        ),
        ("review-passed", CONTRACTS, "223 C1"),
        ("milestone-after-contract", PROJECTS, "160 P1-M3, 195 P6-M1, 204 P7-M1"),
        ("score-wrong", RISKS, "242 CP02"),
    ],
    "003": [
        (
            "missing-ref",
            INDICATORS,
            new(
                *(276, 277, 278, 279, 280, 281, 282, 284, 287, 290, 292, 300, 301, 302, 304, 305),
                *(306, 307, 327, 328, 329, 331, 333, 335, 336, 337, 338, 339, 340, 341, 361, 362),
                *(363, 364),
            ),
        ),
        (
            "ref-written",
            INDICATORS,
            (
                "291 NI14, 308 NI140, 310 NI5, 330 NI4, 334 NI7, 354 NI17, 355 NI21, 356 NI24, "
                "357 NI25, 358 NI27, 360 NI16"
            ),
        ),
        ("deadline-elsewhere", INDICATORS, "306 NEW-17"),
    ],
    # The ratings that it counts, 2 of 2 on target, are those of its two actions.
    "004": [("missing-ref", INDICATORS, new(111, 112))],
}
WORDS: dict[tuple[str, int], str] = {
    ("000", 211): "CP02",
    ("000", 1111): "14",
    ("001", 63): "CO03\tPercentage of FOI requests responded to, within timeframe\t96.8%\t85%",
    ("002", 130): "New PI\tPercentage of cases coming to ASBAG",
    ("002", 223): "1/1/21",
    ("002", 225): "31/3/20",
    ("002", 242): "CP02 Total failure of ICT systems\t3\t2\t4",
    ("002", 248): "CP 08 Community consultation",
    ("002", 150): "Three Rivers District Council (KPI)",
    ("003", 306): "Comprehensive Equality Policy\tMar 09\t\t",
    ("003", 308): "NI 140 ",
    ("004", 111): "Satisfaction with local area\t\t",
}
BETWEEN: list[tuple[str, str, str, str]] = [
    ("strategic-target-elsewhere", "000", OBJECTIVES, "165 CO02"),
    ("formerly-missing", "002", INDICATORS, "145 CP28"),
    ("redefined", "002", INDICATORS, "139 CP14"),
    (
        "retitled",
        "002",
        INDICATORS,
        "133 CP27, 138 CP07, 140 CP16, 142 CP21, 150 CP46",
    ),
    ("target-weakened", "002", INDICATORS, "138 CP07, 143 CP24"),
    (
        "indicator-new",
        "002",
        INDICATORS,
        (
            "130 NEW-1, 131 NEW-2, 132 NEW-3, 141 CP19, 146 CP29, 147 CP30, 148 CP31, 151 CP47, "
            "152 CP48"
        ),
    ),
    (
        "indicator-dropped",
        "000",
        INDICATORS,
        (
            "201 CP01, 211 CP02, 221 CP03, 231 CP04, 279 CP22, 289 CP26, 315 CP45, 343 CP18, "
            "361 CP17, 379 CAB2, 387 CAB3, 395 CAB4, 403 EP13"
        ),
    ),
]

pytestmark = need_seeds


@cache
def loaded(number: str) -> Loaded:
    return load_plan(FILES[number], SEEDS[number].read_bytes())


def contradictions(problems: Iterable[Problem]) -> list[tuple[str, str, str, int, str]]:
    """Return code, file, table, line and ref of each contradiction, sorted."""
    return sorted(
        (
            item.code,
            item.place.file,
            item.place.sheet,
            int(item.place.cell.removeprefix("line ") or 0),
            item.place.label,
        )
        for item in problems
        if item.code in CONTRADICTIONS or item.code in OF_REFS_AND_SCORES
    )


@pytest.mark.parametrize("number", INSIDE)
def test_inside_a_plan(number: str) -> None:
    found = loaded(number)
    assert found.plan is not None
    told = (*found.problems, *check_plan(found.plan, found.places))
    assert contradictions(told) == sorted(
        (code, FILES[number], table, line, ref)
        for code, table, rows in INSIDE[number]
        for line, ref in rows_in(rows)
    )


@pytest.mark.parametrize(("number", "line"), WORDS)
def test_the_words_stand_where_the_place_says(number: str, line: int) -> None:
    lines = SEEDS[number].read_text(encoding="utf-8").split("\n")
    assert WORDS[number, line] in lines[line - 1]


def test_between_the_plans_of_one_council() -> None:
    found = [loaded(number) for number in ("000", "001", "002")]
    plans = [each.plan for each in found if each.plan]
    told = check_council(plans, {each.plan.file: each.places for each in found if each.plan})
    assert contradictions(told) == sorted(
        (code, FILES[number], table, line, ref)
        for code, number, table, rows in BETWEEN
        for line, ref in rows_in(rows)
    )
