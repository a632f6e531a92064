"""The plan workbook: a sheet for every table of a plan, and those that plansheet adds.

Its headings are those of `plansheet.layout.headings`, so that what is written is what is read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from plansheet.layout.columns import Column, Rule, Sheet
from plansheet.layout.headings import (
    ACTIONS,
    BUDGETS,
    CHANGES,
    CONTRACTS,
    INDICATORS,
    OBJECTIVES,
    POSTS,
    PROJECTS,
    RATINGS,
    RISKS,
    SERVICE,
    SKILLS,
    VERSIONS,
)
from plansheet.layout.plan_words import PURPOSES, WORDS, Words
from plansheet.model.periods import FinancialYear, Quarter
from plansheet.model.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plansheet.layout.headings import TableKind
    from plansheet.model.risks import RiskScheme, Scale

# Room for new rows below each table: set up like the rows above, and taken in as they are typed.
SPARE_ROWS = 30
YES, NO = "Yes", "No"
# How a table that plansheet does not know is numbered on the sheet Notes.
KEPT_TABLE = "Table"
TOLD = "Message"

_TEXT, _DATE, _MONEY = "typed", "date", "pounds"
_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)
_UNSAID = Words(24, "", "")


def _column(field: str, heading: str, words: Words) -> Column:
    return Column(
        field,
        heading,
        words.width,
        help=words.help,
        example=words.example,
        choices=words.choices,
        style=_DATE if words.is_date else _TEXT,
    )


def _columns(kind: TableKind) -> tuple[Column, ...]:
    said = WORDS[kind.table]
    return tuple(
        _column(item.field, item.name, said.get(item.field, _UNSAID)) for item in kind.headings
    )


def _sheet(kind: TableKind, columns: Iterable[Column] = ()) -> Sheet:
    """Return the sheet of a kind of table, with `columns` behind those that it always has."""
    table = kind.table
    return Sheet(str(table), (*_columns(kind), *columns), purpose=PURPOSES[table])


SERVICE_SHEET = _sheet(SERVICE)
OBJECTIVES_SHEET = _sheet(OBJECTIVES)
CONTRACTS_SHEET = _sheet(CONTRACTS)
POSTS_SHEET = _sheet(POSTS)
SKILLS_SHEET = _sheet(SKILLS)
ACTIONS_SHEET = _sheet(ACTIONS)
RATINGS_SHEET = _sheet(RATINGS)
VERSIONS_SHEET = _sheet(VERSIONS)
CHANGES_SHEET = _sheet(CHANGES)

TO_CONFIRM = Sheet(
    "To confirm",
    (
        Column("column", "Column", 18),
        Column("taken", "Taken to be", 20),
        Column("refs", "Refs", 64),
        Column("confirm", "Confirm?", 22),
    ),
    keys=("column", "taken"),
    purpose=(
        "What the plan does not state and plansheet has taken from its words and "
        "figures. Choose Yes "
        "where it is right, or the right word; what is left empty or No stays a question."
    ),
)
NOTES = Sheet(
    "Notes",
    (
        Column("about", "About", 12),
        Column("where", "Where it stood", 40),
        Column("said", "What it says", 110),
    ),
    keys=("about",),
    purpose=(
        "What stood in the plan's document and has no place in the other sheets: tables "
        "that plansheet "
        "does not know, line by line, and what it could not use."
    ),
)
HELP_SHEET = Sheet(
    "Help",
    (
        Column("sheet", "Sheet", 22),
        Column("column", "Column", 26),
        Column("help", "What to enter", 76),
        Column("example", "Example", 34),
    ),
    keys=("sheet", "column"),
    purpose="Every column of the plan, with an example.",
)


def indicators_sheet(
    actual_years: Sequence[FinancialYear], target_years: Sequence[FinancialYear]
) -> Sheet:
    """Return the sheet of the indicators, with a column for each of the years."""
    actuals = (
        _column(
            actual_key(year),
            f"{year} Actual",
            Words(16, "The figure for the whole year, once it is known.", "78%"),
        )
        for year in actual_years
    )
    targets = (
        _column(
            target_key(year),
            f"{year} Target",
            Words(18, "The target for the year, in your own words.", "Q1 60 Q2 140 Q3 200 Q4 240"),
        )
        for year in target_years
    )
    return _sheet(INDICATORS, (*actuals, *targets))


def projects_sheet(periods: Iterable[FinancialYear | Quarter]) -> Sheet:
    """Return the sheet of the projects, with a column of milestones for each of the periods."""
    words = Words(34, "What is to be reached by its end.", "Hub open in two places")
    return _sheet(PROJECTS, (_column(period_key(each), _heading(each), words) for each in periods))


def budgets_sheet(years: Iterable[FinancialYear]) -> Sheet:
    """Return the sheet of the budget, with a column for each of the years."""
    columns = (
        Column(
            period_key(year),
            str(year),
            16,
            help="Pounds in the year.",
            example="£12,500",
            style=_MONEY,
        )
        for year in years
    )
    return _sheet(BUDGETS, columns)


def risks_sheet(scheme: RiskScheme | None, *, has_scores: bool) -> Sheet:
    """Return the sheet of the risks with the scheme's inputs; scores where they are printed."""
    columns = list(_columns(RISKS))
    at = next(index for index, column in enumerate(columns) if column.key == "printed_score")
    if not has_scores:
        del columns[at]
    columns[at:at] = [_scale_column(scale) for scale in scheme.inputs] if scheme else []
    return Sheet(str(Table.RISKS), tuple(columns), purpose=PURPOSES[Table.RISKS])


def heat_map_sheet(scheme: RiskScheme) -> Sheet:
    """Return the sheet that shows where risks stand: a row a likelihood, a column an impact."""
    words = Words(16, "The refs of the risks that stand here.", "CP01, CP02")
    impacts = scheme.impacts[0].steps
    return Sheet(
        str(Table.HEAT_MAP),
        (
            Column("likelihood", scheme.likelihood.heading, 14, style=_TEXT),
            *(_column(impact_key(step.code), step.code, words) for step in impacts),
        ),
        keys=("likelihood",),
        purpose=PURPOSES[Table.HEAT_MAP],
    )


def actual_key(year: FinancialYear) -> str:
    """Return the key of the column of a year's actuals."""
    return f"actual_{year.starts}"


def target_key(year: FinancialYear) -> str:
    """Return the key of the column of a year's targets."""
    return f"target_{year.starts}"


def period_key(period: FinancialYear | Quarter) -> str:
    """Return the key of the column of a year's budget, or of what is due by a year or quarter."""
    return "in_" + period.label.lower().replace("-", "_")


def scale_key(key: str) -> str:
    """Return the key of the column of an input of a risk scheme."""
    return f"scale_{key}"


def impact_key(code: str) -> str:
    """Return the key of the column of an impact on the heat map."""
    return f"impact_{code.casefold()}"


def rule_of(column: Column) -> Rule | None:
    """Return what the cells of a column accept, None where any text will do."""
    message = f"{column.help} For example: {column.example}"
    if column.style == _DATE:
        error = f"Type a date like {column.example}, or leave the cell empty."
        return Rule(column.heading, message, error, low=_EARLIEST, high=_LATEST)
    if not column.choices:
        return None
    error = f"The usual words are: {', '.join(column.choices)}."
    stops = column.key not in _OPEN_ENDED
    return Rule(column.heading, message, error, choices=column.choices, stops=stops)


def confirm_rule(heading: str) -> Rule:
    """Return what is accepted as the answer about an inference under `heading`: a word, or Yes."""
    words = next((item.choices for item in _columns(INDICATORS) if item.heading == heading), ())
    choices = (YES, NO, *words)
    message = f"Is this right? Choose {YES}, {NO}" + (" or the right word." if words else ".")
    error = f"Choose one of: {', '.join(choices)}, or type what is right."
    return Rule("Confirm?", message, error, choices=choices, stops=False)


_OPEN_ENDED = frozenset(
    field for said in WORDS.values() for field, words in said.items() if words.open_ended
)


def _heading(period: FinancialYear | Quarter) -> str:
    if isinstance(period, Quarter):
        return f"{period.year} Q{period.number}"
    return str(period)


def _scale_column(scale: Scale) -> Column:
    meanings = ", ".join(f"{step.code} {step.word}" for step in scale.steps)
    codes = tuple(step.code for step in scale.steps)
    words = Words(14, f"{scale.heading}: {meanings}.", codes[0], codes)
    return _column(scale_key(scale.key), scale.heading, words)
