"""Earlier figures, from the first quarter's answer to what the second one makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import pytest
from openpyxl import load_workbook
from town import Q1, Q2, SIGNED, Town, codes_of, new_town, rows_of

from plansheet.model.dates import spoken_date

if TYPE_CHECKING:
    from pathlib import Path

Cells: TypeAlias = "dict[str, object]"
Rows: TypeAlias = "list[tuple[object, ...]]"
PLAN = """\
# Parks service plan 2018-21

## Service

| Service | Head of service | E-mail |
| --- | --- | --- |
| Parks | Head of Parks | head.of.parks@council.example |

## Performance indicators

| Ref | Description | Tier | Unit | Good is | How often | Counts as | 2018/19 Target | Available |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| SHARE | Clean parks | PI | % | higher | quarterly | snapshot | 80% | |
| SUM | Visits | PI | number | higher | quarterly | sum | Q1 100 Q2 100 Q3 100 Q4 100 | |
| RATIO | Repairs in time | PI | % | higher | quarterly | ratio | 90% | |
| DATE | Centre opened | PI | date | lower | annual | latest | May 2018 | |
| LATE | Crime | PI | number | lower | quarterly | latest | 700 | 30 weeks |
"""
MAY_DAY = datetime(2018, 5, 1)  # noqa: DTZ001 - a cell's date is local
JUNE_DAY = datetime(2018, 6, 1)  # noqa: DTZ001 - a cell's date is local
FIRST: dict[str, Cells] = {
    "SHARE": {"Actual": 0.81},
    "SUM": {"Actual": 110},
    "RATIO": {"Numerator": 171, "Denominator": 190},
    "DATE": {"Actual": MAY_DAY},
    "LATE": {"Actual": 690},
}
SECOND: dict[str, Cells] = {
    "SHARE": {"Actual": 0.82},
    "SUM": {"Actual": 105},
    "RATIO": {"Numerator": 450, "Denominator": 500},
    "LATE": {"Actual": 695},
}
PROVISIONAL: Cells = {"Provisional or final": "Provisional"}
UNSAID: Cells = {"Reason if no figure": "Other (say in commentary)"}
AWAITED: Cells = {
    "Reason if no figure": "Waiting for a partner",
    "Expected by": datetime(2018, 9, 3),  # noqa: DTZ001 - a cell's date is local
}
WHY = "Two late cases."


@pytest.fixture
def town(tmp_path: Path) -> Town:
    found = new_town(tmp_path)
    found.plan("parks 2018-21.md", PLAN)
    found.generate()
    return found


def then(town: Town, ref: str, first: Cells, final: object, reason: str = "") -> list[str]:
    """Answer `first` for one indicator in Q1 and `final` for it in Q2; return what Q2 is told."""
    town.answer({"Indicators": {**FIRST, ref: first}, "Sign-off": SIGNED})
    town.read()
    town.generate(Q2)
    row = {"Final figure": final, "Reason": reason}
    answers = {"Indicators": SECOND, "Earlier figures": {ref: row}, "Sign-off": SIGNED}
    town.answer(answers, period=Q2)
    return codes_of(town.read(Q2))


def first_quarter(town: Town, ref: str) -> tuple[str, str]:
    """Return what Q2's workbook shows of Q1, by the next workbook's column: figure, and row."""
    town.generate("2018-19-Q3")
    book = load_workbook(town.issued(period="2018-19-Q3"))
    shown = _row(book["Indicators"], ref)["Q1"]
    asked = [] if "Earlier figures" not in book.sheetnames else _refs(book["Earlier figures"])
    plain = spoken_date(shown.date()) if isinstance(shown, datetime) else f"{shown:.6g}"
    return plain, "asked again" if f"{ref} {Q1}" in asked else "final"


def _row(sheet: object, ref: str) -> dict[str, object]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]  # type: ignore[attr-defined]
    head = next(row for row in rows if row[0] == "Ref")
    found = next(row for row in rows if row[0] == ref)
    return dict(zip((str(each).removesuffix("*") for each in head), found, strict=True))


def _refs(sheet: object) -> list[str]:
    rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    return [f"{row[0]} {row[2]}" for row in rows]


def changes(town: Town) -> Rows:
    """Return the compiled sheet Changes of Q2: About, What, Old, New, From, Reason."""
    town.compile(Q2)
    name = f"Performance Data Collection {Q2}.xlsx"
    sheet = load_workbook(town.root / "workbooks" / Q2 / name)["Changes"]
    rows = [*sheet.iter_rows(values_only=True)]
    start = next(number for number, row in enumerate(rows) if row[0] == "Service")
    return [row[1:7] for row in rows[start + 1 :] if row[1] is not None]


NOTHING: Rows = []


def told(ref: str, old: str, new: str, reason: str | None = WHY) -> Rows:
    return [(ref, "Restated: figure", old, new, "Q1 2018/19", reason)]


def late(ref: str, was: str, now: str) -> Rows:
    return [(ref, "Given late", was, now, "Q1 2018/19", None)]


# The indicator, Q1's answer, what is typed as final in Q2, the reason; then what is told, what the
# third quarter's workbook shows of Q1, and what stands on the sheet Changes.
CASES: list[
    tuple[str, Cells, object, str, list[str], tuple[str, str], list[tuple[object, ...]]]
] = [
    # A provisional figure that is confirmed is final, and nothing was restated.
    ("SHARE", FIRST["SHARE"] | PROVISIONAL, 0.81, "", [], ("0.81", "final"), NOTHING),
    ("SUM", FIRST["SUM"] | PROVISIONAL, 110, "", [], ("110", "final"), NOTHING),
    ("DATE", FIRST["DATE"] | PROVISIONAL, MAY_DAY, "", [], ("1 May 2018", "final"), NOTHING),
    # Left empty it stays provisional, and is asked for again.
    ("SHARE", FIRST["SHARE"] | PROVISIONAL, None, "", [], ("0.81", "asked again"), NOTHING),
    # A changed one is used, with both figures and both ratings.
    (
        *("SHARE", FIRST["SHARE"] | PROVISIONAL, 0.7, WHY, ["restated"], ("0.7", "final")),
        told("SHARE", "81%: Green", "70%: Red"),
    ),
    (
        *("SUM", FIRST["SUM"] | PROVISIONAL, 96, WHY, ["restated"], ("96", "final")),
        told("SUM", "110: Green", "96: Amber"),
    ),
    (
        *("DATE", FIRST["DATE"] | PROVISIONAL, JUNE_DAY, WHY, ["restated"]),
        ("1 June 2018", "final"),
        told("DATE", "1 May 2018: Green", "1 June 2018: Red"),
    ),
    # Without a reason it is used as well, and the reason is asked for.
    (
        *("SHARE", FIRST["SHARE"] | PROVISIONAL, 0.7, " ", ["restated", "restated-unexplained"]),
        ("0.7", "final"),
        told("SHARE", "81%: Green", "70%: Red", None),
    ),
    # What cannot be used leaves the figure as it was.
    (
        *("SHARE", FIRST["SHARE"] | PROVISIONAL, "a few", WHY, ["not-a-number"]),
        *(("0.81", "asked again"), NOTHING),
    ),
    (
        *("SHARE", FIRST["SHARE"] | PROVISIONAL, "0.7", WHY, ["percent-unclear"]),
        *(("0.81", "asked again"), NOTHING),
    ),
    (
        *("SHARE", FIRST["SHARE"] | PROVISIONAL, "79", WHY, ["restated", "read-as"]),
        *(("0.79", "final"), told("SHARE", "81%: Green", "79%: Amber")),
    ),
    (
        *("SHARE", FIRST["SHARE"] | PROVISIONAL, 79, WHY, ["implausible"]),
        *(("0.81", "asked again"), NOTHING),
    ),
    ("SHARE", FIRST["SHARE"] | PROVISIONAL, "n/a", WHY, [], ("0.81", "asked again"), NOTHING),
    # A figure that was awaited, lacking or held comes: nothing is restated, and it is told.
    (
        *("SHARE", AWAITED, 0.78, "", [], ("0.78", "final")),
        late("SHARE", "awaited", "78%: Amber"),
    ),
    ("LATE", {}, 699, "", [], ("699", "final"), late("LATE", "awaited", "699: Green")),
    (
        *("SUM", UNSAID, 95, "", []),
        *(("95", "final"), late("SUM", "not supplied", "95: Amber")),
    ),
    ("SUM", {"Actual": "7 or 8"}, 95, "", [], ("95", "final"), late("SUM", "held", "95: Amber")),
    (
        *("SHARE", {"Actual": "0.81", **PROVISIONAL}, 0.81, "", [], ("0.81", "final")),
        late("SHARE", "held", "81%: Green"),
    ),
    # A ratio is final by its two numbers; a percentage can only confirm them.
    ("RATIO", FIRST["RATIO"] | PROVISIONAL, "171 of 190", "", [], ("0.9", "final"), NOTHING),
    ("RATIO", FIRST["RATIO"] | PROVISIONAL, "90%", "", ["read-as"], ("0.9", "final"), NOTHING),
    ("RATIO", FIRST["RATIO"] | PROVISIONAL, "90", "", ["read-as"], ("0.9", "final"), NOTHING),
    (
        *("RATIO", FIRST["RATIO"] | PROVISIONAL, "160/200", WHY, ["restated"], ("0.8", "final")),
        told("RATIO", "90% (171 of 190): Green", "80% (160 of 200): Red"),
    ),
    (
        *("RATIO", FIRST["RATIO"] | PROVISIONAL, "180 out of 200", WHY, ["restated"]),
        *(("0.9", "final"), told("RATIO", "90% (171 of 190): Green", "90% (180 of 200): Green")),
    ),
    (
        *("RATIO", FIRST["RATIO"] | PROVISIONAL, "80%", WHY, ["number-unclear"]),
        *(("0.9", "asked again"), NOTHING),
    ),
    (
        *("RATIO", AWAITED, "1,216 of 1,280", "", [], ("0.95", "final")),
        late("RATIO", "awaited", "95% (1216 of 1280): Green"),
    ),
    (
        *("RATIO", {}, "9 of 10", "", [], ("0.9", "final")),
        late("RATIO", "not supplied", "90% (9 of 10): Green"),
    ),
    (
        *("RATIO", FIRST["RATIO"] | PROVISIONAL, "9 of 0", WHY, ["denominator-zero"]),
        *(("0.9", "asked again"), NOTHING),
    ),
    (
        *("RATIO", FIRST["RATIO"] | PROVISIONAL, "500 of 200", WHY, ["restated", "implausible"]),
        *(("2.5", "final"), told("RATIO", "90% (171 of 190): Green", "250% (500 of 200): Green")),
    ),
    (
        *("RATIO", FIRST["RATIO"] | PROVISIONAL, "5,000 of 200", WHY, ["implausible"]),
        *(("0.9", "asked again"), NOTHING),
    ),
    ("RATIO", FIRST["RATIO"] | PROVISIONAL, "TBC", "", [], ("0.9", "asked again"), NOTHING),
]


@pytest.mark.parametrize(
    ("ref", "first", "final", "reason", "codes", "shown", "restated"),
    CASES,
    ids=[f"{case[0]} {case[2]}" for case in CASES],
)
def test_an_earlier_figure(  # noqa: PLR0913, PLR0917 - a column each
    ref: str,
    first: Cells,
    final: object,
    reason: str,
    codes: list[str],
    shown: tuple[str, str],
    restated: Rows,
    town: Town,
) -> None:
    assert sorted(then(town, ref, first, final, reason)) == sorted(codes)
    assert changes(town) == restated
    assert first_quarter(town, ref) == shown


UNKNOWN = [("90%", ["number-unclear"], "held"), ("0.9", ["percent-unclear"], "held")]


@pytest.mark.parametrize(("final", "codes", "state"), UNKNOWN)
def test_a_percentage_for_a_ratio_that_nobody_knows_is_held(
    final: str, codes: list[str], state: str, town: Town
) -> None:
    assert then(town, "RATIO", AWAITED, final) == [*codes, "earlier-quarter-missing"]
    assert rows_of(town.read(Q2), "returns")[0]["status"] == state
    message = town.read(Q2).problems[0].message
    assert message.endswith("for example 216 of 240.")
    figures = town.figures(Q2)["RATIO"]
    assert (figures["state"], figures["actual"]) == ("held", "")


def test_a_ratio_made_final_counts_in_the_year_to_date(town: Town) -> None:
    then(town, "RATIO", FIRST["RATIO"] | PROVISIONAL, "160 of 200", WHY)
    figures = town.figures(Q2)["RATIO"]
    assert (figures["actual"], figures["rating"]) == ("0.871428571428571", "Amber")
    assert town.figures(Q1)["RATIO"]["actual"] == "0.9"


def test_a_ratio_that_was_corrected_since_is_not_confirmed_by_the_old_percentage(
    town: Town,
) -> None:
    then(town, "RATIO", FIRST["RATIO"] | PROVISIONAL, "90%")
    corrected = {"Numerator": 160, "Denominator": 200, **PROVISIONAL}
    town.answer({"Indicators": {**FIRST, "RATIO": corrected}, "Sign-off": SIGNED}, name="new.xlsx")
    town.read()
    assert first_quarter(town, "RATIO") == ("0.8", "asked again")
