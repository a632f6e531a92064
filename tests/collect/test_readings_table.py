"""What becomes of each odd value in a figure's cell of each unit, held whole against a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plansheet.collect.answers import Question, read_answer
from plansheet.layout.collection import indicators_sheet
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.units import Unit
from plansheet.pages import CellKind, FoundCell
from plansheet.problems import Level, Place
from plansheet.reconcile.wording import data_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from plansheet.model.returns import Answer
    from plansheet.problems import Problem

QUARTER = Quarter(FinancialYear(2018), 2)
COLUMN = indicators_sheet(QUARTER).column("actual")
# The format that the cell of each unit is issued with.
FORMATS = {
    Unit.PERCENT: "0.00%",
    Unit.MONEY: "£#,##0.00",
    Unit.DATE: "d mmm yyyy",
    Unit.TEXT: "@",
}
TYPED = (
    *("79", "79%", "79 %", "0.79", ".79", "0.79%", "1", "100", "105%", "790%", "7900", "1,234"),
    *("1.234", "1.234,5", "1 234", "£50k", "£1.5m", "(12)", "-12", "\N{MINUS SIGN}12", "+12"),
    *(
        "n/a",
        "N/A",
        "TBC",
        "tbc",
        "-",
        "--",
        "?",
        "nil",
        "None",
        "zero",
        "0",
        "12 days",
        "12 cases",
    ),
    *("Level 3", "3/4", "171 of 190", "1/4/18", "01/04/2018", "04/13/2018", "31 July 2018"),
    *(
        "Apr-18",
        "July 2018",
        "Q2",
        "by end Q3",
        "about 80",
        "<752",
        "75-80",
        "74% - to be reviewed",
    ),
    *(
        "1_000",
        "1e309",
        "NaN",
        "inf",
        "TRUE",
        "#REF!",
        "=1+1",
        "seventy nine",
        "79\N{NO-BREAK SPACE}%",
    ),
    *(
        "\N{FULLWIDTH DIGIT SEVEN}\N{FULLWIDTH DIGIT NINE}",
        "\N{ZERO WIDTH SPACE}79",
        "'79",
        "\N{LEFT SINGLE QUOTATION MARK}79",
        " \N{NO-BREAK SPACE} ",
    ),
)
STORED = ("79", "0.79", "0.57999999999999996", "1234.5", "-12", "1E+309", "43313")
OTHERS = {
    "a date, 1 August 2018": FoundCell(CellKind.NUMBER, "43313", "dd/mm/yyyy"),
    "a month, Apr-18": FoundCell(CellKind.NUMBER, "43191", "mmm-yy"),
    "a time, 12:00": FoundCell(CellKind.NUMBER, "0.5", "hh:mm"),
    "TRUE": FoundCell(CellKind.BOOLEAN, "TRUE"),
    "#REF!": FoundCell(CellKind.ERROR, "#REF!"),
    "=B1*2, worked out as 79": FoundCell(CellKind.NUMBER, "79", formula="B1*2"),
    "=B1*2, never worked out": FoundCell(CellKind.BLANK, "", formula="B1*2"),
}


def reading(cell: FoundCell, unit: Unit) -> str:
    """Return what becomes of a cell: the value that is used, and what is said of it."""
    answer, said = read_answer(cell, Question(COLUMN, unit, Place(), QUARTER))
    return f"{_used(answer)}{''.join(f'; {_told(each)}' for each in said)}"


def _used(answer: Answer | None) -> str:
    if answer is None:
        return "empty"
    if answer.held:
        return "held"
    return "no figure" if answer.value is None else data_text(answer.value)


def _told(said: Problem) -> str:
    return f"{said.level} {said.code}" if said.level is not Level.NOTE else said.code


def test_each_odd_value_in_each_unit(golden: Callable[[str, str], None]) -> None:
    cells: dict[str, Callable[[Unit], FoundCell]] = {
        **{f"typed {text!a}": _typed(text) for text in TYPED},
        **{f"stored {text}": _stored(text) for text in STORED},
        **{f"stored {text} in General": _plain(text) for text in STORED},
        **{name: _same(cell) for name, cell in OTHERS.items()},
    }
    lines = [
        line
        for name, cell in cells.items()
        for line in (name, *(f"    {unit}: {reading(cell(unit), unit)}" for unit in Unit))
    ]
    golden("readings.txt", "\n".join(lines) + "\n")


def _typed(text: str) -> Callable[[Unit], FoundCell]:
    return lambda unit: FoundCell(CellKind.TEXT, text, FORMATS.get(unit, "General"))


def _stored(text: str) -> Callable[[Unit], FoundCell]:
    return lambda unit: FoundCell(CellKind.NUMBER, text, FORMATS.get(unit, "General"))


def _plain(text: str) -> Callable[[Unit], FoundCell]:
    return lambda _: FoundCell(CellKind.NUMBER, text)


def _same(cell: FoundCell) -> Callable[[Unit], FoundCell]:
    return lambda _: cell
