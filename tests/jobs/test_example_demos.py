"""The demos of South Cambridgeshire and Cannock Chase, from the plans to every figure compiled."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner
from forms import header_row, headings, opened
from town import Town, codes_of, rows_of

from plansheet import cli
from plansheet.jobs.council import quarter_of
from plansheet.jobs.demo import run_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plansheet.jobs.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
SOUTH, CANNOCK = "south-cambridgeshire", "cannock-chase"


class Played(NamedTuple):
    """An example's demo after its end: its folder, and what was told."""

    town: Town
    outcome: Outcome


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    found = {}
    for example in (SOUTH, CANNOCK):
        town = Town(tmp_path_factory.mktemp(example) / "demo")
        found[example] = Played(town, run_demo(town.root, town.world(), example))
    return found


def test_an_example_can_be_named_on_the_command_line(tmp_path: Path) -> None:
    arguments = ["demo", str(tmp_path / "demo"), "--example", CANNOCK]
    result = CliRunner().invoke(cli.cli, arguments, prog_name="plansheet")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Quarter     Service           What was sent")


@pytest.mark.parametrize("command", ["init", "demo"])
def test_help_names_every_example(command: str) -> None:
    shipped = sorted(path.name for path in (ROOT / "templates" / "examples").iterdir())
    result = CliRunner().invoke(cli.cli, [command, "--help"], terminal_width=200)
    assert ", ".join(shipped) in result.output


@pytest.mark.parametrize(
    ("example", "lines", "told"),
    [
        (
            SOUTH,
            (
                "partnerships 2009-12.md: 24 indicators",
                "policy-and-performance 2009-12.md: 25 indicators",
            ),
            ["baseline-change", "baseline-change", "deadline-elsewhere"],
        ),
        (CANNOCK, ("community-safety 2015-16.md: 2 indicators, 2 projects",), []),
    ],
)
def test_what_is_told_of_the_plans(
    demos: dict[str, Played], example: str, lines: tuple[str, ...], told: list[str]
) -> None:
    outcome = demos[example].town.check(dry_run=True)
    assert (outcome.status, outcome.lines, codes_of(outcome)) == (0, lines, told)


@pytest.mark.parametrize(
    ("example", "told"),
    [
        (
            SOUTH,
            [
                "Q1 2009/10|Partnerships|words where a figure belongs|accepted; not a number",
                "Q1 2009/10|Partnerships|the same, corrected|accepted",
                "Q1 2009/10|Policy and Performance|a target typed over|accepted; locked changed",
                (
                    "Q2 2009/10|Partnerships|an inserted row and a renamed sheet|"
                    "accepted; sheet renamed"
                ),
                "Q2 2009/10|Policy and Performance|last quarter's workbook|rejected; wrong period",
                "Q2 2009/10|Policy and Performance|the right one, late|accepted",
            ],
        ),
        (
            CANNOCK,
            [
                (
                    "Q1 2015/16|Community Safety|an inserted row and a renamed sheet|"
                    "accepted; sheet renamed"
                ),
                "Q2 2015/16|Community Safety|last quarter's workbook|rejected; wrong period",
                "Q2 2015/16|Community Safety|the right one, late|accepted",
            ],
        ),
    ],
)
def test_what_became_of_each_workbook(
    demos: dict[str, Played], example: str, told: list[str]
) -> None:
    outcome = demos[example].outcome
    assert (outcome.status, outcome.problems) == (0, ())
    table = outcome.lines[1 : outcome.lines.index("")]
    rows = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table]
    without_counts = [[*row[:3], *_without_count(row[3])] for row in rows]
    assert ["|".join(row) for row in without_counts] == told


def _without_count(said: str) -> Iterator[str]:
    status, _, rest = said.partition(": ")
    _, semicolon, remarks = rest.partition("; ")
    yield f"{status}{semicolon}{remarks}"


@pytest.mark.parametrize(
    ("example", "period", "counted"),
    [
        (
            SOUTH,
            "2009-10-Q1",
            {"not due": 25, "no target": 6, "data only": 2, "rated": 16},
        ),
        (
            SOUTH,
            "2009-10-Q2",
            {"not due": 22, "no target": 6, "data only": 2, "baseline": 1, "rated": 18},
        ),
        (CANNOCK, "2015-16-Q1", {"not due": 2}),
        (CANNOCK, "2015-16-Q2", {"not due": 2}),
    ],
)
def test_every_indicator_has_a_state_and_none_is_missing(
    demos: dict[str, Played], example: str, period: str, counted: dict[str, int]
) -> None:
    states = [row["state"] for row in demos[example].town.figures(period).values()]
    assert {state: states.count(state) for state in states} == counted


def test_all_three_ratings_come_about(demos: dict[str, Played]) -> None:
    rows = demos[SOUTH].town.figures("2009-10-Q1").values()
    assert {row["rating"] for row in rows} == {"Green", "Amber", "Red", ""}


@pytest.mark.parametrize(
    ("example", "period", "states"),
    [
        (SOUTH, "2009-10-Q2", {"partnerships": 0, "policy-and-performance": 5}),
        (CANNOCK, "2015-16-Q2", {"community-safety": 5}),
    ],
)
def test_nothing_is_owed_at_the_end(
    demos: dict[str, Played], example: str, period: str, states: dict[str, int]
) -> None:
    town = demos[example].town
    town.now = datetime(2026, 1, 1)  # noqa: DTZ001 - a council's calendar is local
    rows = rows_of(town.status(period), "services")
    assert {row["service"]: row["days_late"] for row in rows} == states
    assert {(row["state"], row["held"]) for row in rows} == {("complete", 0)}


def figures_of(town: Town, period: str) -> dict[str, str]:
    """Return what stands in the returns that count, by ref, as `data` writes it."""
    found = {}
    paths = (town.root / "workbooks" / period / "returned").iterdir()
    for path in sorted(paths, key=lambda each: each.stem.endswith("(2)")):
        book = opened(path.read_bytes())
        titles = [str(sheet["A1"].value) for sheet in book]
        if (title := f"Indicators: {quarter_of(period)}") not in titles:
            continue
        sheet = book.worksheets[titles.index(title)]
        columns = [name.rstrip("*") for name in headings(sheet)]
        at = {name: columns.index(name) + 1 for name in ("Actual", "Numerator")}
        for row in range(header_row(sheet) + 1, sheet.max_row + 1):
            values = (sheet.cell(row, at[name]).value for name in ("Numerator", "Actual"))
            value = next((each for each in values if each is not None), None)
            if value is not None:
                found[str(sheet.cell(row, 1).value)] = _entered(value)
    return found


def _entered(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value if isinstance(value, str) else f"{Decimal(str(value)).normalize():f}"


@pytest.mark.parametrize(("period", "count"), [("2009-10-Q1", 22), ("2009-10-Q2", 25)])
def test_no_figure_is_lost_on_the_way(demos: dict[str, Played], period: str, count: int) -> None:
    town = demos[SOUTH].town
    compiled = {ref: row["entered"] for ref, row in town.figures(period).items() if row["entered"]}
    assert compiled == figures_of(town, period)
    assert len(compiled) == count


def test_a_step_that_is_not_done_is_off_target_with_its_reason(demos: dict[str, Played]) -> None:
    rows = demos[SOUTH].town.figures("2009-10-Q2").values()
    undone = [row for row in rows if row["state"] == "rated" and not row["entered"]]
    assert [(row["ref"], row["rating"], bool(row["commentary"])) for row in undone] == [
        ("PP14", "Red", True)
    ]


def milestones_of(town: Town, period: str) -> list[tuple[str, str]]:
    path = town.root / "workbooks" / period / f"Performance Data Collection {period}.xlsx"
    rows = list(opened(path.read_bytes())["Projects"].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if "Ref" in row)
    at = [rows[top].index(name) for name in ("Ref", "Status")]
    return [(str(row[at[0]]), str(row[at[1]])) for row in rows[top + 1 :]]


def test_the_actions_of_cannock_chase_are_rated_each_quarter(demos: dict[str, Played]) -> None:
    town = demos[CANNOCK].town
    assert [milestones_of(town, period) for period in ("2015-16-Q1", "2015-16-Q2")] == [
        [("PDP1-M1", "On target"), ("PDP2-M1", "Needs attention")],
        [("PDP1-M1", "Needs attention"), ("PDP2-M1", "Needs attention")],
    ]


@pytest.mark.parametrize(
    ("example", "period", "due", "letters"),
    [
        (
            SOUTH,
            "2009-10-Q1",
            "21 July 2009",
            {
                "partnerships": (
                    "partnerships.manager@south-cambridgeshire.example",
                    "community.safety@south-cambridgeshire.example",
                ),
                "policy-and-performance": (
                    "policy.performance.manager@south-cambridgeshire.example",
                    (
                        "scrutiny@south-cambridgeshire.example, "
                        "equalities@south-cambridgeshire.example"
                    ),
                ),
            },
        ),
        (
            CANNOCK,
            "2015-16-Q2",
            "30 October 2015",
            {
                "community-safety": (
                    "head.of.governance@cannock-chase.example",
                    "scrutiny@cannock-chase.example",
                )
            },
        ),
    ],
)
def test_letters_go_where_the_settings_say(
    demos: dict[str, Played],
    example: str,
    period: str,
    due: str,
    letters: dict[str, tuple[str, str]],
) -> None:
    found = demos[example].town.letters(period)
    assert {name: (each["To"], each["Cc"]) for name, each in found.items()} == {
        f"{service} {period} issue": people for service, people in letters.items()
    }
    for each in found.values():
        body = each.get_body()
        assert body is not None
        assert due in body.get_content()
