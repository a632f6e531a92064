from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plansheet.model.periods import FinancialYear
from plansheet.model.risks import SHIPPED_SCHEMES
from plansheet.model.tables import Table
from plansheet.problems import Place
from plansheet.sources.load import load_plan
from plansheet.sources.loaded import parse_plan_name

NAME = "parks 2018-21.md"
PLAN = """\
# Parks plan

| Service | Head of service | E-mail |
|---|---|---|
| Parks | Head of Parks | head.parks@council.example |

| Ref | Description | Unit | 2018/19 Target |
|---|---|---|---|
| New PI | Bins emptied | bananas | 7,500 |
| CP 08 | Dogs | number | 9 | 10 |

| Agreement | Supplier | End |
|---|---|---|
| Mowing | Acme | soon |
"""


@pytest.mark.parametrize(
    ("name", "code", "first", "count", "ending"),
    [
        ("community-partnerships 2018-21.md", "community-partnerships", 2018, 3, ".md"),
        ("Parks 2018-19.MD", "parks", 2018, 1, ".md"),
        ("a1 1999-02.txt", "a1", 1999, 3, ".txt"),
        ("parks 2018-21.docx", "parks", 2018, 3, ".docx"),
    ],
)
def test_names_of_plan_files(name: str, code: str, first: int, count: int, ending: str) -> None:
    found = parse_plan_name(name)
    assert found is not None
    assert (found.code, found.ending) == (code, ending)
    assert found.years == tuple(FinancialYear(first + more) for more in range(count))


@pytest.mark.parametrize(
    "name",
    [
        "parks.md",
        "2018-21.md",
        "parks 2018-21",
        "parks 2018.md",
        "parks 2018/21.md",
        "parks 2018-18.md",
        "parks 2018-60.md",
        "parks  2018-21.md",
        "parks_two 2018-21.md",
        "-parks 2018-21.md",
        "parks team 2018-21.md",
        "con 2018-21.md",
        "AUX 2018-21.md",
        "nul 2018-21.txt",
        "com1 2018-21.md",
        "parks 2018-21 (copy).md",
        "",
    ],
)
def test_names_that_are_no_plan(name: str) -> None:
    assert parse_plan_name(name) is None
    loaded = load_plan(name, PLAN.encode())
    assert loaded.plan is None
    assert [(item.code, item.level, item.place) for item in loaded.problems] == [
        ("plan-name", "fix", Place(file=name))
    ]


@pytest.mark.parametrize("name", [NAME, "parks 2018-21.txt", "PARKS 2018-21.Md"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_plan_with_everything_there_is_to_say(name: str, start: bytes) -> None:
    loaded = load_plan(name, start + PLAN.replace("\n", "\r\n").encode())
    assert loaded.plan is not None
    assert (loaded.plan.code, loaded.plan.file, loaded.plan.title) == ("parks", name, "Parks plan")
    assert [row.ref for row in loaded.plan.indicators] == ["NEW-1", "CP08"]
    assert [(item.code, item.place.cell, item.place.label) for item in loaded.problems] == [
        ("row-long", "line 10", ""),
        ("unknown-word", "line 9", "NEW-1"),
        ("date-unread", "line 14", "C1"),
        ("missing-ref", "line 9", "NEW-1"),
        ("ref-written", "line 10", "CP08"),
        *[("inferred", "line 9", "NEW-1")] * 4,
        *[("inferred", "line 10", "CP08")] * 4,
    ]
    assert {item.place.file for item in loaded.problems} == {name}
    assert loaded.places[Table.CONTRACTS] == (Place(name, "Contracts", "line 14", "C1"),)
    assert set(loaded.given.values()) == {"NEW-1", "C1"}


def test_refs_given_before_are_kept() -> None:
    first = load_plan(NAME, PLAN.encode())
    kept = {**first.given, ("Contracts", "2018-21: mowing"): "C7"}
    again = load_plan(NAME, PLAN.encode(), SHIPPED_SCHEMES, kept)
    assert again.plan is not None
    assert again.plan.contracts[0].ref == "C7"
    assert again.given == {}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        (NAME, b"# Parks\n\x93quoted\x94\n", "line 2 holds a character that is not UTF-8 text"),
        (NAME, "# Parks".encode("utf-16"), "line 1 holds a character"),
        ("parks 2018-21.pdf", b"%PDF", "plans are read from .md, .txt, .docx, .docm, .xlsx"),
    ],
)
def test_files_that_cannot_be_read(name: str, data: bytes, why: str) -> None:
    loaded = load_plan(name, data)
    assert loaded.plan is None
    assert [(item.code, item.place) for item in loaded.problems] == [
        ("plan-unreadable", Place(file=name))
    ]
    assert why in loaded.problems[0].message


@given(st.binary(max_size=300))
def test_any_bytes_are_loaded_or_told(data: bytes) -> None:
    loaded = load_plan(NAME, data)
    assert loaded.plan is not None or [item.code for item in loaded.problems] == ["plan-unreadable"]
